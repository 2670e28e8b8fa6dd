"""Histories of what is not a case: a person (`PER-…`: account and permissions) and the system (`SYS`)."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from workflow import texts
from workflow.errors import Lost
from workflow.history import Entry, EntryKind, read_entry
from workflow.tables import entries
from workflow.writing import entry_row

SYSTEM = "SYS"
PERSON = "PER-"

_of_stream = select(entries.c.body).where(entries.c.ref == bindparam("stream"))
_all = _of_stream.order_by(entries.c.seq)
_last = _of_stream.order_by(entries.c.seq.desc()).limit(1)
_insert = insert(entries)
_lock = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("stream"), 0)))


def append(
    connection: Connection,
    ref: str,
    kind: EntryKind,
    *,
    act: str,
    actor: str,
    via: str,
    at: datetime,
    trigger: str | None = None,
    reason: str | None = None,
    changes: Mapping[str, Any] | None = None,
    grounds: Mapping[str, Any] | None = None,
) -> Entry:
    """Write the next entry of a person's or the system's stream, in the caller's transaction; never commits.

    `reason` is the text itself, which is stored apart; texts in `changes` are as `TextRef.plain` gives them. Raises
    Lost if another writer took the same place.
    """
    if ref != SYSTEM and not ref.startswith(PERSON):
        raise ValueError(f"The history of {ref} is written by its moves.")
    hold(connection, ref)
    last = last_of(connection, ref)
    minted = texts.mint(reason) if reason else None
    entry = Entry(
        ref,
        last.seq + 1 if last else 1,
        act,
        kind,
        actor,
        via,
        at,
        trigger=trigger,
        reason=minted.ref.plain() if minted else None,
        changes=texts.plain(changes),
        grounds=texts.plain(grounds),
        previous_hash=last.hash if last else None,
    )
    _write(connection, entry)
    texts.store(connection, [minted] if minted else [], person=actor, ref=ref)
    return entry


def hold(connection: Connection, ref: str) -> None:
    """Waits until nobody else writes this stream, until the end of the transaction; on SQLite whoever writes is alone."""
    if connection.dialect.name == "postgresql":
        # Without this the slower of two writers would fail on the unique key.
        connection.execute(_lock, {"stream": ref})


def entries_of(connection: Connection, ref: str) -> Iterator[Entry]:
    """All entries of any stream, a case's too, oldest first."""
    for row in connection.execute(_all, {"stream": ref}):
        yield read_entry(row.body)


def last_of(connection: Connection, ref: str) -> Entry | None:
    """The newest entry of any stream, None if it has none."""
    body = connection.execute(_last, {"stream": ref}).scalar()
    return None if body is None else read_entry(body)


def _write(connection: Connection, entry: Entry) -> None:
    # On PostgreSQL a failed insert ends the transaction up to the savepoint; SQLite goes on by itself.
    savepoint = connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext()
    try:
        with savepoint:
            connection.execute(_insert, entry_row(entry))
    except IntegrityError as error:
        winner = last_of(connection, entry.ref)
        if winner is None or winner.seq < entry.seq:
            raise  # not a lost race: the database refuses the row itself
        raise Lost(ref=entry.ref) from error
