"""Rows that fall due: letters about requests, as many as asked, each of which owes the office one letter."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import func, insert, select, text

from benchmarks import scene
from workflow import doing
from workflow.tables import follow_ups, outbox

OF_ONE = 4  # rows of a request that are due together, as the day before an exchange four parties are written to


class NotDone(Exception):
    """A way left rows undone, or wrote other letters than were owed."""


class Rows:
    """Follow-ups of some requests; `letter` is what the tick wrote for one of them, by column."""

    def __init__(self, database: Database, requests: int) -> None:
        self._database = database
        self._refs = [worker.ref for worker in scene.workers(database, requests)]
        self._number = count(1_000)
        self.lay(1)
        doing.tick(database, scene.engine(), now=scene.NOW)
        with database.connect() as connection:
            written = connection.execute(select(outbox).where(outbox.c.follow_up.is_not(None))).one()
        self.letter: dict[str, Any] = written._asdict()

    def lay(self, rows: int) -> list[tuple[int, str]]:
        """Let so many rows be due, some a request in turn; the id and the case of each.

        PostgreSQL is told how many there are, as it soon would be by itself: it would look through them for every letter.
        """
        with self._database.begin() as connection:
            of_first = select(follow_ups).where(follow_ups.c.ref == self._refs[0]).order_by(follow_ups.c.id).limit(1)
            alike = dict(connection.execute(of_first).one()._mapping)
            del alike["id"]
            due = [self._due(alike, place) for place in range(rows)]
            asked = insert(follow_ups).returning(follow_ups.c.id, follow_ups.c.ref)
            laid = [(row.id, row.ref) for row in connection.execute(asked, due)]
        with self._database.begin() as connection:
            connection.execute(text("ANALYZE follow_ups, outbox"))
        return laid

    def _due(self, alike: dict[str, Any], place: int) -> dict[str, Any]:
        own = {"ref": self._refs[place // OF_ONE % len(self._refs)], "generation": next(self._number), "kind": "letter"}
        return {**alike, **own, "status": "planned", "ended_by": None, "due_at": scene.NOW - timedelta(minutes=1)}

    def check(self, ids: Sequence[int]) -> None:
        """Raises NotDone unless each of these rows is done and has its letter."""
        done = follow_ups.c.id.in_(ids), follow_ups.c.status == "done"
        with self._database.connect() as connection:
            ended = connection.scalar(select(func.count()).select_from(follow_ups).where(*done))
            told = connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.follow_up.in_(ids)))
        if not ended == told == len(ids):
            raise NotDone(f"Of {len(ids)} rows {ended} are done, and {told} have a letter.")
