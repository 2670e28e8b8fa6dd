"""The desk's lists: what is overdue, whose turn is mine, what waits for others, what stands still; and the list of all.

Every list is a page of at most PAGE cases that begins where the page before ended, so that no page costs more than the
first. What a case that follows another waits for, and until when, is read from that other in the same statement.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, tuple_, union

from records.lines import Item, followed, item, lines
from records.visible import PARTIES, SEE_ALL, listed, seats_of, visible
from workflow.tables import Instant, cases, participants, turns

PAGE = 50  # cases a page
MOST_COUNTED = 100  # a count says no more than "more than so many", or it would read every case

REFERENCE = re.compile(r"^[a-z]+-\d*", re.IGNORECASE)  # how a reference begins, and no title

OFFICES = {"broker": ("broker",), "lead_broker": ("broker", "lead_broker"), "committee": ("committee",)}  # role → parts


@dataclass(frozen=True)
class Reader:
    """Who looks at a list: what `visible` must know of them."""

    person: str
    roles: frozenset[str]
    organisation: str | None

    @property
    def sees(self) -> ColumnElement[bool]:
        """The cases they may see."""
        return visible(self.person, self.roles, self.organisation)

    @property
    def lists(self) -> ColumnElement[bool]:
        """The same cases, where a list of them is read."""
        return listed(self.person, self.roles, self.organisation)

    @property
    def offices(self) -> tuple[str, ...]:
        """The parts of the secretariat's that are theirs."""
        return tuple(sorted({part for role in self.roles for part in OFFICES.get(role, ())}))

    @property
    def parts(self) -> list[str]:
        """What they can be for their organisation."""
        return sorted(self.roles & PARTIES)


class Section(Enum):
    """One list of the work list; a case is in one of them, or in none once it has ended."""

    OVERDUE = "overdue"  # the limit is over, whoever is waited for
    MY_TURN = "my_turn"  # it waits for the reader
    OTHERS = "others"  # it waits for somebody else
    PAUSED = "paused"  # its limit stands still


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: the next begins after it."""

    due_at: datetime | None
    ref: str


@dataclass(frozen=True)
class Page:
    """Lines, and where the next page begins (None: this is the last)."""

    items: tuple[Item, ...]
    next: Cursor | None


@dataclass(frozen=True)
class Filters:
    """What the list of all is narrowed to; `text` is the beginning of a reference, or part of a title."""

    type: str | None = None
    state: str | None = None
    waiting_for: str | None = None
    overdue: bool = False
    text: str = ""
    ended: bool | None = None


def page(
    connection: Connection,
    reader: Reader,
    section: Section,
    *,
    now: datetime,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> Page:
    """A page of one list, the most urgent first; one statement."""
    chosen = _chosen(reader, section, now, after, limit + 1).subquery("chosen")
    query = lines().join(chosen, chosen.c.ref == cases.c.ref).order_by(chosen.c.due_at, chosen.c.ref)
    return _page(connection, query, now, limit)


def counts(connection: Connection, reader: Reader, *, now: datetime) -> Mapping[Section, int]:
    """How many cases each list has, up to MOST_COUNTED + 1, which means more than MOST_COUNTED; one statement."""
    counted = [
        select(func.count())
        .select_from(_chosen(reader, section, now, None, MOST_COUNTED + 1).subquery())
        .scalar_subquery()
        for section in Section
    ]
    return dict(zip(Section, connection.execute(select(*counted)).one(), strict=True))


def search(
    connection: Connection,
    reader: Reader,
    filters: Filters,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page:
    """A page of all cases the reader may see, by reference; `after` is the last reference of the page before."""
    query = lines().where(reader.lists, *_narrowed(filters, now)).order_by(cases.c.ref).limit(limit + 1)
    if after is not None:
        query = query.where(cases.c.ref > after)
    return _page(connection, query, now, limit)


# --- which cases ------------------------------------------------------------------------------------------------------


def _chosen(reader: Reader, section: Section, now: datetime, after: Cursor | None, limit: int) -> Select[Any]:
    """The refs and due moments of the first `limit` cases of a list after `after`."""
    return CHOOSE[section](reader, now, after, limit)


def _overdue(reader: Reader, now: datetime, after: Cursor | None, limit: int) -> Select[Any]:
    return _live(reader, after, limit).where(cases.c.due_at < now)


def _others(reader: Reader, now: datetime, after: Cursor | None, limit: int) -> Select[Any]:
    mine = select(literal(1)).where(turns.c.ref == cases.c.ref, _my_part(reader)).exists()
    return _live(reader, after, limit).where(cases.c.due_at >= now, ~mine)


def _paused(reader: Reader, now: datetime, after: Cursor | None, limit: int) -> Select[Any]:
    still = select(cases.c.ref, cases.c.due_at).where(_mine(reader), cases.c.paused_on.is_not(None), ~cases.c.ended)
    if after is not None:
        still = still.where(cases.c.ref > after.ref)
    return still.order_by(cases.c.ref).limit(limit)


def _my_turn(reader: Reader, now: datetime, after: Cursor | None, limit: int) -> Select[Any]:
    """A branch a part, each read from its index in order: together they would have to be sorted whole."""
    ways = [turns.c.part == part for part in reader.offices]
    if reader.parts:
        ways.append(tuple_(turns.c.ref, turns.c.part).in_(_seats(reader)))
    branches = []
    for way in ways:
        branch = select(turns.c.ref, turns.c.due_at).join(cases, cases.c.ref == turns.c.ref)
        branch = branch.where(way, reader.sees, turns.c.due_at >= now, *_later(turns.c, after))
        branch = branch.order_by(turns.c.due_at, turns.c.ref).limit(limit)
        branches.append(select(branch.subquery()))
    if not branches:
        return select(cases.c.ref, cases.c.due_at).where(literal(False))
    # A case that waits for two parts of one reader is one line.
    both = (union(*branches) if len(branches) > 1 else branches[0]).subquery("turns_of_mine")
    return select(both.c.ref, both.c.due_at).order_by(both.c.due_at, both.c.ref).limit(limit)


CHOOSE: Mapping[Section, Callable[[Reader, datetime, Cursor | None, int], Select[Any]]] = {
    Section.OVERDUE: _overdue,
    Section.MY_TURN: _my_turn,
    Section.OTHERS: _others,
    Section.PAUSED: _paused,
}


def _live(reader: Reader, after: Cursor | None, limit: int) -> Select[Any]:
    query = select(cases.c.ref, cases.c.due_at).where(~cases.c.ended, _mine(reader), *_later(cases.c, after))
    return query.order_by(cases.c.due_at, cases.c.ref).limit(limit)


def _mine(reader: Reader) -> ColumnElement[bool]:
    """What somebody may see; a party's own cases only: an open call that all may see is not their work."""
    if reader.roles & SEE_ALL or "committee" in reader.roles:
        return reader.sees
    return and_(cases.c.ref.in_(seats_of(reader.person, reader.parts, reader.organisation)), reader.sees)


def _my_part(reader: Reader) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [turns.c.part.in_(reader.offices)] if reader.offices else []
    if reader.parts:
        ways.append(tuple_(turns.c.ref, turns.c.part).in_(_seats(reader)))
    return or_(*ways) if ways else literal(False)


def _seats(reader: Reader) -> Select[Any]:
    """The reader's seats: case and part."""
    return seats_of(reader.person, reader.parts, reader.organisation).add_columns(participants.c.part)


def _later(columns: Any, after: Cursor | None) -> Sequence[ColumnElement[bool]]:
    if after is None:
        return ()
    place = tuple_(literal(after.due_at, Instant()), literal(after.ref))
    return (tuple_(columns.due_at, columns.ref) > place,)


def _narrowed(filters: Filters, now: datetime) -> Sequence[ColumnElement[bool]]:
    ways = [
        cases.c[name] == value for name in ("type", "state", "ended") if (value := getattr(filters, name)) is not None
    ]
    if filters.waiting_for:
        owing = select(turns.c.ref).where(turns.c.part == filters.waiting_for)
        ways.append(or_(cases.c.ref.in_(owing), cases.c.follows.in_(owing)))
    if filters.overdue:
        ways.append(and_(~cases.c.ended, func.coalesce(cases.c.due_at, followed.c.due_at) < now))
    if text := filters.text.strip():
        named = cases.c.ref.startswith(text.upper(), autoescape=True)
        titled = func.lower(cases.c.title).contains(text.lower(), autoescape=True)
        ways.append(named if REFERENCE.match(text) else titled)
    return ways


def _page(connection: Connection, query: Select[Any], now: datetime, limit: int) -> Page:
    items = [item(row, now) for row in connection.execute(query)]
    shown = tuple(items[:limit])
    more = len(items) > limit
    return Page(shown, Cursor(shown[-1].due_at, shown[-1].ref) if more else None)
