"""Rows that were asked for as JSON are the rows that SQLAlchemy would have given."""

import pytest
from sqlalchemy import Table, bindparam, literal, select

from tests.support.club import Desk
from tests.support.toys import LIBRARIAN
from workflow.asking import ask
from workflow.tables import cases, outbox, texts


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
