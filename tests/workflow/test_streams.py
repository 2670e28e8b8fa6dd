"""The histories of persons and of the system: chained, apart from each other, one writer at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select

from records.database import connect
from tests.support.database import Database
from workflow import streams, tables, texts
from workflow.errors import Lost
from workflow.history import Entry, EntryKind, check_chain

NOON = datetime(2017, 5, 15, 12, tzinfo=UTC)
TIMES, WRITERS = 5, 8


@pytest.fixture
def connection() -> Iterator[Connection]:
    """The engine's tables in a database that is forgotten."""
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection


def append(connection: Connection, ref: str = "PER-0001", **more: Any) -> Entry:
    """One more entry of a stream."""
    given = {"act": "ACT-1", "actor": "PER-0009", "via": "command", "at": NOON, **more}
    return streams.append(connection, ref, EntryKind.ACCOUNT, **given)


def test_each_stream_has_its_own_chain(connection: Connection) -> None:
    """Entries of a person and of the system are numbered and chained apart."""
    first, system, second = append(connection), append(connection, "SYS"), append(connection)
    assert [one.id for one in (first, system, second)] == ["PER-0001/1", "SYS/1", "PER-0001/2"]
    assert (first.previous_hash, system.previous_hash, second.previous_hash) == (None, None, first.hash)


def test_read_back(connection: Connection) -> None:
    """What was appended is read back, oldest first; the newest is found; a stream without entries is empty."""
    written = [append(connection, changes={"roles": {"add": ["broker"]}}), append(connection)]
    assert list(streams.entries_of(connection, "PER-0001")) == written
    assert streams.last_of(connection, "PER-0001") == written[-1]
    assert list(streams.entries_of(connection, "PER-0002")) == []
    assert streams.last_of(connection, "PER-0002") is None


def test_the_row_agrees_with_the_body(connection: Connection) -> None:
    """The columns that queries ask say what the hashed body says."""
    one = append(connection, trigger="grant")
    row = connection.execute(select(tables.entries)).one()
    assert (row.ref, row.seq, row.kind, row.actor, row.trigger, row.at) == (
        "PER-0001",
        1,
        "account",
        "PER-0009",
        "grant",
        NOON,
    )
    assert check_chain([(row.body, row.hash)]) is None
    assert row.hash == one.hash


def test_a_reason_is_kept_apart(connection: Connection) -> None:
    """The entry holds the reason's commitment, the words are in texts, and its writer can have them erased."""
    one = append(connection, reason="She left the city.")
    assert one.reason is not None
    assert "left" not in one.body
    assert texts.resolve(connection, [one.reason["text"]]) == {one.reason["text"]: "She left the city."}
    assert connection.execute(select(tables.texts.c.person, tables.texts.c.ref)).one() == ("PER-0009", "PER-0001")


@pytest.mark.parametrize("ref", ["REQ-2017-0001", "ORG-0001", ""])
def test_cases_write_their_own(connection: Connection, ref: str) -> None:
    """A case's history cannot be written past its moves."""
    with pytest.raises(ValueError, match="is written by its moves"):
        append(connection, ref)


def test_a_lost_race(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds the place taken reads who took it, with what, and when."""
    append(connection, trigger="grant", actor="PER-0007")
    real, answers = streams.last_of, iter([None])
    monkeypatch.setattr(streams, "last_of", lambda *asked: next(answers, real(*asked)))
    with pytest.raises(Lost, match="quicker with PER-0001"):
        append(connection)
    assert len(list(streams.entries_of(connection, "PER-0001"))) == 1


def test_writers_wait_for_each_other(database: Database) -> None:
    """Many at once on one stream: nobody fails, and there is one chain."""
    engine = connect(database.url)

    def write(_: int) -> None:
        for _time in range(TIMES):
            with engine.begin() as connection:
                append(connection, "SYS")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with engine.begin() as connection:
        pairs = [(one.body, one.hash) for one in streams.entries_of(connection, "SYS")]
    engine.dispose()
    assert check_chain(pairs) is None
    assert len(pairs) == TIMES * WRITERS
