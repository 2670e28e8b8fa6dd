"""What is due is done in each of the ways that are compared, and every way leaves the same rows."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import select

from benchmarks.due import HAND, TICK, Way, measure, ways_of
from benchmarks.queues import QUEUES
from benchmarks.rows import NotDone, Rows
from records.database import connect
from workflow.tables import follow_ups, outbox

ROWS = 9
CHANCE = ("id", "act", "planned_by", "ended_by", "follow_up", "generation")


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL, where several can do what is due side by side."""
    database = connect(postgres_url)
    yield database
    database.dispose()


@pytest.fixture
def rows(database: Database) -> Rows:
    """Rows of one request: by hand each letter says what that of the first said."""
    return Rows(database, 1)


def left_by(database: Database, way: Way, rows: Rows) -> list[list[dict[str, Any]]]:
    """The rows that a way leaves of its own, up to ids and acts."""
    with database.connect() as connection:
        before = {table: set(connection.scalars(select(table.c.id))) for table in (follow_ups, outbox)}
    measure(way, rows, ROWS)
    found = []
    with database.connect() as connection:
        for table, known in before.items():
            new = (row for row in connection.execute(select(table).order_by(table.c.ref)) if row.id not in known)
            found.append([{k: v for k, v in row._asdict().items() if k not in CHANCE} for row in new])
    return found


@pytest.mark.parametrize("name", [HAND, *QUEUES])
def test_same_rows(database: Database, rows: Rows, name: str) -> None:
    """A way ends what is due as the tick does, and writes the same letters."""
    ways, missing = ways_of(database, rows)
    if name not in ways:
        pytest.skip(*missing)
    told = left_by(database, ways[TICK], rows)
    assert left_by(database, ways[name], rows) == told
    assert [len(table) for table in told] == [ROWS, ROWS]


def test_nothing_done(rows: Rows) -> None:
    """A way that does nothing is no way."""
    with pytest.raises(NotDone, match="Of 9 rows 0 are done, and 0 have a letter"):
        measure(Way(lambda: None), rows, ROWS)
