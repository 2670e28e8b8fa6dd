"""Moves per second of the whole `engine.fire`, against the same rows written by hand."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Engine as Database

from benchmarks import scene
from benchmarks.pairs import Pairs, cpu, measure, rate
from benchmarks.phases import phases
from benchmarks.places import PLACES
from benchmarks.report import met, server, table
from benchmarks.ways import ENGINE, WAYS, Ways
from records.database import connect

GOALS = {"sqlite": 0.25, "postgresql": 0.6}
WORKERS = (1, 8)
PAIRS, SECONDS = 41, 0.25  # each way in each pair: short, for a machine that others use changes its speed
PROFILED = 300  # moves

HEAD = ("workers", "engine", "by hand", "ratio", "lowest", "highest", "goal", "", "CPU engine", "by hand")
PHASE = ("phase", "ms", "share", "of it in the driver", "statements")


def run(pairs: int = PAIRS, seconds: float = SECONDS) -> bool:
    """Measure on both databases and print; whether every goal is met."""
    reached = [_on(name, pairs, seconds) for name in PLACES]
    return all(reached)


def _on(name: str, pairs: int, seconds: float) -> bool:
    with PLACES[name]() as url:
        database = connect(url)
        told, workers = server(database), iter(scene.workers(database, sum(WORKERS) + 1))
        database.dispose()  # no connection is shared by the processes
        found = {number: _pairs(url, list(islice(workers, number)), pairs, seconds) for number in WORKERS}
        rows = [_row(number, one, GOALS[name]) for number, one in found.items()]
        table(
            f"Moves per second on {told}, each committed to disk; milliseconds of the client's CPU a move", HEAD, rows
        )
        _profile(told, connect(url), next(workers))
        return all(one.ratio >= GOALS[name] for one in found.values())


def _pairs(url: str, workers: Sequence[scene.Worker], pairs: int, seconds: float) -> Pairs:
    def begin(number: int) -> Ways:
        return Ways(connect(url), workers[number])

    return measure(begin, len(workers), WAYS, pairs=pairs, seconds=seconds)


def _row(workers: int, found: Pairs, goal: float) -> Sequence[object]:
    return (
        workers,
        f"{rate(found.first):.0f}",
        f"{rate(found.second):.0f}",
        f"{found.ratio:.2f}",
        f"{min(found.ratios):.2f}",
        f"{max(found.ratios):.2f}",
        goal,
        met(found.ratio >= goal),
        f"{cpu(found.first):.2f}",
        f"{cpu(found.second):.2f}",
    )


def _profile(told: str, database: Database, worker: scene.Worker) -> None:
    ways = Ways(database, worker)
    for _ in range(20):
        ways.move(ENGINE)
    found = phases(database, ways, PROFILED)
    whole = sum(one.wall for name, one in found.items()) / 2  # the parts and their sum
    rows = [
        (name, f"{1000 * one.wall:.2f}", f"{one.wall / whole:.0%}", f"{1000 * one.driver:.2f}", one.statements)
        for name, one in found.items()
    ]
    table(f"Where the time of one engine move goes on {told}, one worker", PHASE, rows)
