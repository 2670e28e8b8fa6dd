"""The desk's lists page by page: what is overdue, whose turn is mine, what waits for others, what stands still, all.

What a case that follows another waits for, and until when, is read from that other in the same statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from records.finding import NOBODY, Filters, narrowed
from records.lines import Item, item, lines
from records.sections import CHOOSE, DATED, EVERY, WORK, Asked, Cursor, Reader, Section, chosen
from workflow.tables import cases

__all__ = [
    "CHOOSE",
    "DATED",
    "EVERY",
    "NOBODY",
    "WORK",
    "Asked",
    "Cursor",
    "Filters",
    "Page",
    "Reader",
    "Section",
    "View",
]

PAGE = 50  # cases a page
MOST_COUNTED = 100  # a count says no more than "more than so many", or it would read every case
NOTHING = Filters()


@dataclass(frozen=True)
class Page:
    """Lines, the list each stands in, and where the pages beside it end and begin (None: there is no such page)."""

    items: tuple[Item, ...]
    sections: tuple[Section, ...]
    next: Cursor | None
    previous: Cursor | None = None


@dataclass(frozen=True)
class View:
    """Who looks, when, for what, and in which language a country is called; a party's own cases where nothing is
    looked for."""

    reader: Reader
    now: datetime
    filters: Filters = NOTHING
    language: str = "en"

    def asks(
        self, limit: int, after: Cursor | None = None, *, backwards: bool = False, own: bool | None = None
    ) -> Asked:
        """What is read of each list."""
        ways = narrowed(self.filters, self.now, roles=self.reader.roles, language=self.language)
        mine = not self.filters.narrowing if own is None else own
        return Asked(self.reader, self.now, ways, mine, after, backwards, limit)


def page(
    connection: Connection,
    view: View,
    *sections: Section,
    after: Cursor | None = None,
    before: Cursor | None = None,
    limit: int = PAGE,
) -> Page:
    """A page of these lists, one after the other, the most urgent first; one statement.

    Begins after `after`, or ends before `before`.
    """
    back = before is not None
    rows = _read(connection, sections, view.asks(limit + 1, before or after, backwards=back), limit + 1)
    more, shown = len(rows) > limit, rows[:limit]
    if back:
        shown.reverse()
    items = tuple(item(row, view.now) for row in shown)
    places = tuple(sections[row.place] for row in shown)
    first, last = (_cursor(shown[one], places[one]) if shown else None for one in (0, -1))
    return Page(
        items,
        places,
        next=last if more or back else None,
        previous=first if (more if back else after is not None) else None,
    )


def groups(connection: Connection, view: View, *sections: Section, limit: int) -> Mapping[Section, Page]:
    """The beginning of each list; one statement for all."""
    rows = _read(connection, sections, view.asks(limit + 1), None)
    found = {}
    for place, group in groupby(rows, key=lambda row: row.place):
        lines_, section = list(group), sections[place]
        shown = lines_[:limit]
        after = _cursor(shown[-1], section) if len(lines_) > limit else None
        found[section] = Page(tuple(item(row, view.now) for row in shown), (section,) * len(shown), after)
    return {section: found.get(section, Page((), (), None)) for section in sections}


def counts(connection: Connection, view: View, *sections: Section) -> Mapping[Section, int]:
    """How many cases each list has, up to MOST_COUNTED + 1, which means more than MOST_COUNTED; one statement."""
    asked = view.asks(MOST_COUNTED + 1)
    counted = [
        select(func.count()).select_from(CHOOSE[section](asked).subquery()).scalar_subquery() for section in sections
    ]
    return dict(zip(sections, connection.execute(select(*counted)).one(), strict=True))


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
    mark = Cursor(None, after, Section.ALL) if after is not None else None
    asked = View(reader, now, filters).asks(limit + 1, mark, own=False)
    rows = _read(connection, (Section.ALL,), asked, limit + 1)
    items = tuple(item(row, now) for row in rows[:limit])
    more = _cursor(rows[limit - 1], Section.ALL) if len(rows) > limit else None
    return Page(items, (Section.ALL,) * len(items), more)


def _read(connection: Connection, sections: Sequence[Section], asked: Asked, limit: int | None) -> list[Any]:
    found = chosen(sections, asked)
    keys = (found.c.place, found.c.due_at, found.c.ref)
    order = [key.desc() for key in keys] if asked.backwards else keys
    query = lines().add_columns(found.c.place, found.c.due_at.label("listed_at"))
    query = query.join(found, found.c.ref == cases.c.ref).order_by(*order)
    return list(connection.execute(query if limit is None else query.limit(limit)))


def _cursor(row: Any, section: Section) -> Cursor:
    return Cursor(row.listed_at, row.ref, section)
