"""Comments, notes, free letters and who is in charge: entries that move nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.club import CLUB, WISH, Desk
from tests.support.forks import together
from tests.support.toys import LIBRARIAN, OTHER_LIBRARIAN, OTHER_READER, READER, reader
from tests.workflow.conftest import MakeDesk
from workflow import remarks
from workflow.attempt import Outcome
from workflow.errors import BadForm, KeyReused, Refused, UnknownCase
from workflow.history import EntryKind
from workflow.texts import mentioned

GIVEN: dict[str, dict[str, Any]] = {
    "comment": {"text": "She is often late."},
    "note": {"text": "She rang.", "form": "call", "with_whom": READER},
    "write_letter": {"to": [READER], "subject": "Your wish", "text": "Please come by.\n\nWe close at six."},
    "assign": {"person": OTHER_LIBRARIAN},
}
every = pytest.mark.parametrize("name", GIVEN)


def remark(desk: Desk, name: str, ref: str, actor: str = LIBRARIAN, **given: Any) -> Outcome:
    """One remark in a transaction of its own; what is not given is as in GIVEN."""
    with desk.database.begin() as connection:
        act: Callable[..., Outcome] = getattr(desk.engine, name)
        return act(connection, ref, **{"actor": actor, "now": desk.now, "via": "test", **GIVEN[name], **given})


def wrong(desk: Desk, name: str, ref: str, **given: Any) -> dict[str, Any]:
    """What is said of a remark that does not fit; nothing is written."""
    with desk.unchanged(), pytest.raises(BadForm) as error:
        remark(desk, name, ref, **given)
    return dict(error.value.errors)


@every
def test_remark_moves_nothing(desk: Desk, name: str) -> None:
    """It is one more entry in the chain; state, facts and version stay, and so nobody's page goes stale."""
    ref = desk.wish()
    before = desk.case(ref)
    done = remark(desk, name, ref)
    after, entry = desk.case(ref), desk.entries(ref)[-1]
    assert (done.ref, done.state, done.version, done.entries) == (ref, "asked", before.version, (f"{ref}/2",))
    assert (after.version, after.state, after.facts, after.seq) == (before.version, before.state, before.facts, 2)
    assert (after.head, entry.previous_hash, entry.part) == (entry.hash, before.head, "broker")
    assert (entry.trigger, entry.source, entry.target) == (None, None, None)


@every
def test_moves_go_on(desk: Desk, name: str) -> None:
    """What was remarked stands in no move's way, not even in that of a page that was opened before."""
    ref = desk.wish()
    remark(desk, name, ref)
    assert desk.press(ref, "reword", READER, form={"language": "fr"}, version=1).version == 2
    again: dict[str, Any] = {"person": None} if name == "assign" else {}
    remark(desk, name, ref, **again)
    assert [entry.seq for entry in desk.entries(ref)] == [1, 2, 3, 4]


@every
def test_ended(desk: Desk, name: str) -> None:
    """A case that has ended takes remarks too."""
    ref = desk.wish()
    desk.fire(ref, "decline", LIBRARIAN, reason="We have none.")
    assert remark(desk, name, ref).state == "declined"


@every
@pytest.mark.parametrize("actor", [READER, OTHER_READER])
def test_not_yours(desk: Desk, name: str, actor: str) -> None:
    """Who is not of the office is told whose it is; the page is told the same."""
    ref = desk.wish()
    with desk.unchanged(), pytest.raises(Refused) as error:
        remark(desk, name, ref, actor)
    assert (error.value.status, [one.code for one in error.value.blockers]) == (403, ["not_your_part"])
    with desk.database.begin() as connection:
        snapshot = desk.engine.snapshot(connection, ref, actor=actor, now=desk.now)
        assert desk.engine.remarks_in(snapshot, ref)[name] == error.value.blockers


def test_commented_by(make_desk: MakeDesk) -> None:
    """Who a type lets comment does so as what they are, and nothing else."""
    desk = make_desk(replace(WISH, commented_by=(reader,)))
    ref = desk.wish()
    remark(desk, "comment", ref, OTHER_READER)
    assert desk.entries(ref)[-1].part == "reader"
    with pytest.raises(Refused):
        remark(desk, "note", ref, OTHER_READER)


@every
@pytest.mark.parametrize("ref", ["WISH-2017-0099", "wish", ""])
def test_unknown(desk: Desk, name: str, ref: str) -> None:
    """What is no case, or none that can be seen, takes no remarks."""
    with desk.unchanged(), pytest.raises(UnknownCase):
        remark(desk, name, ref)


@every
def test_unseen(make_desk: MakeDesk, name: str) -> None:
    """A case that somebody may not see looks the same as none."""
    desk = make_desk(visible=lambda connection, directory, person, ref: person != OTHER_READER)
    ref = desk.wish()
    with desk.unchanged(), pytest.raises(UnknownCase):
        remark(desk, name, ref, OTHER_READER)


@every
def test_key(desk: Desk, name: str) -> None:
    """Sent twice under one key, it is written once and answered twice; another text is another request."""
    ref = desk.wish()
    first = remark(desk, name, ref, key="k1")
    with desk.unchanged():
        assert remark(desk, name, ref, key="k1") == first
    other = {"person": None} if name == "assign" else {"text": "Something else."}
    with desk.unchanged(), pytest.raises(KeyReused):
        remark(desk, name, ref, key="k1", **other)


def test_at_once(desk: Desk) -> None:
    """Several who write beside one case at once, while it moves, all find their place in its history."""
    ref = desk.wish()
    desk.close()
    acts = [lambda: remark(desk, "comment", ref), lambda: remark(desk, "write_letter", ref)]
    together(*acts, *acts, lambda: desk.fire(ref, "reword", READER, language="fr"))
    assert [entry.seq for entry in desk.entries(ref)] == [1, 2, 3, 4, 5, 6]


def noted(desk: Desk, ref: str) -> dict[str, Any]:
    """What the newest entry of a case remarks."""
    return dict((desk.entries(ref)[-1].changes or {})["note"])


# --- what is written ----------------------------------------------------------------------------------------------------


def test_comment(desk: Desk) -> None:
    """A comment is a text apart from history, which holds its commitment."""
    ref = desk.wish()
    remark(desk, "comment", ref)
    entry, note = desk.entries(ref)[-1], noted(desk, ref)
    assert entry.kind is EntryKind.COMMENTED
    assert (note["form"], note["with"], set(note)) == ("comment", [], {"form", "with", "text"})
    (text,) = desk.rows("texts", id=note["text"]["text"])
    assert (text.body, text.person, text.ref) == ("She is often late.", LIBRARIAN, ref)
    assert "late" not in entry.body


def test_note(desk: Desk) -> None:
    """A note says whether it was a call or an e-mail, and with whom."""
    ref = desk.wish()
    remark(desk, "note", ref)
    note = noted(desk, ref)
    assert (note["form"], note["with"]) == ("call", [READER])


def test_letter(desk: Desk) -> None:
    """A free letter is an entry and a row of the outbox for each it goes to, whose facts name subject and text."""
    ref = desk.wish()
    done = remark(desk, "write_letter", ref, to=[READER, READER])
    (row,) = desk.rows("outbox", act=done.act)
    (item,) = row.items
    note = noted(desk, ref)
    assert (row.recipient, row.template, row.status) == (f"person:{READER}", "free_letter", "created")
    assert item["facts"]["form"] == {name: note[name] for name in ("subject", "text")}
    assert row.not_before > desk.now
    bodies = {desk.rows("texts", id=one)[0].body for one in mentioned(note)}
    assert bodies == {"Your wish", "Please come by.\n\nWe close at six."}


def test_assign(desk: Desk) -> None:
    """A broker is in charge, then nobody is; each is an entry, and moves leave it as it is."""
    ref = desk.wish()
    remark(desk, "assign", ref)
    desk.fire(ref, "reword", READER, language="fr")
    assert desk.case(ref).owner == OTHER_LIBRARIAN
    remark(desk, "assign", ref, person=None)
    assert desk.case(ref).owner is None
    assert desk.kinds(ref) == ["created", "assigned", "edited", "assigned"]
    assert desk.entries(ref)[-1].changes == {"case": {"owner": None}}


# --- what does not fit --------------------------------------------------------------------------------------------------

TOO_LONG = "x" * (remarks.LONGEST_TEXT + 1)


@pytest.mark.parametrize("name", ["comment", "note", "write_letter"])
@pytest.mark.parametrize("text", ["", "  \n", TOO_LONG, "half \ud800", "nul \0"])
def test_text_that_does_not_fit(desk: Desk, name: str, text: str) -> None:
    """No empty text, none that is too long or cannot be kept."""
    assert list(wrong(desk, name, desk.wish(), text=text)) == ["text"]


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("note", {"form": "fax"}, "form"),
        ("note", {"with_whom": OTHER_READER}, "with_whom"),
        ("note", {"with_whom": "PER-0099"}, "with_whom"),
        ("write_letter", {"to": []}, "to"),
        ("write_letter", {"to": [READER, OTHER_READER]}, "to"),
        ("write_letter", {"to": [f"PER-{number:04d}" for number in range(1, 60)]}, "to"),
        ("write_letter", {"subject": " "}, "subject"),
        ("write_letter", {"subject": "x" * (remarks.LONGEST_SUBJECT + 1)}, "subject"),
        ("assign", {"person": READER}, "person"),
        ("assign", {"person": "PER-0099"}, "person"),
        ("assign", {"person": None}, "person"),
    ],
)
def test_what_does_not_fit(desk: Desk, name: str, given: dict[str, Any], field: str) -> None:
    """Who takes no part is not written to, who is no broker is not in charge, and what is so already is no news."""
    assert list(wrong(desk, name, desk.wish(), **given)) == [field]


def test_addressees(desk: Desk) -> None:
    """Whom a letter may name is who takes part; in a case of nobody's own, who takes part in those linked to it."""
    ref = desk.wish()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[ref, desk.wish(OTHER_READER)]).ref
    with desk.database.begin() as connection:
        snapshot = desk.engine.snapshot(connection, club, actor=LIBRARIAN, now=desk.now)
    assert snapshot.case(club).seats == ()
    assert desk.engine.addressees(snapshot, ref) == (READER,)
    assert set(desk.engine.addressees(snapshot, club)) == {READER, OTHER_READER}
    assert CLUB.commented_by == ()


# --- who reads it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "roles", "comment", "letter"),
    [
        (LIBRARIAN, set(), True, True),
        (OTHER_LIBRARIAN, {"broker"}, True, True),
        (OTHER_LIBRARIAN, {"lead_broker"}, True, True),
        (OTHER_READER, {"auditor"}, True, True),
        (READER, {"reader"}, False, True),
        (OTHER_READER, {"committee"}, False, False),
        (OTHER_READER, {"admin"}, False, False),
    ],
)
def test_who_reads_it(desk: Desk, person: str, roles: set[str], comment: bool, letter: bool) -> None:
    """The office, the auditor and who wrote it read a remark; a letter is read by those it went to as well."""
    ref = desk.wish()
    remark(desk, "comment", ref)
    remark(desk, "write_letter", ref)
    asked, commented, written = desk.entries(ref)
    read = [remarks.may_read(entry, person, roles) for entry in (asked, commented, written)]
    assert read == [True, comment, letter]
