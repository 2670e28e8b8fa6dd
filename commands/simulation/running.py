"""One simulation from its empty database to its table of truths."""

import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from commands.simulation.days import Time
from commands.simulation.faults import KILLED, Kill, Killer, drawn, killed, survive
from commands.simulation.lives import Lives
from commands.simulation.people import Crowd
from commands.simulation.truths import Truth, counts, digest, fewer, truths
from commands.simulation.world import BEGINNING, Program, World, made, peopled, program
from records.database import reading
from workflow.tables import cases

COUNTED_EVERY = 30  # days, after which it is asked whether rows became fewer
NOTES = "notes"  # the file with a line of JSON for whatever happened: what was done, and what was wrong

Told = Callable[[int, int], object]  # hears which day is over, and how much was done so far


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    cases: int
    days: int
    seed: int
    faults: bool


@dataclass(frozen=True)
class Ended:
    """What came of it: what was done and refused, how often the program was killed, the hash of all histories, the truths."""

    cases: int
    done: Counter[str]
    refused: Counter[str]
    kills: int
    writing: int  # of the kills, those while something was written
    digest: str
    truths: list[Truth]

    @property
    def holds(self) -> bool:
        """Whether every truth holds."""
        return all(one.holds for one in self.truths)


@dataclass(frozen=True)
class Simulation:
    """One in a folder of its own; `url` is an empty database."""

    wish: Wish
    url: str
    folder: Path
    told: Told

    def run(self) -> Ended:
        """Make everything, live, and look at what is true. Raises NotEmpty."""
        crowd = self.begin()
        self.live(crowd)
        return self.look(crowd)

    def begin(self) -> Crowd:
        """All tables, and everybody. Raises NotEmpty."""
        made(self.url)
        with program(self.url, self.folder) as connected:
            return peopled(connected, self.wish.seed, self.wish.cases)

    def live(self, crowd: Crowd) -> None:
        """All days, in this process, or in one after the other of those that are killed."""
        logging.getLogger("scheduler").setLevel(logging.ERROR)  # that letters cannot be delivered is part of the game
        with program(self.url, self.folder) as connected:
            if self.wish.faults:
                connected.database.dispose()  # no two processes may share a connection
                survive(lambda kill: self._relive(connected, crowd, kill), drawn(self.wish.seed, self.wish.days))
            else:
                self._live(connected, crowd, None)

    def _relive(self, connected: Program, crowd: Crowd, kill: Kill | None) -> None:
        try:
            self._live(connected, crowd, kill)
        except KeyboardInterrupt:  # whoever waits for this process says so
            raise SystemExit(1) from None

    def _live(self, connected: Program, crowd: Crowd, kill: Kill | None) -> None:
        world = World(connected, crowd, self.folder, BEGINNING)
        killer = Killer(connected.database, self.folder / KILLED, kill) if kill else None
        lives, before = Lives(world), counts(world)

        def told(day: int, lived: Lives) -> None:
            nonlocal before
            if killer:
                killer.today = day
            if day % COUNTED_EVERY == 0:
                after = counts(world)
                self._note(fewer=list(fewer(before, after, world.now)))
                before = after
            self._note(day=day, done=lived.done, refused=lived.refused, wrong=lived.wrong)
            self.told(day, sum(lived.done.values()))
            lived.done, lived.refused, lived.wrong = Counter(), Counter(), []

        Time(lives, self.wish.cases, self.wish.days).pass_(told)
        self._note(done=lives.done, refused=lives.refused, wrong=lives.wrong)

    def _note(self, **what: object) -> None:
        if any(what.values()):
            with (self.folder / NOTES).open("a", encoding="utf-8") as notes:
                notes.write(json.dumps(what) + "\n")

    def _notes(self) -> list[dict[str, Any]]:
        file = self.folder / NOTES
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    def so_far(self) -> tuple[int, Counter[str]]:
        """How many days are over, and what was done on them."""
        notes = self._notes()
        return max((note.get("day", 0) for note in notes), default=0), _sum(notes, "done")

    def look(self, crowd: Crowd) -> Ended:
        """What is true now."""
        notes = self._notes()
        kills, writing = killed(self.folder / KILLED)
        with program(self.url, self.folder) as connected:
            world = World(connected, crowd, self.folder, BEGINNING)
            world.at(Time(Lives(world), self.wish.cases, self.wish.days).end)
            grown, wrong = ([line for note in notes for line in note.get(name, ())] for name in ("fewer", "wrong"))
            asked = truths(world, grown, wrong, kills)
            with reading(connected.database) as connection:
                number = connection.scalar(select(func.count()).select_from(cases)) or 0
                histories = digest(connection)
        return Ended(number, _sum(notes, "done"), _sum(notes, "refused"), kills, writing, histories, asked)


def _sum(notes: list[dict[str, Any]], name: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for note in notes:
        counted.update(note.get(name, {}))
    return counted
