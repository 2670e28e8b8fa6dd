"""Two ways of doing the same, in alternating pairs by several processes: what disturbs one disturbs the other too."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

FORK = multiprocessing.get_context("fork")


class Mover(Protocol):
    """What a process measures: one move in one of the ways."""

    def move(self, way: str) -> None:
        """Do it once."""


@dataclass(frozen=True)
class Slice:
    """What all processes did in one way for a while: moves, seconds of the slowest, seconds of their processors."""

    moves: int
    wall: float
    cpu: float

    @property
    def rate(self) -> float:
        """Moves a second, of all processes together."""
        return self.moves / self.wall


@dataclass(frozen=True)
class Pairs:
    """The slices of two ways, pair by pair."""

    first: Sequence[Slice]
    second: Sequence[Slice]

    @property
    def ratios(self) -> list[float]:
        """The rate of the first way for each of the second, pair by pair."""
        return [one.rate / other.rate for one, other in zip(self.first, self.second, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)


def rate(slices: Sequence[Slice]) -> float:
    """The median rate, moves a second."""
    return median(one.rate for one in slices)


def cpu(slices: Sequence[Slice]) -> float:
    """The median of what a move costs the processor of the client, in milliseconds."""
    return median(1000 * one.cpu / one.moves for one in slices)


def measure(
    make: Callable[[int], Mover], processes: int, ways: tuple[str, str], *, pairs: int, seconds: float
) -> Pairs:
    """Let so many processes, each with what `make` gives for its number, do pairs of slices of so many seconds.

    Which way comes first changes with every pair; one more pair before the first is not counted.
    """
    pipes = [FORK.Pipe() for _ in range(processes)]
    running = [
        FORK.Process(target=_work, args=(make, number, theirs), daemon=True) for number, (_, theirs) in enumerate(pipes)
    ]
    for process in running:
        process.start()
    ours = [mine for mine, _ in pipes]
    for pipe in ours:
        pipe.recv()  # ready
    done: dict[str, list[Slice]] = {way: [] for way in ways}
    for pair in range(pairs + 1):
        for way in ways if pair % 2 else reversed(ways):
            done[way].append(_slice(ours, way, seconds))
    for pipe in ours:
        pipe.send(None)
    for process in running:
        process.join()
    return Pairs(done[ways[0]][1:], done[ways[1]][1:])


def _slice(pipes: Sequence[Any], way: str, seconds: float) -> Slice:
    for pipe in pipes:
        pipe.send((way, seconds))
    moves, walls, cpus = zip(*(pipe.recv() for pipe in pipes), strict=True)
    return Slice(sum(moves), max(walls), sum(cpus))


def _work(make: Callable[[int], Mover], number: int, pipe: Any) -> None:
    mover = make(number)
    pipe.send("ready")
    while asked := pipe.recv():
        way, seconds = asked
        begun, cpu_begun, moves = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - begun < seconds:
            mover.move(way)
            moves += 1
        pipe.send((moves, time.perf_counter() - begun, time.process_time() - cpu_begun))
