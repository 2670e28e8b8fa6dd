"""What is in deploy/ calls commands that there are, gives them time to end, and is read by whoever runs it."""

import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from commands.main import connect
from commands.server import PATIENCE
from tests.whole.test_documents import strange

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def unit(file: Path) -> RawConfigParser:
    """The sections of a unit."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text("utf-8"))
    return parser


def said_by_systemd(file: Path, folder: Path) -> list[str]:
    """What systemd has against a unit, were the program where it looks for it; nothing where there is no systemd."""
    if not shutil.which("systemd-analyze"):
        return []
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", file.read_text("utf-8"), flags=re.MULTILINE)
    copy = folder / file.name.replace("@.", "@8000.")
    copy.write_text(text.replace("User=connect\nGroup=connect\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
    return [line for line in done.stderr.splitlines() if copy.stem in line]


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_units(file: Path, tmp_path: Path) -> None:
    """A unit starts a command that there is, as nobody special, and waits longer for its end than the command does."""
    service = unit(file)["Service"]
    program, *words = shlex.split(service["ExecStart"].replace("%i", "8000"))
    assert (Path(program).name, list(strange(words))) == ("connect", [])
    assert words[0] in connect.list_commands(None)  # type: ignore[arg-type]
    assert (service["User"], service["NoNewPrivileges"]) == ("connect", "yes")
    assert int(service["TimeoutStopSec"]) > PATIENCE
    assert said_by_systemd(file, tmp_path) == []


def test_container() -> None:
    """The container copies files that there are, starts commands that there are, and is nobody special."""
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = [name for name in re.findall(r"^COPY (?!--)(\S+)", text, re.MULTILINE) if name != "."]
    assert [name for name in copied if not (DEPLOY.parent / name).exists()] == []
    words = re.findall(r'"([^"]+)"', re.findall(r"^CMD (.*)$", text, re.MULTILINE)[-1])
    assert list(strange(words)) == []
    assert re.search(r"^USER connect$", text, re.MULTILINE)
