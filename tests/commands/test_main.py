"""The group of commands: help, what it loads, and what it says when something breaks."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import main
from commands.main import SECTIONS
from tests.commands.conftest import Cli

SENTENCES = {name: sentence for commands in SECTIONS.values() for name, sentence in commands.items()}
ROOT = Path(__file__).parents[2]


def test_help_lists_every_command(cli: Cli) -> None:
    """`connect --help` says of every command what it does, by section."""
    told = cli("--help").stdout
    for section, commands in SECTIONS.items():
        assert f"{section}:" in told
        for name, sentence in commands.items():
            assert f"{name} " in told
            assert sentence in told


@pytest.mark.parametrize("name", SENTENCES)
def test_own_help(cli: Cli, name: str) -> None:
    """Every command has its own help, which begins with the same verb as the list."""
    told = cli(name, "--help").stdout.splitlines()
    assert told[0].startswith(f"Usage: connect {name} ")
    assert told[2].split()[0] == SENTENCES[name].split()[0]


def test_help_is_quick() -> None:
    """Help, and a wrong name, load neither the engine nor the database's library."""
    code = "import sys; from commands.main import connect; connect(['--help'], standalone_mode=False); "
    code += "print(sorted({'sqlalchemy', 'flask', 'app', 'alembic'} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert told.splitlines()[-1] == "[]"


def test_unknown_command(cli: Cli) -> None:
    """A command that there is not is wrong usage."""
    result = cli("frie")
    assert result.exit_code == 2
    assert "No such command" in result.stderr


def test_version(cli: Cli) -> None:
    """`connect --version` says which version it is."""
    assert cli("--version").stdout.startswith("Connect 0.")


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
