"""Large databases, fast: copies of specimens with people of their own, and the proof that they are true histories."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import select, text

from benchmarks.copies import Copier, Row
from benchmarks.driver import Driver
from benchmarks.specimens import OF_CASES, Specimen
from records.database import reading
from tests.support.programme import Programme
from workflow import export, replay, tables
from workflow.history import write_line

PARTIES = ("north", "south", "west", "city", "town", "port")  # those who have cases of their own; the office is one
LIVES_OF_ONE = 9  # specimens that the same people have, whatever the size of the database
AT_ONCE = 500  # cases a transaction, about


class NotTrue(Exception):
    """The sample of a bulk-loaded database does not replay to its rows."""


def load(programme: Programme, specimens: Sequence[Specimen], cases: int) -> None:
    """Fill a database with so many cases. Raises NotTrue if a sample, compared first, is no history of its rows."""
    copier, there = Copier(specimens), sum(len(one.refs) for one in specimens)
    for number, rows in enumerate(_batches(programme, copier)):
        _write(programme.database, rows)
        if number == 0:
            _compare(programme.database, [row["ref"] for row in rows["cases"]])
        there += len(rows["cases"])
        if there >= cases:
            break
    _finish(programme.database, copier)


def _batches(programme: Programme, copier: Copier) -> Iterator[dict[str, list[Row]]]:
    """Rows by table, without end: first a copy of each specimen, then as many as go into a transaction."""
    waiting = _nothing()
    for number, specimen in enumerate(cycle(copier.specimens)):
        if number % LIVES_OF_ONE == 0:
            people = _newcomers(programme, number // LIVES_OF_ONE, waiting)
        for table, rows in copier.copy(specimen, people).items():
            waiting[table] += rows
        if number + 1 == len(copier.specimens) or len(waiting["cases"]) >= AT_ONCE:
            yield waiting
            waiting = _nothing()


def _nothing() -> dict[str, list[Row]]:
    return defaultdict(list)


def _newcomers(programme: Programme, number: int, waiting: dict[str, list[Row]]) -> Mapping[str, str]:
    """Governments and their people like those of the specimens: old id → new."""
    driver, names = Driver(programme.database), dict[str, str]()
    for place, name in enumerate(PARTIES):
        body, person = programme.bodies[name], programme.people[name]
        own = 10_000 + number * len(PARTIES) + place
        names |= {body: f"ORG-{own}", person: f"PER-{own}"}
        waiting["organisations"] += [{**row, "id": names[body]} for row in driver.rows("organisations", "id", body)]
        waiting["people"] += [
            {**row, "id": names[person], "organisation": names[body], "email": f"{name}.{own}@connect.example"}
            for row in driver.rows("people", "id", person)
        ]
        waiting["roles"] += [{**row, "person": names[person]} for row in driver.rows("roles", "person", person)]
    driver.close()
    return names


def _write(database: Database, waiting: Mapping[str, list[Row]]) -> None:
    """Write rows by table, parents first."""
    # A case that is followed must be there before its follower.
    waiting["cases"].sort(key=lambda row: row["follows"] is not None)
    driver = Driver(database)
    with driver.transaction():
        for table in ("organisations", "people", "roles", *OF_CASES):
            if rows := waiting[table]:
                driver.add(table, list(rows[0]), [tuple(row.values()) for row in rows])
    driver.close()


def _finish(database: Database, copier: Copier) -> None:
    """Let the numbers go on behind those of the copies, and PostgreSQL know what it holds, as it soon would itself."""
    with database.begin() as connection:
        for (prefix, year), last in copier.last.items():
            here = (tables.counters.c.prefix == prefix, tables.counters.c.year == year)
            connection.execute(tables.counters.update().where(*here).values(last=last))
    if database.dialect.name == "postgresql":
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _compare(database: Database, refs: Iterable[str]) -> None:
    """Replay the histories of these cases, which are linked to no others, and compare them with their rows."""
    wanted = set(refs)
    of_history = select(tables.entries.c.body, tables.entries.c.hash).where(tables.entries.c.ref.in_(wanted))
    with reading(database) as connection:
        lines = [
            write_line(*row)
            for row in connection.execute(of_history.order_by(tables.entries.c.ref, tables.entries.c.seq))
        ]
        rows = export.read_rows(connection)
    sample: Any = replay.Rows(
        cases={ref: row for ref, row in rows.cases.items() if ref in wanted},
        seats={ref: of for ref, of in rows.seats.items() if ref in wanted},
        links=[ends for ends in rows.links if set(ends) <= wanted],
        turns={ref: of for ref, of in rows.turns.items() if ref in wanted},
    )
    if different := replay.differences(replay.replay(lines), sample):
        raise NotTrue("; ".join(different[:5]))
