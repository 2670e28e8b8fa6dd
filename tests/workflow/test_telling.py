"""What is due is told to whom it concerns, once; where the reason is gone it is not told, and of several the newest is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support import toys
from tests.support.club import FAR_READER, LOAN, WISH, Desk, Town
from tests.support.toys import LIBRARIAN, NOW, READER, broker, reader, with_state
from tests.workflow.conftest import MakeDesk
from tests.workflow.test_doing import OVER, of_rule, tick
from workflow.definition import CLOCK, OWING, FollowUp, Kind, Workflow
from workflow.engine import GRACE
from workflow.moments import ENTERED, LIMIT, after, on
from workflow.tally import Tally

HALF_WAY = datetime(2017, 5, 22, 7, tzinfo=UTC)  # of the ten working days of a wish
IN_ACCRA = datetime(2017, 5, 22, 9, tzinfo=UTC)  # the same nine o'clock, where one of the readers lives
LATE = datetime(2017, 5, 30, 7, tzinfo=UTC)


def told(desk: Desk, **columns: Any) -> list[tuple[str, str]]:
    """Whom follow-ups owe a letter, and of which template."""
    return [(row.recipient, row.template) for row in desk.rows("outbox", **columns) if row.follow_up is not None]


def ends(desk: Desk, ref: str) -> list[tuple[str, str]]:
    """How the follow-ups of a case stand, by rule, in the order in which they are due."""
    rows = sorted(desk.rows("follow_ups", ref=ref), key=lambda row: (row.due_at, row.id))
    return [(row.rule, row.status) for row in rows]


def ladder(*rungs: FollowUp) -> Workflow:
    """A wish that is asked for with another ladder."""
    return with_state(WISH, "asked", late=rungs)


def dated(*follow_ups: FollowUp) -> Workflow:
    """A loan on whose dates something else hangs."""
    return replace(LOAN, follow_ups=follow_ups)


# --- a letter -----------------------------------------------------------------------------------------------------------


def test_reminded(desk: Desk) -> None:
    """Whoever owes the next step is reminded at the moment, with what the case says then, and may be written to at once."""
    wish = desk.wish()
    tick(desk, HALF_WAY - timedelta(seconds=1))
    assert told(desk) == []
    tick(desk, HALF_WAY)
    (letter,) = (row for row in desk.rows("outbox") if row.follow_up)
    row = of_rule(desk, "half_way")
    assert (letter.recipient, letter.template, letter.follow_up) == ("office:broker", "half_way", row.id)
    assert (letter.status, letter.not_before, letter.ref) == ("created", HALF_WAY, wish)
    assert (row.status, row.ended_by) == ("done", letter.act)
    (item,) = letter.items
    assert (item["facts"]["state"], item["facts"]["due_date"]) == ("asked", "2017-05-30")


def test_reminded_once(desk: Desk) -> None:
    """A second tick finds nothing to do."""
    desk.wish()
    tick(desk, HALF_WAY)
    with desk.unchanged():
        assert tick(desk) == Tally(0, 0)


def test_in_the_words_of_the_reader(desk: Desk) -> None:
    """A letter is in the language and the zone of whom it goes to."""
    desk.out(FAR_READER)
    tick(desk, OVER + timedelta(days=30))
    (letter,) = (row for row in desk.rows("outbox", template="how_was_it"))
    assert (letter.recipient, letter.language, letter.zone) == (f"person:{FAR_READER}", "fr", "Africa/Accra")


def test_another_template(make_desk: MakeDesk) -> None:
    """A follow-up may name the letter that says it."""
    named = FollowUp("soon", Kind.REMIND, after(ENTERED, days=1), (broker,), letter="a_reminder")
    desk = make_desk(ladder(named))
    desk.wish()
    tick(desk, NOW + timedelta(days=2))
    assert told(desk) == [("office:broker", "a_reminder")]


def test_task(desk: Desk) -> None:
    """A condition that no longer holds is told to the broker, with the condition and its facts."""
    loan, _ = desk.out()
    desk.fire(loan, "prolong", READER, last_day="2017-07-31")
    tick(desk, desk.now + GRACE)
    (letter,) = desk.rows("outbox", template="task")
    assert letter.recipient == "office:broker"
    assert letter.items[0]["facts"]["task"]["facts"] == {"days": 78, "most": 30}


# --- whoever owes the next step -----------------------------------------------------------------------------------------


def test_all_who_owe(desk: Desk) -> None:
    """A reminder of several parties is a letter to each of them."""
    desk.loan()
    tick(desk, HALF_WAY)
    assert told(desk) == [(f"person:{READER}", "half_way"), ("office:broker", "half_way")]


def test_each_at_their_own_nine(desk: Desk) -> None:
    """Of two who are waited for, who lives further west is reminded when it is nine o'clock there."""
    desk.loan(FAR_READER)
    tick(desk, HALF_WAY)
    assert told(desk) == [("office:broker", "half_way")]
    tick(desk, IN_ACCRA - timedelta(seconds=1))
    assert len(told(desk)) == 1
    tick(desk, IN_ACCRA)
    assert told(desk)[1:] == [(f"person:{FAR_READER}", "half_way")]


def test_answered_before_their_nine(desk: Desk) -> None:
    """Who agrees before it is nine o'clock where they live is not reminded any more."""
    loan, _ = desk.loan(FAR_READER)
    tick(desk, HALF_WAY)
    desk.fire(loan, "agree", FAR_READER)
    tick(desk, IN_ACCRA)
    assert told(desk) == [("office:broker", "half_way")]


def test_who_has_signed_owes_nothing(desk: Desk) -> None:
    """Who it is waited for is asked when it is due: who has agreed meanwhile is left alone."""
    loan, _ = desk.loan()
    desk.fire(loan, "agree", READER)
    tick(desk, HALF_WAY)
    assert told(desk) == [("office:broker", "half_way")]


def test_the_clock_reads_nothing(make_desk: MakeDesk) -> None:
    """Where the clock is waited for as well, only the others are reminded."""
    desk = make_desk(with_state(WISH, "asked", turn=(broker, CLOCK)))
    desk.wish()
    tick(desk, HALF_WAY)
    assert told(desk) == [("office:broker", "half_way")]


# --- whose account is closed ---------------------------------------------------------------------------------------------


class Closed(Town):
    """The town after the account of a reader was closed."""

    def acts_as(self, person: str, part: str) -> bool:
        """Everybody may but one."""
        return person != READER and super().acts_as(person, part)


def test_closed_account(desk: Desk, make_desk: MakeDesk) -> None:
    """Whose account is closed gets nothing, and the follow-up says that nobody was there."""
    desk.out()
    later = make_desk(directory=Closed())
    tick(later, OVER + timedelta(days=30))
    assert told(later, recipient=f"person:{READER}") == []
    row = of_rule(later, "how_was_it")
    assert (row.status, row.last_error, row.ended_by) == ("skipped", "Nobody is there to be told.", None)


# --- not needed, had before ---------------------------------------------------------------------------------------------


def test_reason_gone(make_desk: MakeDesk) -> None:
    """A reminder whose reason is gone is not sent, and says so."""
    unless = FollowUp(
        "short", Kind.LETTER, on("last_day"), (reader,), group="dated", unless=lambda loan: loan.days < 30
    )
    desk = make_desk(dated(unless))
    desk.out()
    tick(desk, OVER)
    row = of_rule(desk, "short")
    assert (row.status, row.ended_by, told(desk, template="short")) == ("not_needed", None, [])


def test_reason_of_one(make_desk: MakeDesk) -> None:
    """Where the reason is somebody's own, it is asked for each of them."""

    def answered(loan: Any, person: str) -> bool:
        return person == READER

    both = FollowUp("how", Kind.ASK, on("last_day"), (reader, broker), group="dated", unless=answered)
    desk = make_desk(dated(both))
    desk.out()
    tick(desk, OVER)
    assert told(desk, template="how") == [("office:broker", "how")]
    assert sorted(row.status for row in desk.rows("follow_ups", rule="how")) == ["done", "not_needed"]


@pytest.mark.parametrize(("once", "letters"), [(True, 1), (False, 2)])
def test_once(make_desk: MakeDesk, once: bool, letters: int) -> None:
    """What somebody had for this case they do not get again, however often it is planned, if it is said so."""
    note = FollowUp("welcome", Kind.LETTER, on("first_day"), (reader,), group="dated", once=once)
    desk = make_desk(dated(note))
    loan, _ = desk.out()
    tick(desk, desk.now + GRACE)
    desk.fire(loan, "prolong", READER, last_day="2017-06-05")
    tick(desk, desk.now + GRACE)
    assert len(told(desk, template="welcome")) == letters
    assert [row.status for row in desk.rows("follow_ups", rule="welcome")] == ["done", "skipped" if once else "done"]


def test_left_in_the_meantime(desk: Desk) -> None:
    """A state that was left reminds nobody."""
    wish = desk.wish()
    desk.fire(wish, "grant", LIBRARIAN)
    tick(desk, HALF_WAY)
    assert told(desk, ref=wish) == []


# --- stale reminders ----------------------------------------------------------------------------------------------------


def rungs(*to: Any, **more: Any) -> list[FollowUp]:
    """Three reminders, a day apart."""
    return [FollowUp(f"rung_{n}", Kind.REMIND, after(ENTERED, days=n), to, **more) for n in (1, 2, 3)]


def test_stale(make_desk: MakeDesk) -> None:
    """Of several reminders to one recipient about one case only the newest is sent; the others end as superseded."""
    desk = make_desk(ladder(*rungs(OWING)))
    wish = desk.wish()
    tick(desk, NOW + timedelta(weeks=3))
    assert told(desk) == [("office:broker", "rung_3")]
    assert ends(desk, wish) == [("rung_1", "superseded"), ("rung_2", "superseded"), ("rung_3", "done")]


def test_stale_row_by_row(make_desk: MakeDesk) -> None:
    """So it is, too, where each is done in a transaction of its own."""
    desk = make_desk(ladder(*rungs(OWING)))
    desk.wish()
    tick(desk, NOW + timedelta(weeks=3), most=1)
    assert told(desk) == [("office:broker", "rung_3")]


def test_not_stale(make_desk: MakeDesk) -> None:
    """Done in time, each is sent; what comes later takes none of it back."""
    desk = make_desk(ladder(*rungs(OWING)))
    wish = desk.wish()
    for days in (1, 2, 3):
        tick(desk, NOW + timedelta(days=days))
    assert {status for _, status in ends(desk, wish)} == {"done"}


def test_newer_one_is_not_needed(make_desk: MakeDesk) -> None:
    """A newer reminder whose reason is gone does not silence the older."""
    first, second, third = rungs(OWING)
    desk = make_desk(ladder(first, second, replace(third, unless=lambda wish: True)))
    wish = desk.wish()
    tick(desk, NOW + timedelta(weeks=3))
    assert ends(desk, wish) == [("rung_1", "superseded"), ("rung_2", "done"), ("rung_3", "not_needed")]


def test_to_another(make_desk: MakeDesk) -> None:
    """What somebody else is told does not count."""
    first, _, third = rungs(OWING)
    desk = make_desk(ladder(first, replace(third, to=(reader,))))
    wish = desk.wish()
    tick(desk, NOW + timedelta(weeks=3))
    assert ends(desk, wish) == [("rung_1", "done"), ("rung_3", "done")]


@pytest.mark.parametrize(("older", "newer"), [(OWING, broker), (broker, OWING)])
def test_owing_and_by_name(make_desk: MakeDesk, older: Any, newer: Any) -> None:
    """It is one recipient, whether by name or as who owes the next step."""
    first, second, _ = rungs(older)
    desk = make_desk(ladder(first, replace(second, to=(newer,))))
    wish = desk.wish()
    tick(desk, NOW + timedelta(weeks=3))
    assert told(desk) == [("office:broker", "rung_2")]
    assert ends(desk, wish) == [("rung_1", "superseded"), ("rung_2", "done")]


def test_letters_are_not_stale(desk: Desk) -> None:
    """A letter that is part of the course of things is sent, however late; it silences no reminder."""
    loan, _ = desk.out()
    tick(desk, OVER + timedelta(weeks=3))
    assert {"first_week", "how_was_it"} <= {template for _, template in told(desk, ref=loan)}


def test_a_move_comes_first(make_desk: MakeDesk) -> None:
    """Catching up, a clock move that ends a state comes before the reminders that would have come after it."""
    nagging = FollowUp("nagging", Kind.REMIND, after(LIMIT, days=3), (reader,))
    desk = make_desk(with_state(LOAN, "out", late=(nagging,)))
    desk.out()
    tick(desk, OVER + timedelta(weeks=3))
    assert (of_rule(desk, "call_back").status, of_rule(desk, "nagging").status) == ("done", "cancelled")


# --- a pause ------------------------------------------------------------------------------------------------------------


def test_paused(make_desk: MakeDesk) -> None:
    """While the limit of a state stands still, nobody is reminded of it."""
    desk = make_desk(with_state(LOAN, "kept_back", late=toys.LADDER))
    loan, _ = desk.loan()
    desk.fire(loan, "keep_back", LIBRARIAN)
    desk.fire(loan, "wait", LIBRARIAN, waits=True)
    tick(desk, NOW + timedelta(days=90))
    assert told(desk, ref=loan) == []


# --- many ---------------------------------------------------------------------------------------------------------------


def test_many(desk: Desk) -> None:
    """However many rows are due, each is done once, and whoever listens hears how many more are done each time."""
    for _ in range(5):
        desk.out()
    heard: list[int] = []
    tally = tick(desk, OVER + timedelta(days=30), told=heard.append, most=4)
    assert (tally.left, tally.done) == (0, sum(heard))
    assert len(heard) > 5
    assert desk.rows("follow_ups", status="claimed") == []


def test_one_to_blame(make_desk: MakeDesk, caplog: pytest.LogCaptureFixture) -> None:
    """A reason that cannot be asked puts its own row off; the others of the batch are done."""

    def breaks(loan: Any) -> bool:
        raise ZeroDivisionError

    bad = FollowUp("bad", Kind.LETTER, on("last_day"), (reader,), group="dated", unless=breaks)
    good = FollowUp("good", Kind.LETTER, on("last_day"), (reader,), group="dated")
    desk = make_desk(dated(bad, good))
    desk.out()
    tick(desk, OVER)
    assert (of_rule(desk, "bad").status, of_rule(desk, "good").status) == ("planned", "done")
    assert "bad of" in caplog.text
