"""`connect import`: a spreadsheet of requests, looked at or begun, whole or not at all."""

import json
from pathlib import Path

import pytest

import app
from records import organisations
from tests.commands.conftest import Cli
from tests.commands.given import BY, Cast, refused

AS_BROKER = ("--as", "broker@test.example")
HEADING = "governments;topic;challenge;hoped_for;period_first;period_last;languages;people\n"
ROW = "Sample District;waste;Waste is burnt.;Tonnes a week;2026-12-01;2027-06-30;en;requester@test.example\n"


@pytest.fixture
def file(tmp_path: Path, cast: Cast) -> Path:
    """A spreadsheet with one request."""
    file = tmp_path / "requests.csv"
    file.write_text(HEADING + ROW, "utf-8")
    return file


def test_preview(cli: Cli, file: Path) -> None:
    """A preview says how many requests there would be, and begins none."""
    assert "1 request would be imported." in cli("import", str(file), *AS_BROKER, "--preview").stdout
    assert cli("cases", "--json").stdout.strip() == "[]"


def test_import(cli: Cli, file: Path) -> None:
    """Each row becomes a request; under the same key again the answer is the same."""
    first, again = (json.loads(cli("import", str(file), *AS_BROKER, "--key", "k", "--json").stdout) for _ in range(2))
    assert first == again
    assert len(first["imported"]) == len(json.loads(cli("cases", "--json").stdout)) == 1


def test_twins(cli: Cli, file: Path) -> None:
    """A file that was imported already is refused as its own twin, unless one says that it is another."""
    cli("import", str(file), *AS_BROKER)
    refused(cli("import", str(file), *AS_BROKER), "or like another row: 1.")
    assert cli("import", str(file), *AS_BROKER, "--twins-too").stdout.startswith("Imported 1 request: REQ-")


def test_refused(cli: Cli, file: Path) -> None:
    """What is wrong is told by row and column, and nothing is imported; so is a file that is no spreadsheet."""
    file.write_text(HEADING + ROW + ROW.replace("waste", "rubbish", 1).replace("Sample", "No"), "utf-8")
    refused(cli("import", str(file), *AS_BROKER), "Row 3, governments: No organisation is called No District.")
    assert cli("cases", "--json").stdout.strip() == "[]"
    file.write_bytes(b"PK\x03\x04")
    refused(cli("import", str(file), *AS_BROKER), "cannot be read as a spreadsheet")


def test_exchanges(cli: Cli, program: app.Connect, tmp_path: Path, cast: Cast) -> None:
    """Exchanges that are over are recorded from a file of their own; chosen again, they are told to be there."""
    place = {"country": "NL", "zone": "Europe/Amsterdam"}
    with program.database.begin() as connection:
        organisations.create(connection, name="Sample City", kind="government", **place, **BY)
    file = tmp_path / "past.csv"
    heading = "type;governments;experts;topic;first_day;last_day;conclusion\n"
    file.write_text(
        f"{heading}study_visit;Sample District;Sample City;water;2017-09-04;2017-09-06;Four came.\n", "utf-8"
    )
    of_past = ("import", str(file), *AS_BROKER, "--of", "exchanges")
    assert "1 exchange would be imported." in cli(*of_past, "--preview").stdout
    ref = json.loads(cli(*of_past, "--json").stdout)["imported"][0]
    shown = json.loads(cli("show", ref, "--json").stdout)
    assert (shown["type"], shown["state"]) == ("study_visit", "evaluated")
    refused(cli(*of_past), "or like another row: 1.")
