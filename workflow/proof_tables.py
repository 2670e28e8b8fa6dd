"""The tables of the tree over all entries (`tree.py`) and of the checkpoints that sign it (`checkpoint.py`)."""

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, UniqueConstraint
from sqlalchemy import Text as LongText

from workflow.columns import Hash, Ident, Instant
from workflow.tables import metadata

# Who takes the metadata from here has these tables in it.
__all__ = ["checkpoints", "metadata", "places", "signing_keys", "subtrees", "unplaced"]

# Entries that have no place in the tree yet: a trigger of `entries` adds a row in the transaction that writes the entry, so
# that none is forgotten and moves never wait for each other; the sequencer deletes it when it gives the place.
unplaced = Table(
    "unplaced",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the entry
)

# The place of every entry in the tree, counted from 0 without gaps; append-only.
places = Table(
    "places",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("ref", Ident, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("leaf", Hash, nullable=False),
    # An entry has one place.
    UniqueConstraint("ref", "seq"),
    CheckConstraint("place >= 0", name="place_counts_from_zero"),
)

# The hashes of full subtrees of 2⁸, 2¹⁶ … leaves, so that no proof reads all leaves; append-only.
subtrees = Table(
    "subtrees",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", Hash, nullable=False),
)

# What was signed, one a size of the history; append-only.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("note", LongText, nullable=False),
    Column("at", Instant, nullable=False),
)

# The public keys that ever signed, as they are written down; append-only.
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("since", Integer, nullable=False),  # the size of the history when it was first used
    Column("at", Instant, nullable=False),
)
