"""Work list and case page, as the broker and a government read them, with a thousand cases and with a hundred thousand."""

import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Protocol

from flask.testing import FlaskClient
from sqlalchemy import func, select

from benchmarks.bulk import load
from benchmarks.places import PLACES
from benchmarks.report import met, server, table
from benchmarks.specimens import NOW, Story, play
from records.casepage import NEWEST
from records.database import reading
from tests.support.programme import Programme
from tests.web.site import Site
from workflow import tables

SMALL, LARGE = 1_000, 100_000  # cases
GOAL = 1.3  # how much p95 may grow
ROUNDS, TIMES = 5, 30  # of each page at each size
LOOKED_AT = 200  # case pages to choose from
# Entries of the long case, in the small database and in the large one: a page of them, as an exchange has that was held.
LONG = {SMALL: NEWEST, LARGE: 500}

# What is opened, by whom, and whether it has the goal.
PAGES: Mapping[str, tuple[str, str, bool]] = {
    "work list": ("broker", "/desk", True),
    "case page": ("broker", "/desk/cases/{ref}", True),
    "long case's page": ("broker", "/desk/cases/{long}", True),
    "filtered list": ("broker", "/desk?type=request&state=submitted", False),
    "a government's list": ("north", "/portal", False),
}
HEAD = ("page", "p50", f"p95 at {SMALL:,}", "p50", f"p95 at {LARGE:,}", "p95 grows", "lowest", "highest", "goal", "")


class Opens(Protocol):
    """What pages can be opened in."""

    def open(self, page: str, number: int) -> float:
        """Seconds until a page is there; `number` chooses among several."""


class Book:
    """The pages of one database, and addresses to open."""

    def __init__(self, site: Site) -> None:
        self._clients: dict[str, FlaskClient] = {who: site.visitor(who).client for who, _, _ in PAGES.values()}
        with reading(site.program.database) as connection:
            refs = list(connection.scalars(select(tables.cases.c.ref).order_by(tables.cases.c.ref)))
        self._refs = random.Random(0).sample(refs, LOOKED_AT)
        self._long = long_case(site)

    def open(self, page: str, number: int) -> float:
        """Seconds until the page is there; `number` chooses the case."""
        who, address, _ = PAGES[page]
        begun = time.perf_counter()
        answer = self._clients[who].get(address.format(ref=self._refs[number % LOOKED_AT], long=self._long))
        took = time.perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.request.path} answered {answer.status}")
        return took


def run() -> bool:
    """Measure on both databases and print; whether every goal is met."""
    reached = [_on(name) for name in PLACES]
    return all(reached)


def _on(name: str) -> bool:
    with ExitStack() as stack:
        small, large = (stack.enter_context(filled(name, cases)) for cases in LONG)
        for site, entries in zip((small, large), LONG.values(), strict=True):
            lengthen(site, entries)
        told = server(small.program.database)
        books = (Book(small), Book(large))
        found = {page: rounds(books, page) for page in PAGES}
    rows = [_row(page, rounds) for page, rounds in found.items()]
    table(f"Milliseconds to a whole page on {told}", HEAD, [row for row, _ in rows])
    return all(fine for _, fine in rows)


@contextmanager
def filled(name: str, cases: int, stories: Iterable[Story] | None = None) -> Iterator[Site]:
    """The pages of a database with so many cases, a sample of them replayed and compared first."""
    with PLACES[name]() as url, tempfile.TemporaryDirectory() as home:
        programme = Programme(url)
        load(programme, play(programme, stories), cases)
        programme.close()
        site = Site(url, Path(home))
        site.programme.now = NOW
        yield site
        site.close()


def long_case(site: Site) -> str:
    """The first request that goes on."""
    wanted = select(func.min(tables.cases.c.ref)).where(tables.cases.c.kind == "request", ~tables.cases.c.ended)
    with reading(site.program.database) as connection:
        return str(connection.scalar(wanted))


def lengthen(site: Site, many: int) -> None:
    """Comments of the broker, by the engine, until the long case has so many entries."""
    ref, engine, broker = long_case(site), site.program.engine, site.programme.people["broker"]
    with site.program.database.begin() as connection:
        count = select(func.count()).where(tables.entries.c.ref == ref)
        for number in range(many - (connection.scalar(count) or 0)):
            engine.comment(connection, ref, f"Remark {number}.", actor=broker, now=NOW, via="benchmark")


Times = tuple[list[float], list[float]]  # at the small size and at the large one


def rounds(books: tuple[Opens, Opens], page: str) -> list[Times]:
    """Seconds, in rounds; one after the other at both sizes, so that what disturbs one disturbs the other."""
    for book in books:
        for number in range(TIMES):
            book.open(page, number)
    done: list[Times] = []
    for turn in range(ROUNDS):
        times: Times = [], []
        for number in range(TIMES):
            for size in (0, 1) if number % 2 else (1, 0):
                times[size].append(books[size].open(page, turn * TIMES + number))
        done.append(times)
    return done


def _row(page: str, rounds: Sequence[Times]) -> tuple[Sequence[object], bool]:
    grown = [_p95(large) / _p95(small) for small, large in rounds]
    wanted, fine = PAGES[page][2], median(grown) < GOAL
    small, large = ([took for times in rounds for took in times[size]] for size in (0, 1))
    cells = [f"{1000 * one:.1f}" for took in (small, large) for one in (median(took), _p95(took))]
    spread = [f"{one:.2f}" for one in (median(grown), min(grown), max(grown))]
    return (page, *cells, *spread, f"< {GOAL}" if wanted else "", met(fine) if wanted else ""), fine or not wanted


def _p95(took: Sequence[float]) -> float:
    return quantiles(took, n=20)[-1]
