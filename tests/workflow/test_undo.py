"""An act is taken back: within the grace period by whoever pressed, later by a broker, openly; or the reasons why not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from tests.support import toys
from tests.support.club import TERMS, Desk, more
from tests.support.scene import Library
from tests.support.toys import LIBRARIAN, OTHER_LIBRARIAN, OTHER_READER, READER, broker
from tests.workflow.conftest import MakeDesk
from workflow import tables
from workflow.attempt import Outcome
from workflow.definition import CLOCK, Seat, Transition, stay
from workflow.engine import GRACE
from workflow.errors import BadForm, KeyReused, Refused, UnknownCase
from workflow.undoing import Undoing

WHY = "The wrong button."
LEAD = "PER-0009"
SHOWN = ("state", "facts", "signatures", "hands", "came_from", "entered_on", "waits_for", "due_date", "due_at", "title")


def undo(desk: Desk, ref: str, actor: str = LIBRARIAN, reason: str = WHY, **given: Any) -> Outcome:
    """Take back the newest act of a case, or the one named, in a transaction of its own."""
    with desk.database.begin() as connection:
        return desk.engine.undo(connection, ref, reason, **{"actor": actor, "now": desk.now, "via": "test", **given})


def why_not(desk: Desk, ref: str, actor: str = LIBRARIAN, **given: Any) -> dict[str, Any]:
    """The reasons why an act is not taken back, by code, with their facts; nothing is written."""
    with desk.unchanged(), pytest.raises(Refused) as refused:
        undo(desk, ref, actor, **given)
    return {one.code: one.facts for one in refused.value.blockers}


def shown(desk: Desk, ref: str) -> dict[str, Any]:
    """A case as far as undoing gives it back."""
    case = desk.case(ref)
    return {name: getattr(case, name) for name in SHOWN}


def sent(desk: Desk, act: str, *people: str, status: str = "sent") -> None:
    """The letters of an act are so far; people were handed one."""
    with desk.database.begin() as connection:
        connection.execute(update(tables.outbox).where(tables.outbox.c.act == act).values(status=status))
        for letter in desk.rows("outbox", act=act):
            for person in people or (letter.recipient.removeprefix("person:"),):
                values = {"letter": letter.id, "person": person, "at": desk.now}
                connection.execute(insert(tables.deliveries).values(values))


# --- what comes back ----------------------------------------------------------------------------------------------------


def test_a_move(desk: Desk) -> None:
    """State, limit, turn and what was planned are as before; both acts stay in the history, with the reason."""
    ref = desk.wish()
    before, planned = shown(desk, ref), desk.planned(ref)
    declined = desk.fire(ref, "decline", LIBRARIAN, reason="No.")
    done = undo(desk, ref)
    entry = desk.entries(ref)[-1]
    assert (shown(desk, ref), desk.planned(ref)) == (before, planned)
    assert (done.state, done.version, done.entries) == ("asked", 3, (f"{ref}/3",))
    assert (entry.kind.value, entry.source, entry.target, entry.part) == ("undone", "declined", "asked", "broker")
    assert entry.changes is not None
    assert entry.changes["undoes"] == {"act": declined.act, "entries": [f"{ref}/2"], "trigger": "decline"}
    assert [row.body for row in desk.rows("texts", id=(entry.reason or {})["text"])] == [WHY]
    assert desk.kinds(ref) == ["created", "moved", "undone"]


def test_facts(desk: Desk) -> None:
    """A fact is what it was, and one that was not there is not there."""
    ref = desk.wish()
    before = shown(desk, ref)
    desk.fire(ref, "reword", READER, book="Another book", language="fr")
    undo(desk, ref, READER)
    assert shown(desk, ref) == before
    assert "language" not in before["facts"]


def test_a_signature(desk: Desk) -> None:
    """Who had agreed has not, and is asked again; so can agree again."""
    loan, _wish = desk.loan()
    desk.fire(loan, "change_terms", LIBRARIAN, **TERMS)
    before = shown(desk, loan)
    desk.fire(loan, "agree", READER)
    undo(desk, loan, READER)
    assert shown(desk, loan) == before
    assert desk.fire(loan, "agree", READER).state == "prepared"


def test_linked_cases(desk: Desk) -> None:
    """What linked cases did with it is taken back with it, links too; only the first entry has the person's part."""
    loan, wish = desk.out()
    before = shown(desk, loan), shown(desk, wish), desk.linked(loan), desk.planned(loan)
    desk.fire(loan, "write_off", OTHER_LIBRARIAN, reason="Burnt.")
    assert desk.linked(loan) == set()
    done = undo(desk, wish, OTHER_LIBRARIAN)
    assert (shown(desk, loan), shown(desk, wish), desk.linked(loan), desk.planned(loan)) == before
    assert (done.ref, len(done.entries)) == (wish, 2)
    first, other = desk.entries(loan)[-1], desk.entries(wish)[-1]
    assert (first.part, other.part, (other.grounds or {})["cause"]) == ("broker", "link", first.id)


def test_seats_in_their_order(make_desk: MakeDesk) -> None:
    """Who comes back is where they were: the first who takes part still is the first."""
    leave = Transition(
        "leave", "Leave", stay(toys.asked), by=(broker,), seats=lambda wish, form: [Seat("reader", None, OTHER_READER)]
    )
    join = Transition(
        "join",
        "Join",
        stay(toys.asked),
        by=(broker,),
        seats=lambda wish, form: [Seat("reader", None, READER), Seat("reader", None, OTHER_READER)],
    )
    desk = make_desk(more(toys.WISH, leave, join))
    ref = desk.wish()
    desk.fire(ref, "join", LIBRARIAN)
    desk.fire(ref, "leave", LIBRARIAN)
    undo(desk, ref)
    assert [row.person for row in desk.rows("participants", ref=ref, until_act=None)] == [READER, OTHER_READER]
    undo(desk, ref, act=desk.entries(ref)[1].act)
    assert [row.person for row in desk.rows("participants", ref=ref, until_act=None)] == [READER]


def test_letters_do_not_leave(desk: Desk) -> None:
    """A letter that waits, or is held back, stays where it is."""
    loan, _wish = desk.out()
    act = desk.entries(loan)[-1].act
    undo(desk, loan)
    assert {(row.status, row.ended_by) for row in desk.rows("outbox", act=act)} == {
        ("taken_back", desk.entries(loan)[-1].act)
    }


def test_other_things_stay(desk: Desk) -> None:
    """A comment and who is in charge stay, and stand in no undo's way."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="No.")
    with desk.database.begin() as connection:
        by = {"actor": LIBRARIAN, "now": desk.now, "via": "test"}
        desk.engine.comment(connection, ref, "Really?", **by)
        desk.engine.assign(connection, ref, OTHER_LIBRARIAN, **by)
    undo(desk, ref)
    assert (desk.case(ref).state, desk.case(ref).owner) == ("asked", OTHER_LIBRARIAN)


def test_undone_twice_over(desk: Desk) -> None:
    """What was undone can be done again, and undone again; the act before it, too."""
    ref = desk.wish()
    start = shown(desk, ref)
    reworded = desk.fire(ref, "reword", READER, language="fr")
    before = shown(desk, ref)
    for _ in range(2):
        desk.fire(ref, "decline", LIBRARIAN, reason="No.")
        undo(desk, ref)
    assert shown(desk, ref) == before
    undo(desk, ref, READER, act=reworded.act)
    assert shown(desk, ref) == start


# --- why not ------------------------------------------------------------------------------------------------------------


def test_too_late(desk: Desk) -> None:
    """Once the grace period is over it is said until when it could be undone."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="No.")
    until = desk.now + GRACE
    desk.now = until
    assert why_not(desk, ref) == {"too_late": {"until": until}}
    desk.now = until - timedelta(seconds=1)
    assert undo(desk, ref).state == "asked"


@pytest.mark.parametrize("status", ["sent", "failed_for_now"])
def test_letter_left(desk: Desk, status: str) -> None:
    """A letter that somebody has is named; of an office whose others wait for it, too."""
    loan, _wish = desk.out()
    sent(desk, desk.entries(loan)[-1].act, READER, status=status)
    assert why_not(desk, loan) == {"letter_left": {"recipients": [READER]}}


@pytest.mark.parametrize("openly", [False, True])
def test_letter_leaving(desk: Desk, openly: bool) -> None:
    """Nobody knows whether a letter that is leaving has left."""
    loan, _wish = desk.out()
    with desk.database.begin() as connection:
        connection.execute(update(tables.outbox).values(status="sending"))
    assert set(why_not(desk, loan, openly=openly)) == {"letter_leaving"}


def test_case_went_on(desk: Desk) -> None:
    """An act on which a later one stands is not taken back before that one; who did it is said."""
    loan, _wish = desk.out()
    agreed = desk.entries(loan)[-1]
    desk.fire(loan, "keep_back", OTHER_LIBRARIAN)
    reasons = why_not(desk, loan, act=agreed.act)
    assert reasons == {"stands_on_it": {"ref": loan, "who": OTHER_LIBRARIAN, "at": desk.now}}


def test_linked_case_went_on(make_desk: MakeDesk) -> None:
    """What a linked case did since stands on it, though the act did not touch that case."""
    desk = make_desk()
    wish, other = desk.wish(), desk.wish(OTHER_READER)
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish]).ref
    changed = desk.fire(club, "change", LIBRARIAN, wishes=[wish, other])
    desk.fire(other, "reword", OTHER_READER, language="fr")
    assert why_not(desk, club, act=changed.act) == {"stands_on_it": {"ref": other, "who": OTHER_READER, "at": desk.now}}


def test_farther_case(make_desk: MakeDesk) -> None:
    """Of a case further away a change stands in nobody's way, a move does."""
    desk = make_desk()
    wish, other = desk.wish(), desk.wish(OTHER_READER)
    desk.fire("club", "gather", LIBRARIAN, wishes=[wish, other])
    reworded = desk.fire(wish, "reword", READER, language="fr")
    desk.fire(other, "reword", OTHER_READER, language="fr")
    undo(desk, wish, READER, act=reworded.act)
    again = desk.fire(wish, "reword", READER, language="fr")
    desk.fire(other, "decline", LIBRARIAN, reason="No.")
    assert set(why_not(desk, wish, READER, act=again.act)) == {"stands_on_it"}


def test_linked_anew(make_desk: MakeDesk) -> None:
    """A link that a later act ended, and its undo made anew, is of the first act still."""
    desk = make_desk()
    wish, other = desk.wish(), desk.wish(OTHER_READER)
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish]).ref
    both = desk.fire(club, "change", LIBRARIAN, wishes=[wish, other]).act
    desk.fire(club, "change", LIBRARIAN, wishes=[wish])
    undo(desk, club)
    assert desk.linked(club) == {wish, other}
    undo(desk, club, act=both)
    assert desk.linked(club) == {wish}


def test_link_left_since(make_desk: MakeDesk) -> None:
    """A case that was linked and has left stands on it as well."""
    desk = make_desk()
    wish = desk.wish()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish]).ref
    reworded = desk.fire(wish, "reword", READER, language="fr")
    desk.fire(club, "dissolve", OTHER_LIBRARIAN)
    assert set(why_not(desk, wish, READER, act=reworded.act)) == {"stands_on_it"}


def test_what_left_before(make_desk: MakeDesk) -> None:
    """A case that had left before the act has nothing to do with it any more."""
    desk = make_desk()
    wish, other = desk.wish(), desk.wish(OTHER_READER)
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish, other]).ref
    desk.fire(club, "change", LIBRARIAN, wishes=[other])
    desk.fire(wish, "reword", READER, language="fr")
    desk.fire(club, "dissolve", OTHER_LIBRARIAN)
    assert undo(desk, wish, READER).version == 3


def test_not_theirs(make_desk: MakeDesk) -> None:
    """Only who pressed undoes, or a lead of their office; a correction is for brokers."""
    roles = Library().roles | {LEAD: frozenset({"lead_broker"})}
    desk = make_desk(directory=Library(roles))
    ref = desk.wish()
    desk.fire(ref, "reword", READER, language="fr")
    assert why_not(desk, ref) == {"not_your_act": {}}
    assert why_not(desk, ref, READER, openly=True) == {"not_your_part": {"parts": ["broker"]}}
    with pytest.raises(Refused) as refused:
        undo(desk, ref)
    assert refused.value.status == 403
    undo(desk, ref, LEAD)
    assert desk.entries(ref)[-1].part == "lead_broker"


@pytest.mark.parametrize("openly", [False, True])
def test_made_a_case(desk: Desk, openly: bool) -> None:
    """A case that was made stays, made by hand or by another case."""
    wish = desk.wish()
    assert why_not(desk, wish, READER if not openly else LIBRARIAN, openly=openly) == {"made_a_case": {"cases": [wish]}}
    granted = desk.fire(wish, "grant", LIBRARIAN)
    loan = granted.entries[-1].split("/")[0]
    assert why_not(desk, wish, openly=openly) == {"made_a_case": {"cases": [loan]}}


def test_by_the_clock(desk: Desk) -> None:
    """What the clock did it would do again."""
    loan, _wish = desk.out()
    desk.fire(loan, "call_back", CLOCK.name)
    assert set(why_not(desk, loan, openly=True)) == {"by_the_clock"}


def test_taken_back_already(desk: Desk) -> None:
    """An act is taken back once; who did it, and when, is said. An undo itself is not taken back."""
    ref = desk.wish()
    act = desk.fire(ref, "decline", LIBRARIAN, reason="No.").act
    undo(desk, ref)
    assert why_not(desk, ref, act=act) == {"taken_back_already": {"who": LIBRARIAN, "at": desk.now}}
    assert why_not(desk, ref) == {"nothing_to_undo": {"ref": ref}}


@pytest.mark.parametrize("act", [None, "ACT-0", "another"])
def test_nothing_to_undo(desk: Desk, act: str | None) -> None:
    """A comment is no step, nor is what another case did."""
    ref = desk.wish()
    with desk.database.begin() as connection:
        by = {"actor": LIBRARIAN, "now": desk.now, "via": "test"}
        comment = desk.engine.comment(connection, ref, "Really?", **by).act
    named = {"another": desk.fire(desk.wish(OTHER_READER), "decline", LIBRARIAN, reason="No.").act, None: comment}
    assert set(why_not(desk, ref, act=named.get(act, act))) == {"nothing_to_undo"}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "\0"])
def test_reason(desk: Desk, reason: str) -> None:
    """It is said why, in words that can be kept."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="No.")
    with desk.unchanged(), pytest.raises(BadForm) as error:
        undo(desk, ref, reason=reason)
    assert [*error.value.errors] == ["reason"]


@pytest.mark.parametrize("ref", ["WISH-2017-0009", "nothing"])
def test_unknown(desk: Desk, ref: str) -> None:
    """Nothing is taken back of a case that is not there."""
    with pytest.raises(UnknownCase):
        undo(desk, ref)


def test_unseen(make_desk: MakeDesk) -> None:
    """Nor of one that somebody may not see."""
    desk = make_desk(visible=lambda connection, directory, person, ref: False)
    ref = desk.wish()
    with pytest.raises(UnknownCase):
        undo(desk, ref, OTHER_READER)


# --- under a key, looked at first ---------------------------------------------------------------------------------------


def test_key(desk: Desk) -> None:
    """Sent twice under one key it is done once; the key of one undo is no other's."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="No.")
    done = undo(desk, ref, key="once")
    assert undo(desk, ref, key="once") == done
    assert desk.kinds(ref) == ["created", "moved", "undone"]
    with pytest.raises(KeyReused):
        undo(desk, ref, reason="Another.", key="once")


def test_looked_at(desk: Desk) -> None:
    """What is looked at first is what is then done, and changes nothing; reasons why not are in it."""
    loan, _wish = desk.out()
    with desk.unchanged(), desk.database.connect() as connection:
        found: Undoing = desk.engine.preview_undo(connection, loan, actor=LIBRARIAN, now=desk.now, via="test")
        late = desk.engine.preview_undo(connection, loan, actor=LIBRARIAN, now=desk.now + GRACE, via="test")
    assert [(one.now.state, one.case.state) for one in found.returned] == [("out", "prepared")]
    assert {one.recipient for one in found.taken_back} == {f"person:{READER}", "office:broker"}
    assert {row.rule for row in found.due_again} == {"half_way", "late"}
    assert {row.rule for row in found.not_due} >= {"nearly_over", "call_back"}
    assert [one.code for one in late.blockers] == ["too_late"]
    assert undo(desk, loan).state == "prepared"


def test_grace_of_the_office(make_desk: MakeDesk) -> None:
    """Letters wait, and acts can be undone, as long as the office decided; none can, if it decided for no time."""
    desk = make_desk(grace=lambda directory: timedelta(minutes=30))
    ref = desk.wish()
    assert {row.not_before for row in desk.rows("outbox")} == {desk.now + timedelta(minutes=30)}
    desk.fire(ref, "reword", READER, language="fr")
    desk.now += timedelta(minutes=29)
    assert undo(desk, ref, READER).version == 3
    without = make_desk(grace=lambda directory: timedelta(0))
    without.fire(ref, "reword", READER, language="fr")
    assert set(why_not(without, ref, READER)) == {"too_late"}


# --- corrected, openly --------------------------------------------------------------------------------------------------


def test_corrected(desk: Desk) -> None:
    """Later a broker takes it back; exactly those who got the first letter get another, which says why."""
    loan, _wish = desk.out()
    before, act = desk.entries(loan)[-2], desk.entries(loan)[-1].act
    with desk.database.begin() as connection:
        office = (tables.outbox.c.act == act, tables.outbox.c.recipient == "office:broker")
        connection.execute(update(tables.outbox).where(*office).values(status="held"))
        rest = (tables.outbox.c.act == act, tables.outbox.c.status == "created")
        connection.execute(update(tables.outbox).where(*rest).values(status="sent", subject="You have agreed"))
    desk.now += timedelta(days=1)
    done = undo(desk, loan, OTHER_LIBRARIAN, openly=True)
    entry = desk.entries(loan)[-1]
    assert (done.state, entry.kind.value, entry.part, before.target) == ("prepared", "corrected", "broker", "prepared")
    assert {row.recipient: row.status for row in desk.rows("outbox", act=act)} == {
        f"person:{READER}": "sent",
        "office:broker": "taken_back",
    }
    (letter,) = desk.rows("outbox", act=done.act)
    assert (letter.recipient, letter.template, letter.not_before) == (
        f"person:{READER}",
        "correction",
        desk.now + GRACE,
    )
    assert letter.items[0]["facts"]["form"] == {"reason": entry.reason, "subject": "You have agreed"}


def test_corrected_to_those_who_had_it(desk: Desk) -> None:
    """Of an office those get another who were handed the first, and nobody else."""
    loan, _wish = desk.out()
    act = desk.entries(loan)[-1].act
    with desk.database.begin() as connection:
        tables_of = tables.outbox.c
        office = (tables_of.act == act, tables_of.recipient == "office:broker")
        connection.execute(update(tables.outbox).where(*office).values(status="sent"))
        letter = next(row.id for row in desk.rows("outbox", act=act, recipient="office:broker"))
        for person, refused in ((OTHER_LIBRARIAN, None), (LIBRARIAN, "no such address")):
            values = {"letter": letter, "person": person, "at": desk.now, "refused": refused}
            connection.execute(insert(tables.deliveries).values(values))
    done = undo(desk, loan, openly=True)
    assert [row.recipient for row in desk.rows("outbox", act=done.act)] == [f"person:{OTHER_LIBRARIAN}"]


def test_correction_stands_on_nothing(desk: Desk) -> None:
    """A correction, too, waits until what stands on it is taken back."""
    loan, _wish = desk.out()
    act = desk.entries(loan)[-1].act
    desk.fire(loan, "keep_back", OTHER_LIBRARIAN)
    desk.now += timedelta(days=1)
    assert set(why_not(desk, loan, act=act, openly=True)) == {"stands_on_it"}
    undo(desk, loan, openly=True)
    assert undo(desk, loan, act=act, openly=True).state == "prepared"
