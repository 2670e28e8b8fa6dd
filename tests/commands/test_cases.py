"""`connect cases`, `connect show` and `connect history`."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import update

import app
from records import accounts, worklist
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form
from workflow.history import hash_of
from workflow.tables import follow_ups

KEYS = {"ref", "kind", "type", "definition_version", "state", "milestone", "waits_for", "due", "version", "title"}


@pytest.fixture
def refs(cli: Cli, cast: Cast) -> list[str]:
    """Three requests; the last was rejected."""
    ask = ("create", "request", "--as", "requester@test.example", "--form", request_form(cast), "--json")
    made = [str(json.loads(cli(*ask).stdout)["ref"]) for _ in range(3)]
    form = '{"reason": "=1+1; It is about\\nsomething else."}'
    assert cli("fire", made[2], "reject", "--as", "broker@test.example", "--form", form).exit_code == 0
    return made


def listed(cli: Cli, *options: str) -> list[str]:
    """The references that a list has."""
    return [one["ref"] for one in json.loads(cli("cases", *options, "--json").stdout)]


def test_list(cli: Cli, refs: list[str]) -> None:
    """Every case is a line, and an object with the keys that were promised."""
    told = cli("cases").stdout
    assert all(told.count(ref) == 1 for ref in refs)
    assert "Waste management: Sample District" in told
    for one in json.loads(cli("cases", "--json").stdout):
        assert {*KEYS, "country", "created_at"} <= one.keys()


def test_filters(cli: Cli, refs: list[str]) -> None:
    """A list is narrowed by type, state, whose turn it is, and what is overdue."""
    assert listed(cli, "--type", "request") == refs
    assert listed(cli, "--type", "call") == []
    assert listed(cli, "--state", "rejected") == refs[2:]
    assert listed(cli, "--waiting-for", "broker") == refs[:2]
    assert listed(cli, "--overdue") == []


def test_long_list(cli: Cli, refs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A list longer than what is read at once is whole."""
    monkeypatch.setattr("commands.cases.AT_ONCE", 1)
    assert listed(cli) == refs


def test_nothing(cli: Cli, refs: list[str]) -> None:
    """An empty list says so, beside the output."""
    result = cli("cases", "--type", "call")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "There is no such case." in result.stderr


def test_unknown_filters(cli: Cli, refs: list[str]) -> None:
    """A type, state or part that there is not is told, not searched for."""
    refused(cli("cases", "--type", "wish"), "There is no case type “wish”")
    refused(cli("cases", "--state", "dreaming"), "There is no state “dreaming”", "submitted")
    refused(cli("cases", "--waiting-for", "king"), "There is no part “king”", "broker")


def test_overdue(cli: Cli, refs: list[str], program: app.Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is past its date is marked."""
    with program.database.begin() as connection:
        reader = worklist.Reader("", frozenset({"auditor"}), None)
        due = worklist.search(connection, reader, worklist.Filters(), now=program.now()).items[0].due_at
    assert due is not None
    later = due.replace(year=due.year + 1)
    monkeypatch.setattr("app.Connect.now", lambda _self: later)
    assert listed(cli, "--overdue") == refs[:2]
    assert "(overdue)" in cli("cases").stdout


# --- one case -----------------------------------------------------------------------------------------------------------


def test_show(cli: Cli, refs: list[str], cast: Cast) -> None:
    """One case shows where it is, who takes part, what is known, and what is due."""
    told = cli("show", refs[0]).stdout
    for part in ("Submitted (submitted)", "waits for      the broker", "the requesting government", "Waste is burnt"):
        assert part in told
    assert f"Sample District ({cast.government}), Requester ({cast.ids['requester']})" in told
    assert "escalate" in told
    assert f"{refs[0]}: we have received your request  Requester ({cast.ids['requester']})" in told


def test_show_json(cli: Cli, refs: list[str], cast: Cast) -> None:
    """For programs it is the object of the list, with texts in words, and what else is known."""
    told = json.loads(cli("show", refs[0], "--json").stdout)
    assert told.keys() >= KEYS
    assert told["facts"]["challenge"] == "Waste is burnt beside the market."
    assert {"part": "requester", "organisation": cast.government, "person": cast.ids["requester"]} in told[
        "participants"
    ]
    (letter,) = (one for one in told["letters"] if one["to"] == f"person:{cast.ids['requester']}")
    assert (letter["subject"], letter["status"]) == (f"{refs[0]}: we have received your request", "created")


def test_show_due_json(cli: Cli, refs: list[str], program: app.Connect, cast: Cast) -> None:
    """What is due says in whose language, and what its date is counted from; that of nobody in particular in none."""
    requester, owing = f"person:{cast.ids['requester']}", {"recipient": "owing"}
    with program.database.begin() as connection:
        by: dict[str, Any] = {"actor": "SYS", "now": program.now(), "via": "test"}
        accounts.change(connection, cast.ids["requester"], language="fr", **by)
        connection.execute(update(follow_ups).where(follow_ups.c.ref == refs[1]).values(recipient=requester))
        connection.execute(update(follow_ups).where(follow_ups.c.ref == refs[2]).values(**owing, status="planned"))
    due = [json.loads(cli("show", ref, "--json").stdout)["follow_ups"][0] for ref in refs]
    assert [one["to"] for one in due] == ["office:lead_broker", requester, "owing"]
    assert [one["language"] for one in due] == ["en", "fr", None]
    assert due[0]["why"] == "the day until which it may wait"


@pytest.mark.parametrize("ref", ["REQ-1999-0001", "nothing", ""])
def test_show_unknown(cli: Cli, cast: Cast, ref: str) -> None:
    """A reference that names nothing is told."""
    refused(cli("show", ref), f"There is no case {ref}")


# --- history ------------------------------------------------------------------------------------------------------------


def test_history(cli: Cli, refs: list[str]) -> None:
    """A history is told oldest first, with who, as what, and why, each entry on lines of its own."""
    lines = cli("history", refs[2]).stdout.splitlines()
    assert lines[0].startswith("1. ")
    assert "as the requesting government by command: Submit a request: Submitted" in lines[0]
    assert "as the broker by command: Reject: Submitted → Rejected" in lines[1]
    assert lines[2] == "   why: =1+1; It is about something else."


def test_history_json(cli: Cli, refs: list[str]) -> None:
    """For programs an entry is exactly what is hashed, and its id, hash and name."""
    for flag in (("--json",), ("--format", "json")):
        told = json.loads(cli("history", refs[2], *flag).stdout)
        assert [one["id"] for one in told] == [f"{refs[2]}/1", f"{refs[2]}/2"]
        assert told[1]["actor_name"] == "Broker"
        hashed = {key: value for key, value in told[1].items() if key not in ("id", "hash", "actor_name")}
        body = json.dumps(hashed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hash_of(body) == told[1]["hash"]


def test_history_csv(cli: Cli, refs: list[str]) -> None:
    """As a table each entry is a row, and no cell is a formula."""
    rows = list(csv.DictReader(io.StringIO(cli("history", refs[2], "--format", "csv").stdout)))
    assert [row["trigger"] for row in rows] == ["submit", "reject"]
    assert rows[1]["reason"] == "'=1+1; It is about\nsomething else."


def test_history_of_people(cli: Cli, cast: Cast) -> None:
    """People and the system have a history too."""
    told = cli("history", cast.ids["broker"]).stdout
    assert "the command line by test: invited: " in told
    assert "active: " not in told
    assert "roles: broker" in told
    assert "organisation entered: " in cli("history", "SYS").stdout


def test_history_unknown(cli: Cli, cast: Cast) -> None:
    """What has no history is told."""
    refused(cli("history", "REQ-1999-0001"), "There is no history of REQ-1999-0001")


def test_control_characters(cli: Cli, cast: Cast) -> None:
    """What somebody typed reaches no terminal as a command."""
    form = request_form(cast, challenge="red \u001b[31m alert")
    made = json.loads(cli("create", "request", "--as", "requester@test.example", "--form", form, "--json").stdout)
    assert "\u001b" not in cli("show", made["ref"]).stdout
    assert "\u001b" not in cli("show", made["ref"], "--json").stdout
