"""`connect person erase` and `connect retention`: looking first, then doing it with a reason."""

from datetime import timedelta

import pytest

import app
from records import people
from tests.commands.conftest import Cli
from tests.commands.given import NOW, Cast, refused, request_form


def test_erased(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """What would go is listed and nothing done; with a reason it is done, and the whole history still verifies."""
    cli("audit", "checkpoint")
    looked = cli("person", "erase", "requester@test.example", "--preview")
    assert "Name, email, password, organisation and absence" in looked.stdout
    with program.database.begin() as connection:
        assert people.get(connection, cast.ids["requester"]).name == "Requester"
    done = cli("person", "erase", "requester@test.example", "--reason", "They asked for it.")
    assert done.exit_code == 0
    assert f"The data of {cast.ids['requester']} are erased" in done.stdout
    assert "hold" in cli("audit", "verify").stdout
    assert "(erased)" in cli("user", "list").stdout
    refused(cli("person", "erase", cast.ids["requester"], "--reason", "Again."), "There is nothing left to erase")
    refused(cli("person", "erase", "requester@test.example", "--reason", "Again."), "There is nobody called")


def test_a_case_that_goes_on(cli: Cli, cast: Cast) -> None:
    """What stands against it is told, by looking and by trying."""
    cli("create", "request", "--as", "requester@test.example", "--form", request_form(cast))
    assert "Stands against it: REQ-" in cli("person", "erase", "requester@test.example", "--preview").stdout
    refused(cli("person", "erase", "requester@test.example", "--reason", "So."), "still takes part", "REQ-")


def test_a_reason_is_asked_for(cli: Cli, cast: Cast) -> None:
    """Without a reason nothing is erased or removed: that is wrong usage."""
    assert cli("person", "erase", "broker@test.example").exit_code == 2
    assert cli("retention", "--confirm").exit_code == 2


def test_retention(cli: Cli, program: app.Connect, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind is listed with its period; where nothing is kept for longer, nothing is removed."""
    monkeypatch.setattr(app.Connect, "now", lambda _self: NOW + timedelta(days=1))
    told = cli("retention").stdout
    assert "letters" in told
    assert "730 days" in told
    refused(cli("retention", "--confirm", "--reason", "As agreed."), "Nothing was removed.")
