"""Rows that are due, done by hand: a hundred at a time, those that another has in hand passed over."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from psycopg.types.json import Jsonb
from sqlalchemy import Engine as Database

from benchmarks import scene
from benchmarks.driver import Driver

BATCH = 100
DUE = """
    SELECT id, ref FROM follow_ups WHERE status IN ('planned', 'claimed') AND status = 'planned' AND due_at <= ?
    ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED
"""
LETTERS = """
    INSERT INTO outbox (act, follow_up, ref, recipient, template, items, language, zone, status, not_before, attempts,
    planned_by)
    SELECT act, id, ref, ?, ?, items, ?, ?, 'created', ?, 0, act
    FROM unnest(?::text[], ?::int[], ?::text[], ?::jsonb[]) AS due (act, id, ref, items)
"""
ENDED = """
    UPDATE follow_ups SET status = 'done', ended_by = act FROM unnest(?::int[], ?::text[]) AS due (done, act)
    WHERE id = done
"""

Due = tuple[int, str]  # a row's id, and its case


class ByHand:
    """Does what is due with the driver alone: nobody is asked whether it is still to be told, and to whom.

    `letter` is what the tick wrote for a row like these, by column.
    """

    def __init__(self, database: Database, letter: Mapping[str, Any]) -> None:
        self._driver, self._letter = Driver(database), letter

    def work(self) -> None:
        """Do all that is due, a transaction a batch."""
        more = True
        while more:
            with self._driver.transaction():
                rows = self._driver.run(DUE, scene.NOW, BATCH).fetchall()
                self._write(rows)
            more = bool(rows)

    def one(self, ident: int, ref: str) -> None:
        """Do one row, in a transaction of its own."""
        with self._driver.transaction():
            self._write([(ident, ref)])

    def _write(self, rows: Sequence[Due]) -> None:
        told, run = self._letter, self._driver.run
        ids, refs = [ident for ident, _ in rows], [ref for _, ref in rows]
        acts = [f"ACT-{uuid4().hex}" for _ in rows]
        items = [Jsonb([{**told["items"][0], "ref": ref}]) for ref in refs]
        place = (told["recipient"], told["template"], told["language"], told["zone"], scene.NOW)
        run(LETTERS, *place, acts, ids, refs, items)
        run(ENDED, ids, acts)

    def close(self) -> None:
        """Give the connection back."""
        self._driver.close()
