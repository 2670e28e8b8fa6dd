"""How a database is opened, who may write, and what its errors are called."""

import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, exc, insert, select, text
from sqlalchemy.orm import Session

from records import database, outages
from records.database import connect, reading, telling
from records.tables import Person
from tests.records import given
from tests.support.database import Database
from workflow.tables import cases


def test_pragmas(sqlite_url: str) -> None:
    """SQLite keeps a write-ahead log, waits for the disk, checks keys, and waits for other writers."""
    with connect(sqlite_url).connect() as connection:
        values = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
        assert values == ["wal", 2, 1]
        assert connection.scalar(text("PRAGMA busy_timeout")) == database.BUSY_SECONDS * 1000


def test_writers_take_turns(database: Database) -> None:
    """Eight writers at once that read before they write all succeed."""
    engine = connect(database.url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO counters (prefix, year, last) VALUES ('X', 0, 0)"))

    def draw() -> None:
        with engine.begin() as connection:
            of = "WHERE prefix = 'X'" + (" FOR UPDATE" if database.name == "postgres" else "")
            last = connection.scalar(text(f"SELECT last FROM counters {of}"))
            connection.execute(text("UPDATE counters SET last = :last WHERE prefix = 'X'"), {"last": last + 1})

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT last FROM counters WHERE prefix = 'X'")) == 8
    engine.dispose()


def test_readers_do_not_wait(database: Database) -> None:
    """Who only reads is not held up by a writer, and sees one moment's picture."""
    engine = connect(database.url)
    with engine.begin() as writer:
        given.case(writer, "REQ-2018-0001")
        with reading(engine) as reader:
            assert reader.scalars(select(cases.c.ref)).all() == []
    with reading(engine) as reader:
        assert reader.scalars(select(cases.c.ref)).all() == ["REQ-2018-0001"]
        with engine.begin() as writer:
            given.case(writer, "REQ-2018-0002")
        assert reader.scalars(select(cases.c.ref)).all() == ["REQ-2018-0001"]
    engine.dispose()


def twice(engine: Engine) -> None:
    """A transaction that writes one case, and fails at the same again."""
    with engine.begin() as connection:
        given.case(connection, "REQ-2018-0001")
        given.case(connection, "REQ-2018-0001")


def test_rolled_back(database: Database) -> None:
    """An error inside a transaction leaves nothing behind."""
    engine = connect(database.url)
    with pytest.raises(exc.IntegrityError):
        twice(engine)
    with reading(engine) as connection:
        assert connection.scalars(select(cases.c.ref)).all() == []
    engine.dispose()


def test_instants(database: Database) -> None:
    """An instant comes back in UTC, whatever zone it was given in; one without a zone is refused."""
    engine = connect(database.url)
    there = given.NOW.astimezone(timezone(timedelta(hours=3)))
    with engine.begin() as connection:
        given.case(connection, "REQ-2018-0001", created_at=there)
        found = connection.scalar(select(cases.c.created_at))
        assert (found, found.utcoffset()) == (given.NOW, timedelta(0))
        assert connection.scalar(select(cases.c.ref).where(cases.c.created_at == there)) == "REQ-2018-0001"
        with pytest.raises(exc.StatementError, match="an instant is UTC"):
            given.case(connection, "REQ-2018-0002", created_at=datetime(2018, 5, 2))
    engine.dispose()


def test_orm(database: Database) -> None:
    """Pages may read records as objects on the same metadata."""
    engine = connect(database.url)
    with engine.begin() as connection:
        given.person(connection, "PER-0001", name="Ada")
    with Session(engine) as session:
        assert session.scalars(select(Person)).one().name == "Ada"
    engine.dispose()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("people", "email", "Upper@x.example"),
        ("people", "substitute", "PER-0001"),
        ("people", "organisation", "ORG-9999"),
        ("organisations", "population", 0),
        ("roles", "role", "king"),
    ],
)
def test_constraints(database: Database, table: str, column: str, value: object) -> None:
    """The database itself refuses what no code should write."""
    engine = connect(database.url)
    with engine.begin() as connection:
        given.organisation(connection, "ORG-0001")
        given.person(connection, "PER-0001", "broker")
    with pytest.raises(exc.IntegrityError), engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
    engine.dispose()


def test_in_memory() -> None:
    """A database without a file has no folder to make."""
    with connect("sqlite://").connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


# --- errors -----------------------------------------------------------------------------------------------------------


def write(url: str) -> None:
    """What any move does to a database."""
    with telling(), connect(url).begin() as connection:
        connection.execute(
            insert(cases.metadata.tables["topics"]).values(code="new", labels={"en": "New"}, active=True)
        )


def test_locked(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that somebody else keeps locked is told to be busy."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with connect(sqlite_url).begin(), pytest.raises(outages.Locked, match="busy"):
        write(sqlite_url)


def test_read_only(sqlite_url: str) -> None:
    """A database that cannot be written is told to be read-only."""
    url = sqlite_url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    with pytest.raises(outages.ReadOnly, match="read-only"):
        write(url)


def fill(engine: Engine) -> None:
    """A thousand cases, on a disk that has no room for them."""
    with telling(), engine.begin() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(1000):
            given.case(connection, f"REQ-2018-{number:04}")


def test_no_space(sqlite_url: str) -> None:
    """A full disk is told, and nothing is half done."""
    engine = connect(sqlite_url)
    with pytest.raises(outages.NoSpace, match="full"):
        fill(engine)
    with connect(sqlite_url).connect() as connection:
        assert connection.scalars(select(cases.c.ref)).all() == []


def test_damaged(tmp_path: Path) -> None:
    """A file that is no database is told to be none."""
    file = tmp_path / "connect.sqlite"
    file.write_bytes(b"no database at all " * 100)
    with pytest.raises(outages.Damaged, match="backup"):
        write(f"sqlite:///{file}")


def test_unreachable_file(tmp_path: Path) -> None:
    """A file that cannot be opened is told with the reason."""
    with pytest.raises(outages.Unreachable, match="unable to open"):
        write(f"sqlite:///{tmp_path}")


def test_unreachable_server(tmp_path: Path) -> None:
    """A server that does not answer is told with the reason."""
    with pytest.raises(outages.Unreachable, match="connect doctor"):
        write(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")


def test_postgres_read_only(postgres_url: str) -> None:
    """A standby, or a server made read-only, is told to be so."""
    url = postgres_url + "&options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(outages.ReadOnly):
        write(url)


def test_other_errors(sqlite_url: str) -> None:
    """What nobody can mend by a sentence stays what it is."""
    with (
        pytest.raises(exc.OperationalError, match="no such table"),
        telling(),
        connect(sqlite_url).begin() as connection,
    ):
        connection.execute(text("SELECT * FROM nowhere"))


# --- what may be over in a moment -------------------------------------------------------------------------------------


def refused_by(url: str) -> exc.DBAPIError:
    """What a server says to a write in a transaction that only reads."""
    engine = connect(url)
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(exc.DBAPIError) as refusal:
            connection.execute(text("UPDATE counters SET last = 1"))
    engine.dispose()
    return refusal.value


def test_another_server_writes(postgres_url: str) -> None:
    """Where a URL names several servers, one that takes no writes is let go of for another; a single one is told."""
    several = postgres_url + "&host=" + postgres_url.partition("host=")[2]
    found = {url: refused_by(url) for url in (postgres_url, several)}
    assert [database.passing(error) for error in found.values()] == [False, True]
    assert all(isinstance(database.told(error), outages.ReadOnly) for error in found.values())


class Said(Exception):
    """What a driver raises."""

    def __init__(self, words: str, sqlstate: str | None = None) -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("words", "state", "sentence", "passing"),
    [
        ("FATAL: sorry, too many clients already", None, outages.Crowded, True),
        ("connection refused", None, outages.Unreachable, True),
        ("deadlock detected", "40P01", outages.Locked, True),
        ("lock not available", "55P03", outages.Locked, False),
        ("canceling statement due to statement timeout", "57014", outages.Slow, False),
        ("could not extend file", "53100", outages.NoSpace, False),
        ("could not read block", "58030", outages.DiskFails, False),
    ],
)
def test_told(words: str, state: str | None, sentence: type, passing: bool) -> None:
    """Each misfortune has its sentence, and only what may be over in a moment is tried again."""
    error = exc.OperationalError("SELECT 1", {}, Said(words, state))
    assert (type(database.told(error)), database.passing(error)) == (sentence, passing)


def test_no_connection_came_free() -> None:
    """A pool that is used up is crowded, for a moment."""
    error = exc.TimeoutError("QueuePool limit reached")
    assert (type(database.told(error)), database.passing(error)) == (outages.Crowded, True)
