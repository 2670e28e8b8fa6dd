"""What is due in all cases and for one person, as either database finds it: once each, in order, by its index."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from records import agenda, upcoming
from records.database import reading
from records.worklist import Reader
from tests.support.database import Database
from tests.support.programme import Programme
from workflow import outlook


@pytest.fixture
def programme(database: Database) -> Iterator[Programme]:
    """A programme of a test's own."""
    programme = Programme(database.url)
    yield programme
    programme.close()


def test_exchanges_of_a_month(programme: Programme) -> None:
    """An exchange is found in the months of its days, its first and last included, and in no other."""
    ref = programme.exchange("arranged")
    with reading(programme.database) as connection:
        for first, last, there in (
            (date(2018, 6, 15), date(2018, 6, 30), True),
            (date(2018, 6, 1), date(2018, 6, 11), True),
            (date(2018, 6, 16), date(2018, 6, 30), False),
            (date(2018, 5, 1), date(2018, 6, 10), False),
            (date(2022, 6, 1), date(2022, 6, 30), False),
        ):
            assert [one.ref for one in upcoming.stays(connection, first, last)] == ([ref] if there else []), first


def test_page_by_page(programme: Programme) -> None:
    """Pages of two have what a long page has, in its order."""
    for by in ("north", "south", "west"):
        programme.request(by)
    with reading(programme.database) as connection:
        whole = [one.mark for one in upcoming.page(connection).lines]
        found, after = [], None
        while found == [] or after is not None:
            page = upcoming.page(connection, after, 2)
            found, after = [*found, *(one.mark for one in page.lines)], page.next
    assert found == whole
    assert len(whole) == len(set(whole)) == 6


def test_one_persons(programme: Programme) -> None:
    """Somebody's turns, exchanges and letters to come are theirs alone."""
    ref = programme.exchange("arranged")
    asked = programme.request("south")
    programme.fire(asked, "ask_for_more", "broker", missing="A map.", answer_by="2018-06-29")
    city, south = (
        Reader(programme.people[name], frozenset({role}), programme.bodies[name])
        for name, role in (("city", "expert"), ("south", "requester"))
    )
    with reading(programme.database) as connection:
        assert [one.ref for one in agenda.due(connection, south)] == [asked]
        assert [(one.ref, one.first, one.zone) for one in agenda.stays(connection, city)] == [
            (ref, date(2018, 6, 11), "Africa/Accra")
        ]
        assert agenda.stays(connection, south) == []
        letters = agenda.letters(connection, city)
    assert {one.recipient for one in letters} == {f"person:{programme.people['city']}"}
    assert "tomorrow_note" in {one.rule for one in letters}


def test_forecast(programme: Programme) -> None:
    """A forecast reads the same world from either database."""
    ref = programme.exchange("arranged")
    with reading(programme.database) as connection:
        found = outlook.of_case(connection, programme.engine, ref, programme.now)
    moves = [(one.trigger, one.due_at) for one in found.lines if one.kind == "fire"]
    assert moves == [
        ("start", datetime(2018, 6, 11, 9, tzinfo=UTC)),
        ("finish", datetime(2018, 6, 16, 9, tzinfo=UTC)),
    ]


def test_by_index(programme: Programme) -> None:
    """On SQLite each list is read from its index, in its order, and none is sorted whole."""
    if programme.database.dialect.name != "sqlite":
        return
    sent: list[tuple[str, object]] = []
    event.listen(programme.database, "before_cursor_execute", lambda *given: sent.append((given[2], given[3])))
    with reading(programme.database) as connection:
        upcoming.page(connection, upcoming.Mark(programme.now, upcoming.LIMIT, "REQ-2018-0001"))
        plans = [
            str([row[-1] for row in connection.connection.execute(f"EXPLAIN QUERY PLAN {query}", given)])
            for query, given in list(sent)
            if "LIMIT" in query
        ]
    assert [("ix_cases_live" in plan or "ix_follow_ups_due" in plan, "TEMP B-TREE" in plan) for plan in plans] == [
        (True, False),
        (True, False),
    ]
