"""Large databases, fast: copies of specimens with people of their own, and the proof that they are true histories."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
COPIES_OF_ONE = 4  # how often the same people have all of the specimens, so that each has about as many cases
AT_ONCE = 5_000  # cases a transaction


class NotTrue(Exception):
    """The sample of a bulk-loaded database does not replay to its rows."""


def load(programme: Programme, specimens: Sequence[Specimen], cases: int) -> None:
    """Fill a database with so many cases. Raises NotTrue if a sample, compared first, is no history of its rows."""
    database, copier = programme.database, Copier(specimens)
    there, waiting, sample, number = sum(len(one.refs) for one in specimens), _nothing(), [], 0
    while there < cases:
        if number % COPIES_OF_ONE == 0:
            people = _newcomers(programme, number // COPIES_OF_ONE, waiting)
        for refs, rows in copier.copies(people):
            for table, of in rows.items():
                waiting[table] += of
            there += len(refs)
            sample += refs if number == 0 else []
        number += 1
        if number == 1 or len(waiting["cases"]) > AT_ONCE or there >= cases:
            _write(database, waiting)
            waiting = _nothing()
            if number == 1:
                _compare(database, sample)
    _finish(database, copier)


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
