"""A program that is not ours, on the Go project's library for logs like this one, accepts what we prove and nothing else."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Cli
from tests.commands.given import refused
from tests.support.missing import missing, need_program
from tests.workflow.test_sequencing import written

SOURCE = Path(__file__).parents[1] / "workflow" / "other" / "main.go"
LIBRARIES = Path("/usr/share/gocode")
REMEDY = "Install it (on Debian: sudo apt-get install golang-go golang-golang-x-mod-dev)."


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built; what Go keeps of earlier builds makes it quick."""
    go = need_program("go", REMEDY)
    if not (LIBRARIES / "src/golang.org/x/mod/sumdb").is_dir():
        missing("the Go library golang.org/x/mod", REMEDY)
    program = tmp_path_factory.mktemp("go") / "check"
    given = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARIES), "GOFLAGS": ""}
    subprocess.run([go, "build", "-o", program, SOURCE], check=True, env=given)
    return program


@pytest.fixture
def proved(cli: Cli, program: Any, tmp_path: Path) -> dict[str, Any]:
    """What is proved of one of 700 entries, the key of whose history was changed after a head was kept."""
    head = tmp_path / "head"
    with program.database.begin() as connection:
        written(connection, 300)
    head.write_text(cli("audit", "checkpoint").stdout)
    with program.database.begin() as connection:
        written(connection, 400)
    cli("audit", "rotate-key")
    proof: dict[str, Any] = json.loads(cli("audit", "prove", "REQ-2017-0001/257", "--head", str(head)).stdout)
    return proof


def said(checks: Path, proof: dict[str, Any]) -> str:
    """What the program says."""
    return subprocess.run([checks], input=json.dumps(proof), capture_output=True, text=True).stdout.strip()


def test_accepted(checks: Path, proved: dict[str, Any]) -> None:
    """Both checkpoints, the place of the entry and that the older history begins the newer one are accepted."""
    assert said(checks, proved) == "accepted"


def test_refused(checks: Path, proved: dict[str, Any]) -> None:
    """Whichever part is another one, it is not."""
    other = {
        "body": proved["body"].replace("0", "1"),
        "place": proved["place"] + 1,
        "note": proved["note"].replace("\n701\n", "\n700\n"),
        "head": proved["head"].replace("\n300\n", "\n299\n"),
        "keys": proved["keys"][1:],
        "inclusion": proved["inclusion"][::-1],
        "consistency": proved["consistency"][1:],
    }
    assert all(value != proved[name] for name, value in other.items())
    assert [name for name, value in other.items() if said(checks, {**proved, name: value}) in ("", "accepted")] == []


def test_not_proved(cli: Cli, program: Any) -> None:
    """What is no entry, or not signed yet, is not proved."""
    for entry in ("REQ-2017-0001/1", "REQ-2017-0001", "x/y", "/", "SYS/99999999999999999999"):
        refused(cli("audit", "prove", entry), "There is no entry", "audit checkpoint")
