"""Rows that are due, done per second: by the tick, by hand in batches, and by two job queues that do the same deed a row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from sqlalchemy import Engine as Database

from benchmarks import scene
from benchmarks.batches import ByHand, Due
from benchmarks.places import postgresql
from benchmarks.queues import QUEUES, Missing, versions
from benchmarks.report import met, server, table
from benchmarks.rows import OF_ONE, Rows
from records.database import connect
from workflow import doing

ROUNDS = 5
TICK, HAND = "the tick", "by hand, in batches"
# Rows a round: 10,000 of each in all; of the queues fewer, which need as long for these.
ROWS: Mapping[str, int] = {TICK: 2_000, HAND: 2_000, **dict.fromkeys(QUEUES, 150)}
GOALS: Mapping[str, float] = {HAND: 1 / 3, **dict.fromkeys(QUEUES, 10.0)}  # the tick's rate for each of theirs
REQUESTS = 500  # that the rows are about

HEAD = ("way", "rows per second", "the tick for each", "lowest", "highest", "goal", "")


@dataclass
class Way:
    """One way to do what is due: what it needs to be told before the clock runs, the doing, and rows per second so far."""

    work: Callable[[], object]
    begin: Callable[[Sequence[Due]], object] = lambda rows: None
    rates: list[float] = field(default_factory=list)


def run(rounds: int = ROUNDS, rows: Mapping[str, int] = ROWS, requests: int = REQUESTS) -> bool:
    """Measure on PostgreSQL, where several can do it side by side, and print; whether every goal is met."""
    with postgresql() as url:
        database = connect(url)
        told, due = server(database), Rows(database, requests)
        ways, missing = ways_of(database, due)
        for number in range(rounds):
            names = [*ways] if number % 2 else [*reversed(ways)]
            for name in names:
                measure(ways[name], due, rows[name])
        database.dispose()
    what = f"Rows that are due, {OF_ONE} of a case together and a letter each"
    title = f"{what}, done per second on {told} by one process; {versions()}"
    table(title, HEAD, [_row(name, ways) for name in ways])
    print(*missing, sep="\n", end="\n" if missing else "")
    return all(median(_ratios(ways, name)) >= goal for name, goal in GOALS.items() if name in ways)


def ways_of(database: Database, due: Rows) -> tuple[dict[str, Way], list[str]]:
    """The ways by name, and why one is not among them."""
    engine, hand, missing = scene.engine(), ByHand(database, due.letter), []
    ways = {TICK: Way(lambda: doing.tick(database, engine, now=scene.NOW)), HAND: Way(hand.work)}
    for name, make in QUEUES.items():
        try:
            queue = make(database, due.letter)
            ways[name] = Way(queue.work, queue.begin)
        except Missing as reason:
            missing.append(f"  {reason}.")
    return ways, missing


def measure(way: Way, due: Rows, rows: int) -> None:
    """Raises NotDone if it left something undone."""
    laid = due.lay(rows)
    way.begin(laid)
    begun = perf_counter()
    way.work()
    way.rates.append(rows / (perf_counter() - begun))
    due.check([ident for ident, _ in laid])


def _ratios(ways: Mapping[str, Way], name: str) -> Sequence[float]:
    """The tick's rate for each of a way's, round by round."""
    return [one / other for one, other in zip(ways[TICK].rates, ways[name].rates, strict=True)]


def _row(name: str, ways: Mapping[str, Way]) -> Iterator[object]:
    yield from (name, f"{median(ways[name].rates):.0f}")
    if name in GOALS:
        ratios = _ratios(ways, name)
        yield from (f"{one:.2f}" for one in (median(ratios), min(ratios), max(ratios), GOALS[name]))
        yield met(median(ratios) >= GOALS[name])
    else:
        yield from [""] * (len(HEAD) - 2)
