"""The demonstration as a stage: its people, its cases, and their short names."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from commands.demonstration.cast import BEGINNING, Cast, assemble
from commands.demonstration.play import Play
from commands.demonstration.stories import Story, tell
from records import documents
from tests.support.database import sqlite_template
from tests.support.stage import ENGINE, Stage
from tests.support.world import World

NO_PASSWORD = ""  # nobody signs in with one: pages are opened by a session
LOADED = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
MONDAY, SUNDAY = datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 29, 22, tzinfo=UTC)


class Demonstrated(Stage):
    """What `connect demo` loads; people are called by their accounts, and `lead` is the lead broker."""

    def __init__(self, url: str) -> None:
        World.__init__(self, url, ENGINE, LOADED)
        self.begin()
        with self.database.begin() as connection:
            cast = assemble(connection, NO_PASSWORD)
            tell(Play(ENGINE, connection, cast, BEGINNING), LOADED)
            for person in cast.people.values():  # each has it, to attach
                self.paper = documents.store(connection, b"A letter that is signed.\n", "letter.txt", person=person)
        self.people = {**cast.people, "lead": cast.people["lead.broker"]}
        self.bodies = dict(cast.organisations)

    def cases_of(self, account: str) -> str:
        """The newest request of an account's government."""
        seats = self.rows("participants", organisation=self.bodies[account], part="requester")
        return max(seat.ref for seat in seats if seat.ref.startswith("REQ-"))


def told(folder: Path, loaded: datetime, stories: Sequence[Story]) -> tuple[World, Cast]:
    """A world of its own in which these stories were told up to a moment, and who is in them."""
    file = folder / "connect.sqlite"
    sqlite_template(file)
    world = World(f"sqlite:///{file}", ENGINE, loaded)
    with world.database.begin() as connection:
        cast = assemble(connection, NO_PASSWORD)
        tell(Play(ENGINE, connection, cast, BEGINNING), loaded, stories)
    return world, cast
