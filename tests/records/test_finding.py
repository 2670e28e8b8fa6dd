"""Filters and words: what they find, on both databases, and counts that say how much they found."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, func, select, text

from records import worklist
from records.folding import fold
from records.worklist import EVERY, Filters, Reader, Section, View
from tests.records import given

NOW = datetime(2018, 5, 10, 12, tzinfo=UTC)
SOON = datetime(2018, 5, 20, 12, tzinfo=UTC)
BROKER = Reader("PER-0001", frozenset({"broker"}), None)
COMMITTEE = Reader("PER-0002", frozenset({"committee"}), None)
PARTY = Reader("PER-0003", frozenset({"requester"}), "ORG-0001")


@pytest.fixture
def programme(connection: Connection) -> Connection:
    """A request of Ziniaré with its call, application and exchange, and a request of another place."""
    given.organisation(connection, "ORG-0001", "BF", name="Ziniaré")
    given.organisation(connection, "ORG-0002", "NL", name="Sample City")
    given.organisation(connection, "ORG-0003", "GH", name="Sandgerði")
    given.person(connection, "PER-0001", "broker", name="Bea")
    given.person(connection, "PER-0002", "committee", name="Cem")
    given.person(connection, "PER-0003", "requester", organisation="ORG-0001", name="José Núñez")
    given.case(connection, "REQ-2018-0001", "broker", country="BF", facts={"topic": "waste"}, due_at=SOON)
    given.case(connection, "REQ-2018-0002", "requester", country="GH", facts={"topic": "water"}, due_at=NOW)
    given.case(connection, "CALL-2018-0001", "committee", country="BF", state="closed", owner="PER-0001", due_at=SOON)
    given.case(
        connection,
        "APP-2018-0001",
        country="BF",
        follows="CALL-2018-0001",
        due_at=None,
        due_date=None,
        due_zone=None,
        milestone="validated",
    )
    given.case(connection, "EXC-2018-0001", country="BF", ended=True, due_at=None, due_date=None, due_zone=None)
    for ref in ("CALL-2018-0001", "EXC-2018-0001", "APP-2018-0001"):
        given.link(connection, "REQ-2018-0001", ref)
    given.seat(connection, "REQ-2018-0001", "requester", organisation="ORG-0001", person="PER-0003")
    given.seat(connection, "REQ-2018-0002", "requester", organisation="ORG-0003")
    given.seat(connection, "APP-2018-0001", "expert", organisation="ORG-0002")
    return connection


OF_ZINIARE = {"REQ-2018-0001", "CALL-2018-0001", "APP-2018-0001", "EXC-2018-0001"}
EVERYTHING = OF_ZINIARE | {"REQ-2018-0002"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(text="Ziniare"), OF_ZINIARE),
        (Filters(text="ZINIARÉ"), OF_ZINIARE),
        (Filters(text="sandgerdi"), {"REQ-2018-0002"}),
        (Filters(text="sample city"), {"APP-2018-0001"}),
        (Filters(text="nunez"), {"REQ-2018-0001"}),
        (Filters(text="waste"), OF_ZINIARE),
        (Filters(text="waste sample"), {"APP-2018-0001"}),
        (Filters(text="ghana"), {"REQ-2018-0002"}),
        (Filters(text="APP-2018"), {"APP-2018-0001"}),
        (Filters(text="req-2018-0001"), {"REQ-2018-0001"}),
        (Filters(text="%"), set()),
        (Filters(text="nowhere"), set()),
        (Filters(topic="waste"), OF_ZINIARE),
        (Filters(topic="water"), {"REQ-2018-0002"}),
        (Filters(country="GH"), {"REQ-2018-0002"}),
        (Filters(owner="PER-0001"), {"CALL-2018-0001"}),
        (Filters(kind="exchange"), {"EXC-2018-0001"}),
        (Filters(type="call", state="closed"), {"CALL-2018-0001"}),
        (Filters(milestone="validated"), {"APP-2018-0001"}),
        (Filters(waiting_for="committee"), {"CALL-2018-0001", "APP-2018-0001"}),
        (Filters(overdue=True), set()),
        (Filters(ended=True), {"EXC-2018-0001"}),
        (Filters(ended=False), EVERYTHING - {"EXC-2018-0001"}),
    ],
)
def test_found_and_counted(programme: Connection, filters: Filters, found: set[str]) -> None:
    """What a filter finds is the same by reference and in groups, and the counts say how many are in each group."""
    assert {one.ref for one in worklist.search(programme, BROKER, filters, now=NOW).items} == found
    view = View(BROKER, NOW, filters)
    groups = worklist.groups(programme, view, *EVERY, limit=50)
    assert sorted(one.ref for page in groups.values() for one in page.items) == sorted(found)
    counted = worklist.counts(programme, view, *EVERY, Section.ALL)
    assert counted == {**{one: len(page.items) for one, page in groups.items()}, Section.ALL: len(found)}


def test_who_people_are_is_found_by_those_who_may_read_it(programme: Connection) -> None:
    """The committee, which reads no names, finds nobody by name; a party finds no more than it may see."""
    assert worklist.search(programme, COMMITTEE, Filters(text="nunez"), now=NOW).items == ()
    assert len(worklist.search(programme, COMMITTEE, Filters(text="ziniare"), now=NOW).items) == 3
    found = worklist.search(programme, PARTY, Filters(text="ziniare"), now=NOW).items
    assert {one.ref for one in found} == {"REQ-2018-0001", "CALL-2018-0001"}


@pytest.mark.parametrize(
    "word",
    ["Ziniaré", "ÅRHUS", "Łódź", "Sandgerði", "Tårnby Øst", "São Tomé", "İzmir", "Kraków 2%", "ΑΘΉΝΑ", "Київ", "ЁЛКИ"],
)
def test_folded_alike(connection: Connection, word: str) -> None:
    """The database takes accents off as Python does."""
    assert connection.scalar(select(func.folded(word))) == fold(word)
    assert connection.scalar(text("SELECT folded(NULL)")) is None
