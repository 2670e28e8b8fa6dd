"""Ways to break a toy, for the mistakes that a definition is refused for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.support import toys
from tests.support.toys import ASKED, LOAN, broken, broker, reader, with_state
from workflow import moments
from workflow.definition import (
    Create,
    FollowUp,
    Kind,
    Move,
    Refusal,
    State,
    Transition,
    Workflow,
    guard,
)
from workflow.forms import Form, Ref, Table

Broken = Callable[[], Workflow]

clerk = replace(reader, name="clerk", label="the clerk")
attic = State("attic", "Attic", "Attic", ASKED, turn=(broker,), limit=moments.days(3))


class Names(Form):
    """A form that offers what there is not."""

    book = Ref("Book", "book")
    wish = Ref("Wish", "wish", offers="wishes", states=("forgotten",))
    damages = Table("Damages", toys.Damage, rows="damages")


@guard(rule="r", refusal="r", mend="repair")
def asks_form(loan: Any, form: Mapping[str, Any]) -> Refusal:
    """A guard for a form, with a mend that is none."""
    return None


def more(definition: Workflow, *transitions: Transition, states: tuple[State, ...] = ()) -> Workflow:
    """A definition with more states and transitions."""
    return replace(
        definition,
        states=(*definition.states, *states),
        transitions=(*definition.transitions, *transitions),
    )


def less(definition: Workflow, *triggers: str) -> Workflow:
    """A definition without some transitions."""
    kept = tuple(one for one in definition.transitions if one.trigger not in triggers)
    return replace(definition, transitions=kept)


def moved(trigger: str, move: Move | Create) -> Workflow:
    """A loan of which one transition moves a linked case otherwise."""
    return broken(LOAN, trigger, moves=(move,))


def followed(**changes: Any) -> Workflow:
    """A loan with one more follow-up in its group."""
    declared: dict[str, Any] = {
        "kind": Kind.REMIND,
        "at": moments.after("last_day", days=1),
        "to": (reader,),
        "group": "dated",
    }
    return replace(LOAN, follow_ups=(*LOAN.follow_ups, FollowUp("extra", **(declared | changes))))


def rung(**changes: Any) -> Workflow:
    """A loan with another ladder for the state `out`."""
    declared: dict[str, Any] = {"kind": Kind.REMIND, "at": moments.on("limit"), "to": (reader,)}
    return with_state(LOAN, "out", late=(FollowUp("extra", **(declared | changes)),))
