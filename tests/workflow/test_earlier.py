"""A case as its entries left it: the same as replay gives, read by other code."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.workflow.chains import PERSON, REQUEST, chained, created, entry, lines, moved, story
from workflow import replay
from workflow.definition import Seat
from workflow.earlier import as_it_was, standing, undone_act
from workflow.history import Entry, EntryKind
from workflow.snapshot import Case

NOW = Case(
    REQUEST,
    "request",
    "request",
    1,
    "matched",
    "matched",
    9,
    9,
    None,
    {"left": "over"},
    date(2018, 1, 1),
    story()[1].at,
)
ACT = f"ACT-{2:032x}"


def undone(**changes: Any) -> Entry:
    """An entry that takes the act back."""
    back = {"undoes": {"act": ACT, "entries": [], "trigger": None}, **changes}
    return entry(EntryKind.UNDONE, source="submitted", target="submitted", changes=back)


def test_story() -> None:
    """After each entry a case is what replay says, in all that history tells."""
    mine = [one for one in story() if one.ref == REQUEST]
    for number in range(1, len(mine) + 1):
        case = as_it_was(NOW, mine[:number])
        replayed = replay.replay(lines(mine[:number])).cases[REQUEST]
        for name in (
            "state",
            "milestone",
            "came_from",
            "facts",
            "hands",
            "signatures",
            "entered_on",
            "due_date",
            "title",
        ):
            assert getattr(case, name) == getattr(replayed, name), (number, name)
        assert {(seat.part, seat.organisation, seat.person) for seat in case.seats} == replayed.seats
        assert list(case.waits_for) == list(replayed.waits_for)
        assert (case.version, case.seq, case.owner) == (NOW.version, NOW.seq, NOW.owner)


def test_due() -> None:
    """A deadline is over when its day is, where it is counted."""
    case = as_it_was(NOW, chained(created()))
    assert case.due_at is not None
    assert case.due_at.isoformat() == "2017-02-15T23:00:00+00:00"


def test_taken_back() -> None:
    """An act that was taken back, and the entry that did it, leave no trace."""
    history = chained(created(), entry(trigger="amend", act=ACT, changes={"facts": {"languages": ["fr"]}}), undone())
    assert as_it_was(NOW, history) == as_it_was(NOW, history[:1])
    assert [one.seq for one in standing(history)] == [1]
    assert [undone_act(one) for one in history] == [None, None, ACT]


def test_order_of_seats() -> None:
    """Who comes later stands behind who was there, and who comes back is where they were."""
    mine, yours = ["expert", None, PERSON], ["requester", "ORG-0001", None]
    leaves = entry(act=ACT, changes={"seats": {"remove": [mine]}})
    history = chained(created(seats={"add": [mine, yours]}), leaves)
    assert as_it_was(NOW, history).seats == (Seat(*yours),)
    assert as_it_was(NOW, chained(*history, undone(seats={"add": [mine]}))).seats == (Seat(*mine), Seat(*yours))


def test_who_is_in_charge() -> None:
    """Who is in charge is as it is now."""
    history = chained(created(), entry(EntryKind.ASSIGNED, changes={"case": {"owner": PERSON}}))
    assert as_it_was(replace(NOW, owner="PER-0009"), history).owner == "PER-0009"


def test_done_anew() -> None:
    """What is to be done anew was pressed by nobody."""
    again = moved("submitted", "submitted", "amend", changes={"anew": ["submit"]})
    assert as_it_was(NOW, chained(created(), again)).hands == {"amend": [PERSON]}
