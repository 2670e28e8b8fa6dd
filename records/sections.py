"""The lists of the desk, each a statement of the cases in it: read in its own order from its own index.

A list begins after a mark, or before one, so that no page costs more than the first. Several lists together are one
statement: each is read as far as it is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    cast,
    false,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union,
    union_all,
)

from records.visible import PARTIES, SEE_ALL, listed, seats_of, visible
from workflow.columns import Instant
from workflow.tables import cases, participants, turns

OFFICES = {"broker": ("broker",), "lead_broker": ("broker", "lead_broker"), "committee": ("committee",)}  # role → parts
Ways = Sequence[ColumnElement[bool]]


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
    """One list. A live case is in one of the first five, an ended one in ENDED, and every case in ALL."""

    OVERDUE = "overdue"  # the limit is over, whoever is waited for
    MY_TURN = "my_turn"  # it waits for the reader
    OTHERS = "others"  # it waits for somebody else
    PAUSED = "paused"  # its limit stands still
    FOLLOWING = "following"  # it waits with the case that it follows
    ENDED = "ended"
    ALL = "all"  # by reference


# What the work list shows: what follows another case is told by that one.
WORK = (Section.OVERDUE, Section.MY_TURN, Section.OTHERS, Section.PAUSED)
EVERY = (*WORK, Section.FOLLOWING, Section.ENDED)
DATED = frozenset({Section.OVERDUE, Section.MY_TURN, Section.OTHERS})  # by the end of the limit; the rest by reference


@dataclass(frozen=True)
class Cursor:
    """A line at which a page ends or begins: `due_at` where its list is by date. `section` None: the page's only list."""

    due_at: datetime | None
    ref: str
    section: Section | None = None


@dataclass(frozen=True)
class Asked:
    """What is read of a list: for whom, narrowed how, from where, which way, and how much; `own`: one's own cases."""

    reader: Reader
    now: datetime
    ways: Ways
    own: bool
    after: Cursor | None
    backwards: bool
    limit: int

    @property
    def scope(self) -> ColumnElement[bool]:
        """What may be seen; of a party's work its own cases only: an open call that all may see is not theirs."""
        reader = self.reader
        if not self.own or reader.roles & SEE_ALL or "committee" in reader.roles:
            return reader.lists
        return and_(cases.c.ref.in_(seats_of(reader.person, reader.parts, reader.organisation)), reader.sees)

    def page(self, query: Select[Any], due_at: Any, ref: Any) -> Select[Any]:
        """The first lines after the mark, in the order of the list; `due_at` None: by reference alone."""
        keys = [ref] if due_at is None else [due_at, ref]
        if self.after is not None:
            place = [literal(self.after.ref)] if due_at is None else [_instant(self.after), literal(self.after.ref)]
            mine, mark = (keys[0], place[0]) if due_at is None else (tuple_(*keys), tuple_(*place))
            query = query.where(mine < mark if self.backwards else mine > mark)
        order = [key.desc() for key in keys] if self.backwards else keys
        return query.order_by(*order).limit(self.limit)


def _instant(cursor: Cursor) -> Any:
    return literal(cursor.due_at, Instant())


def chosen(sections: Sequence[Section], asked: Asked) -> Any:
    """`place` in `sections`, ref and due moment of the lines of these lists, each list no longer than the limit.

    Where the mark names a list, those before it (backwards: behind it) are done with.
    """
    mark = asked.after.section if asked.after else None
    here = sections.index(mark) if mark in sections else None
    branches = []
    for place, section in enumerate(sections):
        if here is not None and (place > here if asked.backwards else place < here):
            continue
        own = asked if here in (None, place) else _from_its_end(asked)
        lines = CHOOSE[section](own).subquery(section.value)
        branches.append(select(literal(place).label("place"), lines.c.ref, lines.c.due_at))
    return (union_all(*branches) if len(branches) > 1 else branches[0]).subquery("chosen")


def _from_its_end(asked: Asked) -> Asked:
    return Asked(asked.reader, asked.now, asked.ways, asked.own, None, asked.backwards, asked.limit)


# --- one list each ----------------------------------------------------------------------------------------------------


def _overdue(asked: Asked) -> Select[Any]:
    return _live(asked, cases.c.due_at < asked.now)


def _others(asked: Asked) -> Select[Any]:
    mine = select(literal(1)).where(turns.c.ref == cases.c.ref, my_part(asked.reader)).exists()
    return _live(asked, cases.c.due_at >= asked.now, ~mine)


def _live(asked: Asked, *ways: ColumnElement[bool]) -> Select[Any]:
    query = select(cases.c.ref, cases.c.due_at).where(~cases.c.ended, asked.scope, *ways, *asked.ways)
    return asked.page(query, cases.c.due_at, cases.c.ref)


def _my_turn(asked: Asked) -> Select[Any]:
    """A branch a part, each read from its index in order: together they would have to be sorted whole."""
    reader = asked.reader
    parts: list[ColumnElement[bool]] = [turns.c.part == part for part in reader.offices]
    if reader.parts:
        parts.append(tuple_(turns.c.ref, turns.c.part).in_(_seats(reader)))
    branches = []
    for part in parts:
        branch = select(turns.c.ref, turns.c.due_at).join(cases, cases.c.ref == turns.c.ref)
        branch = branch.where(part, reader.sees, turns.c.due_at >= asked.now, *asked.ways)
        branches.append(select(asked.page(branch, turns.c.due_at, turns.c.ref).subquery()))
    if not branches:
        return select(cases.c.ref, cases.c.due_at).where(literal(False))
    # A case that waits for two parts of one reader is one line.
    both = (union(*branches) if len(branches) > 1 else branches[0]).subquery("turns_of_mine")
    return asked.page(select(both.c.ref, both.c.due_at), both.c.due_at, both.c.ref)


def _paused(asked: Asked) -> Select[Any]:
    # Few stand still, and they have an index; narrowed, that of the filter is chosen, where no date stands first.
    narrowed = [cases.c.due_at.is_(None)] if asked.ways else []
    return _by_reference(asked, cases.c.paused_on.is_not(None), ~cases.c.ended, *narrowed)


def _following(asked: Asked) -> Select[Any]:
    return _by_reference(asked, ~cases.c.ended, cases.c.due_at.is_(None), cases.c.paused_on.is_(None))


def _ended(asked: Asked) -> Select[Any]:
    return _by_reference(asked, cases.c.ended, cases.c.due_at.is_(None))


def _all(asked: Asked) -> Select[Any]:
    return _by_reference(asked, true())


def _by_reference(asked: Asked, *ways: ColumnElement[bool]) -> Select[Any]:
    nothing = cast(null(), Instant()).label("due_at")
    query = select(cases.c.ref, nothing).where(asked.scope, *ways, *asked.ways)
    return asked.page(query, None, cases.c.ref)


CHOOSE: Mapping[Section, Callable[[Asked], Select[Any]]] = {
    Section.OVERDUE: _overdue,
    Section.MY_TURN: _my_turn,
    Section.OTHERS: _others,
    Section.PAUSED: _paused,
    Section.FOLLOWING: _following,
    Section.ENDED: _ended,
    Section.ALL: _all,
}


def my_part(reader: Reader) -> ColumnElement[bool]:
    """Of `turns`: those of the reader."""
    ways: list[ColumnElement[bool]] = [turns.c.part.in_(reader.offices)] if reader.offices else []
    if reader.parts:
        ways.append(tuple_(turns.c.ref, turns.c.part).in_(_seats(reader)))
    return or_(*ways) if ways else false()


def _seats(reader: Reader) -> Select[Any]:
    """The reader's seats: case and part."""
    return seats_of(reader.person, reader.parts, reader.organisation).add_columns(participants.c.part)
