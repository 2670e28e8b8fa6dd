"""`connect comment` and `connect assign`."""

import json
from unittest.mock import ANY

import pytest

from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form

AS_BROKER = ("--as", "broker@test.example")


@pytest.fixture
def ref(cli: Cli, cast: Cast) -> str:
    """A request that was submitted."""
    result = cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast), "--json")
    return str(json.loads(result.stdout)["ref"])


def test_comment(cli: Cli, ref: str) -> None:
    """A comment is told as an entry, and read in the history."""
    assert cli("comment", ref, *AS_BROKER, "--text", "Rang twice.").stdout == (
        f"{ref}: the comment is entry {ref}/2 of its history.\n"
    )
    assert cli("history", ref).stdout.splitlines()[-2:] == [ANY, "   Rang twice."]
    assert ": commented\n" in cli("history", ref).stdout


def test_comment_as_json(cli: Cli, ref: str) -> None:
    """With --json, and under one key, the answer of the first is given again; the version stays."""
    first, again = (
        cli("comment", ref, *AS_BROKER, "--text", "Rang.", "--key", "k1", "--json").stdout for _ in range(2)
    )
    assert first == again
    assert json.loads(first)["version"] == 1


def test_assign(cli: Cli, ref: str) -> None:
    """A broker is put in charge, and taken out of charge again."""
    told = cli("assign", ref, "--to", "lead@test.example", *AS_BROKER)
    assert told.stdout.startswith(f"{ref}: in charge is Lead")
    assert cli("assign", ref, *AS_BROKER).stdout == f"{ref}: in charge is nobody.\n"
    history = cli("history", ref).stdout
    assert ": put Lead (PER-" in history
    assert ": put nobody in charge\n" in history


def test_refused(cli: Cli, ref: str) -> None:
    """Whoever may not, what does not fit, and what is no case: a sentence each."""
    as_requester = ("--as", "requester@test.example")
    refused(cli("comment", ref, *as_requester, "--text", "Mine."), "comment is not possible.", "can do this")
    refused(cli("comment", ref, *AS_BROKER, "--text", " "), "- text: Write something here.")
    refused(cli("comment", "REQ-1999-0001", *AS_BROKER, "--text", "x"), "There is no case REQ-1999-0001")
    refused(cli("assign", ref, "--to", "requester@test.example", *AS_BROKER), "- person: Choose a broker.")
    refused(cli("assign", ref, "--to", "nobody@test.example", *AS_BROKER), "There is nobody called nobody@test.example")
