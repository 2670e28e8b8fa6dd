"""Public pages with ten published items and with ten thousand: what everybody opens must not grow slower with success."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from statistics import median
from time import perf_counter

from benchmarks.pages import Times, filled, rounds
from benchmarks.places import PLACES
from benchmarks.report import met, server, table
from benchmarks.specimens import EARLY, Story
from tests.support.programme import Programme
from tests.web.site import Site

SMALL, LARGE = 60, 20_000  # cases; every second is published, and of each kind there is a page at the small size
GOAL = 1.2  # how much a page may take longer
PAGES: Mapping[str, str] = {
    "first page": "/",
    "open calls": "/opportunities",
    "earlier calls": "/opportunities?earlier=yes",
    "a call": "",
    "exchanges": "/exchanges",
    "of a country": "/exchanges?country=GH",
    "feed of calls": "/opportunities.atom",
}
HEAD = ("page", "ten of a kind", "10,000 in all", "takes longer", "lowest", "highest", "goal", "")


class Book:
    """The public pages of one database."""

    def __init__(self, site: Site) -> None:
        self._client = site.visitor().client
        listed = re.findall(r'href="(/opportunities/CALL[^"?]*)"', self._client.get("/opportunities").text)
        self._addresses = {name: address or listed[0] for name, address in PAGES.items()}

    def open(self, page: str, _number: int) -> float:
        """Seconds until it is there."""
        begun = perf_counter()
        answer = self._client.get(self._addresses[page])
        took = perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.request.path} answered {answer.status}")
        return took


def run() -> bool:
    """Measure on both databases and print; whether every goal is met."""
    reached = [_on(name) for name in PLACES]
    return all(reached)


def _on(name: str) -> bool:
    with ExitStack() as stack:
        small, large = (stack.enter_context(filled(name, cases, _stories())) for cases in (SMALL, LARGE))
        told = server(small.program.database)
        books = (Book(small), Book(large))
        rows = [_row(page, rounds(books, page)) for page in PAGES]
    table(f"Milliseconds to a whole public page on {told}", HEAD, [row for row, _ in rows])
    return all(fine for _, fine in rows)


def _stories() -> Iterator[Story]:
    """A call that is open, and an exchange that was held with the call before it; both so often that copied once they fill a page."""
    for _again in range(5):
        yield EARLY, _called
        yield EARLY, partial(Programme.exchange, state="executed")


def _called(programme: Programme) -> None:
    programme.call(programme.request(state="validated"), days=150)


def _row(page: str, times: Sequence[Times]) -> tuple[Sequence[object], bool]:
    grown = [median(large) / median(small) for small, large in times]
    fine = median(grown) < GOAL
    cells = [f"{1000 * median(took for one in times for took in one[size]):.1f}" for size in (0, 1)]
    spread = [f"{one:.2f}" for one in (median(grown), min(grown), max(grown))]
    return (page, *cells, *spread, f"< {GOAL}", met(fine)), fine
