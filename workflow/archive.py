"""The whole history as one file of JSON lines that proves itself, in the format of `docs/history-format.md`.

Every line is canonical JSON. Only what the newest checkpoint covers is in it, so sign first (`sequencing.settle`).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from workflow.checkpoint import Signer, sign
from workflow.history import INSTANT, canonical
from workflow.proof_tables import checkpoints, places, signing_keys, unplaced
from workflow.sequencing import newest_size
from workflow.streams import PERSON, SYSTEM
from workflow.tables import cases, definitions, entries, links, participants, texts, turns

FORMAT = 1
AT_ONCE = 1_000  # rows in memory
SEAL = "/export"  # behind the origin, in the seal: so it can never be taken for a checkpoint
NOT_COMPARED = ("ref", "is_demo")  # of a case's row: its own key, and what no history tells

NO_CASE = (PERSON, SYSTEM)  # what the streams begin with that are no cases

_no_case = or_(entries.c.ref.like(f"{PERSON}%"), entries.c.ref == SYSTEM)
_here = and_(places.c.ref == entries.c.ref, places.c.seq == entries.c.seq)
_entries = (
    select(entries.c.ref, entries.c.body, entries.c.hash, places.c.place)
    .join(places, _here)
    .where(places.c.place < bindparam("size"))
)
_ahead = (
    select(entries.c.ref)
    .outerjoin(places, _here)
    .where(func.coalesce(places.c.place, bindparam("size")) >= bindparam("size"), ~_no_case)
    .distinct()
    .order_by(entries.c.ref)
)
_case = select(cases).where(cases.c.ref == bindparam("case"))
_seats = select(participants.c.part, participants.c.organisation, participants.c.person).where(
    participants.c.ref == bindparam("case"), participants.c.until_act.is_(None)
)
_turns = select(turns.c.part, turns.c.due_at).where(turns.c.ref == bindparam("case"))
_links = select(links.c.from_ref, links.c.to_ref).where(links.c.until_act.is_(None))
_without_place = (
    select(entries.c.ref, entries.c.seq)
    .outerjoin(places, _here)
    .outerjoin(unplaced, unplaced.c.number == entries.c.number)
    .where(places.c.place.is_(None), unplaced.c.number.is_(None))
    .order_by(entries.c.number)
    .limit(1)
)


def lines(connection: Connection, origin: str, *, with_texts: bool = False) -> Iterator[str]:
    """Every line but the seal, without line ends; constant memory. Read it inside one transaction that only reads."""
    size = newest_size(connection)
    ahead = list(connection.execute(_ahead, {"size": size}).scalars())
    yield canonical({"connect": FORMAT, "origin": origin, "size": size, "ahead": ahead, "texts": with_texts})
    for row in connection.execute(select(signing_keys).order_by(signing_keys.c.since, signing_keys.c.key)):
        yield canonical({"key": row.key, "since": row.since})
    for row in _streamed(connection, select(definitions).order_by(definitions.c.fingerprint)):
        yield canonical({"definition": row.fingerprint, "type": row.type, "version": row.version, "rules": row.rules})
    yield from _histories(connection, size, set(ahead))
    ends = (link.collate(_bytewise(connection)) for link in (links.c.from_ref, links.c.to_ref))
    for row in _streamed(connection, _links.order_by(*ends)):
        yield canonical({"link": [row.from_ref, row.to_ref]})
    for row in _streamed(connection, select(checkpoints).order_by(checkpoints.c.size)):
        yield canonical({"checkpoint": row.note})
    if with_texts:
        for row in _streamed(connection, select(texts).order_by(texts.c.id.collate(_bytewise(connection)))):
            yield canonical({"text": row.id, "salt": row.salt, "body": row.body})


def sealed(plain: Iterable[str], origin: str, signer: Signer) -> Iterator[str]:
    """The same lines, and behind them the seal: a signed note over how many they are and the SHA-256 of all of them."""
    digest, number = sha256(), 0
    for line in plain:
        number += 1
        digest.update(line.encode() + b"\n")
        yield line
    yield canonical({"seal": sign(origin + SEAL, number, digest.digest(), [signer])})


def without_place(connection: Connection) -> str | None:
    """The first entry that neither has a place nor waits for one, None as it should be."""
    row = connection.execute(_without_place).one_or_none()
    return None if row is None else f"{row.ref}/{row.seq}"


def size_of(connection: Connection) -> int:
    """How many entries will be in it: for who shows how far it is."""
    return newest_size(connection)


def _histories(connection: Connection, size: int, ahead: set[str]) -> Iterator[str]:
    """People and the system, then case by case, each with the row that the database has of it."""
    last, in_order = None, (entries.c.ref.collate(_bytewise(connection)), entries.c.seq)
    for some in (_entries.where(_no_case), _entries.where(~_no_case)):
        for row in _streamed(connection, some.order_by(*in_order), size=size):
            if row.ref != last and last is not None:
                yield from _row_of(connection, last, ahead)
            last = row.ref
            yield canonical({"place": row.place, "body": row.body, "hash": row.hash})
    if last is not None:
        yield from _row_of(connection, last, ahead)


def _row_of(connection: Connection, ref: str, ahead: set[str]) -> Iterator[str]:
    if ref in ahead:  # it went on since the checkpoint, and its row with it
        return
    row = connection.execute(_case, {"case": ref}).mappings().one_or_none()
    if row is None:
        return
    told = {name: _plain(value) for name, value in row.items() if name not in NOT_COMPARED}
    seats = sorted((list(seat) for seat in connection.execute(_seats, {"case": ref})), key=canonical)
    waiting = sorted((_plain(list(turn)) for turn in connection.execute(_turns, {"case": ref})), key=canonical)
    yield canonical({"case": ref, "row": told, "seats": seats, "turns": waiting})


def _bytewise(connection: Connection) -> str:
    """The collation of an order that every reader can check."""
    return "C" if connection.dialect.name == "postgresql" else "BINARY"


def _streamed(connection: Connection, query: Select[Any], **values: Any) -> Iterator[Any]:
    return iter(connection.execute(query, values, execution_options={"yield_per": AT_ONCE}))


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).strftime(INSTANT)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(item) for item in value]
    return value
