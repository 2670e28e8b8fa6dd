"""`connect audit log`: an event log is written into a file."""

import csv
import json
import stat
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form


@pytest.fixture
def ref(cli: Cli, cast: Cast) -> str:
    """A request that somebody submitted."""
    made = cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast), "--json")
    return str(json.loads(made.stdout)["ref"])


def test_log(cli: Cli, ref: str, tmp_path: Path) -> None:
    """Each format has the case; the last of them has the entries that the others left. Nobody else reads the files."""
    files = {kind: tmp_path / f"log.{kind}" for kind in ("xes", "ocel", "csv")}
    for kind, file in files.items():
        assert cli("audit", "log", str(file), "--format", kind).stdout == f"The log was written to {file}.\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    traces = ElementTree.parse(files["xes"]).getroot().findall("{http://www.xes-standard.org/}trace")
    assert len(traces) == 1
    assert [one["id"] for one in json.loads(files["ocel"].read_text("utf-8"))["events"]] == [f"{ref}/1"]
    with files["csv"].open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["trigger"] for row in rows if row["kind"] == "exported"] == ["export_log"] * 3
    assert [row["activity"] for row in rows if row["case"] == ref] == ["submit"]


def test_nowhere_to_write(cli: Cli, ref: str, tmp_path: Path) -> None:
    """A folder that is not there is told in a sentence."""
    assert "nowhere" in refused(cli("audit", "log", str(tmp_path / "nowhere" / "log.csv")))
