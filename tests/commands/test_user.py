"""`connect user`."""

import json
from pathlib import Path

import pyotp

import app
from records import accounts, people, second_factor
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused
from workflow.streams import entries_of


def test_add(cli: Cli, program: app.Connect) -> None:
    """Somebody added has the role, the place that was named, and a history that says by which way."""
    said = ("--role", "requester", "--country", "UG", "--language", "en", "--zone", "Africa/Kampala")
    result = cli("user", "add", "New@Test.example", *said)
    assert result.exit_code == 0
    with program.database.begin() as connection:
        found = people.by_email(connection, "new@test.example")
        entry, link = entries_of(connection, found.id)
    assert (found.roles, found.country, found.zone, found.is_demo) == (("requester",), "UG", "Africa/Kampala", False)
    assert (entry.actor, entry.via, entry.kind.value) == ("SYS", "command", "account")
    assert link.trigger == "make_link"


def test_link(cli: Cli, program: app.Connect) -> None:
    """The link that is printed is theirs, and ends when it was used."""
    told = cli("user", "add", "new@test.example", "--role", "broker").stdout
    link = told.splitlines()[-1]
    assert link.startswith(program.settings.base_url)
    address = link.removeprefix(program.settings.base_url)
    assert app.create_app(program).test_client().get(address).status_code == 200
    token, key = link.rsplit("/", 1)[1], program.settings.secret_key
    with program.database.begin() as connection:
        person = accounts.claim_of(connection, token, key=key, now=program.now())
        assert people.get(connection, person).email == "new@test.example"


def test_organisation(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """An organisation is named by its name or its id, and gives what is not said of the place."""
    for name, called in (("one", "Sample District"), ("two", cast.government)):
        cli("user", "add", f"{name}@test.example", "--role", "requester", "--organisation", called)
        with program.database.begin() as connection:
            found = people.by_email(connection, f"{name}@test.example")
        assert (found.organisation, found.zone) == (cast.government, "Africa/Kampala")


def test_refusals(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """What cannot be is said in one sentence, and nobody is added."""
    with program.database.begin() as connection:
        before = len(people.every(connection))
    add = ("user", "add", "new@test.example", "--role")
    refused(cli(*add, "auditor", "--role", "broker"), "auditor holds no other role")
    refused(cli(*add, "king"), "There is no role “king”", "lead_broker")
    refused(cli(*add, "broker", "--country", "XX"), "“XX” is no country")
    refused(cli(*add, "broker", "--language", "xx"), "“xx” is no language")
    refused(cli(*add, "broker", "--zone", "Mars"), "“Mars” is no time zone")
    refused(cli(*add, "broker", "--organisation", "Nowhere"), "There is no organisation Nowhere")
    refused(cli("user", "add", "nobody", "--role", "broker"), "is no email address")
    refused(cli("user", "add", "broker@test.example", "--role", "broker"), "has an account already")
    with program.database.begin() as connection:
        assert len(people.every(connection)) == before


def test_remove_factor(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A lost second factor is removed by whoever runs the service, with a reason; where there is none that is said."""
    remove, person, key = (
        ("user", "remove-factor", "broker@test.example", "--reason"),
        cast.ids["broker"],
        "a key of a test",
    )
    refused(cli(*remove, "Lost."), "There is no second factor.")
    refused(cli("user", "remove-factor", "nobody@test.example", "--reason", "x"), "There is nobody called")
    with program.database.begin() as connection:
        offered, now = second_factor.offer(person, key=key), program.now()
        code = pyotp.TOTP(second_factor.shown(offered, person, key=key)).at(now)
        second_factor.begin(connection, person, offered, code, key=key, actor=person, now=now, via="test")
    assert "signs in with the password alone" in cli(*remove, "They came to the office.").stdout
    with program.database.begin() as connection:
        assert second_factor.of(connection, person) is None


def test_role_is_asked(cli: Cli, home: Path) -> None:
    """Without a role it is wrong usage."""
    assert cli("user", "add", "new@test.example").exit_code == 2


def test_list(cli: Cli, cast: Cast) -> None:
    """Everybody is listed once, or those of a role; for programs without the hash of a password."""
    told = cli("user", "list").stdout
    assert all(f"{name}@test.example" in told for name in cast.ids)
    listed = json.loads(cli("user", "list", "--json").stdout)
    assert [one["id"] for one in listed] == sorted(cast.ids.values())
    assert not any("password" in key for one in listed for key in one)
    (broker,) = json.loads(cli("user", "list", "--role", "broker", "--json").stdout)
    assert broker["roles"] == ["broker"]
    refused(cli("user", "list", "--role", "king"), "There is no role “king”")
