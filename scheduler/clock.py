"""The clock: APScheduler calls the ticks; what is due is known by rows of the database, never by APScheduler."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine as Database
from sqlalchemy.exc import SQLAlchemyError

from records import retention
from records.database import told
from scheduler import checkpoints, delivery, digests, post, scanning
from workflow import doing
from workflow.engine import Engine
from workflow.tally import Tally

log = logging.getLogger(__name__)

# Seconds from one tick to the next.
FOLLOW_UPS, OUTBOX, DIGESTS, CHECKPOINTS, SCANNING, RETENTION = 20, 10, 60, 60, 60, 86_400
# A tick that takes longer than that is not begun a second time beside itself; those it missed are made up by the next.
JOBS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


class AtOnceThenEvery(IntervalTrigger):
    """What became due while nobody looked has waited long enough: the first tick does not wait."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The moment of the next tick, by APScheduler's own clock."""
        following: datetime = super().get_next_fire_time(previous, now) if previous else now
        return following


class Settings(post.Settings, delivery.Settings, checkpoints.Settings, scanning.Settings, Protocol):
    """The settings that letters, checkpoints and the search for viruses need."""


class Program(post.Program, Protocol):
    """What the ticks work with."""

    @property
    def settings(self) -> Settings:
        """What is in force."""

    @property
    def database(self) -> Database:
        """Where the rows are."""

    @property
    def engine(self) -> Engine:
        """What moves cases."""

    def now(self) -> datetime:
        """What time it is."""


class Clock:
    """The ticks of a program; `ahead` is how far its time is beyond the clock's, for who travels in time."""

    def __init__(self, program: Program, ahead: timedelta = timedelta()) -> None:
        self._program, self._ahead = program, ahead
        self._deliver = delivery.chosen(program.settings)
        self._stopping = Event()
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=JOBS)

    def follow_ups(self, told: Callable[[int], object] = lambda more: None) -> Tally:
        """Do what is due; `told` hears each time how many more are done."""
        program = self._program
        return doing.tick(
            program.database,
            program.engine,
            now=self._program.now() + self._ahead,
            stop=self._stopping.is_set,
            told=told,
        )

    def letters(self) -> Tally:
        """Send the letters that are due."""
        program = self._program
        return post.tick(
            program.database,
            program,
            now=self._program.now() + self._ahead,
            deliver=self._deliver,
            stop=self._stopping.is_set,
        )

    def digests(self) -> Tally:
        """Gather the letters that can wait, for those who want them together."""
        program = self._program
        return digests.tick(
            program.database, program.engine, now=self._program.now() + self._ahead, stop=self._stopping.is_set
        )

    def checkpoints(self) -> Tally:
        """Sign what happened since the last time."""
        program = self._program
        return checkpoints.tick(
            program.database, program.settings, now=self._program.now() + self._ahead, stop=self._stopping.is_set
        )

    def retention(self) -> Tally:
        """Propose to administrators the removal of what is kept for too long."""
        if self._stopping.is_set():
            return Tally(0, 0)
        with self._program.database.begin() as connection:
            proposed = retention.propose(connection, self._program.now() + self._ahead)
        return Tally(len(proposed), 0)

    def scanning(self) -> Tally:
        """Look for viruses in what was kept while nobody could look."""
        program = self._program
        return scanning.tick(
            program.database, program.settings, now=self._program.now() + self._ahead, stop=self._stopping.is_set
        )

    def once(self, told: Callable[[int], object] = lambda more: None) -> tuple[Tally, Tally, Tally]:
        """Do and send all that is due, and what becomes due by it: what was done, what was gathered, and the letters."""
        done, gathered, sent = 0, 0, 0
        self.retention()
        self.scanning()
        while True:
            follow_ups, together = self.follow_ups(told), self.digests()
            self.checkpoints()  # before the letters: it may owe some
            letters = self.letters()
            done, gathered, sent = done + follow_ups.done, gathered + together.done, sent + letters.done
            if self._stopping.is_set() or not (follow_ups.done or together.done or letters.done):
                return Tally(done, follow_ups.left), Tally(gathered, together.left), Tally(sent, letters.left)

    def start(self) -> None:
        """Tick beside whatever else the process does, from now on."""
        self._every(FOLLOW_UPS, self.follow_ups)
        self._every(DIGESTS, self.digests)
        self._every(OUTBOX, self.letters)
        self._every(CHECKPOINTS, self.checkpoints)
        self._every(RETENTION, self.retention)
        self._every(SCANNING, self.scanning)
        self._scheduler.start()

    def _every(self, seconds: int, tick: Callable[[], Tally]) -> None:
        self._scheduler.add_job(careful, AtOnceThenEvery(seconds=seconds, timezone=UTC), [tick])

    def ask_to_stop(self) -> None:
        """Begin nothing new; a signal's handler may say so."""
        self._stopping.set()

    def wait(self) -> None:
        """Wait until somebody asks to stop."""
        self._stopping.wait()

    def stop(self) -> None:
        """Finish the row in hand, then tick no more."""
        self.ask_to_stop()
        if self._scheduler.running:
            self._scheduler.shutdown()


def careful(tick: Callable[[], Tally]) -> None:
    """A tick that fails is told in a sentence where there is one; the next comes all the same."""
    try:
        tick()
    except SQLAlchemyError as error:
        sentence = told(error)
        if sentence is None:
            raise
        log.warning("%s", sentence)
