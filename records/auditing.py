"""Entries of all histories, for auditors: narrowed by columns and by what their bodies say, a page at a time, newest first.

However long the histories are, a page looks at no more than WINDOW entries that fit the columns, and then says from where
it goes on: what stands in bodies has no index, and a rare thing would else be looked for in all of them at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, func, or_, select, tuple_

from records import people
from records.bodies import at_path
from records.folding import fold
from workflow.history import Entry, read_entry
from workflow.tables import entries, texts

PAGE = 50  # entries of a page
WINDOW = 5_000  # entries that one page looks at
MOST_PEOPLE = 50  # of those whose name or address is looked for
SAID = (("reason", "text"), ("on_behalf_reason", "text"), ("changes", "note", "text", "text"))  # where texts are named


@dataclass(frozen=True)
class Asked:
    """What is looked for; None: anything. `by` is an id or part of a name or address, `state` one left or entered, `text`
    a part of a reason or note, `since` and `until` are moments, the second not included."""

    ref: str | None = None
    by: str | None = None
    kind: str | None = None
    trigger: str | None = None
    type: str | None = None
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None


@dataclass(frozen=True)
class Mark:
    """Where a page begins: behind this entry."""

    at: datetime
    number: int


@dataclass(frozen=True)
class Found:
    """An entry, and what else a question reads of it."""

    entry: Entry
    number: int
    beside: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Which entries a question is about: `quickly` by columns and indexes, `closely` by what else the database can say,
    `exactly` by what only the program can, reading the columns `beside`."""

    quickly: tuple[ColumnElement[bool], ...] = ()
    closely: tuple[ColumnElement[bool], ...] = ()
    beside: tuple[ColumnElement[Any], ...] = ()
    exactly: Callable[[Found], bool] = lambda found: True


@dataclass(frozen=True)
class Page:
    """Entries, the newest first; `next` is where the next page begins, None where nothing older is left to look at.
    `whole` says that the page ends because it is full; else it looked at WINDOW entries, down to `next`."""

    found: tuple[Found, ...]
    next: Mark | None
    whole: bool


ANY = Rule()


def page(connection: Connection, asked: Asked, rule: Rule = ANY, *, after: Mark | None = None) -> Page:
    """One page of the entries that fit; three statements, with those for a person's name."""
    window = _window(connection, asked, rule, after).subquery("looked_at")
    last = connection.execute(select(window.c.at, window.c.number).order_by(window.c.at, window.c.number).limit(1))
    full = connection.execute(select(func.count()).select_from(window)).scalar_one() == WINDOW
    query = select(entries.c.body, entries.c.number, *rule.beside).join(window, window.c.number == entries.c.number)
    query = query.where(*rule.closely, *_said(asked)).order_by(entries.c.at.desc(), entries.c.number.desc())
    rows = connection.execute(query.limit(PAGE + 1)).all()
    read = [Found(read_entry(row.body), row.number, tuple(row[2:])) for row in rows[:PAGE]]
    found = tuple(one for one in read if rule.exactly(one))
    if len(rows) > PAGE:
        return Page(found, Mark(read[-1].entry.at, read[-1].number), whole=True)
    end = last.one_or_none()
    return Page(found, Mark(end.at, end.number) if full and end else None, whole=not full)


def every(connection: Connection, asked: Asked, rule: Rule = ANY) -> Iterator[Sequence[Found]]:
    """All entries that fit, page by page, in constant memory."""
    after: Mark | None = None
    while True:
        one = page(connection, asked, rule, after=after)
        yield one.found
        after = one.next
        if after is None:
            return


def _window(connection: Connection, asked: Asked, rule: Rule, after: Mark | None) -> Select[Any]:
    """The newest entries that fit by their columns."""
    query = select(entries.c.number, entries.c.at).where(*rule.quickly)
    for name in ("ref", "kind", "trigger"):
        if (value := getattr(asked, name)) is not None:
            query = query.where(entries.c[name] == value)
    if asked.by is not None:
        query = query.where(entries.c.actor.in_(_idents(connection, asked.by)))
    if asked.since is not None:
        query = query.where(entries.c.at >= asked.since)
    if asked.until is not None:
        query = query.where(entries.c.at < asked.until)
    if after is not None:
        query = query.where(
            or_(entries.c.at < after.at, and_(entries.c.at == after.at, entries.c.number < after.number))
        )
    return query.order_by(entries.c.at.desc(), entries.c.number.desc()).limit(WINDOW)


def _idents(connection: Connection, by: str) -> list[str]:
    """Whom somebody means: the id itself, and everybody whose name or address has it."""
    named = people.every(connection, text=by, limit=MOST_PEOPLE)
    return [by, *(one.id for one in named)]


def _said(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """What only bodies and texts say."""
    body = entries.c.body
    if asked.type is not None:
        yield at_path(body, "type") == asked.type
    if asked.state is not None:
        yield or_(at_path(body, "from") == asked.state, at_path(body, "to") == asked.state)
    if asked.text is not None:
        like = func.folded(texts.c.body, type_=String).contains(fold(asked.text), autoescape=True)
        mine = select(texts.c.id).where(texts.c.ref == entries.c.ref, like).correlate(entries)
        yield or_(*(at_path(body, *path).in_(mine) for path in SAID))


def before(column: ColumnElement[Any], earlier: Any, where: ColumnElement[bool]) -> ColumnElement[Any]:
    """A value of the newest entry of the same history before this one for which something holds; `earlier` is an alias."""
    here = and_(earlier.c.ref == entries.c.ref, earlier.c.seq < entries.c.seq, where)
    return select(column).where(here).order_by(earlier.c.seq.desc()).limit(1).correlate(entries).scalar_subquery()


def among(pairs: Select[Any]) -> ColumnElement[bool]:
    """Whether an entry is one of these (ref, seq)."""
    return tuple_(entries.c.ref, entries.c.seq).in_(pairs)
