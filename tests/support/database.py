"""A migrated database of a test's own, and the templates it is copied from."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path


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
    """The path of a migrated SQLite file, whole in itself: nothing of it stays behind in a write-ahead log."""
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return str(file)
