"""The group of commands: help, what it loads, and what it says when something breaks."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commands import main
from commands.main import SECTIONS, connect
from tests.commands.conftest import Run

NAMES = [name for commands in SECTIONS.values() for name in commands]
ROOT = Path(__file__).parents[2]


def test_help_lists_every_command(run: Run) -> None:
    """`connect --help` says of every command what it does, by section."""
    told = run("--help").stdout
    for section, commands in SECTIONS.items():
        assert f"{section}:" in told
        for name, sentence in commands.items():
            assert f"{name} " in told
            assert sentence in told


@pytest.mark.parametrize("name", NAMES)
def test_own_help(run: Run, name: str) -> None:
    """Every command has its own help, and it agrees with the list."""
    command = connect.get_command(click.Context(connect), name)
    assert command is not None
    assert run(name, "--help").exit_code == 0
    assert (command.help or "").split(".")[0].split(":")[0].split(", and")[0] in SECTIONS_OF[name]


SECTIONS_OF = {name: sentence for commands in SECTIONS.values() for name, sentence in commands.items()}


def test_help_is_quick() -> None:
    """Help, and a wrong name, load neither the engine nor the database's library."""
    code = "import sys; from commands.main import connect; connect(['--help'], standalone_mode=False); "
    code += "print(sorted({'sqlalchemy', 'flask', 'app', 'alembic'} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert told.splitlines()[-1] == "[]"


def test_unknown_command(run: Run) -> None:
    """A command that there is not is wrong usage."""
    result = run("frie")
    assert result.exit_code == 2
    assert "No such command" in result.stderr


def test_version(run: Run) -> None:
    """`connect --version` says which version it is."""
    assert run("--version").stdout.startswith("Connect 0.")


@pytest.mark.parametrize("debug", [False, True])
def test_unexpected(monkeypatch: pytest.MonkeyPatch, home: Path, debug: bool) -> None:
    """What nobody foresaw is said in a sentence; where it was in the code, only when asked."""

    def broken(_self: object) -> None:
        raise KeyError("a surprise")

    monkeypatch.setattr("commands.session.Session.registry", property(broken))
    result = CliRunner().invoke(main.connect, [*(["--debug"] if debug else []), "types"])
    assert result.exit_code == 1
    assert "KeyError: 'a surprise'" in result.stderr
    assert "connect --debug" in result.stderr
    assert ("Traceback" in result.stderr) is debug


def test_closed_pipe() -> None:
    """Whoever stops reading (`connect types | head`) sees no error."""
    code = "import os, sys; from commands.main import connect; r, w = os.pipe(); os.close(r); os.dup2(w, 1); connect(['--help'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "Traceback" not in done.stderr
