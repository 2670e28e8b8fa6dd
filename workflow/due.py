"""What has fallen due: the rows, in their order, and how each ends. The only place that ends a follow-up."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from workflow.definition import CLOCK, Kind
from workflow.engine import Engine
from workflow.tables import follow_ups

_due = (
    select(follow_ups)
    .where(follow_ups.c.status == "planned", follow_ups.c.due_at <= bindparam("now"))
    .order_by(follow_ups.c.due_at, follow_ups.c.id)
    .limit(1)
)
_claimed = (
    update(follow_ups)
    .where(follow_ups.c.id == bindparam("of_id"), follow_ups.c.status == "planned")
    .values(status="claimed")
)
_ended = (
    update(follow_ups)
    .where(follow_ups.c.id == bindparam("of_id"), follow_ups.c.status == "claimed")
    .values(status=bindparam("ends"), ended_by=bindparam("act"), last_error=bindparam("why"))
)


def next_due(connection: Connection, now: datetime) -> Iterator[Row[Any]]:
    """Each follow-up that is due, the earliest first, claimed; doing one may plan or cancel others."""
    while (row := connection.execute(_due, {"now": now}).one_or_none()) is not None:
        # Claimed before it is done: the state it leads out of cancels only what is still planned.
        connection.execute(_claimed, {"of_id": row.id})
        yield row


def fire_clock(connection: Connection, engine: Engine, row: Row[Any], *, via: str) -> None:
    """Fire the clock move of a claimed row at the moment it was due. Raises as `Engine.fire` does."""
    if row.kind != Kind.FIRE.value:
        raise ValueError(f"{row.rule} of {row.ref} is no clock move.")
    outcome = engine.fire(connection, row.ref, row.trigger, actor=CLOCK.name, now=row.due_at, via=via)
    end(connection, row, "done", act=outcome.act)


def end(connection: Connection, row: Row[Any], status: str, *, act: str | None = None, why: str | None = None) -> None:
    """Say how a claimed row ended: done, skipped, not_needed or superseded, by which act, or why not."""
    connection.execute(_ended, {"of_id": row.id, "ends": status, "act": act, "why": why})
