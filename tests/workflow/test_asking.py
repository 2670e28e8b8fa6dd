"""Rows that were asked for as JSON are the rows that SQLAlchemy would have given."""

import pytest
from sqlalchemy import Table, bindparam, literal, select

from tests.support.club import Desk
from tests.support.toys import LIBRARIAN
from workflow.asking import ask, ask_all, wrote
from workflow.reading import if_missing
from workflow.tables import cases, counters, outbox, texts


@pytest.mark.parametrize("table", [cases, texts, outbox])
def test_same_rows(desk: Desk, table: Table) -> None:
    """Dates, instants, JSON, numbers, words with quotes and accents, and what is empty come back as they are."""
    desk.loan()
    desk.fire(desk.wish(), "decline", LIBRARIAN, reason='Ouagadougou: "déjà là" \\ 100 %')
    query = select(table).order_by(*table.primary_key)
    with desk.database.begin() as connection:
        assert [tuple(row) for row in ask(connection, query, {})] == [tuple(row) for row in connection.execute(query)]


def test_nothing(desk: Desk) -> None:
    """Where there are no rows the answer is empty; values that are part of the statement need not be given."""
    desk.wish()
    query = select(cases.c.ref, literal("a").label("b")).where(cases.c.state == bindparam("state"))
    with desk.database.begin() as connection:
        assert [tuple(row) for row in ask(connection, query, {"state": "asked"})] == [("WISH-2017-0001", "a")]
        assert list(ask(connection, query, {"state": "granted"})) == []


def test_several(desk: Desk) -> None:
    """Several queries are answered each by itself, in their order, also one that finds nothing."""
    wish = desk.wish()
    named = select(cases.c.ref).where(cases.c.state == bindparam("state"))
    dated = select(cases.c.created_at, cases.c.ref.label("ref"))
    with desk.database.begin() as connection:
        found = ask_all(connection, (named, dated), {"state": "granted"})
    assert [[tuple(row) for row in rows] for rows in found] == [[], [(desk.case(wish).created_at, wish)]]


def test_wrote(desk: Desk) -> None:
    """An insert says how many rows it wrote: none where there is one already."""
    row = {"prefix": "TEST", "year": 2017, "last": 1}
    with desk.database.begin() as connection:
        statement = if_missing(connection.dialect.name, counters)
        assert [wrote(connection, statement, row) for _ in range(2)] == [1, 0]
