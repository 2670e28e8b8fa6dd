"""The work list: each live case in one list of its reader, the most urgent first, page by page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, text

from records import worklist
from records.worklist import EVERY, NOBODY, WORK, Filters, Reader, Section, View
from tests.records import given
from tests.records.conftest import counted
from workflow.tables import cases, turns

NOW = datetime(2018, 5, 10, 12, tzinfo=UTC)
BROKER = Reader("PER-0001", frozenset({"broker"}), None)
LEAD = Reader("PER-0002", frozenset({"lead_broker"}), None)
COMMITTEE = Reader("PER-0003", frozenset({"committee"}), None)
PARTY = Reader("PER-0004", frozenset({"requester"}), "ORG-0001")
ADMIN = Reader("PER-0005", frozenset({"admin"}), None)


def due(days: int, **values: Any) -> dict[str, Any]:
    """The columns of a limit so many days from now."""
    at = NOW + timedelta(days=days)
    return {"due_at": at, "due_date": at.date(), "due_zone": "Europe/Amsterdam", **values}


def none() -> dict[str, Any]:
    """The columns of a case without a limit of its own."""
    return {"due_at": None, "due_date": None, "due_zone": None}


@pytest.fixture
def desk(connection: Connection) -> Connection:
    """A case of every sort."""
    given.organisation(connection, "ORG-0001")
    for number in range(1, 6):
        given.person(connection, f"PER-000{number}")
    given.case(connection, "REQ-2018-0001", "broker", **due(-2))
    given.case(connection, "REQ-2018-0002", "broker", **due(2))
    given.case(connection, "REQ-2018-0003", "requester", **due(3))
    given.case(connection, "REQ-2018-0004", "broker", "committee", **due(1))
    given.case(connection, "REQ-2018-0005", "lead_broker", **due(4))
    given.case(connection, "REQ-2018-0006", ended=True, **none())
    given.case(
        connection, "CALL-2018-0001", "committee", state="closed", title="Waste 100%", **due(5), owner="PER-0001"
    )
    given.case(connection, "APP-2018-0001", follows="CALL-2018-0001", **none())
    given.case(connection, "EXC-2018-0001", "broker", paused_on=date(2018, 5, 1), **none())
    given.seat(connection, "REQ-2018-0002", "requester", person="PER-0004")
    given.seat(connection, "REQ-2018-0003", "requester", organisation="ORG-0001")
    return connection


def refs(connection: Connection, reader: Reader, section: Section) -> list[str]:
    """The references of the first page of a list."""
    return [item.ref for item in worklist.page(connection, View(reader, NOW), section).items]


@pytest.mark.parametrize(
    ("reader", "overdue", "my_turn", "others", "paused"),
    [
        (
            BROKER,
            ["REQ-2018-0001"],
            ["REQ-2018-0004", "REQ-2018-0002"],
            ["REQ-2018-0003", "REQ-2018-0005", "CALL-2018-0001"],
            ["EXC-2018-0001"],
        ),
        (
            LEAD,
            ["REQ-2018-0001"],
            ["REQ-2018-0004", "REQ-2018-0002", "REQ-2018-0005"],
            ["REQ-2018-0003", "CALL-2018-0001"],
            ["EXC-2018-0001"],
        ),
        (
            COMMITTEE,
            ["REQ-2018-0001"],
            ["REQ-2018-0004", "CALL-2018-0001"],
            ["REQ-2018-0002", "REQ-2018-0003", "REQ-2018-0005"],
            [],
        ),
        (PARTY, [], ["REQ-2018-0003"], ["REQ-2018-0002"], []),
        (ADMIN, [], [], [], []),
    ],
)
def test_sections(
    desk: Connection, reader: Reader, overdue: list[str], my_turn: list[str], others: list[str], paused: list[str]
) -> None:
    """Each live case is in one list of its reader, by the end of its limit, and the counts say how many."""
    lists = dict(zip(WORK, (overdue, my_turn, others, paused), strict=True))
    assert {section: refs(desk, reader, section) for section in WORK} == lists
    found = worklist.groups(desk, View(reader, NOW), *WORK, limit=9)
    assert {section: [item.ref for item in page.items] for section, page in found.items()} == lists
    assert worklist.counts(desk, View(reader, NOW), *WORK) == {section: len(found) for section, found in lists.items()}


def test_line(desk: Connection) -> None:
    """A line says whose case it is, for whom it waits and until when."""
    (line,) = [one for one in worklist.page(desk, View(BROKER, NOW), Section.OTHERS).items if one.kind == "call"]
    assert (line.title, line.owner_name, line.waits_for) == ("Waste 100%", "Name of PER-0001", ("committee",))
    assert (line.due_date, line.due_zone, line.overdue) == (date(2018, 5, 15), "Europe/Amsterdam", False)


def test_follows(desk: Connection) -> None:
    """A case that follows another waits for whom and until when that other does."""
    (line,) = worklist.search(desk, BROKER, Filters(type="application"), now=NOW).items
    assert (line.waits_for, line.due_date, line.follows) == (("committee",), date(2018, 5, 15), "CALL-2018-0001")
    (late,) = worklist.search(desk, BROKER, Filters(type="application"), now=NOW + timedelta(days=6)).items
    assert late.overdue


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(type="request", state="submitted", ended=False), {"REQ-2018-000" + str(n) for n in range(1, 6)}),
        (Filters(ended=True), {"REQ-2018-0006"}),
        (Filters(state="closed"), {"CALL-2018-0001"}),
        (Filters(waiting_for="committee"), {"REQ-2018-0004", "CALL-2018-0001", "APP-2018-0001"}),
        (Filters(overdue=True), {"REQ-2018-0001"}),
        (Filters(text="req-2018-0003"), {"REQ-2018-0003"}),
        (Filters(text="call-"), {"CALL-2018-0001"}),
        (Filters(text="%"), set()),
        (Filters(text="_"), set()),
        (Filters(kind="call"), {"CALL-2018-0001"}),
        (Filters(milestone="matched"), set()),
        (Filters(owner="PER-0001"), {"CALL-2018-0001"}),
        (Filters(owner=NOBODY, kind="application"), {"APP-2018-0001"}),
        (Filters(country="GH"), set()),
    ],
)
def test_search(desk: Connection, filters: Filters, found: set[str]) -> None:
    """The list of all is narrowed by type, state, whose turn, what is late, and words."""
    assert {one.ref for one in worklist.search(desk, BROKER, filters, now=NOW).items} == found


def test_search_shows_what_may_be_seen(desk: Connection) -> None:
    """Nobody finds what they may not see."""
    found = [one.ref for one in worklist.search(desk, PARTY, Filters(), now=NOW).items]
    assert found == ["CALL-2018-0001", "REQ-2018-0002", "REQ-2018-0003"]


def test_two_parts(desk: Connection) -> None:
    """A case that waits for two parts of one reader is one line."""
    both = Reader("PER-0001", frozenset({"broker", "committee"}), None)
    assert refs(desk, both, Section.MY_TURN) == ["REQ-2018-0004", "REQ-2018-0002", "CALL-2018-0001"]


def test_office_and_party(desk: Connection) -> None:
    """Who is a broker and a requester has the turns of both."""
    both = Reader("PER-0004", frozenset({"broker", "requester"}), "ORG-0001")
    assert refs(desk, both, Section.MY_TURN) == ["REQ-2018-0004", "REQ-2018-0002", "REQ-2018-0003"]
    assert refs(desk, both, Section.OTHERS) == ["REQ-2018-0005", "CALL-2018-0001"]


@pytest.mark.parametrize("section", Section)
def test_paging(connection: Connection, section: Section) -> None:
    """Pages follow each other without a gap or a repetition, also where several cases are due at one moment."""
    given.person(connection, "PER-0001")
    several(connection, section)
    forwards, backwards = leafed(connection, section)
    assert [ref for page in forwards for ref in page] == [f"REQ-2018-{number:04}" for number in range(1, 8)]
    assert backwards == forwards[-2::-1]


def several(connection: Connection, section: Section) -> None:
    """Seven cases of one list, some of them due at one moment."""
    given.case(connection, "CALL-2018-0001", "broker", **due(99), state="draft", country="NL")
    parts = {Section.OTHERS: ("expert",), Section.ENDED: (), Section.FOLLOWING: ()}.get(section, ("broker",))
    for number in range(1, 8):
        limit = due(-9 if section is Section.OVERDUE else 9 + number // 3)
        if section is Section.PAUSED:
            limit = {**none(), "paused_on": date(2018, 5, 1)}
        if section is Section.ENDED:
            limit = {**none(), "ended": True}
        if section is Section.FOLLOWING:
            limit = {**none(), "follows": "CALL-2018-0001"}
        given.case(connection, f"REQ-2018-{number:04}", *parts, **limit)


def leafed(connection: Connection, section: Section) -> tuple[list[list[str]], list[list[str]]]:
    """The pages of two lines of one list, forwards to the end, and from the last one back to the first."""
    view, pages = View(BROKER, NOW, Filters(country="UG")), []
    page = worklist.page(connection, view, section, limit=2)
    assert page.previous is None
    pages.append(page)
    while page.next:
        page = worklist.page(connection, view, section, after=page.next, limit=2)
        pages.append(page)
    back = []
    while page.previous:
        page = worklist.page(connection, view, section, before=page.previous, limit=2)
        assert page.next
        back.append(page)
    return ([[item.ref for item in one.items] for one in found] for found in (pages, back))


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
def test_lists_in_one(desk: Connection, limit: int) -> None:
    """All lists one after the other are one list, page by page, there and back."""
    view, whole, after, pages = View(BROKER, NOW), [], None, []
    for section in EVERY:
        whole += refs(desk, BROKER, section)
    while True:
        page = worklist.page(desk, view, *EVERY, after=after, limit=limit)
        pages.append([item.ref for item in page.items])
        if page.next is None:
            break
        after = page.next
    assert [ref for one in pages for ref in one] == whole
    back = []
    while page.previous:
        page = worklist.page(desk, view, *EVERY, before=page.previous, limit=limit)
        back.append([item.ref for item in page.items])
    assert back == pages[-2::-1]


def test_search_pages(desk: Connection) -> None:
    """The list of all goes on after the last reference of the page before."""
    first = worklist.search(desk, BROKER, Filters(), now=NOW, limit=5)
    rest = worklist.search(desk, BROKER, Filters(), now=NOW, after=first.next.ref, limit=5)
    assert len({item.ref for item in (*first.items, *rest.items)}) == 9
    assert rest.next is None


def test_counts_stop(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count says no more than that there are more than so many."""
    monkeypatch.setattr(worklist, "MOST_COUNTED", 2)
    for number in range(1, 6):
        given.case(connection, f"REQ-2018-{number:04}", "broker", **due(1))
    assert worklist.counts(connection, View(BROKER, NOW), *WORK)[Section.MY_TURN] == 3


@pytest.mark.parametrize("reader", [BROKER, COMMITTEE, PARTY])
def test_two_statements(desk: Connection, reader: Reader) -> None:
    """The whole work list costs two statements, whoever reads it: the lines of all lists, and the counts."""
    with counted(desk) as sent:
        worklist.groups(desk, View(reader, NOW), *WORK, limit=15)
        worklist.counts(desk, View(reader, NOW), *WORK)
    assert len(sent) == 2


# --- indexes ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(connection: Connection) -> Connection:
    """Two thousand cases, most of them ended, with what the planner of the database knows of them."""
    given.person(connection, "PER-0001")
    given.case(connection, "REQ-2018-0001", "broker", **due(1))
    row = dict(connection.execute(cases.select()).mappings().one())
    connection.execute(delete(turns))
    live = [{**row, "ref": f"REQ-2018-{number:04}", **due(number % 60 - 10)} for number in range(2, 500)]
    ended = [{**row, "ref": f"REQ-2017-{number:04}", "ended": True, **none()} for number in range(1, 1500)]
    connection.execute(insert(cases), [*live, *ended])
    part = ["broker", "expert", "requester", "committee", "lead_broker"]
    rows = [{"ref": one["ref"], "part": part[n % 5], "due_at": one["due_at"]} for n, one in enumerate(live)]
    connection.execute(insert(turns), rows)
    connection.execute(text("ANALYZE"))
    return connection


def plan(connection: Connection, query: Any) -> str:
    """How the database would answer, in its own words; PostgreSQL told not to scan where it could choose."""
    written = query.compile(connection, compile_kwargs={"literal_binds": True})
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {written}"))


@pytest.mark.parametrize(
    ("section", "index"),
    [
        (Section.OVERDUE, "ix_cases_live"),
        (Section.MY_TURN, "ix_turns_part"),
        (Section.OTHERS, "ix_cases_live"),
        (Section.PAUSED, "ix_cases_paused"),
    ],
)
def test_index(many: Connection, section: Section, index: str) -> None:
    """Each list is read from its index, and no table of cases is scanned."""
    told = plan(many, worklist.CHOOSE[section](View(BROKER, NOW).asks(worklist.PAGE)))
    assert index in told
    assert "Seq Scan" not in told
    assert not [line for line in told.splitlines() if line in ("SCAN cases", "SCAN turns")]


@pytest.mark.parametrize("section", WORK)
def test_a_party_begins_with_its_seats(many: Connection, section: Section) -> None:
    """A party's lists begin with the few cases in which it has a seat."""
    told = plan(many, worklist.CHOOSE[section](View(PARTY, NOW).asks(worklist.PAGE)))
    assert "ix_participants_person" in told
    assert not [line for line in told.splitlines() if line in ("SCAN cases", "SCAN turns")]
