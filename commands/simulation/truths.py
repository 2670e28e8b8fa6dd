"""The truths of the design, each asked of what is in the database when all has been lived: pure reading, a row each."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, func, select

from commands.simulation import outsiders, owed
from commands.simulation.contradictions import contradictions, nobodys_turn, wrongly_named
from commands.simulation.planned import Row, wrongly_planned
from commands.simulation.world import World
from records.database import reading
from workflow import due, export, outbox, replay, tables
from workflow.errors import WorkflowError
from workflow.history import read_entry

GROWING = ("entries", "cases", "links", "participants", "follow_ups", "outbox", "texts", "deliveries")


@dataclass(frozen=True)
class Truth:
    """What was asked, of how many, and where it does not hold, a sentence each."""

    said: str
    asked: int
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it holds everywhere."""
        return not self.wrong


def truths(world: World, grown: Iterable[str], otherwise: Iterable[str], killed: int) -> list[Truth]:
    """All of them. `grown` tells where rows became fewer, `otherwise` what was written otherwise than planned."""
    with reading(world.program.database) as connection:
        rows = export.read_rows(connection)
        number = len(rows.cases)
        snapshot = world.program.engine.snapshot_of(connection, rows.cases, world.now, ())
        entries = _count(connection, "entries")
        registry = world.program.registry
        follow_ups = _count(connection, "follow_ups")
        planned = [Row(*row) for row in connection.execute(_planned)]
        asked, seen = outsiders.shown(connection, world, snapshot)
        return [
            Truth("1 Replaying the history gives every case; no entry is missing or changed", entries, (*_replayed(connection, rows),)),
            Truth("2 Linked cases never contradict each other", number, (*contradictions(snapshot), *wrongly_named(snapshot, registry))),
            Truth("2 What was planned was written, and every letter belongs to an act", _count(connection, "outbox"), (*otherwise, *owed.acts(connection))),
            Truth("2 It is somebody's turn, or the case has ended", number, (*nobodys_turn(snapshot, rows),)),
            Truth("3 What is due is a row, done once; nothing is overdue", follow_ups, (*_late(connection, world), *owed.clock(connection))),
            Truth("3 What belongs to a state that was left is no longer planned", len(planned), (*wrongly_planned(snapshot, registry, planned),)),
            Truth("4 Deadlines are the ends of days, and reminders come at nine on working days", follow_ups, (*owed.days(connection, snapshot),)),
            Truth("5 Every letter was taken once under its Message-ID, and none is missing", _count(connection, "deliveries"), (*owed.letters(connection, world, killed),)),
            Truth("6 Who has no part in a case sees nothing of it", asked, tuple(seen)),
            Truth("7 Nothing was deleted", sum(_count(connection, name) for name in GROWING), tuple(grown)),
        ]  # fmt: skip


def counts(world: World) -> dict[str, int]:
    """How many rows each table has that may only grow."""
    with reading(world.program.database) as connection:
        return {name: _count(connection, name) for name in GROWING}


def fewer(before: Mapping[str, int], after: Mapping[str, int], when: object) -> Iterator[str]:
    """Tables that lost rows."""
    for name, number in before.items():
        if after[name] < number:
            yield f"{name} had {number} rows, and {after[name]} by {when}."


def _count(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(tables.metadata.tables[name])) or 0


_planned = select(*(tables.follow_ups.c[one.name] for one in fields(Row))).where(
    tables.follow_ups.c.status == "planned"
)
_histories = select(tables.entries.c.body).order_by(tables.entries.c.ref, tables.entries.c.seq)


def _replayed(connection: Connection, rows: replay.Rows) -> Iterator[str]:
    try:
        yield from replay.differences(replay.replay(export.lines(connection)), rows)
    except WorkflowError as error:
        yield str(error)


def _late(connection: Connection, world: World) -> Iterator[str]:
    if number := due.count(connection, world.now):
        yield f"{number} follow-ups are due and not done."
    if number := outbox.due(connection, world.now):
        yield f"{number} letters are due and not sent."


# --- the same lives, the same histories ---------------------------------------------------------------------------------


def digest(connection: Connection) -> str:
    """A hash of all histories, without what is drawn anew in every run: ids of acts and texts, commitments, and hashes."""
    said = hashlib.sha256()
    for body in connection.scalars(_histories):
        entry = read_entry(body)
        told = [
            entry.ref,
            entry.seq,
            entry.kind.value,
            entry.trigger,
            entry.source,
            entry.target,
            entry.actor,
            entry.part,
        ]
        said.update(json.dumps([*told, str(entry.at), _lasting(entry.changes)], sort_keys=True, default=str).encode())
    return said.hexdigest()


def _lasting(value: Any) -> Any:
    match value:
        case {"text": str(), "commitment": str()}:
            return "a text"
        case Mapping():
            return {key: _lasting(item) for key, item in value.items() if key not in ("undoes", "act", "letter")}
        case list():
            return [_lasting(item) for item in value]
    return value
