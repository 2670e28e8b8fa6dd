"""Kills the program at moments that the seed decides, with -9, in the middle of whatever it does; and starts it again."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import Engine, event

EVERY = 15  # days, on average, from one kill to the next
FAR = 400  # statements of that day, at most, until it comes
KILLED = "killed"  # the file with a line for each kill


@dataclass(frozen=True)
class Kill:
    """So many statements after the beginning of a day."""

    day: int
    statements: int


def drawn(seed: int, days: int) -> Iterator[Kill]:
    """All kills of a life, in their order."""
    chance, day = Random(f"{seed} kills"), 0
    while (day := day + chance.randint(1, 2 * EVERY)) < days:
        yield Kill(day, chance.randint(1, FAR))


class Killer:
    """Counts the statements of a database from a day on, and ends the process at one of them."""

    def __init__(self, database: Engine, file: Path, kill: Kill) -> None:
        self._file, self._left, self._day, self.today = file, kill.statements, kill.day, -1
        event.listen(database, "after_cursor_execute", self._after)

    def _after(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self._left -= self.today >= self._day
        if self._left <= 0:
            with self._file.open("a", encoding="utf-8") as killed:
                killed.write(f"{' '.join(statement.split()[:3])}\n")
            os.kill(os.getpid(), signal.SIGKILL)


def survive(live: Callable[[Kill | None], None], kills: Iterator[Kill]) -> int:
    """Run `live` in a process of its own, again and again until it ends by itself; how often it was killed.

    Raises RuntimeError if it ends otherwise than by itself or by its kill.
    """
    number, context = 0, multiprocessing.get_context("fork")
    while True:
        kill = next(kills, None)
        process = context.Process(target=live, args=(kill,))
        process.start()
        try:
            process.join()
        except KeyboardInterrupt:  # the terminal told the other process too
            process.join()
            raise
        if process.exitcode == 0:
            return number
        if process.exitcode != -signal.SIGKILL:
            raise RuntimeError(f"The simulated program ended with {process.exitcode}.")
        number += 1


def killed(file: Path) -> tuple[int, int]:
    """How many kills there were, and in how many of them something was just being written."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return len(lines), sum(not line.startswith(("SELECT", "BEGIN")) for line in lines)
