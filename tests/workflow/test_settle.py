"""Whose turn it is, until when, and following whom: without a database."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.club import FAR_READER, Town, day
from tests.support.toys import (
    LIBRARIAN,
    LOAN,
    NOW,
    READER,
    WISH,
    Library,
    broken,
    broker,
    case,
    reader,
    snapshot,
    with_state,
)
from workflow.calendar import instant
from workflow.definition import CLOCK, Seat, State, Workflow
from workflow.moments import Hour, Moment, days, months, on, working_days
from workflow.settle import Anchors, settle, turn_place
from workflow.snapshot import Case, Facts, Place

FAR = (Seat("reader", None, FAR_READER),)


def settled(definition: Workflow, one: Case, *others: Case, entered: bool = False, **more: Any) -> Case:
    """A case of a definition after its moves, at `NOW`."""
    links = tuple((one.ref, other.ref) for other in others)
    world = snapshot(one, *others, **{"directory": Town(), "links": links, **more})
    return settle(definition, world, one, entered=entered)


# --- whose turn ---------------------------------------------------------------------------------------------------------


def test_turn() -> None:
    """It is the turn of the parts that the state names, in their order."""
    assert settled(LOAN, case(LOAN, "prepared")).waits_for == ("reader", "broker")
    assert settled(LOAN, case(LOAN, "returned")).waits_for == ()


@pytest.mark.parametrize(
    ("signed", "waits_for"),
    [
        ({"agree": {"reader": READER}}, ("broker",)),
        ({"agree": {"broker": LIBRARIAN}}, ("reader",)),
        ({"agree": {"reader": READER, "broker": LIBRARIAN}}, ("reader", "broker")),
        ({"other": {"reader": READER}}, ("reader", "broker")),
    ],
)
def test_turn_of_who_has_not_signed(signed: dict[str, dict[str, str]], waits_for: tuple[str, ...]) -> None:
    """While several agree it is the turn of those who have not; if all have, and the case stays, of all."""
    assert settled(LOAN, case(LOAN, "prepared", signatures=signed)).waits_for == waits_for


def test_signatures_elsewhere_do_not_count() -> None:
    """What was signed for another state says nothing of whose turn it is in this one."""
    signed = {"agree": {"reader": READER}}
    dates = {"first_day": "2017-05-15", "last_day": "2017-06-02"}
    assert settled(LOAN, case(LOAN, "out", signatures=signed, facts=dates)).waits_for == ("reader",)


# --- following ----------------------------------------------------------------------------------------------------------


def loans(*states: str) -> list[Case]:
    """Loans in these states."""
    return [case(LOAN, state, ref=f"LOAN-2017-{number:04d}") for number, state in enumerate(states, 1)]


@pytest.mark.parametrize(
    ("states", "followed"),
    [
        (("prepared",), "LOAN-2017-0001"),
        (("lost", "prepared"), "LOAN-2017-0002"),
        (("prepared", "lost"), "LOAN-2017-0001"),
        (("prepared", "out"), "LOAN-2017-0002"),
        (("lost", "returned"), "LOAN-2017-0002"),
        ((), None),
    ],
)
def test_followed(states: tuple[str, ...], followed: str | None) -> None:
    """A case follows the newest of those linked that go on; the newest of all if none does."""
    one = settled(WISH, case(WISH, "granted"), *loans(*states))
    assert (one.follows, one.waits_for, one.due_at, one.due_date) == (followed, (), None, None)


def test_followed_no_longer() -> None:
    """A state with a turn of its own follows nobody."""
    one = settled(WISH, case(WISH, "asked", follows="LOAN-2017-0001"), *loans("lost"))
    assert (one.follows, one.waits_for) == (None, ("broker",))


# --- until when ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        (working_days(10), "2017-05-30"),  # Ascension Day lies between
        (days(14), "2017-05-29"),
        (days(21), "2017-06-06"),  # Whit Monday, so the day after
        (months(1), "2017-06-15"),
        (on("last_day"), "2017-06-04"),  # a Sunday, and a date of the case never moves
    ],
)
def test_limit(limit: Moment, due: str) -> None:
    """A limit is counted from the day the state was entered, in the calendar of who is waited for, or from a date."""
    definition = with_state(LOAN, "kept_back", limit=limit, turn=(reader,))
    one = settled(definition, case(LOAN, "kept_back", facts={"last_day": "2017-06-04"}), entered=True)
    assert (one.due_date, one.due_zone) == (day(due), "Europe/Amsterdam")
    assert one.due_at == instant(day(due), Hour.END, "Europe/Amsterdam")


def test_limit_in_the_calendar_of_who_is_waited_for() -> None:
    """Days off and zone are those of the first whose turn it is: Ghana works on Whit Monday."""
    definition = with_state(LOAN, "kept_back", limit=working_days(15), turn=(reader, broker))
    far = settled(definition, case(LOAN, "kept_back", seats=FAR), entered=True)
    near = settled(definition, case(LOAN, "kept_back"), entered=True)
    assert near.due_date == day("2017-06-07")
    assert (far.due_date, far.due_zone) == (day("2017-06-06"), "Africa/Accra")


def test_limit_of_a_date_is_lived_at_its_place() -> None:
    """A limit that hangs on a date of the case is over where that date is lived, whoever is waited for."""
    one = settled(LOAN, case(LOAN, "out", seats=FAR, facts={"last_day": "2017-06-02"}))
    assert one.due_zone == "Europe/Amsterdam"


def test_no_date_to_hang_on() -> None:
    """A limit on a date that is not there is a mistake of the definition, and is named."""
    with pytest.raises(ValueError, match=r"LOAN-2017-0001 has no date “last_day”, on which the limit of out hangs"):
        settled(LOAN, case(LOAN, "out"))


def test_an_end_has_no_limit() -> None:
    """What has ended waits for nobody and no date, even if it stood still."""
    one = settled(LOAN, case(LOAN, "returned", paused_on=day("2017-05-15"), due_date=day("2017-05-20")))
    assert (one.ended, one.due_date, one.due_at, one.paused_on) == (True, None, None, None)


@pytest.mark.parametrize(
    ("now", "seats", "entered"),
    [
        (datetime(2017, 5, 15, 22, 30, tzinfo=UTC), None, "2017-05-16"),
        (datetime(2017, 5, 15, 22, 30, tzinfo=UTC), FAR, "2017-05-15"),
    ],
)
def test_day_of_entering(now: datetime, seats: tuple[Seat, ...] | None, entered: str) -> None:
    """A state is entered on the day it is for the first whose turn it is."""
    one = settled(LOAN, case(LOAN, "prepared", seats=seats), now=now, entered=True)
    assert one.entered_on == day(entered)


def test_not_entered_anew() -> None:
    """Without entering, the limit runs from the day it did."""
    later = settled(LOAN, case(LOAN, "prepared"), now=NOW + timedelta(days=5))
    assert (later.entered_on, later.due_date) == (day("2017-05-15"), day("2017-05-29"))


# --- standing still -----------------------------------------------------------------------------------------------------

WAITS = {"waits": True}


def test_stands_still() -> None:
    """A limit stands still from the day on which its condition is first met."""
    one = settled(LOAN, case(LOAN, "kept_back", facts=WAITS), now=NOW + timedelta(days=2))
    assert (one.paused_on, one.due_date, one.due_zone, one.due_at) == (day("2017-05-17"), None, None, None)
    still = settled(LOAN, replace(one), now=NOW + timedelta(days=9))
    assert still.paused_on == day("2017-05-17")


@pytest.mark.parametrize(
    ("paused_on", "days_before", "now", "paused_days", "due"),
    [
        ("2017-05-15", 0, "2017-05-15", 0, "2017-06-15"),  # the same day
        ("2017-05-19", 0, "2017-05-22", 1, "2017-06-16"),  # from Friday to Monday
        ("2017-05-24", 0, "2017-05-26", 1, "2017-06-16"),  # Ascension Day between
        ("2017-05-15", 2, "2017-05-17", 4, "2017-06-21"),  # two days of an earlier pause, a weekend at the end
    ],
)
def test_runs_on(paused_on: str, days_before: int, now: str, paused_days: int, due: str) -> None:
    """When it runs again, the limit lies as many working days later as it stood still, all pauses together."""
    paused = case(LOAN, "kept_back", paused_on=day(paused_on), paused_days=days_before)
    one = settled(LOAN, paused, now=datetime.fromisoformat(f"{now}T09:00+00:00"))
    assert (one.paused_on, one.paused_days, one.due_date) == (None, paused_days, day(due))


# --- what else is derived -----------------------------------------------------------------------------------------------


def test_title_and_country_follow_the_facts() -> None:
    """Title and country are computed from the facts as they are now."""
    definition = replace(
        LOAN, title=lambda loan: f"A loan of {loan.value('book')}", country=lambda loan: loan.value("country")
    )
    one = settled(definition, case(LOAN, "prepared", facts={"book": "Emma", "country": "GH"}))
    assert (one.title, one.country) == ("A loan of Emma", "GH")


@dataclass(frozen=True)
class Dated(Facts):
    """A case with dates that are computed."""

    def anchor(self, name: str) -> date | None:
        """The date of everything is a week after the state was entered."""
        return self.case.entered_on + timedelta(days=7)


def test_anchors() -> None:
    """A date is computed when it is asked for; `entered` and `limit` are columns of the case."""
    one = case(LOAN, "prepared", due_date=day("2017-05-29"))
    anchors = Anchors(Dated(snapshot(one), one.ref), one)
    assert (anchors["entered"], anchors["limit"]) == (day("2017-05-15"), day("2017-05-29"))
    assert anchors["whatever"] == day("2017-05-22")
    assert dict(anchors) == {**anchors, "whatever": day("2017-05-22")}


@pytest.mark.parametrize(
    ("turn", "seats", "zone"),
    [
        ((broker, reader), FAR, "Europe/Amsterdam"),
        ((reader, broker), FAR, "Africa/Accra"),
        ((reader,), (), "Europe/Amsterdam"),
        ((CLOCK, reader), FAR, "Europe/Amsterdam"),
        ((), FAR, "Europe/Amsterdam"),
    ],
)
def test_place_of_the_turn(turn: tuple[Any, ...], seats: tuple[Seat, ...], zone: str) -> None:
    """Where a limit is lived: at the office, at the first seat of a part, or where the case's dates are."""
    one = case(LOAN, "kept_back", seats=seats)
    facts = Facts(snapshot(one, directory=Town()), one.ref)
    assert turn_place(State("x", "", "", turn=turn), facts).zone == zone


def test_seat_of_an_organisation_has_its_place() -> None:
    """A seat that an organisation has is where the organisation is."""

    class Elsewhere(Library):
        def place(self, ident: str) -> Place:
            return Place("Africa/Kampala", "UG", "en") if ident == "ORG-0001" else super().place(ident)

    one = case(LOAN, "prepared", seats=(Seat("reader", "ORG-0001"),))
    assert settled(LOAN, one, directory=Elsewhere(), entered=True).due_zone == "Africa/Kampala"


def test_unaffected_by_other_definitions() -> None:
    """A transition that many sign in another state does not change whose turn it is here."""
    definition = broken(LOAN, "write_off", signed_by=(reader, broker), by=(reader, broker))
    signed = {"write_off": {"reader": READER}}
    assert settled(definition, case(LOAN, "prepared", signatures=signed)).waits_for == ("reader", "broker")
