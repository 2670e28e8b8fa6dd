"""Reads a snapshot: every live case reachable through links, who is in them, and what their ids mean."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    case,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from workflow.among import among
from workflow.asking import ask
from workflow.definition import Seat
from workflow.errors import Busy
from workflow.snapshot import Case, Snapshot
from workflow.tables import cases, counters, links, participants

# people, organisations, documents by id → who and what they are
ReadDirectory = Callable[[Connection, Collection[str], Collection[str], Collection[str]], Any]

IDENT = re.compile(r"^(PER|ORG|DOC)-\d{4,}$")
PREFIXES = ("PER-", "ORG-", "DOC-")
MOST_ATTEMPTS = 3  # how often linked cases may grow under the lock before the press is refused
LOCKED_BY_OTHERS = ("55P03", "40P01")  # PostgreSQL: lock not available; deadlock found

# A case without its seats → the parts for which unlinked cases of the same organisations are to be read too.
Beside = Callable[[Case], Collection[str]]
Cases = tuple[dict[str, Case], frozenset[tuple[str, str]]]

_names = [one.name for one in fields(Case) if one.name != "seats"]
_columns = [cases.c[name] for name in _names]


_live = links.c.until_act.is_(None)


def _reached() -> Select[Any]:
    """Some cases, and those reachable through live links; of those that have ended only the seeds are passed through."""
    passes = or_(~cases.c.ended, among(cases.c.ref, "seeds"))
    reach = select(cases.c.ref, passes.label("passes")).where(among(cases.c.ref, "refs")).cte("reach", recursive=True)
    # A condition with an index for each end: a union of both ends would be made anew, whole, at every step.
    there, back = links.c.from_ref == reach.c.ref, links.c.to_ref == reach.c.ref
    other = case((there, links.c.to_ref), else_=links.c.from_ref)
    neighbours = (
        select(cases.c.ref, (~cases.c.ended).label("passes"))
        .select_from(reach.join(links, and_(or_(there, back), _live)).join(cases, cases.c.ref == other))
        .where(reach.c.passes)
    )
    reach = reach.union(neighbours)
    return select(*_columns).where(cases.c.ref.in_(select(reach.c.ref))).order_by(cases.c.ref)


_plainly = _reached()
# In ascending order, or two acts that reach the same cases from both ends would wait for each other for ever. Without
# KEY UPDATE, so that the foreign key of somebody else's new row does not wait.
_locked = _reached().with_for_update(key_share=True, of=cases)
# What became linked while the lock was waited for: out of order, so it must not wait.
_at_once = _reached().with_for_update(key_share=True, of=cases, nowait=True)
_ends: Select[Any] = select(
    literal_column("'link'").label("what"),
    links.c.id,
    links.c.from_ref,
    links.c.to_ref,
    *(null().label(name) for name in "abc"),
).where(_live)
_seat = [participants.c[name] for name in ("ref", "part", "organisation", "person")]
_own = participants.alias("own")
# Looked up a row each: joined, SQLite would begin with the cases.
_live_type = (
    select(cases.c.type)
    .where(cases.c.ref == participants.c.ref, ~cases.c.ended)
    .correlate(participants)
    .scalar_subquery()
)
# What lies around cases in one round trip, all of it ids: live links, seats, and who else an organisation is in the same
# part of another live case.
_around = union_all(
    _ends.where(among(links.c.from_ref, "refs")),
    _ends.where(among(links.c.to_ref, "refs")),
    select(literal_column("'seat'"), participants.c.id, *_seat, null()).where(
        participants.c.until_act.is_(None), among(participants.c.ref, "refs")
    ),
    select(
        literal_column("'beside'"),
        participants.c.id,
        participants.c.ref,
        _own.c.part,
        _own.c.ref,
        participants.c.part,
        _live_type,
    ).where(
        among(_own.c.ref, "beside"),
        _own.c.until_act.is_(None),
        participants.c.organisation == _own.c.organisation,
        participants.c.until_act.is_(None),
        participants.c.ref != _own.c.ref,
    ),
)
_plainly_these = select(*_columns).where(among(cases.c.ref, "refs"))
_numbers = (
    select(counters.c.prefix, counters.c.year, counters.c.last)
    .where(among(counters.c.prefix, "prefixes"), counters.c.year == bindparam("year"))
    .order_by(counters.c.prefix)
)
_drawn = _numbers.with_for_update()


def read_cases(
    connection: Connection, seeds: Collection[str], *, lock: bool, beside: Beside = lambda case: ()
) -> Cases:
    """The cases reachable from the seeds, locked in ascending order if asked, and the live links among them.

    With them, unlocked, the live cases of a seed's type in which an organisation has one of the parts that `beside` says
    of the seed, and has it in the seed. Links are read again under the lock. Raises Busy if what they reach keeps growing,
    or is locked by others.
    """
    if not seeds:
        return {}, frozenset()
    found: dict[str, Case] = {}
    for attempt in range(MOST_ATTEMPTS):
        query = _plainly if not lock else _locked if attempt == 0 else _at_once
        found |= _rows(connection, query, seeds, found)
        around = _read_around(connection, found, seeds, beside)
        if closure(seeds, around.pairs, found) <= found.keys():
            read = around.seated(found)
            near = around.beside - read.keys()
            others = _read_these(connection, near) if near else {}
            return {**others, **read}, frozenset(p for p in around.pairs if p[0] in read and p[1] in read)
    raise Busy(ref=min(seeds))


def _rows(
    connection: Connection, query: Select[Any], seeds: Collection[str], found: Collection[str]
) -> dict[str, Case]:
    asked = {"seeds": sorted(seeds), "refs": sorted({*seeds, *found})}
    try:
        return _cases(ask(connection, query, asked))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in LOCKED_BY_OTHERS:
            raise Busy(ref=min(asked["refs"])) from error
        raise


def closure(seeds: Iterable[str], pairs: Iterable[tuple[str, str]], found: Mapping[str, Case]) -> set[str]:
    """The refs reachable from the seeds through pairs; those ended, or not read yet, are reached, not passed through."""
    neighbours: dict[str, set[str]] = {}
    for a, b in pairs:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    reached = {ref for ref in seeds if ref in found}
    ahead = list(reached)
    while ahead:
        for other in neighbours.get(ahead.pop(), set()) - reached:
            reached.add(other)
            if other in found and not found[other].ended:
                ahead.append(other)
    return reached


@dataclass
class _Around:
    """Live links, live seats in the order in which they were taken, and the cases beside."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)

    def seated(self, found: Mapping[str, Case]) -> dict[str, Case]:
        """The cases with their seats."""
        return {ref: case.but(seats=tuple(self.seats.get(ref, ()))) for ref, case in found.items()}


def _read_around(
    connection: Connection, found: Mapping[str, Case], seeds: Iterable[str] = (), beside: Beside = lambda case: ()
) -> _Around:
    live = [found[ref] for ref in seeds if ref in found and not (found[ref].ended or found[ref].follows)]
    parts = {case.ref: named for case in live if (named := beside(case))}
    around = _Around()
    asked = {"refs": sorted(found), "beside": sorted(parts)}
    for what, _id, *said in sorted(ask(connection, _around, asked), key=itemgetter(1)):
        if what == "link":
            around.pairs.add((said[0], said[1]))
        elif what == "seat":
            around.seats.setdefault(said[0], []).append(Seat(*said[1:4]))
        else:
            ref, part, own, theirs, name = said
            if {part, theirs} <= {*parts[own]} and name == found[own].type:
                around.beside.add(ref)
    return around


def _read_these(connection: Connection, refs: Collection[str]) -> dict[str, Case]:
    found = _cases(ask(connection, _plainly_these, {"refs": sorted(refs)}))
    return _read_around(connection, found).seated(found)


def _cases(rows: Iterable[Sequence[Any]]) -> dict[str, Case]:
    """Cases by ref, their seats not read yet."""
    found = (dict(zip(_names, row, strict=True)) for row in rows)
    return {one["ref"]: Case(**{**one, "waits_for": tuple(one["waits_for"])}) for one in found}


def read_numbers(connection: Connection, prefixes: Collection[str], year: int, *, lock: bool) -> dict[Any, int]:
    """The last number of each prefix in a year, by (prefix, year); locked, so that no other act draws the same."""
    if not prefixes:
        return {}
    asked = {"prefixes": sorted(prefixes), "year": year}
    if not lock:
        return {(row.prefix, row.year): row.last for row in connection.execute(_numbers, asked)}
    read = {(row.prefix, row.year): row.last for row in connection.execute(_drawn, asked)}
    if len(read) < len(prefixes):
        # The first of a year: a row must be there before it can be locked.
        rows = [
            {"prefix": prefix, "year": year, "last": 0} for prefix in sorted(prefixes) if (prefix, year) not in read
        ]
        connection.execute(insert_if_missing(connection, counters), rows)
        read = {(row.prefix, row.year): row.last for row in connection.execute(_drawn, asked)}
    return read


def insert_if_missing(connection: Connection, table: Table) -> Any:
    """An insert that leaves a row alone that is there already; `rowcount` of its result says whether it was not."""
    return if_missing(connection.dialect.name, table)


@cache
def if_missing(dialect: str, table: Table) -> Any:
    """The same by the name of a dialect."""
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table).on_conflict_do_nothing()
    # An insert's cursor is closed at once, and psycopg then forgets how many rows it wrote.
    return statement.execution_options(preserve_rowcount=True)


def idents(values: Any) -> set[str]:
    """All ids of people, organisations and documents in a JSON value."""
    found: set[str] = set()
    ahead = [values]
    while ahead:
        value = ahead.pop()
        if isinstance(value, str):
            if value[:4] in PREFIXES and IDENT.match(value):
                found.add(value)
        elif isinstance(value, list | tuple):
            ahead += value
        elif isinstance(value, dict | Mapping):  # the first is asked much faster, and nearly always right
            ahead += value.values()
    return found


def read_snapshot(
    connection: Connection,
    read_directory: ReadDirectory,
    seeds: Collection[str],
    *,
    actor: str,
    now: datetime,
    also: Collection[str] = (),
    beside: Beside = lambda case: (),
    on_behalf_of: str | None = None,
    lock: bool = False,
) -> Snapshot:
    """Everything a move is judged by. `also` are further ids that the press names; `beside` is as in `read_cases`."""
    read, pairs = read_cases(connection, seeds, lock=lock, beside=beside)
    known = {actor, *also} if actor.startswith("PER-") else set(also)
    for one in read.values():
        known |= {ident for seat in one.seats for ident in (seat.person, seat.organisation) if ident}
        known |= idents(one.facts)
    named = {prefix: {ident for ident in known if ident.startswith(prefix)} for prefix in PREFIXES}
    directory = read_directory(connection, named["PER-"], named["ORG-"], named["DOC-"])
    return Snapshot(now, actor, directory, read, pairs, on_behalf_of=on_behalf_of)
