"""Writes what happened to an account, or to the system, into its stream of history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from workflow import streams
from workflow.history import Entry, EntryKind, read_entry
from workflow.tables import entries


@dataclass(frozen=True)
class Act:
    """Who did it, when, by which way; what one act does to several records shares its id."""

    id: str
    actor: str
    now: datetime
    via: str


def act(actor: str, now: datetime, via: str) -> Act:
    """A new act."""
    return Act(f"ACT-{uuid4().hex}", actor, now, via)


def last(connection: Connection, ref: str, triggers: Collection[str], about: Collection[str] = ()) -> Entry | None:
    """The newest entry of a stream with one of these triggers that names one of these facts, or any if none are given."""
    query = select(entries.c.body).where(entries.c.ref == ref, entries.c.trigger.in_(sorted(triggers)))
    for (body,) in connection.execute(query.order_by(entries.c.seq.desc())):
        entry = read_entry(body)
        if not about or {*about} & (entry.changes or {}).get("facts", {}).keys():
            return entry
    return None


def record(
    connection: Connection, ref: str, trigger: str, by: Act, facts: Mapping[str, Any], reason: str | None = None
) -> None:
    """One `account` entry on a person's stream, or on the system's; `facts` are codes, ids, dates and TextRefs only."""
    write(connection, ref, EntryKind.ACCOUNT, trigger, by, {"facts": dict(facts)} if facts else None, reason)


def write(
    connection: Connection,
    ref: str,
    kind: EntryKind,
    trigger: str,
    by: Act,
    changes: Mapping[str, Any] | None,
    reason: str | None = None,
) -> None:
    """One entry of any kind on such a stream, of an act."""
    who: dict[str, Any] = {"act": by.id, "actor": by.actor, "via": by.via, "at": by.now}
    streams.append(connection, ref, kind, trigger=trigger, reason=reason, changes=changes, **who)
