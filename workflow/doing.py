"""Does what is due: clock moves are fired, and whoever is to be told something is owed a letter. Each row once.

A row is done in the transaction in which it ends: who dies in the middle has done nothing, and the row is due still.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row
from sqlalchemy import Engine as Database
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from workflow import digests, due, telling, unable
from workflow.definition import CLOCK, Kind
from workflow.engine import Engine
from workflow.errors import Busy, Lost, Refused
from workflow.reading import LOCKED_BY_OTHERS
from workflow.recipients import PERSON
from workflow.snapshot import Snapshot
from workflow.statements import add
from workflow.tables import follow_ups, outbox
from workflow.tally import Tally
from workflow.writing import follow_up_row, outbox_rows

log = logging.getLogger(__name__)

BATCH = 100  # rows a transaction
VIA = "clock"  # how history calls the way by which these moves came
AGAIN = timedelta(hours=1)  # after something that should not have happened


def tick(
    database: Database,
    engine: Engine,
    *,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[int], object] = lambda more: None,
    most: int = BATCH,
) -> Tally:
    """Do all that is due, until told to stop: then what is in hand is finished.

    `told` hears how many more are done, `most` is how many one transaction does at most. A case that somebody else has in hand is left for the next tick. Raises DBAPIError if the database is not there.
    """
    round_, done = _Round(database, engine, now, most), 0
    while not stop() and (rows := round_.next()) is not None:
        done += rows
        told(rows)
    with database.begin() as connection:
        return Tally(done, due.count(connection, now))


@dataclass
class _Round:
    """One tick: from the earliest row that is due to the last."""

    database: Database
    engine: Engine
    now: datetime
    most: int
    beyond: set[str] = field(default_factory=set)  # cases that others have in hand

    def next(self) -> int | None:
        """How many rows came to an end; None if none is left to look at."""
        rows: Sequence[Row[Any]] = ()
        try:
            with self.database.begin() as connection:
                rows = due.batch(connection, self.now, self.most, self.beyond)
                self._do(connection, rows)
        except Exception as error:
            if not rows or (not _by_others(error) and isinstance(error, OperationalError | InterfaceError)):
                raise
            self._not_done(rows, error)
            return 0
        return len(rows) or None

    def _do(self, connection: Connection, rows: Sequence[Row[Any]]) -> None:
        if rows and rows[0].kind == Kind.FIRE.value:
            self._fire(connection, rows[0])
        elif rows:
            self._tell(connection, rows)

    def _fire(self, connection: Connection, row: Row[Any]) -> None:
        _do_not_wait(connection)
        due.claim(connection, row)
        before = connection.begin_nested()
        try:
            outcome = self.engine.fire(connection, row.ref, row.trigger, actor=CLOCK.name, now=self.now, via=VIA)
        except Refused as refusal:
            before.rollback()
            unable.write(connection, self.engine, row, refusal.blockers, self.now, via=VIA)
        else:
            before.commit()
            due.end(connection, row, "done", act=outcome.act)

    def _tell(self, connection: Connection, rows: Sequence[Row[Any]]) -> None:
        snapshot = self.engine.snapshot_of(connection, {row.ref for row in rows}, self.now, telling.named_in(rows))
        expected = [self._expected(snapshot, row) for row in rows]
        newer = self._newer(connection, rows)
        once = [one.row for one in expected if one.declared and one.declared.once]
        had = due.had(connection, {row.ref for row in once}, {row.rule for row in once}) if once else set()
        ends: list[dict[str, Any]] = []
        letters: list[dict[str, Any]] = []
        waiting: list[dict[str, Any]] = []
        for row, one in zip(rows, expected, strict=True):
            later = [self._expected(snapshot, other) for other in newer[row.ref] if other.due_at > row.due_at]
            told = telling.tell(
                one, later if row.kind in due.REMINDERS else (), (row.ref, row.rule, row.recipient) in had
            )
            act = f"ACT-{uuid4().hex}" if told.letters else None
            ends.append({"of_id": row.id, "ends": told.status, "act": act, "why": told.why})
            written = outbox_rows(told.letters, snapshot.directory, act or "", self.now)
            letters += [self._as_wished(snapshot, row, letter) for letter in written]
            waiting += [follow_up_row(one, generation=row.generation, act=row.planned_by) for one in told.later]
        due.end_all(connection, ends)
        add(connection, outbox, letters)
        add(connection, follow_ups, waiting)

    def _as_wished(self, snapshot: Snapshot, row: Row[Any], letter: Mapping[str, Any]) -> dict[str, Any]:
        place = snapshot.directory.place(letter["recipient"].removeprefix(PERSON))
        return digests.as_wished({**letter, "follow_up": row.id}, row.kind, place, self.now)

    def _expected(self, snapshot: Snapshot, row: Row[Any]) -> telling.Expected:
        case = snapshot.case(row.ref)
        return telling.Expected(row, self.engine.registry.get(case.type, case.definition_version), snapshot)

    def _newer(self, connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[str, list[Row[Any]]]:
        """The reminders that came due after those among the rows, by case."""
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        reminders = [row for row in rows if row.kind in due.REMINDERS]
        if reminders:
            for row in due.newer(connection, {row.ref for row in reminders}, reminders[0].due_at, self.now):
                found[row.ref].append(row)
        return found

    def _not_done(self, rows: Sequence[Row[Any]], error: Exception) -> None:
        """Nothing was written: who is busy is left alone, and of several rows the one to blame is found one by one."""
        if _by_others(error):
            self.beyond |= {row.ref for row in rows}
        elif len(rows) > 1:
            self.most = 1
        else:
            (row,) = rows
            log.exception("%s of %s (follow-up %s) could not be done", row.rule, row.ref, row.id, exc_info=error)
            with self.database.begin() as connection:
                due.put_off(connection, row, self.now + AGAIN, f"{type(error).__name__}: {error}")


def _do_not_wait(connection: Connection) -> None:
    """Whoever presses locks the case, then the rows that hang on it; we have a row and want the case."""
    if connection.dialect.name == "postgresql":
        # Well before the second after which PostgreSQL looks for a deadlock, and perhaps ends the person's move.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")


def _by_others(error: Exception) -> bool:
    """Whether it was only that somebody else had the case in hand."""
    code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return isinstance(error, Busy | Lost) or code in LOCKED_BY_OTHERS
