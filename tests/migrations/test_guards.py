"""History stays as it was written, whatever statement is tried, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, exc, func, select, text

from migrations import triggers
from records import tables as records
from records.database import connect
from tests.records import given
from tests.support.database import Database
from workflow import proof_tables, sequencing, tables
from workflow.checkpoint import Signer

ELSEWHERE = "'REQ-2018-0001', 2, 'ACT', 'moved', '2018-05-02', 'PER-0002', 'forged', 'forged'"
SAME_HASH = "'REQ-2018-0001', 2, 'ACT', 'moved', '2018-05-02', 'PER-0002', 'forged', 'REQ-2018-0001/1'"
SAME_EMAIL = (
    "INSERT OR REPLACE INTO people (id, email, language, zone, country, digest, is_demo, active) "
    "VALUES ('PER-0003', 'per-0001@connect.example', 'en', 'Africa/Kampala', 'UG', 'none', 1, 1)"
)
RULES = "'f', 'request', 2, '{}', '2018-05-02'"
ENTRY = "'REQ-2018-0001', 1, 'ACT', 'moved', '2018-05-02', 'PER-0002', 'forged', 'forged'"
COLUMNS = "ref, seq, act, kind, at, actor, body, hash"


def guarded(url: str) -> Iterator[Connection]:
    """A database with a row of everything that stays."""
    engine = connect(url)
    with engine.begin() as connection:
        given.organisation(connection, "ORG-0001")
        given.person(connection, "PER-0001")
        given.person(connection, "PER-0002")
        given.case(connection, "REQ-2018-0001")
        given.case(connection, "APP-2018-0001")
        given.entry(connection, "REQ-2018-0001")
        given.seat(connection, "REQ-2018-0001", "requester", person="PER-0001")
        given.link(connection, "REQ-2018-0001", "APP-2018-0001")
        given.text(connection, "TXT-1", "REQ-2018-0001", person="PER-0001")
        document = {"hash": "d", "name": "a.pdf", "media_type": "application/pdf", "size": 1, "content": b"x"}
        given.add(connection, records.Document, id="DOC-0001", **document)
        rules = {"type": "request", "version": 1, "rules": {}, "stored_at": given.NOW}
        given.add(connection, tables.definitions, fingerprint="f", **rules)
        assert sequencing.place(connection) == 1
        sequencing.checkpoint(connection, "example", [Signer("example", bytes(32))], given.NOW)
        given.add(connection, proof_tables.subtrees, level=8, number=0, hash="s")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """Such a database, once of each kind."""
    yield from guarded(database.url)


@pytest.fixture
def sqlite_guarded(sqlite_url: str) -> Iterator[Connection]:
    """Such a database on SQLite."""
    yield from guarded(sqlite_url)


@pytest.fixture
def postgres_guarded(postgres_url: str) -> Iterator[Connection]:
    """Such a database on PostgreSQL."""
    yield from guarded(postgres_url)


def refuses(connection: Connection, statement: str) -> str:
    """The sentence with which the database refuses; every row is still there."""
    with pytest.raises(exc.IntegrityError) as refusal:
        connection.execute(text(statement))
    connection.rollback()
    assert connection.scalar(select(func.count()).select_from(tables.entries)) == 1
    assert connection.scalar(select(tables.entries.c.hash)) == "REQ-2018-0001/1"
    return str(refusal.value.orig)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET body = 'forged'",
        "UPDATE entries SET seq = 2",
        "DELETE FROM entries",
        "DELETE FROM entries WHERE ref = 'REQ-2018-0001'",
        f"INSERT INTO entries ({COLUMNS}) VALUES ({ENTRY}) ON CONFLICT (ref, seq) DO UPDATE SET body = 'forged'",
        f"INSERT INTO entries ({COLUMNS}) VALUES ({ENTRY}) ON CONFLICT (hash) DO UPDATE SET body = 'forged'",
        "UPDATE definitions SET version = 2",
        "DELETE FROM definitions",
        "UPDATE places SET leaf = 'forged'",
        "UPDATE checkpoints SET note = 'forged'",
        "UPDATE subtrees SET hash = 'forged'",
        "UPDATE signing_keys SET since = 7",
        f"INSERT INTO definitions VALUES ({RULES}) ON CONFLICT (fingerprint) DO UPDATE SET version = 2",
    ],
)
def test_append_only(connection: Connection, statement: str) -> None:
    """What was written to history is neither changed, deleted nor overwritten."""
    if "(hash)" in statement and connection.dialect.name == "sqlite":
        statement = statement.replace("(hash)", "(ref, seq)")
    sentence = refuses(connection, statement)
    assert any(message in sentence for message in triggers.APPEND_ONLY.values())


@pytest.mark.parametrize("table", [*triggers.APPEND_ONLY, *triggers.KEPT])
def test_no_delete(connection: Connection, table: str) -> None:
    """No row of history, person or case is deleted."""
    assert triggers.message(table) in refuses(connection, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET ref = 'REQ-2018-0009'",
        "UPDATE people SET id = 'PER-0009' WHERE id = 'PER-0002'",
        "UPDATE texts SET body = 'Other words'",
        "UPDATE texts SET body = NULL, salt = 'another'",
        "UPDATE texts SET person = 'PER-0002', body = NULL",
        "UPDATE documents SET hash = 'another'",
        "UPDATE links SET since_act = 'another'",
        "UPDATE participants SET person = 'PER-0002'",
    ],
)
def test_kept(connection: Connection, statement: str) -> None:
    """What a row is of is never changed, and a text is never rewritten."""
    assert "never change" in refuses(connection, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET state = 'validated', seq = 2",
        "UPDATE people SET name = NULL, email = NULL WHERE id = 'PER-0001'",
        "UPDATE texts SET body = NULL",
        "UPDATE texts SET body = NULL, salt = ''",
        "UPDATE documents SET content = NULL, name = NULL",
        "UPDATE links SET until_act = 'ACT-2'",
        "UPDATE participants SET until_act = 'ACT-2'",
    ],
)
def test_may_change(connection: Connection, statement: str) -> None:
    """A case moves on, a person is erased, a link and a seat end."""
    assert connection.execute(text(statement)).rowcount >= 1


@pytest.mark.parametrize("table", ["links", "participants"])
def test_ended(connection: Connection, table: str) -> None:
    """A link or a seat that ended stays as it ended."""
    connection.execute(text(f"UPDATE {table} SET until_act = 'ACT-2'"))
    connection.commit()
    refuses(connection, f"UPDATE {table} SET until_act = NULL")


def test_cascade(connection: Connection) -> None:
    """A table made to take history with it when it is emptied cannot."""
    connection.execute(text("CREATE TABLE parents (id VARCHAR(40) PRIMARY KEY)"))
    connection.execute(text("INSERT INTO parents VALUES ('P')"))
    column = "parent VARCHAR(40) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE"
    connection.execute(text(f"ALTER TABLE entries ADD COLUMN {column}"))
    row = "'REQ-2018-0001', 2, 'ACT', 'moved', '2018-05-02', 'PER-0002', 'kept', 'kept', 'P'"
    connection.execute(text(f"INSERT INTO entries ({COLUMNS}, parent) VALUES ({row})"))
    connection.commit()
    for statement in ("DELETE FROM parents", "UPDATE parents SET id = 'Q'"):
        with pytest.raises(exc.IntegrityError, match="append-only"):
            connection.execute(text(statement))
        connection.rollback()


def test_truncate(postgres_guarded: Connection) -> None:
    """PostgreSQL empties no table of history, persons or cases, not even by a cascade from another."""
    for table in [*triggers.APPEND_ONLY, *triggers.KEPT]:
        assert triggers.message(table) in refuses(postgres_guarded, f"TRUNCATE {table} CASCADE")


def test_replication(postgres_guarded: Connection) -> None:
    """The mode that switches ordinary triggers off leaves the guards on."""
    postgres_guarded.execute(text("SET session_replication_role = replica"))
    with pytest.raises(exc.IntegrityError, match="append-only"):
        postgres_guarded.execute(text("DELETE FROM entries"))


@pytest.mark.parametrize(
    "statement",
    [
        f"REPLACE INTO entries ({COLUMNS}) VALUES ({ENTRY})",
        f"INSERT OR REPLACE INTO entries ({COLUMNS}) VALUES ({ENTRY})",
        f"INSERT OR REPLACE INTO entries (rowid, {COLUMNS}) VALUES (1, {ELSEWHERE})",
        f"INSERT OR REPLACE INTO entries ({COLUMNS}) VALUES ({SAME_HASH})",
        "INSERT OR REPLACE INTO definitions VALUES ('f', 'request', 2, '{}', '2018-05-02')",
        "UPDATE OR REPLACE entries SET body = 'forged'",
        "REPLACE INTO places SELECT * FROM places",
        "INSERT OR REPLACE INTO places VALUES (1, 'REQ-2018-0001', 1, 'forged')",
        "REPLACE INTO checkpoints SELECT * FROM checkpoints",
        "REPLACE INTO cases SELECT * FROM cases",
        "REPLACE INTO texts SELECT * FROM texts",
        "REPLACE INTO links SELECT * FROM links",
        "INSERT OR REPLACE INTO links (from_ref, to_ref, since_act) SELECT from_ref, to_ref, 'forged' FROM links",
        "REPLACE INTO participants SELECT * FROM participants",
        "REPLACE INTO documents SELECT * FROM documents",
        SAME_EMAIL,
        "UPDATE OR REPLACE people SET email = 'per-0001@connect.example' WHERE id = 'PER-0002'",
        "UPDATE OR REPLACE people SET rowid = 1 WHERE id = 'PER-0002'",
        "UPDATE OR REPLACE cases SET rowid = 2 WHERE ref = 'REQ-2018-0001'",
    ],
)
def test_replace(sqlite_guarded: Connection, statement: str) -> None:
    """SQLite's REPLACE, which deletes without a word, deletes nothing: by no key, and not by the hidden rowid."""
    before = rows(sqlite_guarded)
    assert "replaced" in refuses(sqlite_guarded, statement)
    assert rows(sqlite_guarded) == before


def rows(connection: Connection) -> list[tuple[str, int]]:
    """How many rows there are of everything that stays."""
    count = "SELECT count(*) FROM "
    return [(name, connection.scalar(text(count + name))) for name in (*triggers.APPEND_ONLY, *triggers.KEPT)]


def test_every_key(sqlite_guarded: Connection) -> None:
    """Each unique key of a table that stays is one by which its guard looks for what would be replaced."""
    sources = dict(sqlite_guarded.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all())
    for table in (*triggers.APPEND_ONLY, *triggers.KEPT):
        for index in sqlite_guarded.execute(text(f"PRAGMA index_list({table})")).mappings():
            if index["unique"]:
                columns = sqlite_guarded.execute(text(f"PRAGMA index_info({index['name']})")).mappings()
                same = " AND ".join(f"{column['name']} = NEW.{column['name']}" for column in columns)
                assert same in sources[f"guard_{table}_insert"]
