"""People, governments and forms that tests of the command line begin with."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from click.testing import Result
from sqlalchemy import Connection

from records import accounts, organisations

NOW = datetime(2018, 5, 2, 9, tzinfo=UTC)
BY: dict[str, Any] = {"actor": "SYS", "now": NOW, "via": "test"}


@dataclass(frozen=True)
class Cast:
    """Who is there: ids by the part of the address before the @."""

    government: str
    association: str
    ids: dict[str, str]


def people(connection: Connection) -> Cast:
    """A government of Uganda with a requester, its association, and the secretariat."""
    place = {"country": "UG", "zone": "Africa/Kampala", "languages": ["en"]}
    government = organisations.create(connection, name="Sample District", kind="government", **place, **BY)
    association = organisations.create(connection, name="Sample Association", kind="association", **place, **BY)
    ids = {}
    for name, role, organisation in (
        ("broker", "broker", None),
        ("lead", "lead_broker", None),
        ("committee", "committee", None),
        ("requester", "requester", government),
        ("association", "association", association),
    ):
        ids[name] = accounts.create(
            connection,
            email=f"{name}@test.example",
            name=name.capitalize(),
            roles=[role],
            organisation=organisation,
            **BY,
        )
    return Cast(government, association, ids)


def request_form(cast: Cast, **values: Any) -> str:
    """What a request asks, as JSON."""
    form = {
        "governments": [cast.government],
        "topic": "waste",
        "challenge": "Waste is burnt beside the market.",
        "hoped_for": [{"indicator": "Tonnes a week that are collected"}],
        "period": {"first": "2026-12-01", "last": "2027-06-30"},
        "languages": ["en"],
        "people": [cast.ids["requester"]],
    }
    return json.dumps({**form, **values})


def refused(result: Result, *parts: str) -> str:
    """The sentences of a command that failed by a mistake: status 1, nothing on standard output, no traceback."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr
    return result.stderr
