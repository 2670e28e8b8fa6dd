"""Databases to measure on: a SQLite file and a PostgreSQL cluster of their own, with their usual durability."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.migrate import upgrade
from tests.support import postgres


@contextmanager
def sqlite() -> Iterator[str]:
    """The URL of a migrated file, synchronous=FULL as `records.database` opens it."""
    # Not under a memory file system, where no commit waits for a disk.
    with tempfile.TemporaryDirectory(prefix="connect-bench-", dir=_on_disk()) as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        upgrade(url)
        yield url


def _on_disk() -> str:
    return "/var/tmp" if Path("/var/tmp").is_dir() else tempfile.gettempdir()


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a migrated database, synchronous_commit=on; raises NoPostgres where there is no server."""
    run = postgres.begin()
    try:
        with run.database() as url:
            upgrade(url)
            yield url
    finally:
        run.end()


PLACES = {"sqlite": sqlite, "postgresql": postgresql}
