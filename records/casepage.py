"""Everything a case's page shows, in the same eight statements however long its history is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, case, select, union_all

from records import people
from records.lines import Item, item, lines
from records.worklist import Reader
from workflow import texts
from workflow.errors import UnknownCase
from workflow.history import Entry, read_entry
from workflow.reading import idents
from workflow.tables import cases, entries, follow_ups, links, outbox, participants

NEWEST = 25  # entries a page; the older ones are a page further
LETTERS = 50  # the newest of the outbox
LIVE = ("planned", "claimed")


@dataclass(frozen=True)
class Linked:
    """A case that belongs to this one; `live` says whether it still does."""

    ref: str
    kind: str
    type: str
    state: str
    milestone: str
    title: str
    ended: bool
    live: bool
    visible: bool  # whether the reader may open it


@dataclass(frozen=True)
class Seated:
    """Who has, or (`live` is false) had a part in the case; `person` None: whoever acts for the organisation."""

    part: str
    organisation: str | None
    person: str | None
    live: bool


@dataclass(frozen=True)
class Due:
    """A follow-up that is still to come."""

    id: int
    rule: str
    rung: int
    recipient: str
    kind: str
    trigger: str | None
    anchor: str
    anchor_date: date | None
    facts: Mapping[str, Any]
    due_at: datetime
    zone: str
    status: str


@dataclass(frozen=True)
class Letter:
    """A row of the outbox."""

    id: int
    act: str
    recipient: str
    template: str
    items: list[Mapping[str, Any]]
    language: str
    zone: str
    subject: str | None
    status: str
    not_before: datetime
    last_error: str | None


@dataclass(frozen=True)
class CasePage:
    """A case as its page shows it. `names` has every person, organisation and document that anything here names,
    `texts` every text; None where they were erased. `older` is the `before` of the next page of entries, or None."""

    line: Item
    facts: Mapping[str, Any]
    signatures: Mapping[str, Any]
    entries: tuple[Entry, ...]  # the newest first
    older: int | None
    due: tuple[Due, ...]
    letters: tuple[Letter, ...]
    seats: tuple[Seated, ...]
    links: tuple[Linked, ...]
    names: Mapping[str, str | None]
    texts: Mapping[str, str | None]


def read(
    connection: Connection, reader: Reader, ref: str, *, now: datetime, before: int | None = None, newest: int = NEWEST
) -> CasePage:
    """The page of a case, with its entries before number `before`. Raises UnknownCase, also where it may not be seen."""
    query = lines().add_columns(cases.c.facts, cases.c.signatures).where(cases.c.ref == ref, reader.sees)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownCase(ref=ref)
    history = _entries(connection, ref, before, newest + 1)
    shown, seats = history[:newest], _seats(connection, ref)
    due, letters = _due(connection, ref), _letters(connection, ref)
    told = [row.facts, row.signatures, row.owner, *_told(shown, seats, due, letters)]
    return CasePage(
        line=item(row, now),
        facts=row.facts,
        signatures=row.signatures,
        entries=shown,
        older=shown[-1].seq if len(history) > newest else None,
        due=due,
        letters=letters,
        seats=seats,
        links=_links(connection, reader, ref),
        names=people.names(connection, idents(told)),
        texts=texts.resolve(connection, texts.mentioned(told)),
    )


def _entries(connection: Connection, ref: str, before: int | None, limit: int) -> tuple[Entry, ...]:
    query = select(entries.c.body).where(entries.c.ref == ref).order_by(entries.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(entries.c.seq < before)
    return tuple(read_entry(body) for body in connection.scalars(query))


def _seats(connection: Connection, ref: str) -> tuple[Seated, ...]:
    columns = (participants.c.part, participants.c.organisation, participants.c.person)
    query = select(*columns, participants.c.until_act.is_(None)).where(participants.c.ref == ref)
    return tuple(Seated(*row) for row in connection.execute(query.order_by(participants.c.id)))


def _due(connection: Connection, ref: str) -> tuple[Due, ...]:
    mine = (follow_ups.c.ref == ref, follow_ups.c.status.in_(LIVE))
    query = select(*_columns(follow_ups, Due)).where(*mine).order_by(follow_ups.c.due_at, follow_ups.c.id)
    return tuple(Due(*row) for row in connection.execute(query))


def _letters(connection: Connection, ref: str) -> tuple[Letter, ...]:
    query = select(*_columns(outbox, Letter)).where(outbox.c.ref == ref).order_by(outbox.c.id.desc()).limit(LETTERS)
    return tuple(Letter(*row) for row in connection.execute(query))


def _links(connection: Connection, reader: Reader, ref: str) -> tuple[Linked, ...]:
    """Each linked case once, the live ones first: a link that ended and began anew is one that lives."""
    ends = union_all(
        select(links.c.to_ref.label("other"), links.c.until_act).where(links.c.from_ref == ref),
        select(links.c.from_ref.label("other"), links.c.until_act).where(links.c.to_ref == ref),
    ).subquery("ends")
    shown = [name for name in Linked.__dataclass_fields__ if name not in ("live", "visible")]
    live, sees = ends.c.until_act.is_(None).label("live"), case((reader.sees, True), else_=False).label("visible")
    query = select(*(cases.c[name] for name in shown), live, sees).join(ends, ends.c.other == cases.c.ref)
    found = {row.ref: Linked(**row._mapping) for row in connection.execute(query.order_by(live, cases.c.ref))}
    return tuple(sorted(found.values(), key=lambda one: (not one.live, one.ref)))


def _columns(table: Table, of: type[Due] | type[Letter]) -> Iterator[Any]:
    return (table.c[name] for name in of.__dataclass_fields__)


def _told(*shown: tuple[Entry | Seated | Due | Letter, ...]) -> Iterator[Any]:
    """The values in which ids of people, organisations, documents and texts are found."""
    for one in chain(*shown):
        match one:
            case Entry():
                yield [one.actor, one.on_behalf_of, one.on_behalf_reason, one.reason, one.changes, one.grounds]
            case Seated():
                yield [one.organisation, one.person]
            case Due():
                yield [one.recipient.removeprefix("person:"), one.facts]
            case Letter():
                yield [one.recipient.removeprefix("person:"), one.items]
