"""What is planned when, for whom, and whether it is too late: without a database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.club import FAR_READER, LOAN, Town, day
from tests.support.toys import LIBRARIAN, NOW, OTHER_READER, READER, broker, case, reader, snapshot, with_state
from workflow import follow_ups
from workflow.attempt import Planned
from workflow.blockers import Blocker
from workflow.definition import CLOCK, OWING, FollowUp, Kind, Late, Seat, Workflow
from workflow.moments import Hour, Moment, after, before, half_way, on
from workflow.recipients import Audiences
from workflow.snapshot import Facts

DATES = {"first_day": "2017-06-12", "last_day": "2017-06-16"}
FRIENDS: Audiences = {"friends": lambda facts: (READER, OTHER_READER, "office:broker")}


def of_group(*rules: FollowUp, definition: Workflow = LOAN, **more: Any) -> list[Planned]:
    """What is planned of rules that are planned together, for a loan that is out."""
    definition = replace(definition, follow_ups=tuple(replace(rule, group="dated") for rule in rules))
    seats = more.pop("seats", None)
    loan = case(definition, "out", facts=DATES, seats=seats, due_date=day("2017-06-16"), waits_for=("reader",))
    world = snapshot(loan, **{"directory": Town(), **more})
    return list(follow_ups.of_group(definition, "dated", world, loan.ref, FRIENDS))


def rule(at: Moment, to: tuple[Any, ...] = (reader,), **more: Any) -> FollowUp:
    """A letter at a moment."""
    return FollowUp("letter", Kind.LETTER, at, to, **more)


# --- for whom -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "recipients"),
    [
        ((reader,), [f"person:{READER}"]),
        ((broker,), ["office:broker"]),
        ((OWING,), ["owing"]),
        ((CLOCK,), ["clock"]),
        (("friends",), [f"person:{READER}", f"person:{OTHER_READER}", "office:broker"]),
        ((broker, reader, "friends"), ["office:broker", f"person:{READER}", f"person:{OTHER_READER}"]),
    ],
)
def test_recipients(to: tuple[Any, ...], recipients: list[str]) -> None:
    """A row for each person and office, once; who owes the next step is only asked for when it is due."""
    assert [one.recipient for one in of_group(rule(on("last_day"), to))] == recipients


def test_nobody() -> None:
    """A part that nobody has plans nothing."""
    assert of_group(rule(on("last_day")), seats=()) == []


def test_all_of_an_organisation() -> None:
    """The seat of an organisation is that of all who act for it."""

    class House(Town):
        def people_of(self, organisation: str, role: str) -> tuple[str, ...]:
            return (READER, OTHER_READER) if (organisation, role) == ("ORG-0001", "reader") else ()

    planned = of_group(rule(on("last_day")), seats=(Seat("reader", "ORG-0001"),), directory=House())
    assert [one.recipient for one in planned] == [f"person:{READER}", f"person:{OTHER_READER}"]


def test_rungs_of_one_name() -> None:
    """Rules of one name are told apart by their place among them, whatever stands between."""
    other = replace(rule(on("last_day")), name="other")
    planned = of_group(rule(before("last_day", days=2)), other, rule(on("last_day")))
    assert [(one.rule, one.rung) for one in planned] == [("letter", 0), ("other", 0), ("letter", 1)]


# --- when ---------------------------------------------------------------------------------------------------------------


def nine(text: str) -> datetime:
    """Nine in the morning in Amsterdam in summer."""
    return datetime.fromisoformat(f"{text}T07:00+00:00")


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (on("last_day"), nine("2017-06-16")),
        (before("last_day", days=2), nine("2017-06-14")),
        (before("last_day", days=11), nine("2017-06-02")),  # Whit Monday, so the working day before
        (after("last_day", days=1), nine("2017-06-19")),  # a Saturday, so the working day after
        (after("last_day", working_days=3), nine("2017-06-21")),
        (half_way("first_day", "last_day"), nine("2017-06-14")),
        (on("last_day", Hour.END), datetime(2017, 6, 16, 22, tzinfo=UTC)),
        (before("limit", working_days=2), nine("2017-06-14")),
        (after("entered", days=30), nine("2017-06-14")),
    ],
)
def test_when(at: Moment, due: datetime) -> None:
    """A moment is a day counted from a date of the case, at nine or at its end where the recipient is."""
    (planned,) = of_group(rule(at))
    assert (planned.due_at, planned.anchor) == (due, at.anchor)


def test_each_in_their_own_zone_and_calendar() -> None:
    """Two readers of one letter: each at their own nine o'clock, and around their own days off."""
    seats = (Seat("reader", None, READER), Seat("reader", None, FAR_READER))
    near, far = of_group(rule(before("last_day", days=11)), seats=seats)
    assert (near.anchor_date, near.due_at, near.zone) == (day("2017-06-02"), nine("2017-06-02"), "Europe/Amsterdam")
    assert far.due_at == datetime(2017, 6, 5, 9, tzinfo=UTC)
    assert (far.anchor_date, far.zone) == (day("2017-06-05"), "Africa/Accra")


def test_date_that_is_not_set() -> None:
    """What hangs on a date that is not known is not planned."""
    assert of_group(rule(on("no_such_day")), rule(half_way("first_day", "no_such_day"))) == []


@pytest.mark.parametrize(
    ("past", "due"),
    [
        (Late.NOW, NOW),
        (Late.SKIP, None),
        (after("first_day", days=7), NOW),  # still to come
        (on("entered"), None),  # past too
        (on("no_such_day"), None),
    ],
)
def test_past_already(past: Late | Moment, due: datetime | None) -> None:
    """A moment that is past: now, never, or now until another moment."""
    planned = of_group(rule(before("first_day", days=60), past=past), now=NOW + timedelta(hours=1))
    assert [one.due_at for one in planned] == ([NOW + timedelta(hours=1)] if due else [])


def test_the_very_moment_is_past() -> None:
    """What is due at this very moment is due."""
    (planned,) = of_group(rule(on("first_day")), now=nine("2017-06-12"))
    assert planned.due_at == nine("2017-06-12")


# --- the ladder of a state ----------------------------------------------------------------------------------------------


def of_state(state: str = "prepared", definition: Workflow = LOAN, **more: Any) -> Iterator[Planned]:
    """What entering a state plans."""
    loan = case(definition, state, **{"due_date": day("2017-05-29"), "waits_for": ("reader",), "facts": DATES, **more})
    world = snapshot(loan, directory=Town())
    return follow_ups.of_state(definition, world, loan.ref, FRIENDS)


def test_ladder_counts_its_rungs() -> None:
    """The rungs of a ladder are numbered from the first, and cancelled together."""
    assert [(one.rule, one.rung, one.group) for one in of_state()] == [("half_way", 0, "state"), ("late", 1, "state")]


def test_rung_not_later_than_entering() -> None:
    """A rung whose moment has come when the state is entered has nothing to say, even if it says NOW."""
    now = FollowUp("at_once", Kind.REMIND, on("entered"), (reader,), past=Late.NOW)
    definition = with_state(LOAN, "prepared", late=(now, *LOAN.state("prepared").late))
    assert [(one.rule, one.rung) for one in of_state(definition=definition)] == [("half_way", 1), ("late", 2)]


def test_no_ladder_while_it_stands_still() -> None:
    """While a limit stands still nothing reminds of it."""
    definition = with_state(LOAN, "prepared", paused=lambda loan: True)
    assert list(of_state(definition=definition, paused_on=day("2017-05-15"), due_date=None)) == []


def test_owing_in_the_zone_of_the_first_who_owes() -> None:
    """The moment for whoever owes the next step is that of the first who does; the office's if nobody has the part."""
    far = next(iter(of_state(seats=(Seat("reader", None, FAR_READER),))))
    nobody = next(iter(of_state(seats=())))
    assert (far.zone, nobody.zone) == ("Africa/Accra", "Europe/Amsterdam")


def test_clock_moves_of_the_state() -> None:
    """A state's clock moves are planned with its ladder, to be fired by the clock."""
    (move,) = [one for one in of_state("out") if one.kind is Kind.FIRE]
    assert (move.trigger, move.recipient, move.rule) == ("call_back", "clock", "call_back")
    assert move.due_at == datetime(2017, 6, 16, 22, tzinfo=UTC)


# --- tasks, and dates that moved ----------------------------------------------------------------------------------------


def test_task() -> None:
    """A broken condition is a task of the office, now, with the reason as it is shown elsewhere."""
    loan = case(LOAN, "out")
    blocker = Blocker("not_too_long", "{days} days", {"days": 40}, "change_terms")
    task = follow_ups.task(blocker, Facts(snapshot(loan), loan.ref))
    assert (task.rule, task.recipient, task.kind, task.due_at) == ("not_too_long", "office:broker", Kind.TASK, NOW)
    assert task.group == follow_ups.task_group("not_too_long")
    assert task.facts == {"message": "{days} days", "facts": {"days": 40}, "mend": "change_terms"}


@pytest.mark.parametrize(
    ("after_it", "moved"),
    [
        ({}, False),
        ({"title": "Another", "version": 9, "waits_for": ("broker",)}, False),
        ({"facts": {**DATES, "first_day": "2017-06-13"}}, False),  # nothing of the state hangs on it
        ({"facts": {**DATES, "last_day": "2017-06-20"}}, True),  # its clock move does
        ({"due_at": NOW}, True),
        ({"paused_on": day("2017-05-15")}, True),
    ],
)
def test_moved(after_it: dict[str, Any], moved: bool) -> None:
    """The ladder is planned anew if, and only if, a date changed on which something of it hangs."""
    one = case(LOAN, "out", facts=DATES)
    other = replace(one, **after_it)
    assert follow_ups.moved(LOAN, one, other, snapshot(other), snapshot(one)) is moved


def test_who_asks_makes_no_difference() -> None:
    """What is planned does not depend on who pressed."""
    assert of_group(rule(on("last_day")), actor=LIBRARIAN) == of_group(rule(on("last_day")), actor=READER)
