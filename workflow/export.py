"""History out of the database as lines that can be checked anywhere, and the rows that it must agree with."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from workflow.history import write_line
from workflow.replay import Rows
from workflow.tables import cases, entries, links, participants, turns

AT_ONCE = 1_000  # entries in memory, about 2 kB each

_entries = select(entries.c.body, entries.c.hash).order_by(entries.c.ref, entries.c.seq)
_seats = select(participants).where(participants.c.until_act.is_(None))
_links = select(links.c.from_ref, links.c.to_ref).where(links.c.until_act.is_(None))


def lines(connection: Connection) -> Iterator[str]:
    """Every entry as a line in the format of `history.py`, stream by stream, oldest first; without line ends.

    Read it inside one transaction, so that all streams are of one moment.
    """
    for row in connection.execute(_entries, execution_options={"yield_per": AT_ONCE}):
        yield write_line(row.body, row.hash)


def read_rows(connection: Connection) -> Rows:
    """What the tables say now, for `replay.differences`."""
    seats: dict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)
    for row in connection.execute(_seats):
        seats[row.ref].append((row.part, row.organisation, row.person))
    waiting: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for row in connection.execute(select(turns)):
        waiting[row.ref].append((row.part, row.due_at))
    return Rows(
        cases={row["ref"]: dict(row) for row in connection.execute(select(cases)).mappings()},
        seats=seats,
        links=[(row.from_ref, row.to_ref) for row in connection.execute(_links)],
        turns=waiting,
    )
