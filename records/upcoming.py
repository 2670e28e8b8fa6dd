"""What is due in all cases, for the desk: limits and follow-ups, page by page or in one month, and exchanges on their days.

Each list is read in its own order from its own index, no further than it is shown.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, literal, literal_column, select, tuple_

from records import people
from workflow.columns import Instant
from workflow.reading import idents
from workflow.tables import cases, follow_ups

PAGE = 50  # lines
MOST = 500  # of each kind in a month
YEARS = 3  # from the making of an exchange to its days; its reference says when it was made
LIVE = ("planned", "claimed")
LIMIT, FOLLOW_UP = 0, 1  # of two that are due at one moment, the limit comes first


@dataclass(frozen=True)
class Mark:
    """The line after which a page begins: when it is due, whether it is a limit, and its reference or number."""

    at: datetime
    place: int
    key: str


@dataclass(frozen=True)
class Limit:
    """A case that may wait until a day in a zone."""

    ref: str
    type: str
    definition_version: int
    state: str
    title: str
    waits_for: Sequence[str]
    due_date: date
    due_zone: str
    due_at: datetime

    @property
    def mark(self) -> Mark:
        """Where a page that ends with it ends."""
        return Mark(self.due_at, LIMIT, self.ref)


@dataclass(frozen=True)
class Row:
    """A follow-up, with the case that it is of."""

    id: int
    ref: str
    rule: str
    rung: int
    recipient: str
    kind: str
    trigger: str | None
    anchor: str
    facts: Mapping[str, Any]
    due_at: datetime
    zone: str
    type: str
    definition_version: int
    title: str

    @property
    def mark(self) -> Mark:
        """Where a page that ends with it ends."""
        return Mark(self.due_at, FOLLOW_UP, str(self.id))


@dataclass(frozen=True)
class Stay:
    """An exchange that has days, whether they are settled or not."""

    ref: str
    type: str
    definition_version: int
    state: str
    title: str
    ended: bool
    first: date
    last: date


@dataclass(frozen=True)
class Page:
    """Lines in the order of time, who is named in them, and where the next page begins (None: nowhere)."""

    lines: Sequence[Limit | Row]
    names: Mapping[str, str | None]
    next: Mark | None


_limits: Select[Any] = select(*(cases.c[name] for name in Limit.__dataclass_fields__)).where(
    ~cases.c.ended, cases.c.due_at.is_not(None)
)
_OF_CASE = ("type", "definition_version", "title")
_rows: Select[Any] = (
    select(*((cases if name in _OF_CASE else follow_ups).c[name] for name in Row.__dataclass_fields__))
    .join(cases, cases.c.ref == follow_ups.c.ref)
    # As the partial index says it, without which SQLite would not use it.
    .where(follow_ups.c.status.in_(literal_column(f"'{status}'") for status in LIVE))
)


def page(connection: Connection, after: Mark | None = None, most: int = PAGE) -> Page:
    """What is due, and will be, from the oldest on: limits of cases and follow-ups."""
    limits, rows = _limits, _rows
    if after is not None:
        ends = cases.c.due_at > after.at
        at = literal(after.at, Instant())
        here = tuple_(cases.c.due_at, cases.c.ref) > tuple_(at, literal(after.key))
        limits = limits.where(here if after.place == LIMIT else ends)
        number = int(after.key) if after.place == FOLLOW_UP else 0
        rows = rows.where(tuple_(follow_ups.c.due_at, follow_ups.c.id) > tuple_(at, literal(number)))
    lines: list[Limit | Row] = [*_read_limits(connection, limits, most + 1)]
    lines += _read_rows(connection, rows, most + 1)
    lines.sort(key=lambda one: (one.mark.at, one.mark.place))
    shown = lines[:most]
    return Page(shown, _names(connection, shown), shown[-1].mark if len(lines) > most else None)


def between(connection: Connection, first: datetime, until: datetime) -> Page:
    """The same from one moment until before another; `next` is where it was cut, if there is too much."""
    limits = _limits.where(cases.c.due_at >= first, cases.c.due_at < until)
    rows = _rows.where(follow_ups.c.due_at >= first, follow_ups.c.due_at < until)
    found: tuple[Sequence[Limit | Row], ...] = (
        _read_limits(connection, limits, MOST + 1),
        _read_rows(connection, rows, MOST + 1),
    )
    cut = [lines[MOST - 1].mark for lines in found if len(lines) > MOST]
    lines = sorted((one for each in found for one in each[:MOST]), key=lambda one: (one.mark.at, one.mark.place))
    return Page(lines, _names(connection, lines), min(cut, key=lambda mark: mark.at) if cut else None)


def stays(connection: Connection, first: date, last: date) -> Sequence[Stay]:
    """The exchanges that have a day between two days, both included."""
    begins, ends = (cases.c.facts[name].as_string() for name in ("first_day", "last_day"))
    columns = [cases.c[name] for name in Stay.__dataclass_fields__ if name not in ("first", "last")]
    # By reference, which begins with the year: dates inside of facts have no index.
    made = (cases.c.ref >= f"EXC-{first.year - YEARS}-0", cases.c.ref < f"EXC-{last.year + 1}-0")
    query = select(*columns, begins.label("first"), ends.label("last")).where(
        *made, cases.c.kind == "exchange", begins <= last.isoformat(), ends >= first.isoformat()
    )
    rows = connection.execute(query.order_by(begins, cases.c.ref).limit(MOST))
    return [
        Stay(**{**row._mapping, "first": date.fromisoformat(row.first), "last": date.fromisoformat(row.last)})
        for row in rows
    ]


def _read_limits(connection: Connection, query: Select[Any], most: int) -> list[Limit]:
    found = connection.execute(query.order_by(cases.c.due_at, cases.c.ref).limit(most))
    return [Limit(**row._mapping) for row in found]


def _read_rows(connection: Connection, query: Select[Any], most: int) -> list[Row]:
    found = connection.execute(query.order_by(follow_ups.c.due_at, follow_ups.c.id).limit(most))
    return [Row(**row._mapping) for row in found]


def _names(connection: Connection, lines: Collection[Limit | Row]) -> Mapping[str, str | None]:
    rows = [one for one in lines if isinstance(one, Row)]
    return people.names(connection, idents([[one.recipient.removeprefix("person:"), one.facts] for one in rows]))
