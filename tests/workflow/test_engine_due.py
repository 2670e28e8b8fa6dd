"""What a move leaves to be done: conditions that must hold, limits that stand still, follow-ups, letters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import toys
from tests.support.club import FAR_READER, LOAN, TERMS, WISH, Desk, day, more
from tests.support.toys import LIBRARIAN, NOW, READER, broken, broker, reader
from tests.workflow.conftest import MakeDesk
from workflow.definition import FollowUp, Kind, Transition, stay
from workflow.engine import GRACE
from workflow.moments import on
from workflow.snapshot import Facts

TOO_LONG = {**TERMS, "last_day": "2017-07-31"}


def amsterdam(text: str) -> datetime:
    """An instant in the summer of Amsterdam."""
    return datetime.fromisoformat(f"{text}+02:00").astimezone(UTC)


# --- what must hold -----------------------------------------------------------------------------------------------------


def test_entry_is_refused(desk: Desk) -> None:
    """A state is not entered while its conditions do not hold: all of them are told, with what would help."""
    loan, _ = desk.loan()
    desk.fire(loan, "agree", READER)
    assert desk.refused(loan, "agree", LIBRARIAN) == ["dates_set"]
    (blocker,) = desk.actions(loan, LIBRARIAN)["agree"].blockers
    assert (blocker.message, blocker.mend) == ("The dates are missing.", "change_terms")
    desk.fire(loan, "change_terms", LIBRARIAN, **TOO_LONG)
    desk.fire(loan, "agree", READER)
    assert desk.refused(loan, "agree", LIBRARIAN) == ["not_too_long"]


def test_broken_later_is_a_task(desk: Desk) -> None:
    """An internal transition is never refused by a condition; what no longer holds becomes a task of the office."""
    loan, _ = desk.out()
    desk.fire(loan, "prolong", READER, last_day="2017-07-31")
    (task,) = desk.rows("follow_ups", kind="task", rule="not_too_long")
    assert (task.recipient, task.status, task.due_at, task.ref) == ("office:broker", "planned", desk.now + GRACE, loan)
    assert task.facts == {
        "message": "{days} days; {most} are possible.",
        "facts": {"days": 78, "most": 30},
        "mend": "change_terms",
    }


def test_a_task_is_made_once(desk: Desk) -> None:
    """As long as the condition stays broken, further transitions make no further task."""
    loan, _ = desk.out()
    desk.fire(loan, "prolong", READER, last_day="2017-07-31")
    desk.fire(loan, "note", READER, reason="It rains.")
    desk.fire(loan, "prolong", READER, last_day="2017-08-31")
    assert len(desk.rows("follow_ups", rule="not_too_long")) == 1


def test_mended_ends_the_task(desk: Desk) -> None:
    """A condition that holds again ends its task; broken anew, it makes another."""
    loan, _ = desk.out()
    desk.fire(loan, "prolong", READER, last_day="2017-07-31")
    mended = desk.fire(loan, "prolong", READER, last_day="2017-06-09")
    desk.fire(loan, "prolong", READER, last_day="2017-07-31")
    tasks = desk.rows("follow_ups", rule="not_too_long")
    assert [(task.status, task.ended_by) for task in tasks] == [("cancelled", mended.act), ("planned", None)]


def test_leaving_ends_the_task(desk: Desk) -> None:
    """A state that is left needs nothing to hold any more."""
    loan, _ = desk.out()
    desk.fire(loan, "prolong", READER, last_day="2017-07-31")
    desk.fire(loan, "keep_back", LIBRARIAN)
    assert [task.status for task in desk.rows("follow_ups", rule="not_too_long")] == ["cancelled"]


# --- limits that stand still --------------------------------------------------------------------------------------------


def test_paused(desk: Desk) -> None:
    """A limit that stands still has no date, and nothing hangs on it."""
    loan, _ = desk.loan()
    desk.fire(loan, "keep_back", LIBRARIAN)
    assert desk.case(loan).due_date == day("2017-06-15")
    desk.now = NOW + timedelta(days=1)
    desk.fire(loan, "wait", LIBRARIAN, waits=True)
    row = desk.case(loan)
    assert (row.due_date, row.due_zone, row.due_at, row.paused_on) == (None, None, None, day("2017-05-16"))
    assert [turn.due_at for turn in desk.rows("turns", ref=loan)] == [None]


def test_runs_on(desk: Desk) -> None:
    """A limit that runs again has moved by the working days it stood still, each time it did."""
    loan, _ = desk.loan()
    desk.fire(loan, "keep_back", LIBRARIAN)  # Monday 15 May; until Thursday 15 June
    desk.now = NOW + timedelta(days=3)  # Thursday
    desk.fire(loan, "wait", LIBRARIAN, waits=True)
    desk.now = NOW + timedelta(days=8)  # Tuesday: Friday, Monday and Tuesday it stood still
    desk.fire(loan, "wait", LIBRARIAN, waits=False)
    row = desk.case(loan)
    assert (row.paused_on, row.paused_days, row.due_date) == (None, 3, day("2017-06-20"))
    desk.fire(loan, "wait", LIBRARIAN, waits=True)
    desk.now = NOW + timedelta(days=9)
    desk.fire(loan, "wait", LIBRARIAN, waits=False)
    assert (desk.case(loan).paused_days, desk.case(loan).due_date) == (4, day("2017-06-21"))


def test_paused_twice_counts_once(desk: Desk) -> None:
    """What happens while a limit stands still does not begin the pause anew."""
    loan, _ = desk.loan()
    desk.fire(loan, "keep_back", LIBRARIAN)
    desk.fire(loan, "wait", LIBRARIAN, waits=True)
    desk.now = NOW + timedelta(days=2)
    desk.fire(loan, "wait", LIBRARIAN, waits=True, what="The key.")
    assert desk.case(loan).paused_on == day("2017-05-15")


def test_pause_ends_with_the_state(desk: Desk) -> None:
    """A new state begins with a limit of its own, not paused."""
    loan, _ = desk.loan()
    desk.fire(loan, "keep_back", LIBRARIAN)
    desk.fire(loan, "wait", LIBRARIAN, waits=True)
    desk.now = NOW + timedelta(days=3)
    desk.fire(loan, "go_on", LIBRARIAN)
    row = desk.case(loan)
    assert (row.paused_on, row.paused_days, row.due_date) == (None, 0, day("2017-06-01"))


# --- follow-ups ---------------------------------------------------------------------------------------------------------


def test_ladder(desk: Desk) -> None:
    """Entering a state plans its ladder, at nine in the morning where the recipient is."""
    wish = desk.wish()
    assert desk.planned(wish) == {"half_way": amsterdam("2017-05-22T09:00"), "late": amsterdam("2017-05-30T09:00")}
    rows = {row.rule: row for row in desk.rows("follow_ups", ref=wish)}
    assert [(rows[rule].rung, rows[rule].recipient) for rule in ("half_way", "late")] == [
        (0, "owing"),
        (1, "office:broker"),
    ]
    assert {(row.zone, row.generation, row.group) for row in rows.values()} == {("Europe/Amsterdam", 1, "state")}


def test_ladder_in_the_zone_of_who_owes(desk: Desk) -> None:
    """What reminds several who owe the next step is due at the first nine o'clock of theirs, around their days off."""
    loan, _ = desk.loan(FAR_READER)
    rows = {row.rule: row for row in desk.rows("follow_ups", ref=loan)}
    assert (rows["half_way"].zone, rows["half_way"].due_at) == ("Europe/Amsterdam", amsterdam("2017-05-22T09:00"))
    assert (rows["late"].zone, desk.case(loan).due_zone) == ("Europe/Amsterdam", "Africa/Accra")


def test_leaving_cancels_the_ladder(desk: Desk) -> None:
    """Leaving a state cancels what hung on it, by the act that did it."""
    wish = desk.wish()
    left = desk.fire(wish, "decline", LIBRARIAN, reason="Lost.")
    assert {(row.status, row.ended_by) for row in desk.rows("follow_ups", ref=wish)} == {("cancelled", left.act)}


def test_rung_of_the_past(desk: Desk) -> None:
    """A rung that would not be later than entering the state is left out."""
    loan, _ = desk.out(terms={"first_day": "2017-05-01", "last_day": "2017-05-16"})
    assert desk.planned(loan)["late"] == amsterdam("2017-05-16T09:00")
    assert "half_way" not in desk.planned(loan)


def test_clock_move(desk: Desk) -> None:
    """A transition of the clock is planned for its moment; one whose moment is past is due at once."""
    loan, _ = desk.out()
    (fire,) = desk.rows("follow_ups", ref=loan, rule="call_back")
    assert (fire.kind, fire.trigger, fire.recipient) == ("fire", "call_back", "clock")
    assert fire.due_at == amsterdam("2017-06-03T00:00")
    late, _ = desk.out(terms={"first_day": "2017-05-01", "last_day": "2017-05-10"})
    assert desk.planned(late)["call_back"] == desk.now


def test_past_already(desk: Desk) -> None:
    """Planned too late, a follow-up is left out, or due now, or due now until another moment, as it says."""
    recent, _ = desk.out(terms={"first_day": "2017-05-10", "last_day": "2017-05-16"})
    long_ago, _ = desk.out(terms={"first_day": "2017-05-01", "last_day": "2017-05-16"})
    plan, old = desk.planned(recent), desk.planned(long_ago)
    assert "nearly_over" not in plan  # past=SKIP: two days before 16 May
    at_once = desk.now + GRACE  # as soon as the move can no longer be undone
    assert (plan["begins"], old["begins"]) == (at_once, at_once)  # past=NOW
    assert plan["first_week"] == at_once  # past=a moment that is still to come
    assert "first_week" not in old  # past=a moment that is past too
    assert plan["how_was_it"] == amsterdam("2017-05-23T09:00")  # not past


def test_group_planned_anew(desk: Desk) -> None:
    """A group that is planned again is cancelled first, and its rows are of a new generation."""
    loan, _ = desk.out()
    moved = desk.fire(loan, "prolong", READER, last_day="2017-06-09")
    first, second = desk.rows("follow_ups", ref=loan, rule="how_was_it")
    assert (first.status, first.ended_by, second.status) == ("cancelled", moved.act, "planned")
    assert (first.generation, second.generation) == (4, 5)
    assert second.due_at == amsterdam("2017-06-16T09:00")


def test_moved_date_moves_what_hangs_on_it(desk: Desk) -> None:
    """A new date moves limit, ladder and clock move of the state, though it was not entered anew."""
    loan, _ = desk.out()
    desk.fire(loan, "prolong", READER, last_day="2017-06-09")
    assert desk.case(loan).due_date == day("2017-06-09")
    assert desk.case(loan).entered_on == day("2017-05-15")
    assert desk.planned(loan)["late"] == amsterdam("2017-06-09T09:00")
    assert desk.planned(loan)["call_back"] == amsterdam("2017-06-10T00:00")


def test_cancelled_group(desk: Desk) -> None:
    """A transition that cancels a group leaves none of it planned."""
    loan, _ = desk.out()
    desk.fire(loan, "give_back", READER)
    assert desk.planned(loan) == {}


def test_one_person_in_two_parts(make_desk: MakeDesk) -> None:
    """Who is addressed twice by one follow-up is written to once."""
    twice = FollowUp("how_are_you", Kind.LETTER, on("last_day"), (reader, "friends"), group="dated")
    desk = make_desk(replace(LOAN, follow_ups=(*LOAN.follow_ups, twice)), audiences={"friends": lambda loan: (READER,)})
    desk.out()
    assert [row.recipient for row in desk.rows("follow_ups", rule="how_are_you")] == [f"person:{READER}"]


# --- letters ------------------------------------------------------------------------------------------------------------


def test_letter(desk: Desk) -> None:
    """A letter is a row with all it needs to be rendered later, and waits a little before it leaves."""
    wish = desk.fire("wish", "ask", FAR_READER, reader=FAR_READER, book="A book", language="fr")
    (letter,) = desk.rows("outbox")
    assert (letter.recipient, letter.template, letter.status) == (f"person:{FAR_READER}", "wish_received", "created")
    assert (letter.language, letter.zone, letter.act, letter.ref) == ("fr", "Africa/Accra", wish.act, wish.ref)
    assert letter.not_before == desk.now + timedelta(minutes=2)
    (item,) = letter.items
    assert (item["ref"], item["template"]) == (wish.ref, "wish_received")
    assert item["facts"]["form"]["book"]["text"] == desk.rows("texts")[0].id
    assert (item["facts"]["state"], item["facts"]["due_date"], item["facts"]["facts"]) == (
        "asked",
        "2017-05-30",
        {"reader": FAR_READER, "language": "fr"},
    )


def test_one_letter_a_person_an_act(desk: Desk) -> None:
    """What one act owes a person about several cases is one letter of several items."""
    wishes = [desk.wish(), desk.wish(), desk.wish(FAR_READER)]
    club = desk.fire("club", "gather", LIBRARIAN, wishes=wishes).ref
    done = desk.fire(club, "order", LIBRARIAN, granted=wishes[:1])
    letters = {row.recipient: row for row in desk.rows("outbox", act=done.act)}
    assert [(i["template"], i["ref"]) for i in letters[f"person:{READER}"].items] == [
        ("wish_granted", wishes[0]),
        ("wish_dropped", wishes[1]),
    ]
    assert [i["ref"] for i in letters[f"person:{FAR_READER}"].items] == [wishes[2]]


@pytest.mark.parametrize("audience", ["friends", (reader, "friends"), (reader, reader)])
def test_audiences(make_desk: MakeDesk, audience: object) -> None:
    """A letter goes to parts, to people found by a name, or to several of these, and to each once."""

    def friends(facts: Facts) -> tuple[str, ...]:
        return (READER, "office:broker")

    desk = make_desk(broken(WISH, "ask", letters={"wish_received": audience}), audiences={"friends": friends})
    desk.wish()
    expected = [f"person:{READER}"] if audience == (reader, reader) else [f"person:{READER}", "office:broker"]
    assert [row.recipient for row in desk.rows("outbox")] == expected


def test_letter_tells_of_the_world_after_the_act(make_desk: MakeDesk) -> None:
    """A letter's facts are those at the end of the act, what linked cases did included."""
    tell = Transition("tell", "Tell", stay(toys.asked), by=(broker,), form=toys.Reason, letters={"told": reader})
    desk = make_desk(more(WISH, tell))
    wish = desk.wish()
    desk.fire(wish, "tell", LIBRARIAN, reason="Soon.")
    desk.fire(wish, "grant", LIBRARIAN)
    told, granted = desk.rows("outbox")[1:]
    assert told.items[0]["facts"]["form"]["reason"]["text"] == desk.entries(wish)[1].reason["text"]
    assert (granted.items[0]["facts"]["state"], granted.items[0]["facts"]["trigger"]) == ("granted", "grant")
