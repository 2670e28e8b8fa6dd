"""Reads a snapshot: every live case reachable through links, who is in them, and what their ids mean."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    case,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from workflow.among import among
from workflow.definition import Seat
from workflow.errors import Busy
from workflow.snapshot import Case, Snapshot
from workflow.tables import cases, counters, links, participants

# people, organisations, documents by id → who and what they are
ReadDirectory = Callable[[Connection, Collection[str], Collection[str], Collection[str]], Any]

IDENT = re.compile(r"^(PER|ORG|DOC)-\d{4,}$")
MOST_ATTEMPTS = 3  # how often linked cases may grow under the lock before the press is refused
LOCKED_BY_OTHERS = ("55P03", "40P01")  # PostgreSQL: lock not available; deadlock found

Cases = tuple[dict[str, Case], frozenset[tuple[str, str]]]

_columns = [cases.c[field.name] for field in fields(Case) if field.name != "seats"]


_live = links.c.until_act.is_(None)


def _reached() -> Select[Any]:
    """The cases reachable from some through live links; ended cases are reached, not passed through."""
    seeds = select(cases.c.ref, literal(True).label("passes")).where(among(cases.c.ref, "refs"))
    reach = seeds.cte("reach", recursive=True)
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
    literal_column("'link'").label("what"), links.c.id, links.c.from_ref, links.c.to_ref, null(), null()
).where(_live)
# The live links and seats of cases in one round trip: all that they say is ids.
_around = union_all(
    _ends.where(among(links.c.from_ref, "refs")),
    _ends.where(among(links.c.to_ref, "refs")),
    select(
        literal_column("'seat'"), *(participants.c[name] for name in ("id", "ref", "part", "organisation", "person"))
    ).where(participants.c.until_act.is_(None), among(participants.c.ref, "refs")),
)
# Not by type: SQLite believes that few cases have one, and would begin with them instead of with the few seats.
_beside = select(*_columns).where(
    cases.c.ref != bindparam("own"),
    ~cases.c.ended,
    cases.c.ref.in_(
        select(participants.c.ref).where(
            participants.c.until_act.is_(None),
            among(participants.c.part, "parts"),
            among(participants.c.organisation, "organisations"),
        )
    ),
)
_numbers = (
    select(counters.c.prefix, counters.c.year, counters.c.last)
    .where(among(counters.c.prefix, "prefixes"), counters.c.year == bindparam("year"))
    .order_by(counters.c.prefix)
)
_drawn = _numbers.with_for_update()


def read_cases(connection: Connection, seeds: Collection[str], *, lock: bool) -> Cases:
    """The cases reachable from the seeds, locked in ascending order if asked, and the live links among them.

    Links are read again under the lock. Raises Busy if what they reach keeps growing, or is locked by others.
    """
    if not seeds:
        return {}, frozenset()
    found: dict[str, Any] = {}
    for attempt in range(MOST_ATTEMPTS):
        query = _plainly if not lock else _locked if attempt == 0 else _at_once
        found |= {row.ref: row for row in _rows(connection, query, {*seeds, *found})}
        pairs, seats = _read_around(connection, found)
        reached = _closure(seeds, pairs, found)
        if reached <= found.keys():
            read = {ref: _case(row, seats.get(ref, ())) for ref, row in found.items()}
            return read, frozenset(p for p in pairs if p[0] in read and p[1] in read)
    raise Busy(ref=min(seeds))


def _rows(connection: Connection, query: Select[Any], refs: Collection[str]) -> Iterable[Any]:
    try:
        return connection.execute(query, {"refs": sorted(refs)}).all()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in LOCKED_BY_OTHERS:
            raise Busy(ref=min(refs)) from error
        raise


def _closure(seeds: Iterable[str], pairs: Iterable[tuple[str, str]], found: Mapping[str, Any]) -> set[str]:
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


def read_beside(connection: Connection, case: Case, parts: Collection[str]) -> dict[str, Case]:
    """The live cases of the same type in which an organisation has one of these parts that has it in this case."""
    organisations = sorted({seat.organisation for seat in case.seats if seat.part in parts and seat.organisation})
    if case.ended or case.follows or not organisations:
        return {}
    asked = {"own": case.ref, "parts": sorted(parts), "organisations": organisations}
    rows = {row.ref: row for row in connection.execute(_beside, asked) if row.type == case.type}
    seats = _read_around(connection, rows)[1] if rows else {}
    return {ref: _case(row, seats.get(ref, ())) for ref, row in rows.items()}


def _read_around(connection: Connection, refs: Iterable[str]) -> tuple[set[tuple[str, str]], dict[str, list[Seat]]]:
    """The live links of cases, and their seats in the order in which they were taken."""
    pairs: set[tuple[str, str]] = set()
    seats: dict[str, list[Seat]] = {}
    rows = connection.execute(_around, {"refs": sorted(refs)}).all()
    for what, _id, ref, other, organisation, person in sorted(rows, key=lambda row: row.id):
        if what == "link":
            pairs.add((ref, other))
        else:
            seats.setdefault(ref, []).append(Seat(other, organisation, person))
    return pairs, seats


def _case(row: Any, seats: Iterable[Seat]) -> Case:
    values = dict(row._mapping)
    values["waits_for"] = tuple(values["waits_for"])
    return Case(**values, seats=tuple(seats))


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
    return _if_missing(connection.dialect.name, table)


@cache
def _if_missing(dialect: str, table: Table) -> Any:
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table).on_conflict_do_nothing()
    # An insert's cursor is closed at once, and psycopg then forgets how many rows it wrote.
    return statement.execution_options(preserve_rowcount=True)


def idents(values: Any) -> set[str]:
    """All ids of people, organisations and documents in a JSON value."""
    if isinstance(values, str):
        return {values} if IDENT.match(values) else set()
    if isinstance(values, Mapping):
        return set().union(*map(idents, values.values())) if values else set()
    if isinstance(values, list | tuple):
        return set().union(*map(idents, values)) if values else set()
    return set()


def read_snapshot(
    connection: Connection,
    read_directory: ReadDirectory,
    seeds: Collection[str],
    *,
    actor: str,
    now: datetime,
    also: Collection[str] = (),
    beside: Callable[[Case], Collection[str]] = lambda case: (),
    on_behalf_of: str | None = None,
    lock: bool = False,
) -> Snapshot:
    """Everything a move is judged by. `also` are further ids that the press names; `beside` says for which parts of a
    seed unlinked cases of the same organisations are to be read too."""
    read, pairs = read_cases(connection, seeds, lock=lock)
    for seed in [read[ref] for ref in seeds if ref in read]:
        if parts := beside(seed):
            read = {**read_beside(connection, seed, parts), **read}
    known = {actor, *also} if actor.startswith("PER-") else set(also)
    for one in read.values():
        known |= {ident for seat in one.seats for ident in (seat.person, seat.organisation) if ident}
        known |= idents(one.facts)
    named = {prefix: {ident for ident in known if ident.startswith(prefix)} for prefix in ("PER-", "ORG-", "DOC-")}
    directory = read_directory(connection, named["PER-"], named["ORG-"], named["DOC-"])
    return Snapshot(now, actor, directory, read, pairs, on_behalf_of=on_behalf_of)
