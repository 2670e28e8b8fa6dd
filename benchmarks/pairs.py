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
    workers = [_Worker(make, number) for number in range(processes)]
    for worker in workers:
        worker.answer()  # it is ready
    done: dict[str, list[Slice]] = {way: [] for way in ways}
    for pair in range(pairs + 1):
        for way in ways if pair % 2 else reversed(ways):
            done[way].append(_slice(workers, way, seconds))
    for worker in workers:
        worker.end()
    return Pairs(done[ways[0]][1:], done[ways[1]][1:])


class _Worker:
    """A process that moves when it is asked to."""

    def __init__(self, make: Callable[[int], Mover], number: int) -> None:
        self._pipe, theirs = FORK.Pipe()
        self._process = FORK.Process(target=_work, args=(make, number, theirs), daemon=True)
        self._process.start()
        theirs.close()  # or its end would not be noticed here

    def ask(self, *asked: Any) -> None:
        """Say which way, and for how many seconds."""
        self._pipe.send(asked)

    def answer(self) -> Any:
        """What it answers. Raises ChildProcessError if it died of something, which it has printed."""
        try:
            return self._pipe.recv()
        except EOFError as error:
            raise ChildProcessError("A process of the benchmark died.") from error

    def end(self) -> None:
        """Let it go."""
        self.ask()
        self._process.join()


def _slice(workers: Sequence[_Worker], way: str, seconds: float) -> Slice:
    for worker in workers:
        worker.ask(way, seconds)
    moves, walls, cpus = zip(*(worker.answer() for worker in workers), strict=True)
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
