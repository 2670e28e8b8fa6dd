"""Reads what a forecast begins with: what is planned of some cases or of all, and the world in which it is.

As many questions to the database for a thousand rows as for one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, literal_column, select

from workflow import due, telling
from workflow.among import among
from workflow.attempt import Plan
from workflow.engine import Engine
from workflow.errors import UnknownCase
from workflow.forecast import COLUMNS, MOST, Forecast, Line, Rules, Waiting, after, forecast, letters_of
from workflow.reading import read_numbers
from workflow.snapshot import Snapshot
from workflow.tables import follow_ups

DAYS = 60  # that a forecast looks ahead, unless told otherwise
LONGEST = 366

_c = follow_ups.c
_planned: Select[Any] = (
    select(*(_c[name] for name in COLUMNS))
    # The first condition is the partial index's own, without which SQLite would not use it.
    .where(_c.status.in_(literal_column(f"'{status}'") for status in ("planned", "claimed")))
    .where(_c.status == literal_column("'planned'"), _c.due_at <= bindparam("until"))
    .order_by(_c.due_at, _c.id)
    .limit(bindparam("most"))
)
_of_cases = _planned.where(among(_c.ref, "refs"))


def of_all(connection: Connection, engine: Engine, now: datetime, days: int = DAYS, most: int = MOST) -> Forecast:
    """What is to come of all cases, as far as so many rows reach."""
    asked = now + timedelta(days=days)
    rows, until = _rows(connection, _planned, asked, most)
    snapshot = engine.snapshot_of(connection, {row.ref for row in rows}, now, telling.named_in(rows), alone=True)
    found = _ahead(connection, engine, snapshot, rows, until)
    return replace(found, cut=found.until < asked)


def of_case(connection: Connection, engine: Engine, ref: str, now: datetime, days: int = DAYS) -> Forecast:
    """What is to come of one case, also by moves of those that it is linked to. Raises UnknownCase."""
    snapshot = engine.snapshot_of(connection, {ref}, now, (), alone=True)
    if ref not in snapshot.cases:
        raise UnknownCase(ref=ref)
    rows, until = _rows_of(connection, snapshot, now + timedelta(days=days))
    return _only({ref}, _ahead(connection, engine, snapshot, rows, until))


def if_done(connection: Connection, engine: Engine, plan: Plan, days: int = DAYS) -> Forecast:
    """What will come of the cases that a plan touches, once it is written; its own letters are told by `owed`."""
    refs = {step.ref for step in plan.steps}
    rows, until = _rows_of(connection, plan.after, plan.after.now + timedelta(days=days))
    return _only(refs, _ahead(connection, engine, plan.after, after(plan, rows), until))


def owed(engine: Engine, plan: Plan) -> tuple[Line, ...]:
    """The letters that a plan owes itself; none if it tells nobody."""
    now = plan.after.now
    return () if plan.attempt.silent else tuple(letters_of(_rules(engine, plan.after), plan, now, "today"))


def _only(refs: Collection[str], found: Forecast) -> Forecast:
    return replace(found, lines=tuple(line for line in found.lines if line.ref in refs))


def _rows_of(connection: Connection, snapshot: Snapshot, until: datetime) -> tuple[list[Waiting], datetime]:
    return _rows(connection, _of_cases, until, MOST, refs=sorted(snapshot.cases))


def _rows(
    connection: Connection, query: Select[Any], until: datetime, most: int, **more: Any
) -> tuple[list[Waiting], datetime]:
    """What is planned, at most so much, and the moment up to which that is all."""
    found = connection.execute(query, {"until": until, "most": most + 1, **more})
    rows = [Waiting(**row._mapping) for row in found]
    if len(rows) > most:
        until = rows[most].due_at - timedelta(microseconds=1)
    return [row for row in rows if row.due_at <= until], until


def _rules(engine: Engine, snapshot: Snapshot) -> Rules:
    return Rules(engine.registry, engine.audiences, engine.grace(snapshot.directory))


def _ahead(
    connection: Connection, engine: Engine, snapshot: Snapshot, rows: Sequence[Waiting], until: datetime
) -> Forecast:
    snapshot = _numbered(connection, engine, snapshot)
    once = {rule.name for law in engine.registry for rule in law.follow_ups if rule.once}
    had = due.had(connection, snapshot.cases, once) if once else set()
    return forecast(_rules(engine, snapshot), snapshot, rows, until, frozenset(had), MOST + len(rows))


def _numbered(connection: Connection, engine: Engine, snapshot: Snapshot) -> Snapshot:
    """With the last numbers drawn, where a move of the clock makes cases."""
    laws = engine.registry
    drawn = {one for law in laws for move in law.transitions if move.at for one in laws.draws(law.name, move.trigger)}
    year = snapshot.directory.place("office:broker").today(snapshot.now).year
    return replace(snapshot, numbers={**read_numbers(connection, drawn, year, lock=False), **snapshot.numbers})
