"""Entries get their places in the tree after they were committed, and the tree is signed: the one writer of both.

Whoever runs it waits for whoever runs it elsewhere; moves wait for neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select

from workflow import tree
from workflow.checkpoint import Key, Signer, read_key, sign
from workflow.errors import WorkflowError
from workflow.proof_tables import checkpoints, places, signing_keys, subtrees, unplaced
from workflow.tables import entries
from workflow.words import _

AT_ONCE = 1_000  # entries that get their places in one transaction
SEQUENCER = 0x636F6E6E656374  # the advisory lock of whoever gives places, on PostgreSQL

_waiting = (
    select(unplaced.c.number, entries.c.ref, entries.c.seq, entries.c.body)
    .join(entries, entries.c.number == unplaced.c.number)
    .order_by(unplaced.c.number)
    .limit(bindparam("most"))
)
_placed = delete(unplaced).where(unplaced.c.number == bindparam("of_number"))
_size = select(func.coalesce(func.max(places.c.place) + 1, 0))
_leaves = (
    select(places.c.leaf)
    .where(places.c.place >= bindparam("first"), places.c.place < bindparam("end"))
    .order_by(places.c.place)
)
_subtrees = (
    select(subtrees.c.hash)
    .where(subtrees.c.level == bindparam("of_level"))
    .where(subtrees.c.number >= bindparam("first"), subtrees.c.number < bindparam("end"))
    .order_by(subtrees.c.number)
)
_newest = select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
_since = select(checkpoints.c.note).where(checkpoints.c.size > bindparam("than")).order_by(checkpoints.c.size)
_any = select(select(unplaced.c.number).exists())


class AnotherKey(WorkflowError):
    """Raised if a history is to be signed by a key that is not the one it was signed by, and does not follow it."""

    message = _(
        "This history is signed by the key {known}; the key here is {found}. Nothing was signed. Put the key file back, or "
        "copy it from the computer that signs; a key is changed with: connect audit rotate-key"
    )
    status = 409


def place(connection: Connection, most: int = AT_ONCE) -> int:
    """Give up to `most` entries their places, in the order in which they were written; how many got one."""
    alone(connection)
    rows = connection.execute(_waiting, {"most": most}).all()
    if not rows:
        return 0
    first = size(connection)
    leaves = [tree.leaf_hash(row.body.encode()) for row in rows]
    values = [
        {"place": number, "ref": row.ref, "seq": row.seq, "leaf": leaf.hex()}
        for number, (row, leaf) in enumerate(zip(rows, leaves, strict=True), start=first)
    ]
    connection.execute(insert(places), values)
    connection.execute(_placed, [{"of_number": row.number} for row in rows])
    full = tree.grown(first, leaves, Kept(connection))
    if full:
        named = [{"level": level, "number": number, "hash": digest.hex()} for level, number, digest in full]
        connection.execute(insert(subtrees), named)
    return len(rows)


def size(connection: Connection) -> int:
    """How many entries have a place."""
    return int(connection.execute(_size).scalar_one())


def checkpoint(connection: Connection, origin: str, signers: Sequence[Signer], now: datetime) -> str | None:
    """Sign what has a place and was not signed yet; the note, or None if nothing is new.

    A history keeps the name under which it was first signed; `origin` is that of one that has none yet. Raises AnotherKey.
    """
    alone(connection)
    many = size(connection)
    if many == newest_size(connection):
        return None
    known = keys(connection)
    name = known[0].name if known else origin
    signers = [replace(signer, name=name) for signer in signers]
    theirs = [signer.key for signer in signers]
    # Else a second computer with a key of its own, or a lost key file, would end what one key proves, unnoticed.
    if known and known[-1] not in theirs:
        raise AnotherKey(known=known[-1].text, found=theirs[-1].text)
    note = sign(name, many, tree.root(many, Kept(connection)), signers)
    connection.execute(insert(checkpoints), {"size": many, "note": note, "at": now})
    if new := [{"key": key.text, "since": many, "at": now} for key in theirs if key not in known]:
        connection.execute(insert(signing_keys), new)
    return note


def newest_size(connection: Connection) -> int:
    """How many entries the newest checkpoint covers; 0 if none was signed yet."""
    row = connection.execute(_newest).one_or_none()
    return row.size if row else 0


def settle(database: Engine, origin: str, signers: Sequence[Signer], now: datetime) -> str | None:
    """Give every entry its place, a portion a transaction, and sign: the new note, or None if nothing is new.

    Raises AnotherKey; then all entries have their places.
    """
    while True:
        with database.begin() as connection:
            if place(connection) < AT_ONCE:
                break
    with database.begin() as connection:
        return checkpoint(connection, origin, signers, now)


def is_new(connection: Connection) -> bool:
    """Whether there is something that was not signed yet."""
    return bool(connection.execute(_any).scalar_one()) or size(connection) != newest_size(connection)


def newest(connection: Connection) -> str | None:
    """The newest checkpoint's note; None if none was signed yet."""
    row = connection.execute(_newest).one_or_none()
    return None if row is None else str(row.note)


def notes_since(connection: Connection, size: int) -> Iterator[str]:
    """Every checkpoint of more than so many entries, by rising size."""
    return iter(connection.execute(_since, {"than": size}).scalars())


def origin(connection: Connection, otherwise: str) -> str:
    """The name of the history, which is that of its first key; `otherwise` if none signed yet."""
    known = keys(connection)
    return known[0].name if known else otherwise


def keys(connection: Connection) -> list[Key]:
    """Every key that ever signed, the first one first."""
    return [
        read_key(text)
        for text in connection.execute(select(signing_keys.c.key).order_by(signing_keys.c.since)).scalars()
    ]


class Kept:
    """What is kept of the tree, as `tree` asks for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, level: int, first: int, count: int) -> Sequence[bytes]:
        """So many full subtrees of 2^level leaves from `first`."""
        values = {"of_level": level, "first": first, "end": first + count}
        rows = self._connection.execute(_subtrees if level else _leaves, values).scalars()
        return [bytes.fromhex(one) for one in rows]


def alone(connection: Connection) -> None:
    """Wait until nobody else gives places or signs, until the end of the transaction."""
    if connection.dialect.name == "postgresql":  # on SQLite, who writes is alone anyway
        connection.execute(select(func.pg_advisory_xact_lock(SEQUENCER)))
