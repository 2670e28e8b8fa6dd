"""`connect db backup` and `connect db restore`, as they are typed."""

from pathlib import Path

import pytest

from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form


def test_there_and_back(cli: Cli, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy is signed before it is made; restored, it is a database like any other, and the same is there."""
    assert cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast)).exit_code == 0
    before = cli("cases", "--json").stdout
    copied = cli("db", "backup", str(tmp_path / "copy"))
    assert (copied.exit_code, "entries of history, were copied to" in copied.stdout) == (0, True)
    refused(cli("db", "backup", str(tmp_path / "copy")), "already", "Name another")
    refused(cli("db", "restore", str(tmp_path / "copy")), "nothing is restored over them")
    monkeypatch.setenv("CONNECT_DATABASE_URL", f"sqlite:///{tmp_path}/new/connect.sqlite")
    restored = cli("db", "restore", str(tmp_path / "copy"))
    assert restored.exit_code == 0, restored.stderr
    assert "of history hold" in restored.stdout
    assert (cli("cases", "--json").stdout, cli("audit", "verify").exit_code) == (before, 0)


def test_no_file(cli: Cli, empty_home: Path) -> None:
    """A backup that is not there is named."""
    refused(cli("db", "restore", "nowhere"), "nowhere: No such file")
