"""Proofs from what is kept: that one entry is in a signed history, and that a signed history begins with an older one.

Made here, checked by `tree.check_inclusion` and `tree.check_consistency`, or by any program that knows RFC 9162.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from workflow import sequencing, tree
from workflow.checkpoint import Key
from workflow.proof_tables import places
from workflow.tables import entries

_entry = (
    select(entries.c.body, entries.c.hash, places.c.place, places.c.leaf)
    .join(places, (places.c.ref == entries.c.ref) & (places.c.seq == entries.c.seq))
    .where(entries.c.ref == bindparam("stream"), entries.c.seq == bindparam("number"))
)


@dataclass(frozen=True)
class Proof:
    """That an entry is where it is: hashing `leaf` with `path`, from the leaf up, gives the root that `note` signs."""

    id: str  # REF/SEQ
    body: str  # the canonical JSON, whose SHA-256 is `hash`
    hash: str
    place: int  # in the tree, from 0
    size: int  # entries that the note signs
    leaf: bytes  # SHA-256(0x00, body)
    root: bytes
    path: tuple[bytes, ...]
    note: str  # the newest checkpoint
    keys: tuple[Key, ...]  # every key that ever signed, the first one first


def proof_of(connection: Connection, ref: str, seq: int) -> Proof | None:
    """The proof of entry REF/SEQ in the newest checkpoint; None if there is no such entry, or it is not signed yet."""
    row = connection.execute(_entry, {"stream": ref, "number": seq}).one_or_none()
    size = sequencing.newest_size(connection)
    if row is None or row.place >= size:
        return None
    kept = sequencing.Kept(connection)
    return Proof(
        f"{ref}/{seq}",
        row.body,
        row.hash,
        row.place,
        size,
        bytes.fromhex(row.leaf),
        tree.root(size, kept),
        tuple(tree.prove_inclusion(row.place, size, kept)),
        sequencing.newest(connection) or "",
        tuple(sequencing.keys(connection)),
    )


def grown_from(connection: Connection, old: int) -> tuple[bytes, ...]:
    """The hashes that show that the newest checkpoint's history begins with the `old` entries signed before.

    ValueError if it has fewer.
    """
    size = sequencing.newest_size(connection)
    return tuple(tree.prove_consistency(old, size, sequencing.Kept(connection)))
