"""Edits: what changes nothing is refused, and who comes to take part by one gets what runs for everybody."""

from typing import Any

import pytest

from tests.support.toys import (
    LOAN,
    OTHER_READER,
    READER,
    WISH,
    Terms,
    asked,
    broken,
    case,
    granted,
    prepared,
    with_state,
)
from tests.workflow.planning import DATES, codes, planned
from workflow.definition import Edge, Seat, stay
from workflow.forms import Text, also
from workflow.snapshot import TextRef


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, {("nearly_over", f"person:{OTHER_READER}"), ("how_was_it", f"person:{OTHER_READER}")}),
        ({"cancels": ("dated",)}, set()),
        ({"edge": prepared >> prepared}, set()),
    ],
)
def test_who_comes_later_is_welcome(more: dict[str, Any], found: set[tuple[str, str]]) -> None:
    """Who comes to take part gets what runs in the state for everybody, unless the act cancels it; others get nothing twice."""
    seats = (Seat("reader", None, READER), Seat("reader", None, OTHER_READER))
    law = with_state(broken(LOAN, "note", seats=lambda loan, form: seats, **more), "out", welcomes=("dated",))
    state = "prepared" if "edge" in more else "out"
    done = planned(
        case(LOAN, state, facts=DATES, seats=seats[:1]),
        "note",
        law,
        form={"reason": TextRef("TXT-1", "c", "She comes too.")},
    )
    assert {(one.rule, one.recipient) for one in done.planned if one.group == "dated"} == found


@pytest.mark.parametrize("form", [{}, {"book": None, "language": None}])
def test_nothing_changes(form: dict[str, None]) -> None:
    """An internal transition whose form is left empty would change nothing, and is refused."""
    done = planned(case(WISH, "asked"), "reword", actor=READER, form=form)
    assert codes(done) == ["nothing_changes"]
    assert codes(planned(case(WISH, "asked"), "reword", actor=READER, form={"language": "fr"})) == []


@pytest.mark.parametrize("edge", [stay(asked), asked >> asked, (asked, granted) >> asked])
def test_nothing_new(edge: Edge) -> None:
    """An edit that says what the case says already is refused, also where it would enter the state anew."""
    law = broken(WISH, "reword", edge=edge)
    known = case(WISH, "asked", facts={"language": "fr"})
    assert codes(planned(known, "reword", law, actor=READER, form={"language": "fr"})) == ["nothing_changes"]
    assert codes(planned(known, "reword", law, actor=READER, form={"language": "en"})) == []


def test_a_move_is_something_new() -> None:
    """A move to where the case was not may say nothing new: it moves."""
    law = broken(WISH, "reword", edge=asked >> granted)
    assert codes(planned(case(WISH, "asked"), "reword", law, actor=READER)) == []


def test_a_reason_alone() -> None:
    """Where nothing but a reason is asked, the reason is what is said: it is written down."""
    said = {"reason": TextRef("TXT-1", "c", "She rang.")}
    assert codes(planned(case(LOAN, "out", facts=DATES), "note", form=said)) == []
    law = broken(LOAN, "note", form=also(Terms, reason=Text("Why?")))
    assert codes(planned(case(LOAN, "out", facts=DATES), "note", law, form=said)) == ["nothing_changes"]
