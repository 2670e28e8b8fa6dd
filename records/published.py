"""What everybody may read of calls and exchanges: an explicit list of facts, and no person's name.

Lists are read along an index, page by page, so that ten thousand of them are listed as fast as ten.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, literal_column, or_, select, tuple_

from records.tables import Organisation, core
from records.vocabulary import ASSOCIATION, SECRETARIAT
from workflow.earlier import standing
from workflow.history import Entry, EntryKind, read_entry
from workflow.tables import cases, entries, links, participants
from workflow.texts import mentioned, resolve

PAGE = 10
OPEN = "open"
EARLIER = ("closed", "decided")
GIVEN_UP = ("cancelled", "expertise_sought")  # state and milestone of a call that was open; a draft came less far
HELD = ("executed", "reported", "evaluated")

# The facts that are published, by kind of case; what else a case holds never leaves this module.
FACTS: Mapping[str, frozenset[str]] = {
    "call": frozenset(
        {"title", "working_language", "exchange_types", "period", "deadline", "zone", "asked_of_experts"}
    ),
    "exchange": frozenset(
        {"topic", "working_language", "first_day", "last_day", "place", "conclusion", "best_practice"}
    ),
}
TAUGHT = frozenset({"lessons"})  # what is published besides of an exchange that is a best practice
PARTS = ("requester", "expert", "association")  # whose organisations are named

# The moves by which something becomes known, in the order in which they can happen.
OPENED, LATER, HAPPENED = ("open",), ("extend_deadline", "reopen"), ("finish", "end_early", "record_past")
KNOWN = (*OPENED, *LATER, *HAPPENED)

_c = cases.c
_COLUMNS = (_c.ref, _c.kind, _c.type, _c.state, _c.title, _c.country, _c.due_date, _c.due_zone, _c.due_at, _c.facts)
# After these every reference of a kind comes, and before those none, in whatever order a database sorts letters.
_BETWEEN = {"call": ("CALL", "CALM"), "exchange": ("EXC", "EXD")}


@dataclass(frozen=True)
class Body:
    """An organisation, as it is named in public."""

    name: str
    country: str


@dataclass(frozen=True)
class Published:
    """A call or an exchange. `facts` are those of `FACTS`, texts in their words; `topics` are codes.

    `since` is when it became known, `updated` when something new of it did; `later` says that a deadline was moved.
    """

    ref: str
    kind: str
    type: str
    state: str
    title: str
    country: str | None
    due_date: date | None
    due_zone: str | None
    facts: Mapping[str, Any]
    topics: tuple[str, ...]
    bodies: Mapping[str, tuple[Body, ...]]
    since: datetime | None
    updated: datetime | None
    later: bool

    @property
    def is_open(self) -> bool:
        """Whether it can be answered."""
        return self.kind == "call" and self.state == OPEN


Page = tuple[list[Published], str | None]  # and the reference after which the next page begins


def open_calls(connection: Connection, after: str | None = None, limit: int = PAGE) -> Page:
    """The open calls, the one that closes first before the others."""
    query = select(*_COLUMNS).where(_c.type == "call", _c.state == OPEN).order_by(_c.due_at, _c.ref)
    if after is not None:
        here = select(_c.due_at).where(_c.ref == after).scalar_subquery()
        query = query.where(tuple_(_c.due_at, _c.ref) > tuple_(here, after))
    return _page(connection, query, limit)


def earlier_calls(connection: Connection, after: str | None = None, limit: int = PAGE) -> Page:
    """The calls that can be answered no more, the newest first."""
    return _page(connection, _newest("call", EARLIER, after), limit)


def exchanges(connection: Connection, after: str | None = None, country: str | None = None, limit: int = PAGE) -> Page:
    """The exchanges that were held, the newest first; those that governments of a country (ISO 3166) asked for."""
    query = _newest("exchange", HELD, after)
    return _page(connection, query if country is None else query.where(_c.country == country), limit)


def one(connection: Connection, ref: str, kind: str) -> Published | None:
    """A call that was opened, or an exchange that was held; None if there is none that is public."""
    public: ColumnElement[bool] = _c.state.in_((OPEN, *EARLIER) if kind == "call" else HELD)
    if kind == "call":
        public = or_(public, tuple_(_c.state, _c.milestone) == GIVEN_UP)
    rows = connection.execute(select(*_COLUMNS).where(_c.ref == ref, _c.kind == kind, public)).all()
    found = _read(connection, rows)
    return found[0] if found else None


def some(connection: Connection, refs: Collection[str]) -> list[Published]:
    """Those of some calls and exchanges that are public, in no order."""
    states: ColumnElement[bool] = or_(
        (_c.kind == "call") & _c.state.in_((OPEN, *EARLIER)), (_c.kind == "exchange") & _c.state.in_(HELD)
    )
    return _read(connection, connection.execute(select(*_COLUMNS).where(_c.ref.in_(refs), states)).all())


def by_country(connection: Connection) -> dict[str, int]:
    """How many exchanges were held at the wish of governments of each country."""
    query = select(_c.country, func.count()).where(_c.kind == "exchange", _c.state.in_(HELD)).group_by(_c.country)
    return {str(country): int(number) for country, number in connection.execute(query) if country}


def references(connection: Connection, most: int) -> list[str]:
    """The newest calls and exchanges that have a page, for a map of the site."""
    found: list[str] = []
    for kind, states in (("call", (OPEN, *EARLIER)), ("exchange", HELD)):
        query = _newest(kind, states, None).with_only_columns(_c.ref)
        found += connection.scalars(query.limit(most // 2))
    return found


def associations(connection: Connection) -> list[Body]:
    """The associations of local governments that work with the programme."""
    return _bodies(connection, ASSOCIATION)


def secretariat(connection: Connection) -> list[Body]:
    """Who runs the programme."""
    return _bodies(connection, SECRETARIAT)


def _bodies(connection: Connection, kind: str) -> list[Body]:
    here = core(Organisation).c
    query = select(here.name, here.country).where(here.kind == kind, here.merged_into.is_(None))
    return [Body(*row) for row in connection.execute(query.order_by(here.name))]


def _newest(kind: str, states: Collection[str], after: str | None) -> Any:
    """Newest first, along the references, which begin with what the kind is: told of the kind, SQLite would take its index and
    read all of them to sort them."""
    first, end = _BETWEEN[kind]
    near = (_c.ref > first, _c.ref < (end if after is None else after), _c.state.in_(states))
    return select(*_COLUMNS).where(*near).order_by(_c.ref.desc())


def _page(connection: Connection, query: Any, limit: int) -> Page:
    # Written out: PostgreSQL, which prepares what comes often, would plan for any limit, and sort everything.
    rows = connection.execute(query.limit(literal_column(str(int(limit) + 1)))).all()
    return _read(connection, rows[:limit]), rows[limit - 1].ref if len(rows) > limit else None


# --- what belongs to them ---------------------------------------------------------------------------------------------


def _read(connection: Connection, rows: Sequence[Any]) -> list[Published]:
    """Whole, in as many statements for a page as for one; in none where there is nothing."""
    if not rows:
        return []
    refs = [row.ref for row in rows]
    requests = _requests(connection, [row.ref for row in rows if row.kind == "call"])
    seats = _seats(connection, [*refs, *{request.ref for found in requests.values() for request in found}])
    facts = {row.ref: _public(row) for row in rows}
    texts = resolve(connection, mentioned(list(facts.values())))
    moves = _moves(connection, refs)
    return [_published(row, _said(facts[row.ref], texts), requests, seats, moves) for row in rows]


def _published(
    row: Row[Any],
    facts: dict[str, Any],
    requests: Mapping[str, Sequence[Any]],
    seats: Mapping[str, Mapping[str, tuple[Body, ...]]],
    moves: Mapping[str, Sequence[Entry]],
) -> Published:
    asked = requests.get(row.ref, ())
    known = [entry for entry in moves.get(row.ref, ()) if entry.trigger in KNOWN]
    bodies = dict(seats.get(row.ref, {}))
    if row.kind == "call":
        bodies = {
            "requester": tuple(dict.fromkeys(b for r in asked for b in seats.get(r.ref, {}).get("requester", ())))
        }
    topics = [row.facts.get("topic")] if row.kind == "exchange" else [request.facts.get("topic") for request in asked]
    return Published(
        **{name: row._mapping[name] for name in ("ref", "kind", "type", "state", "title", "country")},
        due_date=row.due_date,
        due_zone=row.due_zone,
        facts=facts,
        topics=tuple(dict.fromkeys(topic for topic in topics if topic)),
        bodies=bodies,
        since=known[0].at if known else None,
        updated=known[-1].at if known else None,
        later=any(entry.trigger in LATER for entry in known),
    )


def _public(row: Row[Any]) -> dict[str, Any]:
    wanted = FACTS[row.kind] | (TAUGHT if row.facts.get("best_practice") else frozenset())
    return {name: value for name, value in row.facts.items() if name in wanted}


def _said(value: Any, texts: Mapping[str, str | None]) -> Any:
    """The same with every text in its words; None where it was erased."""
    if isinstance(value, Mapping):
        if value.keys() == {"text", "commitment"}:
            return texts.get(value["text"])
        return {name: _said(one, texts) for name, one in value.items()}
    return [_said(one, texts) for one in value] if isinstance(value, list) else value


def _requests(connection: Connection, calls: Collection[str]) -> dict[str, list[Any]]:
    """The requests that calls name, or named when they were decided."""
    if not calls:
        return {}
    # A link begins at what comes first in the alphabet, and a call comes before a request. Told of the kind's index, or of an
    # order, SQLite would read all requests.
    query = (
        select(links.c.from_ref, _c.ref, _c.facts)
        .join(cases, _c.ref == links.c.to_ref)
        .where(links.c.from_ref.in_(calls), _c.kind.concat("") == "request", links.c.until_act.is_(None))
    )
    found: dict[str, list[Any]] = {}
    for row in sorted(connection.execute(query), key=lambda row: str(row.ref)):
        found.setdefault(row.from_ref, []).append(row)
    return found


def _seats(connection: Connection, refs: Collection[str]) -> dict[str, dict[str, tuple[Body, ...]]]:
    """The organisations that have a part in each case now: reference → part → organisations in order."""
    here, body = participants.c, core(Organisation).c
    query = (
        select(here.ref, here.part, body.name, body.country)
        .join(core(Organisation), body.id == here.organisation)
        .where(here.ref.in_(refs), here.part.in_(PARTS), here.until_act.is_(None))
        .order_by(here.id)
    )
    found: dict[str, dict[str, dict[Body, None]]] = {}
    for ref, part, name, country in connection.execute(query):
        found.setdefault(ref, {}).setdefault(part, {})[Body(name, country)] = None
    return {ref: {part: tuple(bodies) for part, bodies in parts.items()} for ref, parts in found.items()}


def _moves(connection: Connection, refs: Iterable[str]) -> dict[str, list[Entry]]:
    """The moves by which each became known, without what was taken back."""
    told: ColumnElement[bool] = or_(entries.c.trigger.in_(KNOWN), entries.c.kind == EntryKind.UNDONE.value)
    query = select(entries.c.body).where(entries.c.ref.in_(list(refs)), told).order_by(entries.c.ref, entries.c.seq)
    found: dict[str, list[Entry]] = {}
    for (body,) in connection.execute(query):
        entry = read_entry(body)
        found.setdefault(entry.ref, []).append(entry)
    return {ref: list(standing(some)) for ref, some in found.items()}
