"""Gathers the letters that can wait: what somebody wants together becomes one letter a day, or a week, and leaves like any
other. Each once, whoever gathers.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, select
from sqlalchemy import Engine as Database

from workflow import digests, outbox
from workflow.calendar import instant
from workflow.definition import STATE_GROUP, Kind
from workflow.engine import Engine
from workflow.moments import Hour
from workflow.snapshot import Snapshot
from workflow.tables import follow_ups
from workflow.tally import Tally
from workflow.telling import Expected
from workflow.words import _

NOT_NEEDED = _("Its reason was gone before it could leave.")


def tick(database: Database, engine: Engine, *, now: datetime, stop: Callable[[], bool] = lambda: False) -> Tally:
    """Gather all that is due, person by person, until told to stop: how many letters came of it, who waits still."""
    done = 0
    while not stop():
        with database.begin() as connection:
            recipient = outbox.first_gathered(connection, now)
            if recipient is None:
                break
            done += _gather(connection, engine, recipient, now)
    with database.begin() as connection:
        return Tally(done, outbox.gathered(connection, now))


def _gather(connection: Connection, engine: Engine, recipient: str, now: datetime) -> int:
    """One letter of all that waits for somebody (`person:PER-…`); 0 where none was needed, or others were quicker."""
    rows = outbox.take_gathered(connection, recipient, now)
    if not rows:
        return 0
    person, act = recipient.removeprefix("person:"), f"ACT-{uuid4().hex}"
    snapshot = engine.snapshot_of(connection, {row.ref for row in rows}, now, [person])
    place = snapshot.directory.place(person)
    off = place.digest == digests.OFF
    wanted = [] if off else _wanted(connection, engine, snapshot, rows, person)
    idle = [row.id for row in rows if row not in wanted]
    outbox.leave_out(connection, idle, act, digests.UNWANTED if off else NOT_NEEDED)
    if not wanted:
        return 0
    ids = [row.id for row in wanted]
    if not outbox.first_today(connection, person, place.today(now), act):
        outbox.wait_until(connection, ids, instant(digests.next_day(place, now), Hour.MORNING, place.zone))
        return 0
    outbox.gather(connection, wanted, act, place, now)
    return 1


def _wanted(
    connection: Connection, engine: Engine, snapshot: Snapshot, rows: Sequence[Row[Any]], person: str
) -> list[Row[Any]]:
    """The letters whose reason is still there; of the reminders of one case only the newest."""
    told = dict(_follow_ups(connection, [row.follow_up for row in rows]))
    standing = [row for row in rows if _stands(engine, snapshot, row, told[row.follow_up], person)]
    newest = {row.ref: row for row in standing if told[row.follow_up].kind == Kind.REMIND.value}
    return [row for row in standing if told[row.follow_up].kind != Kind.REMIND.value or row.id == newest[row.ref].id]


def _follow_ups(connection: Connection, ids: Collection[int]) -> Iterator[tuple[int, Row[Any]]]:
    query = select(follow_ups).where(follow_ups.c.id.in_(ids))
    return ((row.id, row) for row in connection.execute(query))


def _stands(engine: Engine, snapshot: Snapshot, letter: Row[Any], due: Row[Any], person: str) -> bool:
    case = snapshot.case(letter.ref)
    if due.group == STATE_GROUP and letter.items[0]["facts"]["state"] != case.state:
        return False
    expected = Expected(due, engine.registry.get(case.type, case.definition_version), snapshot)
    return expected.declared is not None and person in expected.due
