"""Whole lives of cases, played through the engine: the specimens that are copied into large databases."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import select

from benchmarks.driver import Driver
from records.database import reading
from tests.support.programme import Programme
from workflow import tables

NOW = datetime(2018, 6, 18, 8, tzinfo=UTC)  # a Monday, when the pages are looked at
# What a case has written, and the column that names it. Parents come first.
OF_CASES: Mapping[str, str] = {
    "cases": "ref",
    "turns": "ref",
    "entries": "ref",
    "texts": "ref",
    "links": "from_ref",
    "participants": "ref",
    "follow_ups": "ref",
    "outbox": "ref",
}
RECENT = tuple(NOW - timedelta(days=days) for days in (1, 2, 3, 5, 8, 12, 15, 20))
EARLY = datetime(2018, 2, 26, 9, tzinfo=UTC)  # what takes months began then


@dataclass(frozen=True)
class Specimen:
    """Linked cases with all their rows, by table, as the driver gives them."""

    refs: tuple[str, ...]
    rows: Mapping[str, list[dict[str, Any]]]


Story = tuple[datetime, Callable[[Programme], object]]  # when it begins, and how it goes


def play(programme: Programme, stories: Iterable[Story] | None = None) -> list[Specimen]:
    """Play stories, all of ours if none are given, and read what they wrote; the programme's clock stands at NOW afterwards."""
    made: list[tuple[str, ...]] = []
    for begin, story in stories or _stories():
        before = _refs(programme.database)
        programme.now = begin
        story(programme)
        made.append(tuple(sorted(_refs(programme.database) - before)))
    programme.now = NOW
    driver = Driver(programme.database)
    found = [Specimen(refs, _rows(driver, refs)) for refs in made]
    driver.close()
    return found


def _stories() -> Iterator[Story]:
    for begin in RECENT:
        yield begin, Programme.request
        yield begin, _asked
        yield begin, _rejected
        yield begin, partial(Programme.request, state="validated")
        yield begin, _applied
    yield EARLY, Programme.to_decide
    for state in ("matched", "terms_drafted", "arranged", "executed"):
        yield EARLY, partial(Programme.exchange, state=state)


def _asked(programme: Programme) -> None:
    ref, day = programme.request(), (programme.now + timedelta(days=14)).date()
    programme.fire(ref, "ask_for_more", "broker", missing="Which wards?", answer_by=day.isoformat())


def _applied(programme: Programme) -> None:
    programme.application(programme.call(programme.request(state="validated")))


def _rejected(programme: Programme) -> None:
    programme.fire(programme.request(), "reject", "broker", reason="It is about another country.")


def _refs(database: Database) -> set[str]:
    with reading(database) as connection:
        return set(connection.scalars(select(tables.cases.c.ref)))


def _rows(driver: Driver, refs: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    found = {
        table: [row for ref in refs for row in driver.rows(table, column, ref)] for table, column in OF_CASES.items()
    }
    found["entries"].sort(key=lambda entry: (entry["ref"], entry["seq"]))
    return found
