"""`connect types`, `connect check` and `connect diagram`."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import app
from tests.commands.conftest import Cli
from tests.commands.given import refused
from workflow.registry import Registry

KEYS = {"name", "kind", "version", "fingerprint", "label", "states", "transitions", "follow_ups", "problems"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request out of whose first state nothing leads."""
    types = app.known_types()
    request = types.newest("request")
    stuck = replace(request, transitions=request.creations)
    others = [one for one in types if one.name != "request"]
    monkeypatch.setattr("app.known_types", lambda: Registry([stuck, *others]))


def test_types(cli: Cli, empty_home: Path) -> None:
    """Every type is listed without a database, with the keys that were promised."""
    names = list(app.known_types().names())
    told = cli("types").stdout
    assert all(name in told for name in names)
    listed = json.loads(cli("types", "--json").stdout)
    assert [one["name"] for one in listed] == names
    for one in listed:
        assert one.keys() >= KEYS
        assert one["problems"] == []


def test_sound(cli: Cli, empty_home: Path) -> None:
    """What is sound passes, all or by name."""
    assert cli("check").exit_code == 0
    assert cli("check", "request", "call").stdout == "2 of 2 case types are sound.\n"


def test_unsound(cli: Cli, broken: None) -> None:
    """What is wrong is told in sentences that name the type, with exit status 1."""
    result = cli("check", "request")
    assert result.exit_code == 1
    assert all(line.startswith("request 1: ") for line in result.stderr.splitlines())
    assert "“submitted”" in result.stderr
    (one,) = json.loads(cli("check", "request", "--json").stdout)
    assert one["problems"]
    assert "no" in cli("types").stdout


@pytest.mark.parametrize("command", [["cases"], ["serve"], ["show", "REQ-2017-0001"]])
def test_unsound_stops(cli: Cli, home: Path, broken: None, command: list[str]) -> None:
    """Nothing starts on a broken definition."""
    refused(cli(*command), "The case type Request is not sound: ")


@pytest.mark.parametrize("command", ["check", "diagram"])
def test_unknown(cli: Cli, empty_home: Path, command: str) -> None:
    """A type that there is not is told with those that there are."""
    refused(cli(command, "wish"), "There is no case type “wish”", "request")


@pytest.mark.parametrize(
    ("format_", "beginning"), [("mermaid", "stateDiagram-v2"), ("dot", "digraph request {"), ("svg", "<svg")]
)
def test_diagram(cli: Cli, empty_home: Path, format_: str, beginning: str) -> None:
    """A machine is drawn in every format, with every state."""
    told = cli("diagram", "request", "--format", format_).stdout
    assert told.startswith(beginning)
    for state in app.known_types().newest("request").states:
        assert state.label in told


def test_unknown_format(cli: Cli, empty_home: Path) -> None:
    """A format that there is not is wrong usage."""
    assert cli("diagram", "request", "--format", "gif").exit_code == 2
