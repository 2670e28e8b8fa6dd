"""What was kept while nobody could look is scanned by the clock, once somebody can."""

from dataclasses import dataclass

from sqlalchemy import Engine

from records import documents, scanning
from records.database import connect
from scheduler.scanning import tick
from tests.records.given import NOW
from tests.support.clamd import VIRUS, clamd
from workflow import streams
from workflow.tally import Tally


@dataclass
class Settings:
    """Where clamd listens."""

    clamd: str | None = None


def kept(database: Engine, *contents: bytes) -> list[str]:
    """Documents that nobody has looked into."""
    with database.begin() as connection:
        return [documents.store(connection, one, "a.txt", person=None) for one in contents]


def test_tick(sqlite_url: str) -> None:
    """Each is scanned once; a virus is an entry of the system's history, which names document and virus."""
    database = connect(sqlite_url)
    clean, infected = kept(database, b"A letter.", b"A letter. " + VIRUS)
    with clamd() as there:
        assert tick(database, Settings(there.address), now=NOW) == Tally(2, 0)
        assert tick(database, Settings(there.address), now=NOW) == Tally(0, 0)
    with database.connect() as connection:
        assert documents.scans(connection, [clean, infected]) == {clean: scanning.CLEAN, infected: scanning.FOUND}
        (entry,) = streams.entries_of(connection, "SYS")
    assert (entry.trigger, entry.changes["facts"]["document"]) == ("virus_found", infected)
    database.dispose()


def test_nobody_there(sqlite_url: str) -> None:
    """Without clamd, or while it does not answer, everything waits."""
    database = connect(sqlite_url)
    kept(database, b"One.", b"Two.")
    assert tick(database, Settings(), now=NOW) == Tally(0, 0)
    with clamd() as there:
        there.says = "nonsense"
        assert tick(database, Settings(there.address), now=NOW) == Tally(0, 2)
        assert tick(database, Settings(there.address), now=NOW, stop=lambda: True) == Tally(0, 2)
    database.dispose()
