"""What has fallen due: the rows, in their order, and how each ends. The only place that ends a follow-up."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, literal_column, select, tuple_, update

from workflow.among import among
from workflow.asking import POSTGRESQL
from workflow.definition import CLOCK, Kind
from workflow.engine import Engine
from workflow.statements import dumps, listed
from workflow.tables import follow_ups

REMINDERS = (Kind.REMIND.value, Kind.ESCALATE.value)

_c = follow_ups.c
_planned = _c.status == literal_column("'planned'")
# The first condition is the partial index's own, without which SQLite would not use it.
_waiting = and_(
    _c.status.in_(literal_column(f"'{status}'") for status in ("planned", "claimed")),
    _planned,
    _c.due_at <= bindparam("now"),
)
# The limit comes first, so that what is asked of each row is asked of no more than these, however many are due.
_first = (
    select(follow_ups)
    .where(_waiting, ~among(_c.ref, "beyond"))
    .order_by(_c.due_at, _c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("first")
)
# Who catches up beside others must not remind of what a clock move, in somebody else's hands, is about to end.
_after_a_move = (
    select(_c.id)
    .where(
        _c.ref == _first.c.ref,
        _planned,
        _c.kind == literal_column(f"'{Kind.FIRE.value}'"),
        tuple_(_c.due_at, _c.id) < tuple_(_first.c.due_at, _first.c.id),
    )
    .exists()
)
_batch = select(_first).where(~_after_a_move).order_by(_first.c.due_at, _first.c.id)
# What may make a reminder stale: asked of all cases of a batch at once.
_newer: Select[Any] = select(_c.id, _c.ref, _c.rule, _c.rung, _c.recipient, _c.group, _c.due_at, _c.status).where(
    among(_c.ref, "refs"),
    _c.status.in_(literal_column(f"'{status}'") for status in ("planned", "done")),
    _c.kind.in_(literal_column(f"'{kind}'") for kind in REMINDERS),
    _c.due_at > bindparam("since"),
    _c.due_at <= bindparam("now"),
)
_had: Select[Any] = select(_c.ref, _c.rule, _c.recipient).where(
    among(_c.ref, "refs"), _c.status == literal_column("'done'"), among(_c.rule, "rules")
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
_TOLD = {"id": "of_id", "status": "ends", "ended_by": "act", "last_error": "why"}  # column → what `end_all` is given
_list = listed("ends", follow_ups, list(_TOLD), many=True).c


def _at_once(of: Callable[[str], Any]) -> Any:
    values = {name: of(name) for name in _TOLD if name != "id"}
    return update(follow_ups).where(_c.id == of("id"), _planned).values(values)


# A batch by one statement on PostgreSQL, by one a row on SQLite, where a statement is no journey.
_ended_by_list = str(_at_once(lambda name: _list[name]).compile(dialect=POSTGRESQL))
_ended_at_once = _at_once(lambda name: bindparam(_TOLD[name]))
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


def newer(connection: Connection, refs: Collection[str], since: datetime, now: datetime) -> Sequence[Row[Any]]:
    """The reminders of these cases that came due after a moment, and were sent or wait to be."""
    return connection.execute(_newer, {"refs": sorted(refs), "since": since, "now": now}).all()


def had(connection: Connection, refs: Collection[str], rules: Collection[str]) -> set[tuple[str, str, str]]:
    """Of these follow-ups of these cases, which were done before: (ref, rule, recipient)."""
    asked = {"refs": sorted({*refs}), "rules": sorted({*rules})}
    return {(row.ref, row.rule, row.recipient) for row in connection.execute(_had, asked)}


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
    if connection.dialect.name == "postgresql":
        rows = [{name: one[given] for name, given in _TOLD.items()} for one in ends]
        connection.exec_driver_sql(_ended_by_list, {"ends": dumps(rows)})
    else:
        connection.execute(_ended_at_once, ends)


def end(connection: Connection, row: Row[Any], status: str, *, act: str | None = None, why: str | None = None) -> None:
    """Say how a claimed row ended: done, skipped, not_needed or superseded, by which act, or why not."""
    connection.execute(_ended, {"of_id": row.id, "ends": status, "act": act, "why": why})
