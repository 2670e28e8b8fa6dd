"""The schema: one tree of steps for both databases, whole or not at all, and what a database that does not fit is told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from migrations import triggers
from records import migrate
from records.database import connect
from records.errors import SchemaNewer, SchemaOlder
from records.migrate import Schema
from tests.records import given
from tests.support.database import Database

# Those that refuse, and the one that lets an entry wait for its place in the tree.
ON_SQLITE = 3 * (len(triggers.APPEND_ONLY) + len(triggers.KEPT)) + 1
ON_POSTGRESQL = len(triggers.APPEND_ONLY) + 2 * len(triggers.KEPT) + 1


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """The URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/new/connect.sqlite"


def test_head(database: Database) -> None:
    """After the upgrade the database is as the code wants it."""
    with connect(database.url).connect() as connection:
        assert migrate.status(connection).schema is Schema.RIGHT
        migrate.require(connection)


def test_no_drift(database: Database) -> None:
    """The steps make exactly the tables that the code declares."""
    with connect(database.url).connect() as connection:
        assert migrate.check(connection) == []


def test_drift(database: Database) -> None:
    """A column that no step made is told."""
    with connect(database.url).connect() as connection:
        connection.execute(text("ALTER TABLE people ADD COLUMN shoe_size INTEGER"))
        assert "shoe_size" in migrate.check(connection)[0]


def test_guards_are_there(database: Database) -> None:
    """After the upgrade every guard of history is there, once."""
    with connect(database.url).connect() as connection:
        names = [name for name, _ in triggers.there(connection)]
    assert len(names) == len(set(names)) == (ON_SQLITE if database.name == "sqlite" else ON_POSTGRESQL)


def test_guards_are_made_anew(sqlite_url: str) -> None:
    """A table that SQLite made anew has lost its guards, and the next upgrade gives them back."""
    engine = connect(sqlite_url, keys=False)
    with engine.begin() as connection:
        before = triggers.there(connection)
        with Operations(MigrationContext.configure(connection)).batch_alter_table("entries", recreate="always"):
            pass
        assert len(triggers.there(connection)) == len(before) - 4
    migrate.upgrade(sqlite_url)
    with engine.connect() as connection:
        assert triggers.there(connection) == before


def test_children_survive(sqlite_url: str) -> None:
    """A case table made anew as steps do it takes nothing with it that refers to it."""
    engine = connect(sqlite_url, keys=False)
    with engine.begin() as connection:
        given.case(connection, "REQ-2018-0001", "broker")
        triggers.drop(connection)
        with Operations(MigrationContext.configure(connection)).batch_alter_table("cases", recreate="always"):
            pass
        assert connection.scalar(text("SELECT count(*) FROM turns")) == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_twice(database: Database) -> None:
    """An upgrade of a database that is right changes nothing, and says so."""
    assert migrate.upgrade(database.url).schema is Schema.RIGHT


def test_from_nothing(empty: str) -> None:
    """An upgrade makes the file, its folder and all of the schema."""
    assert migrate.upgrade(empty).found is None
    with connect(empty).connect() as connection:
        assert migrate.status(connection).schema is Schema.RIGHT


def test_at_once(empty: str) -> None:
    """Two who upgrade at once do it one after the other."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(migrate.upgrade, [empty, empty]))
    assert sorted(str(answer.found) for answer in answers) == ["0001", "None"]


def test_whole_or_nothing(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade that fails at the end leaves nothing behind."""
    monkeypatch.setattr(triggers, "make", lambda connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(empty)
    assert inspect(connect(empty)).get_table_names() == []


def test_orphans(sqlite_url: str) -> None:
    """An upgrade that would leave a row without what it refers to is not committed."""
    with connect(sqlite_url, keys=False).begin() as connection:
        connection.execute(text("INSERT INTO turns VALUES ('REQ-2018-0001', 'broker', NULL)"))
    with pytest.raises(RuntimeError, match="rows without what they refer to"):
        migrate.upgrade(sqlite_url)


def test_older(empty: str) -> None:
    """A database without the schema is told how to get it."""
    with connect(empty).connect() as connection, pytest.raises(SchemaOlder, match="connect db upgrade"):
        migrate.require(connection)


def test_newer(database: Database) -> None:
    """A database that a newer Connect upgraded is left alone, by the upgrade too."""
    engine = connect(database.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with engine.connect() as connection, pytest.raises(SchemaNewer, match="9999"):
        migrate.require(connection)
    with pytest.raises(SchemaNewer):
        migrate.upgrade(database.url)


def test_percent(tmp_path: Path) -> None:
    """A folder may have any name."""
    url = f"sqlite:///{tmp_path}/50%25 off/connect.sqlite"
    assert migrate.upgrade(url).found is None


def test_remove(database: Database) -> None:
    """A demonstration that begins anew takes away everything, and an upgrade makes it again."""
    with connect(database.url).begin() as connection:
        given.case(connection, "REQ-2018-0001", "broker")
    migrate.remove(database.url)
    assert inspect(connect(database.url)).get_table_names() == []
    assert migrate.upgrade(database.url).found is None


@pytest.mark.parametrize(
    "values",
    [
        {"ended": True, "due_at": given.NOW},
        {"ended": True, "paused_on": given.NOW.date()},
        {"ended": True, "follows": "REQ-2018-0001"},
        {"waits_for": []},
        {"due_at": None},
    ],
    ids=["ended and due", "ended and paused", "ended and following", "waiting for nobody", "never due"],
)
def test_live_or_still(database: Database, values: dict[str, Any]) -> None:
    """A case that has ended is due no more and follows nothing; a live one waits for somebody, until some day."""
    with connect(database.url).begin() as connection:
        given.case(connection, "REQ-2018-0001", "broker")
        given.case(connection, "REQ-2018-0003", ended=True)
        with pytest.raises(IntegrityError), connection.begin_nested():
            given.case(connection, "REQ-2018-0002", **values)
