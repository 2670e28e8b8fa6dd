"""What has fallen due: the rows, in their order, and how each ends. The only place that ends a follow-up."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, literal_column, select, tuple_, update

from workflow.among import among
from workflow.definition import CLOCK, Kind
from workflow.engine import Engine
from workflow.tables import follow_ups

_c, _earlier = follow_ups.c, follow_ups.alias("earlier").c
# The first condition is the partial index's own, without which SQLite would not use it.
_waiting = and_(
    _c.status.in_(literal_column(f"'{status}'") for status in ("planned", "claimed")),
    _c.status == literal_column("'planned'"),
    _c.due_at <= bindparam("now"),
)
# Who catches up beside others must not remind of what a clock move, in somebody else's hands, is about to end.
_after_a_move = (
    select(_earlier.id)
    .where(
        _earlier.ref == _c.ref,
        _earlier.status == literal_column("'planned'"),
        _earlier.kind == literal_column(f"'{Kind.FIRE.value}'"),
        tuple_(_earlier.due_at, _earlier.id) < tuple_(_c.due_at, _c.id),
    )
    .exists()
)
_batch = (
    select(follow_ups)
    .where(_waiting, ~_after_a_move, ~among(_c.ref, "beyond"))
    .order_by(_c.due_at, _c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=follow_ups)
)
# What may have made a reminder stale, and who had what before: asked of all cases of a batch at once.
_near: Select[Any] = (
    select(_c.id, _c.ref, _c.rule, _c.rung, _c.recipient, _c.group, _c.kind, _c.due_at, _c.status)
    .where(among(_c.ref, "refs"), _c.status.in_(literal_column(f"'{status}'") for status in ("planned", "done")))
    .where(_c.due_at <= bindparam("now"))
    .order_by(_c.due_at, _c.id)
)
_left = select(func.count()).select_from(follow_ups).where(_waiting)
_oldest = select(func.min(_c.due_at)).where(_waiting)

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
_ended_at_once = (
    update(follow_ups)
    .where(follow_ups.c.id == bindparam("of_id"), follow_ups.c.status == "planned")
    .values(status=bindparam("ends"), ended_by=bindparam("act"), last_error=bindparam("why"))
)
_put_off = (
    update(follow_ups)
    .where(follow_ups.c.id == bindparam("of_id"))
    .values(
        status="planned", due_at=bindparam("until"), attempts=follow_ups.c.attempts + 1, last_error=bindparam("why")
    )
)


def batch(connection: Connection, now: datetime, most: int, beyond: Collection[str] = ()) -> Sequence[Row[Any]]:
    """Follow-ups that are due, the earliest first, which nobody else has in hand; none of the cases in `beyond`.

    A clock move comes alone. The rows are locked until the transaction ends, where rows can be.
    """
    rows = connection.execute(_batch, {"now": now, "most": most, "beyond": sorted(beyond)}).all()
    fires = (number for number, row in enumerate(rows) if row.kind == Kind.FIRE.value)
    return rows[: max(1, next(fires, len(rows)))]


def near(connection: Connection, refs: Collection[str], now: datetime) -> Sequence[Row[Any]]:
    """What else of these cases has come due, and was done or is waiting to be, the earliest first."""
    return connection.execute(_near, {"refs": sorted(refs), "now": now}).all()


def count(connection: Connection, now: datetime) -> int:
    """How many follow-ups are due."""
    return connection.execute(_left, {"now": now}).scalar_one()


def oldest(connection: Connection, now: datetime) -> datetime | None:
    """Since when the follow-up that is due longest has been so; None if none is due."""
    return connection.execute(_oldest, {"now": now}).scalar()


def claim(connection: Connection, row: Row[Any]) -> None:
    """Take a row in hand: the state it leads out of cancels only what is still planned."""
    connection.execute(_claimed, {"of_id": row.id})


def put_off(connection: Connection, row: Row[Any], until: datetime, why: str) -> None:
    """It could not be done, and is tried again."""
    connection.execute(_put_off, {"of_id": row.id, "until": until, "why": why})


def next_due(connection: Connection, now: datetime) -> Iterator[Row[Any]]:
    """Each follow-up that is due, the earliest first, claimed; doing one may plan or cancel others."""
    while (row := connection.execute(_due, {"now": now}).one_or_none()) is not None:
        claim(connection, row)
        yield row


def fire_clock(connection: Connection, engine: Engine, row: Row[Any], *, via: str) -> None:
    """Fire the clock move of a claimed row at the moment it was due. Raises as `Engine.fire` does."""
    if row.kind != Kind.FIRE.value:
        raise ValueError(f"{row.rule} of {row.ref} is no clock move.")
    outcome = engine.fire(connection, row.ref, row.trigger, actor=CLOCK.name, now=row.due_at, via=via)
    end(connection, row, "done", act=outcome.act)


def end_all(connection: Connection, ends: Sequence[Mapping[str, Any]]) -> None:
    """Say how rows ended: `of_id`, `ends`, `act`, `why`, as `end` takes them; the rows are locked, not claimed."""
    connection.execute(_ended_at_once, ends)


def end(connection: Connection, row: Row[Any], status: str, *, act: str | None = None, why: str | None = None) -> None:
    """Say how a claimed row ended: done, skipped, not_needed or superseded, by which act, or why not."""
    connection.execute(_ended, {"of_id": row.id, "ends": status, "act": act, "why": why})
