"""What tests of the scheduler share: the post office of a programme, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scheduler.office import Office
from tests.support.database import Database


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    """A post office on each database."""
    office = Office(database.url, tmp_path)
    yield office
    office.close()


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A post office on SQLite, for what no database can change."""
    office = Office(sqlite_url, tmp_path)
    yield office
    office.close()
