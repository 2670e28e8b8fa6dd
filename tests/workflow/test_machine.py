"""A definition is compiled to one machine, and where the machine knows no way nothing goes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.toys import ASKED, LOAN, WISH, broken, prepared
from workflow.arrows import arrows
from workflow.definition import START, State, Workflow
from workflow.machine import EdgeMissing, compiled, move


@pytest.fixture
def loan() -> Workflow:
    """A loan of its own, whose machine may be spoilt."""
    return replace(LOAN)


def test_way() -> None:
    """A trigger leads from one state to the next."""
    assert move(LOAN, "agree", "prepared") == "out"


def test_creation() -> None:
    """A creation leads from the start."""
    assert move(WISH, "ask", "start") == "asked"


def test_stay() -> None:
    """An internal transition passes through the machine and leaves the state as it is."""
    assert move(LOAN, "note", "out") == "out"


def test_entered_anew() -> None:
    """A state can be entered anew from itself."""
    assert move(LOAN, "change_terms", "prepared") == "prepared"


@pytest.mark.parametrize("came_from", ["prepared", "out"])
def test_return(came_from: str) -> None:
    """A return leads to where the case came from."""
    assert move(LOAN, "go_on", "kept_back", came_from) == came_from


@pytest.mark.parametrize(
    ("trigger", "state", "came_from"),
    [
        ("fly", "out", None),
        ("agree", "out", None),
        ("agree", "away", None),
        ("agree", "start", None),
        ("go_on", "kept_back", None),
        ("go_on", "kept_back", "lost"),
    ],
    ids=["unknown event", "wrong state", "unknown state", "not a creation", "from nowhere", "never came from there"],
)
def test_no_way(trigger: str, state: str, came_from: str | None) -> None:
    """Whatever the reason, no way is one error."""
    with pytest.raises(EdgeMissing) as raised:
        move(LOAN, trigger, state, came_from)
    assert raised.value.facts == {"type": "loan", "trigger": trigger, "state": state}


@pytest.mark.parametrize(
    ("remove", "trigger", "state"),
    [
        (lambda machine: machine.remove_transition("agree"), "agree", "prepared"),
        (lambda machine: machine.remove_transition("keep_back", "out"), "keep_back", "out"),
        (lambda machine: machine.remove_transition("note", "out"), "note", "out"),
    ],
    ids=["an event", "one of two sources", "an internal one"],
)
def test_edge_removed(loan: Workflow, remove: Callable[[Any], None], trigger: str, state: str) -> None:
    """An edge that was removed from the compiled machine cannot be gone, though the definition has it."""
    move(loan, trigger, state)
    remove(compiled(loan))
    with pytest.raises(EdgeMissing):
        move(loan, trigger, state)


def test_shared() -> None:
    """All cases of a definition share one machine, which keeps hold of none of them."""
    assert compiled(LOAN) is compiled(LOAN)
    move(LOAN, "agree", "prepared")
    assert compiled(LOAN).models == []


def test_own_machine(loan: Workflow) -> None:
    """Another definition has another machine, though it says the same."""
    assert compiled(loan) is not compiled(LOAN)


def test_unknown_destination() -> None:
    """A destination that is not declared is found when the machine is compiled, not when somebody goes there."""
    attic = State("attic", "Attic", "Attic", ASKED)
    with pytest.raises(KeyError, match="agree names “attic”"):
        compiled(broken(LOAN, "agree", edge=prepared >> attic))


def test_no_automatic_ways() -> None:
    """The machine knows the triggers of the definition and no others."""
    assert set(compiled(LOAN).events) == set(LOAN.triggers)


@given(st.sampled_from([WISH, LOAN]), st.data())
def test_as_declared(definition: Workflow, data: st.DataObject) -> None:
    """The machine leads where the definition says, and nowhere else."""
    names = [START.name, *(state.name for state in definition.states)]
    trigger, state = data.draw(st.sampled_from(definition.triggers)), data.draw(st.sampled_from(names))
    came_from = data.draw(st.sampled_from([None, *names]))
    meant = [
        arrow.after
        for arrow in arrows(definition)
        if (arrow.transition.trigger, arrow.source) == (trigger, state)
        and (arrow.transition.edge.target != "came_from" or arrow.target == came_from)
    ]
    try:
        assert [move(definition, trigger, state, came_from)] == meant
    except EdgeMissing:
        assert meant == []
