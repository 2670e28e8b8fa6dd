"""What follows when a clock move is refused: an entry, a task of the broker for each reason, and another try tomorrow.

(design.md, The life of one transition: “never silently”.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert

from workflow import calendar, due, follow_ups, remarks
from workflow.attempt import Planned
from workflow.blockers import Blocker
from workflow.definition import CLOCK, Workflow
from workflow.engine import Engine
from workflow.fingerprint import fingerprint
from workflow.history import Entry, EntryKind
from workflow.moments import Hour
from workflow.snapshot import Case, Facts, Place
from workflow.tables import follow_ups as table
from workflow.texts import plain
from workflow.writing import follow_up_row


def write(
    connection: Connection, engine: Engine, row: Row[Any], blockers: Sequence[Blocker], now: datetime, *, via: str
) -> None:
    """Say why a claimed row could not be done; the same reasons are not told again when tomorrow's try meets them."""
    blockers = [replace(blocker, facts=plain(blocker.facts)) for blocker in blockers]
    why = reasons(blockers)
    if why != row.last_error:
        remarks.lock(connection, row.ref)
        snapshot = engine.snapshot(connection, row.ref, actor=CLOCK.name, now=now)
        case = snapshot.case(row.ref)
        definition = engine.registry.get(case.type, case.definition_version)
        entry = _entry(definition, case, row, blockers, now, via)
        after = replace(case, seq=entry.seq, head=entry.hash)
        remarks.write(connection, remarks.Remark(case, after, entry), snapshot.directory, grace=now, answered=())
        facts: Facts = definition.facts(snapshot, row.ref)
        planned = [follow_up_row(one, generation=entry.seq, act=entry.act) for one in tasks(facts, blockers)]
        connection.execute(insert(table), planned)
    due.put_off(connection, row, next_morning(row.zone, now), why)


def reasons(blockers: Sequence[Blocker]) -> str:
    """Why not, in codes: what a row that is put off remembers."""
    return ", ".join(sorted({blocker.code for blocker in blockers}))


def tasks(facts: Facts, blockers: Sequence[Blocker]) -> Iterator[Planned]:
    """One of the broker's a code: two linked cases may refuse for the same reason."""
    return (follow_ups.task(one, facts) for one in {blocker.code: blocker for blocker in blockers}.values())


def next_morning(zone: str, now: datetime) -> datetime:
    """When it is tried again."""
    tomorrow = Place(zone, "", "").today(now) + timedelta(days=1)
    return calendar.instant(tomorrow, Hour.MORNING, zone)


def _entry(
    definition: Workflow, case: Case, row: Row[Any], blockers: Sequence[Blocker], now: datetime, via: str
) -> Entry:
    said = [{"code": one.code, "passed": False, "facts": one.facts} for one in blockers]
    return Entry(
        ref=case.ref,
        seq=case.seq + 1,
        act=f"ACT-{uuid4().hex}",
        kind=EntryKind.FOLLOW_UP,
        trigger=row.trigger,
        actor=CLOCK.name,
        part=CLOCK.name,
        via=via,
        at=now,
        type=definition.name,
        definition_version=definition.version,
        fingerprint=fingerprint(definition),
        grounds={"part": CLOCK.name, "verdicts": said, "waivers": [], "cause": None},
        changes={},
        previous_hash=case.head,
    )
