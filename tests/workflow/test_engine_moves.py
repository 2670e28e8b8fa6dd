"""One case and its moves: what a press writes, and where it leads."""

from datetime import timedelta

import pytest

from tests.support.club import LOAN, TERMS, Desk, day
from tests.support.toys import LIBRARIAN, NOW, OTHER_LIBRARIAN, READER, Terms, broken
from tests.workflow.conftest import MakeDesk
from workflow.forms import any_of

# --- beginning and going on ---------------------------------------------------------------------------------------------


def test_created(desk: Desk) -> None:
    """A case begins with an entry, a number of the year, its facts, its seats, somebody's turn and a date."""
    done = desk.fire("wish", "ask", READER, reader=READER, book="A book", language="en")
    row = desk.case("WISH-2017-0001")
    assert (done.ref, done.state, done.version, done.entries) == (row.ref, "asked", 1, ("WISH-2017-0001/1",))
    assert (row.kind, row.type, row.milestone, row.title, row.country) == ("wish", "wish", "asked", "A wish", "NL")
    assert (row.facts["reader"], row.facts["language"], row.waits_for) == (READER, "en", ["broker"])
    assert (row.entered_on, row.due_date, row.due_zone) == (day("2017-05-15"), day("2017-05-30"), "Europe/Amsterdam")
    assert [(seat.part, seat.person) for seat in desk.rows("participants")] == [("reader", READER)]
    assert [(turn.part, turn.due_at) for turn in desk.rows("turns")] == [("broker", row.due_at)]


def test_created_texts_are_apart(desk: Desk) -> None:
    """What somebody wrote is in no entry and no fact, only its id and its commitment are."""
    ref = desk.wish()
    (text,) = desk.rows("texts")
    assert (text.body, text.person, text.ref) == ("A book", READER, ref)
    assert desk.case(ref).facts["book"]["text"] == text.id
    assert "A book" not in desk.rows("entries")[0].body


def test_numbers_count_in_the_year_of_the_office(desk: Desk) -> None:
    """References count up, and start anew when the year begins where the office is."""
    assert [desk.wish(), desk.wish()] == ["WISH-2017-0001", "WISH-2017-0002"]
    desk.now = NOW.replace(month=12, day=31, hour=23, minute=30)
    assert [desk.wish(), desk.wish()] == ["WISH-2018-0001", "WISH-2018-0002"]


def test_internal(desk: Desk) -> None:
    """An internal transition changes facts and version; state, limit and what is planned stay as they were."""
    ref = desk.wish()
    before, planned = desk.case(ref), desk.planned(ref)
    desk.now += timedelta(days=3)
    desk.fire(ref, "reword", READER, language="fr")
    row = desk.case(ref)
    assert (row.state, row.version, row.facts) == ("asked", 2, {**before.facts, "language": "fr"})
    assert (row.entered_on, row.due_at, row.came_from) == (before.entered_on, before.due_at, None)
    assert desk.planned(ref) == planned
    assert desk.kinds(ref) == ["created", "edited"]


def test_entered_anew(desk: Desk) -> None:
    """A transition to the state a case is in starts its limit and its ladder anew."""
    loan, _ = desk.loan()
    desk.now += timedelta(days=3)
    desk.fire(loan, "change_terms", READER, **TERMS)
    row = desk.case(loan)
    assert (row.state, row.entered_on, row.due_date) == ("prepared", day("2017-05-18"), day("2017-06-01"))
    assert [r.status for r in desk.rows("follow_ups", ref=loan, rule="late")] == ["cancelled", "planned"]
    assert desk.kinds(loan)[-1] == "moved"


@pytest.mark.parametrize("state", ["prepared", "out"])
def test_back_to_where_it_was(desk: Desk, state: str) -> None:
    """A return leads back to the state before, whichever it was, with a new limit."""
    loan = desk.loan()[0] if state == "prepared" else desk.out()[0]
    desk.fire(loan, "keep_back", LIBRARIAN)
    assert (desk.case(loan).state, desk.case(loan).came_from) == ("kept_back", state)
    desk.fire(loan, "go_on", LIBRARIAN)
    assert (desk.case(loan).state, desk.case(loan).came_from) == (state, "kept_back")


def test_state_is_the_machines(desk: Desk) -> None:
    """An end has no turn and no date, and the case is over."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="It is lost.")
    row = desk.case(ref)
    assert (row.ended, row.waits_for, row.due_at, row.due_date) == (True, [], None, None)
    assert row.milestone == "asked"  # of an end that falls short, the furthest reached
    assert desk.rows("turns") == []
    assert desk.planned(ref) == {}


def test_reason_is_kept_with_the_move(desk: Desk) -> None:
    """The reason a form asks for is the entry's, not a fact of the case."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="It is lost.")
    entry = desk.entries(ref)[-1]
    assert entry.reason == {k: v for k, v in entry.reason.items() if k in ("text", "commitment")}
    assert desk.rows("texts", id=entry.reason["text"])[0].body == "It is lost."
    assert "reason" not in desk.case(ref).facts


# --- agreed by several --------------------------------------------------------------------------------------------------


def test_each_signs_the_last_moves(desk: Desk) -> None:
    """Each press of what several agree to is recorded; the last one moves, and it is the others' turn meanwhile."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", READER, **TERMS)
    first = desk.fire(loan, "agree", LIBRARIAN)
    assert (first.state, first.version, desk.case(loan).waits_for) == ("prepared", 3, ["reader"])
    assert desk.case(loan).signatures == {"agree": {"broker": LIBRARIAN}}
    last = desk.fire(loan, "agree", READER)
    assert (last.state, last.version) == ("out", 4)
    assert desk.kinds(loan)[-2:] == ["signed", "moved"]


def test_signed_once(desk: Desk) -> None:
    """Who has signed is told whose turn it is instead; a second of the same part cannot sign for the first."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", READER, **TERMS)
    desk.fire(loan, "agree", LIBRARIAN)
    assert desk.refused(loan, "agree", LIBRARIAN) == ["already_signed"]
    assert desk.refused(loan, "agree", OTHER_LIBRARIAN) == ["already_signed"]
    assert desk.actions(loan, LIBRARIAN)["agree"].blockers[0].facts == {"parts": ["reader"]}


def test_new_terms_clear_signatures(desk: Desk) -> None:
    """Whatever changes the terms takes the signatures under the old ones back."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", READER, **TERMS)
    desk.fire(loan, "agree", LIBRARIAN)
    desk.fire(loan, "change_terms", READER, **{**TERMS, "last_day": "2017-06-05"})
    assert desk.case(loan).signatures == {}
    assert desk.case(loan).waits_for == ["reader", "broker"]
    assert desk.fire(loan, "agree", READER).state == "prepared"


def test_a_signature_makes_no_letter(desk: Desk) -> None:
    """The letters of what several agree to are owed once, when the last has signed."""
    loan, _ = desk.loan()
    desk.fire(loan, "change_terms", READER, **TERMS)
    desk.fire(loan, "agree", LIBRARIAN)
    assert desk.rows("outbox", ref=loan) == []
    desk.fire(loan, "agree", READER)
    assert [row.recipient for row in desk.rows("outbox", ref=loan)] == [f"person:{READER}", "office:broker"]


def test_what_a_signature_says_is_kept(make_desk: MakeDesk) -> None:
    """What each party says in the form with which it signs is a fact of the case, not only what the last one says."""
    desk = make_desk(broken(LOAN, "agree", form=any_of(Terms)))
    loan, _ = desk.loan()
    desk.fire(loan, "agree", READER, first_day="2017-05-15")
    assert desk.entries(loan)[-1].changes["facts"] == {"first_day": "2017-05-15"}
    desk.fire(loan, "agree", LIBRARIAN, last_day="2017-06-02")
    assert (desk.case(loan).state, desk.case(loan).facts) == ("out", TERMS)
