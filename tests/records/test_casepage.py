"""Everything a case's page shows, in a constant number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from records import casepage
from records.casepage import Linked, Narrowed, Seated
from records.worklist import Reader
from tests.records import given
from tests.records.conftest import counted
from workflow import tables, texts
from workflow.errors import UnknownCase
from workflow.history import Entry, EntryKind

REF = "REQ-2018-0001"
BROKER = Reader("PER-0001", frozenset({"broker"}), None)
PARTY = Reader("PER-0002", frozenset({"requester"}), "ORG-0001")


def entry(connection: Connection, seq: int, **values: Any) -> Entry:
    """A true entry of the case."""
    plain = {"act": given.ACT, "kind": EntryKind.COMMENTED, "actor": "PER-0001", "via": "web", "at": given.NOW}
    made = Entry(REF, seq, **{**plain, **values})
    row = {"act": made.act, "kind": made.kind.value, "at": made.at, "actor": made.actor}
    given.entry(connection, REF, seq, **row, body=made.body, hash=made.hash)
    return made


def follow_up(connection: Connection, rule: str, days: int, **values: Any) -> None:
    """Something due so many days from now."""
    plain = {"rung": 0, "recipient": "person:PER-0002", "generation": 1, "group": "state", "kind": "remind"}
    plain |= {"anchor": "entered", "facts": {}, "due_at": given.NOW + timedelta(days=days), "zone": "Africa/Kampala"}
    row = {**plain, "status": "planned", "attempts": 0, "planned_by": given.ACT, **values}
    given.add(connection, tables.follow_ups, ref=REF, rule=rule, **row)


def letter(connection: Connection, act: str, **values: Any) -> None:
    """A letter that an act owes."""
    plain = {"recipient": "person:PER-0002", "template": "request_received", "items": [], "language": "en"}
    plain |= {"zone": "Africa/Kampala", "status": "created", "not_before": given.NOW, "attempts": 0}
    given.add(connection, tables.outbox, ref=REF, act=act, planned_by=act, **{**plain, **values})


@pytest.fixture
def page(connection: Connection) -> Connection:
    """A request with a history, seats, links, letters and things due."""
    given.organisation(connection, "ORG-0001")
    given.person(connection, "PER-0001", name="Broker")
    given.person(connection, "PER-0002", name="Requester", organisation="ORG-0001")
    given.person(connection, "PER-0003", name=None, email=None)
    said = texts.mint("Why we ask")
    given.case(connection, REF, "broker", facts={"challenge": said.ref.plain(), "governments": ["ORG-0001"]})
    texts.store(connection, [said], person="PER-0002", ref=REF)
    given.case(connection, "APP-2018-0001", title="An offer")
    given.case(connection, "CALL-2018-0001", state="open")
    given.case(connection, "EXC-2018-0001", ended=True, due_at=None)
    given.link(connection, REF, "APP-2018-0001")
    given.link(connection, REF, "CALL-2018-0001", until_act=given.ACT)
    given.link(connection, REF, "CALL-2018-0001")
    given.link(connection, REF, "EXC-2018-0001", until_act=given.ACT)
    given.seat(connection, REF, "requester", organisation="ORG-0001")
    given.seat(connection, REF, "requester", person="PER-0003", until_act=given.ACT)
    for seq in range(1, 6):
        entry(connection, seq)
    follow_up(connection, "reminder", 5)
    follow_up(connection, "sooner", 2, recipient="office:broker")
    follow_up(connection, "gone", 1, status="cancelled", ended_by=given.ACT)
    letter(connection, "ACT-1")
    letter(connection, "ACT-2", recipient="office:broker", status="sent")
    return connection


def read(connection: Connection, reader: Reader = BROKER, **values: Any) -> casepage.CasePage:
    """The page of the case."""
    return casepage.read(connection, reader, REF, now=given.NOW, **values)


def test_all(page: Connection) -> None:
    """The page has the case, what is due by moment, the letters newest first, and who is what."""
    shown = read(page)
    assert (shown.line.ref, shown.line.waits_for, shown.line.title) == (REF, ("broker",), f"Title of {REF}")
    assert [one.rule for one in shown.due] == ["sooner", "reminder"]
    assert [one.act for one in shown.letters] == ["ACT-2", "ACT-1"]
    assert shown.seats == (
        Seated("requester", "ORG-0001", None, True),
        Seated("requester", None, "PER-0003", False),
    )


def test_links(page: Connection) -> None:
    """Each linked case is there once, with its state; those that have left come last."""
    assert [(one.ref, one.live) for one in read(page).links] == [
        ("APP-2018-0001", True),
        ("CALL-2018-0001", True),
        ("EXC-2018-0001", False),
    ]
    offer = read(page).links[0]
    assert offer == Linked(
        "APP-2018-0001", "application", "application", "submitted", "submitted", "An offer", False, True, True
    )


def test_links_of_a_party(page: Connection) -> None:
    """A party reads which linked cases it may open: the call, not another's offer."""
    assert {one.ref: one.visible for one in read(page, PARTY).links} == {
        "APP-2018-0001": False,
        "CALL-2018-0001": True,
        "EXC-2018-0001": False,
    }


def test_names_and_texts(page: Connection) -> None:
    """Everybody and every text that the page names is at hand; None where it was erased."""
    shown = read(page)
    assert shown.names == {
        "PER-0001": "Broker",
        "PER-0002": "Requester",
        "PER-0003": None,
        "ORG-0001": "Name of ORG-0001",
    }
    assert shown.texts == {shown.facts["challenge"]["text"]: "Why we ask"}


def test_names_in_entries(page: Connection) -> None:
    """Who is named in what an entry changed, or for whom somebody acted, has a name too."""
    given.person(page, "PER-0004")
    given.organisation(page, "ORG-0002")
    said = texts.mint("They phoned")
    texts.store(page, [said], person="PER-0001", ref=REF)
    changes = {"seats": {"add": [["expert", "ORG-0002", None]]}}
    entry(page, 6, on_behalf_of="PER-0004", on_behalf_reason=said.ref.plain(), changes=changes)
    shown = read(page)
    assert {"PER-0004", "ORG-0002"} <= shown.names.keys()
    assert shown.texts[said.ref.id] == "They phoned"


def test_history_pages(page: Connection) -> None:
    """The newest entries come first; older ones follow, a page at a time, until there are none."""
    first = read(page, narrowed=Narrowed(newest=2))
    assert ([one.seq for one in first.entries], first.older) == ([5, 4], 4)
    second = read(page, narrowed=Narrowed(first.older, newest=2))
    assert ([one.seq for one in second.entries], second.older) == ([3, 2], 2)
    last = read(page, narrowed=Narrowed(second.older, newest=2))
    assert ([one.seq for one in last.entries], last.older) == ([1], None)


def test_not_seen(page: Connection) -> None:
    """A case that is not there and one that may not be seen are told alike."""
    stranger = Reader("PER-0003", frozenset({"expert"}), None)
    for reader, ref in ((BROKER, "REQ-2018-0099"), (stranger, REF)):
        with pytest.raises(UnknownCase, match=ref):
            casepage.read(page, reader, ref, now=given.NOW)


def test_eleven_statements(page: Connection) -> None:
    """However long the history and however many links, eleven statements are sent."""
    for seq in range(6, 40):
        entry(page, seq, actor="PER-0002" if seq % 2 else "PER-0001")
    for number in range(2, 30):
        given.link(page, REF, given.case(page, f"APP-2018-{number:04}"))
    with counted(page) as sent:
        read(page)
    assert len(sent) == 11
