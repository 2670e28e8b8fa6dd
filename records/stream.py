"""Writes what happened to an account, or to the system, into its stream of history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from workflow import streams
from workflow.history import EntryKind


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


def record(
    connection: Connection, ref: str, trigger: str, by: Act, facts: Mapping[str, Any], reason: str | None = None
) -> None:
    """One `account` entry on a person's stream, or on the system's; `facts` are codes, ids, dates and TextRefs only."""
    streams.append(
        connection,
        ref,
        EntryKind.ACCOUNT,
        act=by.id,
        actor=by.actor,
        via=by.via,
        at=by.now,
        trigger=trigger,
        reason=reason,
        changes={"facts": dict(facts)} if facts else None,
    )
