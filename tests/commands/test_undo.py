"""`connect undo`: what returns is told, before it is done and after."""

import json

import pytest

import app
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form

AS_BROKER = ("--as", "broker@test.example")
WHY = ("--reason", "The wrong request.")


@pytest.fixture
def ref(cli: Cli, cast: Cast) -> str:
    """A request that a broker has just rejected."""
    made = cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast), "--json")
    ref = str(json.loads(made.stdout)["ref"])
    assert cli("fire", ref, "reject", *AS_BROKER, "--form", '{"reason": "Not ours."}').exit_code == 0
    return ref


def test_undo(cli: Cli, ref: str) -> None:
    """The case is where it was, and whose letters stay is told; the history names what was taken back, and why."""
    told = cli("undo", ref, *AS_BROKER, *WHY).stdout
    assert f"{ref}: taken back, Rejected → Submitted, version 3." in told
    assert "Letters taken back:" in told
    history = cli("history", ref).stdout
    assert f": took back {ref}/2: Rejected → Submitted\n" in history
    assert "   why: The wrong request.\n" in history


def test_preview(cli: Cli, ref: str) -> None:
    """What would return, and what would be due again, is told, and nothing is done."""
    told = cli("undo", ref, *AS_BROKER, "--preview").stdout
    assert told.startswith(f"{ref}: taken back, Rejected → Submitted, version 3.")
    assert "Letters that would be taken back:" in told
    assert "Due again:" in told
    assert json.loads(cli("show", ref, "--json").stdout)["state"] == "rejected"


def test_as_json(cli: Cli, ref: str) -> None:
    """With --json the same is told to programs; under one key it is done once."""
    preview = json.loads(cli("undo", ref, *AS_BROKER, "--preview", "--json").stdout)
    assert (preview["allowed"], preview["blockers"]) == (True, [])
    assert {*preview["due_again"][0]} == {"ref", "name", "to", "due_at"}
    first, again = (cli("undo", ref, *AS_BROKER, *WHY, "--key", "k1", "--json").stdout for _ in range(2))
    assert first == again
    done = json.loads(first)
    assert (done["state"], done["version"], done["entries"]) == ("submitted", 3, [f"{ref}/3"])
    assert done["taken_back"] == preview["taken_back"]


def test_refused(cli: Cli, ref: str) -> None:
    """Whoever may not, and why not, in a sentence each; no reason is none."""
    refused(
        cli("undo", ref, "--as", "requester@test.example", *WHY),
        "This cannot be taken back now.",
        "Only whoever did this",
    )
    refused(cli("undo", ref, *AS_BROKER), "- reason: Say why it is taken back.")
    refused(cli("undo", "REQ-1999-0001", *AS_BROKER, *WHY), "There is no case REQ-1999-0001")
    assert cli("undo", ref, *AS_BROKER, *WHY).exit_code == 0
    refused(cli("undo", ref, *AS_BROKER, *WHY), f"There is no step of {ref} that could be taken back.")
    refused(cli("undo", ref, *AS_BROKER, "--preview"), "This would not be taken back:")


def test_too_late_as_json(cli: Cli, ref: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment among the facts of a reason is an instant as everywhere."""
    later = app.Connect.now

    def tomorrow(self: app.Connect) -> object:
        return later(self).replace(year=2099)

    monkeypatch.setattr(app.Connect, "now", tomorrow)
    result = cli("undo", ref, *AS_BROKER, "--preview", "--json")
    (reason,) = json.loads(result.stdout)["blockers"]
    assert (result.exit_code, reason["code"]) == (1, "too_late")
    assert reason["facts"]["until"].endswith("Z")


def test_openly(cli: Cli, ref: str) -> None:
    """A broker corrects what nobody has heard of yet as well: nobody gets a letter."""
    told = cli("undo", ref, *AS_BROKER, *WHY, "--openly").stdout
    assert "Letters owed:" not in told
    assert f": corrected, took back {ref}/2" in cli("history", ref).stdout
