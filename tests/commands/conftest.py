"""What tests of the command line share: a home with a database, and a way to type."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import app
from commands.main import connect
from tests.commands.given import Cast, people

Cli = Callable[..., Result]


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing has been done yet."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CONNECT_HOME", str(home))
    return home


@pytest.fixture
def home(empty_home: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a migrated database."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", sqlite_url)
    return empty_home


@pytest.fixture
def cli() -> Cli:
    """Types a command: `cli("cases", "--json")`."""

    def typed(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(connect, list(arguments), input=input, catch_exceptions=False, prog_name="connect")

    return typed


@pytest.fixture
def program(home: Path) -> Iterator[app.Connect]:
    """The program on the database of the home."""
    program = app.Connect(app.Settings.read(os.environ, home)).ready()
    yield program
    program.database.dispose()


@pytest.fixture
def cast(program: app.Connect) -> Cast:
    """A few people and governments."""
    with program.database.begin() as connection:
        return people(connection)
