"""Somebody is forgotten: nothing of them is found in any table, and all proofs hold."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from records import accounts, documents, erasing, errors, feeds, interests, people, saved, sessions
from records.tables import Base, Draft, Profile, Subscriber
from tests.records import given
from workflow import streams, tables
from workflow.history import EntryKind, check_chain

BY: dict[str, Any] = {"actor": "PER-0001", "now": given.NOW, "via": "test"}
NAME, EMAIL, WORDS = "Unmistakable Somebody", "unmistakable@connect.example", "Unmistakable words, by themselves."
PDF = b"%PDF-1.4 unmistakable"


@pytest.fixture
def person(connection: Connection) -> str:
    """Somebody of whom there is something of every kind; PER-0001 is the administrator, PER-0002 the other."""
    return somebody(connection)


def somebody(connection: Connection) -> str:
    """As the fixture says."""
    for email in ("admin", "other.admin"):
        accounts.create(connection, email=f"{email}@connect.example", name="A", roles=["admin"], **BY)
    given.organisation(connection, "ORG-0001")
    who = {"email": EMAIL, "name": NAME, "roles": ["expert"], "organisation": "ORG-0001", "substitute": "PER-0001"}
    person = accounts.create(connection, **who, **BY)
    ref = given.case(connection, "APP-2018-0001", ended=True)
    given.seat(connection, ref, "expert", person=person)
    given.text(connection, "TXT-1", ref, WORDS, person=person)
    given.text(connection, "TXT-2", ref, f"{NAME} called us.", person="PER-0001")
    sessions.begin(connection, person, browser="Unmistakable browser", now=given.NOW)
    feeds.make(connection, person, **{**BY, "actor": person})
    saved.keep(connection, person, "desk", "Unmistakable list", "text=waste")
    interests.declare(connection, person, ref, "family", **BY)
    given.add(
        connection, Draft, ref=ref, questionnaire="baseline", person=person, body=[["a", WORDS]], saved_at=given.NOW
    )
    spoken = {"topics": [], "languages": [], "level": "staff", "says": WORDS, "agreed_at": given.NOW}
    given.add(connection, Profile, person=person, **spoken)
    given.add(connection, Subscriber, handle="1", email=EMAIL, language="en", asked_at=given.NOW)
    documents.store(connection, PDF, "unmistakable.pdf", person=person)
    _letter(connection, f"person:{person}", f"Dear {NAME}", last_error=f"550 {EMAIL}")
    _letter(connection, f"person:{person}", "", status="held")
    _letter(connection, "office:broker", "Somebody wrote:\n> Unmistakable words,\n> by themselves.".replace("> ", ""))
    return person


def _letter(connection: Connection, recipient: str, body: str, **values: Any) -> None:
    plain = {"ref": "APP-2018-0001", "template": "received", "items": [], "language": "en", "zone": "UTC"}
    plain |= {"status": "sent", "not_before": given.NOW, "attempts": 1, "planned_by": given.ACT}
    number = len(connection.execute(select(tables.outbox.c.id)).all())
    text = {"subject": body or None, "body": body or None}
    row = {**plain, **text, "act": f"{given.ACT[:-1]}{number}", "recipient": recipient, **values}
    given.add(connection, tables.outbox, **row)


def everything(connection: Connection) -> str:
    """Every value of every table."""
    return "\n".join(
        repr(tuple(row)) for table in Base.metadata.sorted_tables for row in connection.execute(select(table)).all()
    ).casefold()


def erase(connection: Connection, person: str, **by: Any) -> Any:
    """They are erased, because they asked for it."""
    return erasing.erase(connection, person, reason="They asked for it.", **{**BY, **by})


def test_nothing_is_left(connection: Connection, person: str) -> None:
    """Their name, address, words, documents, browser and lists stand in no table; only what others wrote of them does."""
    assert "unmistakable" in everything(connection)
    erase(connection, person)
    left = [line for line in everything(connection).splitlines() if "unmistakable" in line]
    assert len(left) == 1
    assert "called us" in left[0]


def test_what_is_told(lite: Connection) -> None:
    """What would go is told by kind, with the cases in which words of others name them; the same is done, and noted."""
    person = somebody(lite)
    found = erasing.look(lite, person)
    assert found.counts == {
        "account": 1,
        "roles": 1,
        "access": 2,
        "words": 3,  # with the name and the address of the account
        "documents": 1,
        "drafts": 1,
        "letters": 1,
        "mentions": 1,
        "lists": 1,
        "found": 1,
        "interests": 1,
        "subscriptions": 1,
    }
    assert found.named_in == ("APP-2018-0001",)
    assert erase(lite, person) == found.counts
    assert erasing.look(lite, person).counts == {}


def test_the_entry(lite: Connection) -> None:
    """An entry of their history says who decided, why, and how much went; their chain holds, and no entry was changed."""
    person = somebody(lite)
    before = [one.hash for one in streams.entries_of(lite, person)]
    erase(lite, person)
    *kept, entry = streams.entries_of(lite, person)
    assert [one.hash for one in kept][: len(before)] == before
    assert (entry.kind, entry.actor, entry.trigger) == (EntryKind.ERASED, "PER-0001", "erase_person")
    assert entry.changes["facts"]["counts"]["documents"] == 1
    assert (entry.changes["facts"]["roles"], entry.changes["facts"]["active"]) == ([], False)
    assert "unmistakable" not in entry.body.casefold()
    assert check_chain([(one.body, one.hash) for one in (*kept, entry)]) is None


def test_who_is_left(lite: Connection) -> None:
    """Who is erased cannot sign in, be changed, given a role, opened again, or erased once more."""
    person = somebody(lite)
    erase(lite, person)
    account = people.get(lite, person)
    assert (account.name, account.email, account.organisation, account.active, account.roles) == (None,) * 3 + (
        False,
        (),
    )
    for act in (
        lambda: accounts.change(lite, person, name="Another", **BY),
        lambda: accounts.grant(lite, person, "expert", **BY),
        lambda: accounts.reopen(lite, person, **BY),
        lambda: erase(lite, person),
        lambda: erasing.propose(lite, person, reason="Again.", **BY),
    ):
        with pytest.raises(errors.Erased):
            act()


def test_a_letter_that_waits(lite: Connection) -> None:
    """A letter to them that waits is dropped; nobody could get it."""
    person = somebody(lite)
    erase(lite, person)
    rows = lite.execute(select(tables.outbox.c.status).where(tables.outbox.c.recipient == f"person:{person}"))
    assert sorted(rows.scalars()) == ["dropped", "sent"]


def test_a_case_that_goes_on(lite: Connection) -> None:
    """Who takes part in a case that goes on, or is in charge of one, is not erased: the cases are named."""
    person = somebody(lite)
    given.seat(lite, given.case(lite, "REQ-2018-0001"), "requester", person=person)
    given.case(lite, "REQ-2018-0002", owner=person)
    with pytest.raises(erasing.StillTakesPart) as refusal:
        erase(lite, person)
    assert refusal.value.facts["cases"] == "REQ-2018-0001, REQ-2018-0002"
    assert [(one.ref, one.part) for one in erasing.look(lite, person).against] == [
        ("REQ-2018-0001", "requester"),
        ("REQ-2018-0002", "owner"),
    ]
    assert people.get(lite, person).name == NAME


def test_two_pairs_of_eyes(connection: Connection, person: str) -> None:
    """Who proposes does not confirm; somebody else does, and the reason of the proposal is the reason."""
    erasing.propose(connection, person, reason="They asked for it.", **BY)
    (waiting,) = erasing.proposed(connection)
    assert (waiting.person, waiting.by, waiting.reason) == (person, "PER-0001", "They asked for it.")
    with pytest.raises(erasing.ProposedAlready):
        erasing.propose(connection, person, reason="Again.", **BY)
    with pytest.raises(erasing.OtherEyes):
        erasing.confirm(connection, person, **BY)
    erasing.confirm(connection, person, **{**BY, "actor": "PER-0002"})
    entry = streams.last_of(connection, person)
    assert (entry.actor, entry.changes["facts"]["proposed_by"]) == ("PER-0002", "PER-0001")
    assert erasing.proposed(connection) == []
    assert people.get(connection, person).name is None


def test_taken_back(lite: Connection) -> None:
    """What is taken back waits no more, and cannot be confirmed."""
    person = somebody(lite)
    erasing.propose(lite, person, reason="They asked for it.", **BY)
    erasing.take_back(lite, person, **BY)
    for act in (erasing.confirm, erasing.take_back):
        with pytest.raises(erasing.NotProposed):
            act(lite, person, **{**BY, "actor": "PER-0002"})


def test_the_last_administrator(lite: Connection) -> None:
    """The last administrator stays."""
    person = accounts.create(lite, email="a@b.example", name="A", roles=["admin"], **BY)
    with pytest.raises(errors.LastAdmin):
        erase(lite, person)


def test_whom_they_stood_in_for(lite: Connection) -> None:
    """Whoever named them as a substitute has none any more, and their history says so."""
    person = somebody(lite)
    accounts.change(lite, "PER-0002", substitute=person, **BY)
    erase(lite, person)
    assert people.get(lite, "PER-0002").substitute is None
    assert streams.last_of(lite, "PER-0002").changes["facts"] == {"substitute": None}


def test_a_document_of_two(lite: Connection) -> None:
    """A document that somebody else brought too stays; one that is brought again after an erasure is there again."""
    person = somebody(lite)
    shared = documents.store(lite, b"%PDF-1.4 shared", "shared.pdf", person=person)
    documents.store(lite, b"%PDF-1.4 shared", "shared.pdf", person="PER-0001")
    erase(lite, person)
    assert documents.read(lite, shared).content == b"%PDF-1.4 shared"
    again = documents.store(lite, PDF, "another.pdf", person="PER-0001")
    assert documents.read(lite, again).name == "another.pdf"
