"""`connect scheduler`: what is due is done; one at a time on SQLite; another time only where nobody is real."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app
from scheduler.alone import alone
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused
from tests.support.programme import Programme

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from commands.main import main; main()", "scheduler"]


@pytest.fixture
def call(program: app.Connect) -> str:
    """An open call whose deadline is long past."""
    programme = Programme(program.settings.database_url)
    ref = programme.call()
    programme.close()
    return ref


def state(program: app.Connect, ref: str) -> str:
    """Where a case is now."""
    programme = Programme(program.settings.database_url)
    found = programme.case(ref).state
    programme.close()
    return str(found)


def test_once(cli: Cli, program: app.Connect, call: str) -> None:
    """A call closes itself at its deadline, and the letters about it leave; nothing is due any more."""
    told = cli("scheduler", "--once")
    assert (told.exit_code, state(program, call)) == (0, "closed")
    assert "Follow-ups:" in told.stdout
    assert ", 0 still due." in told.stdout
    assert list((program.settings.home / "instance" / "mail").glob("*.eml"))


def test_another_time(cli: Cli, program: app.Connect, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where time travel is allowed, what is due at a named time is done as if it were then."""
    monkeypatch.setenv("CONNECT_TIME_TRAVEL", "1")
    assert cli("scheduler", "--once", "--now", "2018-03-20T09:00").exit_code == 0
    assert state(program, call) == "open"
    assert cli("scheduler", "--once", "--now", "2018-03-27T00:00:00+0200").exit_code == 0
    assert state(program, call) == "closed"
    programme = Programme(program.settings.database_url)
    at = max(entry.at for entry in programme.entries(call))
    programme.close()
    assert abs((at - datetime(2018, 3, 26, 22, tzinfo=UTC)).total_seconds()) < 60


def test_no_time_travel(cli: Cli, program: app.Connect) -> None:
    """Another time needs a setting that says that it is allowed."""
    refused(cli("scheduler", "--once", "--now", "2018-03-20"), "CONNECT_TIME_TRAVEL=1")


def test_no_time_travel_with_real_people(cli: Cli, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another time is refused where an account is somebody's own."""
    monkeypatch.setenv("CONNECT_TIME_TRAVEL", "1")
    refused(cli("scheduler", "--once", "--now", "2018-03-20"), "real people")


def test_no_time(cli: Cli, program: app.Connect) -> None:
    """A time that is none is wrong usage."""
    assert cli("scheduler", "--now", "tomorrow").exit_code == 2


def test_second(cli: Cli, program: app.Connect) -> None:
    """On SQLite a second scheduler is told that there is one, and what to do."""
    with alone(program.settings.database_file):
        refused(cli("scheduler", "--once"), "works on", "one at a time", "PostgreSQL")
    assert cli("scheduler", "--once").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_runs(program: app.Connect, call: str, number: signal.Signals) -> None:
    """It runs until a signal comes, and what is due is done meanwhile."""
    program.database.dispose()
    process = subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=os.environ
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "The scheduler runs (Ctrl-C stops it).\n"
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
        assert process.stdout.read() == "Stopped.\n"
    finally:
        process.kill()
        process.stdout.close()
