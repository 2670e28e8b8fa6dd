"""Asks a database for rows: SQLite as SQLAlchemy does it, PostgreSQL for all of them as one JSON value.

What SQLAlchemy and the driver do for every column of every answer costs a move more than PostgreSQL takes to find its rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, make_url

from workflow.columns import Instant

POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()  # how statements are written for it


def ask(connection: Connection, statement: Any, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows of a query that is built once and whose columns have names of their own; their values in order."""
    if connection.dialect.name != "postgresql":
        return connection.execute(statement, given).all()
    asked = _asked(statement)
    found = connection.exec_driver_sql(asked.text, {**asked.fixed, **given}).scalar_one()
    return [asked.read([*row.values()]) for row in found]


def wrote(connection: Connection, statement: Any, given: Mapping[str, Any]) -> int:
    """How many rows an insert that is built once has written; none of what it is given is JSON."""
    if connection.dialect.name != "postgresql":
        return connection.execute(statement, given).rowcount
    return connection.exec_driver_sql(_text(statement, tuple(given)), given).rowcount


@cache
def _text(statement: Any, names: tuple[str, ...]) -> str:
    return str(statement.compile(dialect=POSTGRESQL, column_keys=names))


@dataclass(frozen=True)
class _Asked:
    """A statement as PostgreSQL is sent it, the parameters that are always the same, and what JSON has no word for."""

    text: str
    fixed: Mapping[str, Any]
    moments: Sequence[tuple[int, Callable[[str], Any]]]

    def read(self, row: list[Any]) -> list[Any]:
        """A row with its dates and instants."""
        for place, parse in self.moments:
            if row[place] is not None:
                row[place] = parse(row[place])
        return row


@cache
def _asked(statement: Any) -> _Asked:
    made = statement.compile(dialect=POSTGRESQL)
    types = [column.type for column in statement.selected_columns]
    parsers = [
        date.fromisoformat if isinstance(one, Date) else datetime.fromisoformat if isinstance(one, Instant) else None
        for one in types
    ]
    return _Asked(
        f"SELECT coalesce(json_agg(asked), '[]') FROM ({made}) AS asked",  # noqa: S608
        {name: value for name, value in made.params.items() if value is not None},
        [(place, parse) for place, parse in enumerate(parsers) if parse],
    )
