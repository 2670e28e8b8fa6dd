"""`connect forecast`: what will be sent of all cases, of one, and if it were moved."""

import json
from typing import Any

import pytest

import app
from tests.commands.conftest import Cli
from tests.commands.given import NOW, Cast, refused, request_form

SHAPE = {"ref", "name", "kind", "to", "to_name", "due_at", "zone", "language", "anchor", "why", "status"}
MORE = {"answer_by": "2018-05-15", "missing": "A map."}


@pytest.fixture
def ref(program: app.Connect, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """A request that waits for the broker; it is the day on which it came."""
    monkeypatch.setattr(app.Connect, "now", lambda _self: NOW)
    with program.database.begin() as connection:
        press = {"actor": cast.ids["requester"], "now": NOW, "via": "test", "form": json.loads(request_form(cast))}
        return program.engine.fire(connection, "request", "submit", **press).ref


def lines(cli: Cli, *words: str) -> list[dict[str, Any]]:
    """What is printed as JSON."""
    found: list[dict[str, Any]] = json.loads(cli("forecast", *words, "--json").stdout)
    return found


def test_of_all(cli: Cli, ref: str) -> None:
    """A line says when, in whose zone, what, about which case, to whom, in which language, and because of what."""
    head, line = cli("forecast").stdout.splitlines()
    assert head.split() == ["WHEN", "WHAT", "CASE", "TO", "IN", "BECAUSE", "OF"]
    assert line.startswith("2018-05-23 09:00 Europe/Amsterdam  overdue_lead_broker  REQ-2018-0001  the lead broker  en")


def test_json(cli: Cli, ref: str) -> None:
    """As JSON, a line has the shape of follow-ups."""
    (line,) = lines(cli, ref)
    assert line.keys() >= SHAPE
    told = {name: line[name] for name in ("ref", "kind", "to", "language", "status")}
    assert told == {"ref": ref, "kind": "escalate", "to": "office:lead_broker", "language": "en", "status": "planned"}


def test_days(cli: Cli, ref: str) -> None:
    """Where nothing is to come in so many days, a sentence says so."""
    assert cli("forecast", ref, "--days", "3").stderr == "Nothing will be sent until 2018-05-05 09:00 UTC.\n"


def test_if(cli: Cli, ref: str) -> None:
    """What would come of a move is told without moving: its letter, reminders, the clock's own move, and what that sends."""
    given = ("--if", "ask_for_more", "--as", "broker@test.example", "--form", json.dumps(MORE))
    names = [(one["name"], one["cause"]) for one in lines(cli, ref, *given)]
    assert names == [
        ("request_incomplete", "ask_for_more"),
        ("reminder_half_time", None),
        ("last_reminder", None),
        ("lapse", None),
        ("request_lapsed", "lapse"),
    ]
    assert [one["name"] for one in lines(cli, ref)] == ["overdue_lead_broker"]


def test_if_refused(cli: Cli, ref: str) -> None:
    """A move that would be refused is told with its reasons."""
    refused(
        cli("forecast", ref, "--if", "validate", "--as", "requester@test.example"), "This would be refused:", "broker"
    )


def test_if_of_nothing(cli: Cli, ref: str) -> None:
    """A move needs a case and somebody who makes it."""
    told = cli("forecast", "--if", "validate")
    assert (told.exit_code, "--if needs the case" in told.stderr) == (2, True)


def test_unknown(cli: Cli, ref: str) -> None:
    """A case that does not exist is named as unknown."""
    refused(cli("forecast", "REQ-1999-0001"), "REQ-1999-0001")
