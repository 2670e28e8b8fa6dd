"""Everything a case's page shows, in the same eleven statements however long its history is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, case, func, select, union_all

from records import documents, people
from records.lines import Item, item, lines
from records.worklist import Reader
from workflow import texts
from workflow.earlier import undone_act
from workflow.errors import UnknownCase
from workflow.history import Entry, EntryKind, read_entry
from workflow.reading import idents
from workflow.tables import cases, entries, follow_ups, links, outbox, participants

NEWEST = 25  # entries a page; the older ones are a page further
LETTERS = 50  # the newest of the outbox
OVER = 50  # the newest follow-ups that are no longer to come
WAYS = 500  # moves from which the dates of the milestones are read
LIVE = ("planned", "claimed")
# The entries that bring a case from one state to another.
MOVING = (EntryKind.CREATED, EntryKind.MOVED, EntryKind.UNDONE, EntryKind.CORRECTED, EntryKind.MIGRATED)


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
    """A follow-up: of those over, `ended_by` is the trigger of the act that ended it, None where it was no button's."""

    id: int
    ref: str
    group: str
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
    ended_by: str | None


@dataclass(frozen=True)
class Narrowed:
    """What of a history is asked for: entries before a number, of some kinds (None: of all), of one who did them."""

    before: int | None = None
    kinds: Collection[EntryKind] | None = None
    actor: str | None = None
    newest: int = NEWEST


@dataclass(frozen=True)
class Letter:
    """A row of the outbox; `subject` is None until the letter is sent or edited."""

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
class Written:
    """A letter, its text where it is kept, and the one that was rendered where somebody edited it since."""

    letter: Letter
    text: str | None
    rendered: str | None


_letter_columns = [outbox.c[name] for name in Letter.__dataclass_fields__]
_written = (*_letter_columns, outbox.c.body, outbox.c.rendered_body)


@dataclass(frozen=True)
class CasePage:
    """A case as its page shows it. `names` has every person, organisation and document that anything here names,
    `texts` every text; None where they were erased. `scans` is what the search for viruses said of each document. `older` is the `before` of the next page of entries, or None."""

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
    scans: Mapping[str, str | None]
    texts: Mapping[str, str | None]
    entered_on: date
    ways: tuple[Entry, ...]  # those that led from state to state, the oldest first
    before: tuple[Entry, ...]  # the same of the request it came from: for their days, also where it is not the reader's
    actors: tuple[str, ...]  # everybody who did anything
    over: tuple[Due, ...]  # what was due or is not needed any more, the newest first


EVERYTHING = Narrowed()


def read(
    connection: Connection, reader: Reader, ref: str, *, now: datetime, narrowed: Narrowed = EVERYTHING
) -> CasePage:
    """The page of a case, with the entries asked for. Raises UnknownCase, also where it may not be seen."""
    columns = (cases.c.facts, cases.c.signatures, cases.c.entered_on)
    query = lines().add_columns(*columns).where(cases.c.ref == ref, reader.sees)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownCase(ref=ref)
    history = _entries(connection, ref, narrowed)
    shown, seats = history[: narrowed.newest], _seats(connection, ref)
    due, over, letters = due_of(connection, [ref]), _over(connection, ref), _letters(connection, ref)
    linked = _links(connection, reader, ref)
    requests = [one.ref for one in linked if one.kind == "request" and one.live]
    actors = tuple(connection.scalars(select(entries.c.actor).distinct().where(entries.c.ref == ref)))
    ways = _ways(connection, ref)
    told = [row.facts, row.signatures, row.owner, actors, *_told(shown, _back(ways), seats, due, over, letters)]
    named = idents(told)
    return CasePage(
        line=item(row, now),
        facts=row.facts,
        signatures=row.signatures,
        entries=shown,
        older=shown[-1].seq if len(history) > narrowed.newest else None,
        due=due,
        letters=letters,
        seats=seats,
        links=linked,
        names=people.names(connection, named),
        scans=documents.scans(connection, named),
        texts=texts.resolve(connection, texts.mentioned(told)),
        entered_on=row.entered_on,
        ways=ways,
        before=_ways(connection, requests[0]) if requests else (),
        actors=actors,
        over=over,
    )


def _entries(connection: Connection, ref: str, asked: Narrowed) -> tuple[Entry, ...]:
    query = select(entries.c.body).where(entries.c.ref == ref).order_by(entries.c.seq.desc()).limit(asked.newest + 1)
    if asked.before is not None:
        query = query.where(entries.c.seq < asked.before)
    if asked.kinds is not None:
        query = query.where(entries.c.kind.in_([kind.value for kind in asked.kinds]))
    if asked.actor is not None:
        query = query.where(entries.c.actor == asked.actor)
    return tuple(read_entry(body) for body in connection.scalars(query))


def _ways(connection: Connection, ref: str) -> tuple[Entry, ...]:
    moved = (entries.c.ref == ref, entries.c.kind.in_([kind.value for kind in MOVING]))
    query = select(entries.c.body).where(*moved).order_by(entries.c.seq).limit(WAYS)
    return tuple(read_entry(body) for body in connection.scalars(query))


def _back(ways: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that take an act back: what is older says so too."""
    return tuple(entry for entry in ways if undone_act(entry))


def _seats(connection: Connection, ref: str) -> tuple[Seated, ...]:
    columns = (participants.c.part, participants.c.organisation, participants.c.person)
    query = select(*columns, participants.c.until_act.is_(None)).where(participants.c.ref == ref)
    return tuple(Seated(*row) for row in connection.execute(query.order_by(participants.c.id)))


def due_of(connection: Connection, refs: Collection[str]) -> tuple[Due, ...]:
    """What is still to come because of some cases, the next first."""
    mine = (follow_ups.c.ref.in_(refs), follow_ups.c.status.in_(LIVE))
    query = select(*_due_columns()).where(*mine).order_by(follow_ups.c.due_at, follow_ups.c.id)
    return tuple(Due(*row) for row in connection.execute(query))


def _over(connection: Connection, ref: str) -> tuple[Due, ...]:
    mine = (follow_ups.c.ref == ref, follow_ups.c.status.not_in(LIVE))
    query = select(*_due_columns()).where(*mine).order_by(follow_ups.c.due_at.desc(), follow_ups.c.id.desc())
    return tuple(Due(*row) for row in connection.execute(query.limit(OVER)))


def _due_columns() -> Iterator[Any]:
    ender = select(func.min(entries.c.trigger)).where(
        entries.c.act == follow_ups.c.ended_by, entries.c.ref == follow_ups.c.ref
    )
    plain = (follow_ups.c[name] for name in Due.__dataclass_fields__ if name != "ended_by")
    return chain(plain, (ender.scalar_subquery().label("ended_by"),))


def _letters(connection: Connection, ref: str) -> tuple[Letter, ...]:
    query = select(*_letter_columns).where(outbox.c.ref == ref).order_by(outbox.c.id.desc()).limit(LETTERS)
    return tuple(Letter(*row) for row in connection.execute(query))


def letters_of_act(connection: Connection, act: str) -> tuple[Letter, ...]:
    """What one act owes and nobody dropped, of whatever case, in the order in which it was written."""
    owed = (outbox.c.act == act, outbox.c.status != "dropped")
    query = select(*_letter_columns).where(*owed).order_by(outbox.c.id)
    return tuple(Letter(*row) for row in connection.execute(query))


def letter(connection: Connection, ref: str, ident: int) -> Written | None:
    """One letter that is kept with a case; None if there is none."""
    row = connection.execute(select(*_written).where(outbox.c.ref == ref, outbox.c.id == ident)).one_or_none()
    return Written(Letter(*row[:-2]), *row[-2:]) if row else None


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
