"""A migrated database of a test's own, and the template it is copied from."""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.support import postgres


@dataclass(frozen=True)
class Database:
    """A migrated database of a test's own; `name` is sqlite or postgres."""

    name: str
    url: str


def migrate(url: str) -> None:
    """Does what `connect db upgrade` does."""
    from records.migrate import upgrade

    upgrade(url)


def sqlite_template(file: Path) -> str:
    """The path of a migrated SQLite file, a copy of the one that a run makes."""
    run = postgres.current()
    shutil.copy(run.once("sqlite", lambda: _template(run.folder / "template.sqlite")), file)
    return str(file)


def _template(file: Path) -> str:
    """Whole in itself: nothing of it stays behind in a write-ahead log."""
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return str(file)
