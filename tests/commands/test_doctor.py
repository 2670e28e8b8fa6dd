"""`connect doctor`."""

import json
import socket
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import make_url

import app
from letters.shelf import TEXTS
from tests.commands.conftest import Cli
from tests.commands.given import Cast, people

Line = namedtuple("Line", "status sentence")


def told(cli: Cli, expected: int = 0) -> dict[str, Line]:
    """What it finds, by what it is about; the worst of several."""
    result = cli("doctor", "--json")
    assert result.exit_code == expected, result.output
    lines: dict[str, Line] = {}
    for one in json.loads(result.stdout):
        if lines.get(one["about"], Line("ok", "")).status == "ok":
            lines[one["about"]] = Line(one["status"], one["sentence"])
    return lines


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a server that takes letters."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def test_all_is_well(cli: Cli, cast: Cast) -> None:
    """On a working installation each line says ok, in words, and the exit status is 0."""
    result = cli("doctor")
    assert result.exit_code == 0
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"ok"}


def test_every_setting(cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting is shown with where it comes from; secrets and passwords are not."""
    monkeypatch.setenv("CONNECT_SECRET_KEY", "topsecret-topsecret")
    monkeypatch.setenv("CONNECT_SMTP_URL", "smtp://me:topsecret@127.0.0.1:1")
    lines = told(cli, 1)
    assert {f"CONNECT_{name.upper()}" for name in app.SETTINGS} | {"CONNECT_HOME"} <= lines.keys()
    assert lines["CONNECT_BASE_URL"].sentence == "http://127.0.0.1:8000 (default)"
    assert lines["CONNECT_SMTP_URL"].sentence == "smtp://me:***@127.0.0.1:1 (environment)"
    assert not any("topsecret" in line.sentence for line in lines.values())


def test_unknown_variable(cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is spelled wrongly is noticed."""
    monkeypatch.setenv("CONNECT_DATABASE", "sqlite://")
    assert told(cli)["CONNECT_DATABASE"].status == "warning"


def test_bad_settings(cli: Cli, empty_home: Path) -> None:
    """Settings that cannot be read are the one finding."""
    (empty_home / "connect.toml").write_text("port = 1")
    assert "there is no setting port" in told(cli, 1)["settings"].sentence


def test_no_database(cli: Cli, empty_home: Path) -> None:
    """Without a database the remedy is told, and the other tests go on."""
    lines = told(cli, 1)
    assert "Run: connect db upgrade" in lines["database"].sentence
    assert lines["language en"].status == "ok"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM alembic_version", "older than this version"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer version of Connect (step 9999)"),
    ],
)
def test_schema(cli: Cli, home: Path, sqlite_url: str, statement: str, sentence: str) -> None:
    """A schema that is older or newer than the code is told."""
    execute(sqlite_url, statement)
    line = told(cli, 1)["database"]
    assert line.status == "failed"
    assert sentence in line.sentence


def execute(url: str, statement: str) -> None:
    """One statement, past the program."""
    with sqlite3.connect(str(make_url(url).database)) as connection:
        connection.execute(statement)
    connection.close()


def test_guards(cli: Cli, cast: Cast, sqlite_url: str) -> None:
    """A guard of history that somebody dropped is missed."""
    execute(sqlite_url, "DROP TRIGGER guard_entries_delete")
    line = told(cli, 1)["history guarded"]
    assert line.status == "failed"
    assert "missing on entries" in line.sentence


def test_read_only(cli: Cli, cast: Cast, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be written to is told."""
    file = make_url(sqlite_url).database
    monkeypatch.setenv("CONNECT_DATABASE_URL", f"sqlite:///file:{file}?mode=ro&uri=true")
    lines = told(cli, 1)
    assert lines["database schema"].status == "ok"
    assert "read-only" in lines["database"].sentence


def test_key_for_all_to_read(cli: Cli, cast: Cast, program: app.Connect) -> None:
    """A key that others can read is told, with the remedy."""
    assert program.settings.secret_key
    file = program.settings.instance / "secret_key"
    assert told(cli)["secret key"].status == "ok"
    file.chmod(0o644)
    assert f"chmod 600 {file}" in told(cli, 1)["secret key"].sentence


def test_letters_leave(cli: Cli, cast: Cast, mail_server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that answers is ok; one that does not is told with its reason."""
    monkeypatch.setenv("CONNECT_SMTP_URL", f"smtp://127.0.0.1:{mail_server}")
    assert told(cli)["letters"].sentence == f"127.0.0.1, port {mail_server}, answers"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("CONNECT_SMTP_URL", f"smtp://127.0.0.1:{port}")
    line = told(cli, 1)["letters leave"]
    assert line.status == "failed"
    assert "Check CONNECT_SMTP_URL" in line.sentence


def test_folder_of_letters(cli: Cli, cast: Cast, empty_home: Path) -> None:
    """A folder that is none cannot take letters."""
    (empty_home / "instance").mkdir(exist_ok=True)
    (empty_home / "instance" / "mail").write_text("a file in its place")
    assert told(cli, 1)["letters leave"].status == "failed"


def test_staging(cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no real service should have is a warning: letters to one address, links that are not encrypted."""
    monkeypatch.setenv("CONNECT_MAIL_TO", "staging@test.example")
    monkeypatch.setenv("CONNECT_BASE_URL", "http://connect.example")
    lines = told(cli)
    assert lines["letters"].status == "warning"
    assert lines["links in letters"].status == "warning"


def test_time_travel(cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where real accounts exist, time may not be changed."""
    monkeypatch.setenv("CONNECT_TIME_TRAVEL", "1")
    assert told(cli, 1)["time travel"].status == "failed"


def test_nobody(cli: Cli, home: Path) -> None:
    """A database without accounts says how to make one."""
    line = told(cli)["accounts"]
    assert line.status == "warning"
    assert "connect user add" in line.sentence


@pytest.mark.parametrize(("free", "status", "expected"), [(500, "warning", 0), (50, "failed", 1)])
def test_disk_space(
    cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch, free: int, status: str, expected: int
) -> None:
    """Little space is a warning, hardly any a failure."""
    usage = namedtuple("usage", "total used free")(0, 0, free * 1_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    assert told(cli, expected)["disk space"].status == status


def test_missing_letter(cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that a complete language lacks is told."""
    monkeypatch.delitem(TEXTS["en"], "request_received")  # type: ignore[arg-type]
    assert "request_received" in told(cli, 1)["language en"].sentence


def test_owner_on_postgres(cli: Cli, empty_home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL a service whose role owns the tables is warned."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", postgres_url)
    program = app.Connect(app.Settings.read({"CONNECT_DATABASE_URL": postgres_url}, empty_home)).ready()
    with program.database.begin() as connection:
        people(connection)
    program.database.dispose()
    lines = told(cli)
    assert lines["database reachable"].sentence.startswith("postgresql ")
    assert lines["database owner"].status == "warning"
    assert lines["history guarded"].status == "ok"


def test_history_signed(cli: Cli, cast: Cast, program: app.Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that signs is named; another one in its place is told, and an address by which the history has no name."""
    cli("audit", "checkpoint")
    assert " entries, by 127.0.0.1:8000/history+" in told(cli)["history signed"].sentence
    monkeypatch.setenv("CONNECT_BASE_URL", "https://moved.example")
    assert "keeps the name 127.0.0.1:8000/history" in told(cli)["name of the history"].sentence
    program.settings.history_key_file.write_text("0" * 64)
    assert told(cli, 1)["history signed"].status == "failed"
    program.settings.history_key_file.unlink()
    assert told(cli, 1)["history signed"].status == "failed"
    assert not program.settings.history_key_file.exists()


def test_heads(cli: Cli, cast: Cast, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of heads that can be written is ok; one that cannot, or that says what this history does not, is told."""
    monkeypatch.setenv("CONNECT_HEADS_FILE", "heads")
    cli("scheduler", "--once")
    assert told(cli)["heads elsewhere"].status == "ok"
    file = empty_home / "heads"
    file.write_text(file.read_text().replace("\n", "\n9", 1))
    assert "is not one of this history" in told(cli, 1)["heads elsewhere"].sentence
    monkeypatch.setenv("CONNECT_HEADS_FILE", "nowhere/heads")
    assert told(cli, 1)["heads elsewhere"].status == "failed"
