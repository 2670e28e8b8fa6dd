"""`connect db`, and what commands say of a database that they cannot work with."""

import sqlite3
import uuid
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, make_url

import app
from records import database
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form
from tests.support import postgres

NEWER = "UPDATE alembic_version SET version_num = '9999'"


def file_of(url: str) -> str:
    """The path of a SQLite file."""
    return str(make_url(url).database)


def execute(url: str, statement: str) -> None:
    """One statement, past the program."""
    with sqlite3.connect(file_of(url)) as connection:
        connection.execute(statement)
    connection.close()


def test_upgrade_makes(cli: Cli, empty_home: Path) -> None:
    """The first upgrade makes the database, with the rules of every case type; the second changes nothing."""
    assert "it was empty" in cli("db", "upgrade").stdout
    with sqlite3.connect(empty_home / "instance" / "connect.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM definitions").fetchone()[0] == len(list(app.known_types()))
    connection.close()
    assert "is up to date" in cli("db", "upgrade").stdout


@pytest.mark.parametrize("command", [["cases"], ["user", "list"], ["show", "REQ-2017-0001"], ["serve"]])
def test_missing(cli: Cli, empty_home: Path, command: list[str]) -> None:
    """Where no database is, no command makes an empty one; the remedy is told."""
    refused(cli(*command), "There is no database at", "connect db upgrade")
    assert not (empty_home / "instance" / "connect.sqlite").exists()


def test_older(cli: Cli, home: Path, sqlite_url: str) -> None:
    """A database without a schema, or with an older one, is told, with the remedy."""
    execute(sqlite_url, "DELETE FROM alembic_version")
    refused(cli("cases"), "older than this version", "connect db upgrade")


def test_newer(cli: Cli, home: Path, sqlite_url: str) -> None:
    """A database of a newer version is left alone, also by an upgrade."""
    execute(sqlite_url, NEWER)
    refused(cli("cases"), "newer version of Connect (step 9999)")
    refused(cli("db", "upgrade"), "newer version of Connect (step 9999)")


def test_not_a_database(cli: Cli, home: Path, sqlite_url: str) -> None:
    """A file that is something else is told so."""
    Path(file_of(sqlite_url)).write_text("something else, and long enough to be looked at" * 50)
    refused(cli("cases"), "damaged, or is no database")


def test_read_only(cli: Cli, cast: Cast, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a read-only database lists work, and a move is refused in a sentence."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", f"sqlite:///file:{file_of(sqlite_url)}?mode=ro&uri=true")
    assert cli("user", "list").exit_code == 0
    refused(
        cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast)),
        "The database is read-only",
    )


def test_locked(cli: Cli, cast: Cast, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program keeps the database locked, a move gives up with a sentence, and nothing is done."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(
        cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast)),
        "The database is busy; nothing was changed",
    )
    other.close()
    assert cli("cases").stdout == ""


def test_no_space(cli: Cli, cast: Cast) -> None:
    """When the disk is full nothing is half done."""

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(Engine, "connect", full)
    try:
        form = request_form(cast, challenge="long " * 3_000)
        refused(cli("create", "request", "--as", "requester@test.example", "--form", form), "The disk is full")
    finally:
        event.remove(Engine, "connect", full)
    assert cli("cases").stdout == ""


def test_unreachable(cli: Cli, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PostgreSQL that does not answer is told with its reason, and never with the password."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", "postgresql://connect:topsecret@127.0.0.1:1/connect")
    told = refused(cli("cases"), "The database cannot be opened", "connect doctor")
    assert "topsecret" not in told


def test_bad_url(cli: Cli, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is none is told without repeating it."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", "mysql://connect:topsecret@127.0.0.1/connect")
    told = refused(cli("cases"), "CONNECT_DATABASE_URL (from environment) cannot be used", "sqlite:///")
    assert "topsecret" not in told


def test_postgres(cli: Cli, empty_home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same commands work on PostgreSQL."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", postgres_url)
    assert "is up to date" in cli("db", "upgrade").stdout
    assert cli("user", "add", "broker@test.example", "--role", "broker").exit_code == 0
    assert "broker@test.example" in cli("user", "list").stdout


def test_owner(
    cli: Cli, empty_home: Path, postgres_server: str, run: postgres.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upgraded by its owner, a PostgreSQL database is worked with by a role that owns nothing, as doctor says."""
    owner, service = (f"connect_{name}_{uuid.uuid4().hex[:8]}" for name in ("owner", "service"))
    for role in (owner, service):
        postgres.execute(postgres_server, f"CREATE ROLE {role} LOGIN")
    with run.database() as url:
        postgres.execute(postgres_server, f'ALTER DATABASE "{make_url(url).database}" OWNER TO {owner}')
        for variable, role in (("DATABASE_URL", service), ("DATABASE_OWNER_URL", owner)):
            own = make_url(url).set(username=role).render_as_string(hide_password=False)
            monkeypatch.setenv(f"CONNECT_{variable}", own)
        assert "it was empty" in cli("db", "upgrade").stdout
        assert cli("user", "add", "broker@test.example", "--role", "broker").exit_code == 0
        told = cli("doctor")
        assert told.exit_code == 0, told.stdout
        assert "the service's role does not own the tables" in told.stdout
        assert "owner's role" in told.stdout
    for role in (service, owner):
        postgres.execute(postgres_server, f"DROP ROLE {role}")
