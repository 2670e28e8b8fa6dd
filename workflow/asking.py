"""Asks a database for rows: SQLite as SQLAlchemy does it, PostgreSQL for all of them as one JSON value.

What SQLAlchemy and the driver do for every column of every answer costs a move more than PostgreSQL takes to find its rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, func, literal_column, make_url, select

from workflow.columns import Instant

POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()  # how statements are written for it


def ask(connection: Connection, statement: Any, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows of a query that is built once and whose columns have names of their own; their values in order."""
    return ask_all(connection, (statement,), given)[0]


def ask_all(
    connection: Connection, statements: tuple[Any, ...], given: Mapping[str, Any]
) -> Sequence[Sequence[Sequence[Any]]]:
    """The same for several queries that are given the same: on PostgreSQL all of them in one journey."""
    if connection.dialect.name != "postgresql":
        return [connection.execute(one, given).all() for one in statements]
    asked = _asked(statements)
    found = connection.exec_driver_sql(asked.text, {**asked.fixed, **given}).scalar_one()
    return [
        [_read([*row.values()], moments) for row in rows] for rows, moments in zip(found, asked.moments, strict=True)
    ]


def wrote(connection: Connection, statement: Any, given: Mapping[str, Any]) -> int:
    """How many rows an insert that is built once has written; none of what it is given is JSON."""
    if connection.dialect.name != "postgresql":
        return connection.execute(statement, given).rowcount
    return connection.exec_driver_sql(_text(statement, tuple(given)), given).rowcount


@cache
def _text(statement: Any, names: tuple[str, ...]) -> str:
    return str(statement.compile(dialect=POSTGRESQL, column_keys=names))


Moments = Sequence[tuple[int, Callable[[str], Any]]]  # place in a row → how a date or an instant is read there


@dataclass(frozen=True)
class _Asked:
    """Queries as PostgreSQL is sent them, the parameters that are always the same, and what JSON has no word for."""

    text: str
    fixed: Mapping[str, Any]
    moments: Sequence[Moments]


def _read(row: list[Any], moments: Moments) -> list[Any]:
    """A row with its dates and instants."""
    for place, parse in moments:
        if row[place] is not None:
            row[place] = parse(row[place])
    return row


@cache
def _asked(statements: tuple[Any, ...]) -> _Asked:
    # One statement of all, so that what several begin with (WITH) is looked for once. psycopg remembers how it reads a
    # statement only if that has at most 4096 characters.
    asked = [one.subquery(f"a{number}") for number, one in enumerate(statements)]
    rows = [select(func.json_agg(literal_column(one.name))).select_from(one).scalar_subquery() for one in asked]
    nothing: ColumnElement[Any] = literal_column("'[]'")
    made = select(func.json_build_array(*(func.coalesce(one, nothing) for one in rows))).compile(dialect=POSTGRESQL)
    return _Asked(
        str(made),
        {name: value for name, value in made.params.items() if value is not None},
        [_moments(one) for one in statements],
    )


def _moments(statement: Any) -> Moments:
    types = [column.type for column in statement.selected_columns]
    parsers = [
        date.fromisoformat if isinstance(one, Date) else datetime.fromisoformat if isinstance(one, Instant) else None
        for one in types
    ]
    return [(place, parse) for place, parse in enumerate(parsers) if parse]
