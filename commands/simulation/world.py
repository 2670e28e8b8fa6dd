"""The program on a database of its own, with a clock that others set: nothing of a real installation is read or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, inspect

import app
from commands.simulation.people import Crowd, settle
from commands.simulation.post import Mailbox
from records import migrate
from records.database import connect, telling
from workflow.errors import WorkflowError
from workflow.words import _

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday; there is a leap day in the first year
BASE = "https://simulation.example"
ACCEPTED = "accepted"  # the file of the mail server


class NotEmpty(WorkflowError):
    """Raised if a database is named that has tables already: a simulation fills one of its own."""

    message = _(
        "This database is not empty. A simulation needs an empty one, which it fills with cases that never were."
    )
    status = 409


class Program(app.Connect):
    """The program, whose time is what it is told."""

    moment = BEGINNING

    def now(self) -> datetime:
        """The simulated moment."""
        return self.moment


class World:
    """A program, everybody who lives in it, the mail server, and the moment; `folder` has what is not in the database."""

    def __init__(self, program: Program, crowd: Crowd, folder: Path, now: datetime) -> None:
        self.program, self.crowd, self.folder = program, crowd, folder
        self.mailbox = Mailbox(folder / ACCEPTED, crowd.seed, now)
        self.at(now)

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.program.moment

    def at(self, now: datetime) -> None:
        """Time passes, for all of them."""
        self.program.moment = self.mailbox.now = now


def made(url: str) -> None:
    """Make all tables in an empty database. Raises NotEmpty."""
    empty = connect(url)
    try:
        if inspect(empty).get_table_names():
            raise NotEmpty
    finally:
        empty.dispose()
    with telling():
        migrate.upgrade(url)


@contextmanager
def program(url: str, folder: Path) -> Iterator[Program]:
    """The program on that database, of settings that name nothing else."""
    given = {"CONNECT_DATABASE_URL": url, "CONNECT_BASE_URL": BASE, "CONNECT_SECRET_KEY": "a simulation has no secrets"}
    connected = Program(app.Settings.read(given, folder))
    if connected.database.dialect.name == "sqlite":
        event.listen(connected.database, "connect", _hurry)
    try:
        connected.ready()
        yield connected
    finally:
        connected.database.dispose()


def _hurry(connection: Any, record: Any) -> None:
    """Processes are killed here, but no power is cut: waiting for the disk would be most of the time."""
    connection.execute("PRAGMA synchronous=OFF")


def peopled(connected: Program, seed: int, cases: int) -> Crowd:
    """Everybody, made anew."""
    with connected.database.begin() as connection:
        return settle(connection, seed, cases, BEGINNING)
