"""Accounts: made, changed, given roles, closed; each change one entry on the person's own stream."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from records import accounts, errors, passwords, people
from tests.records import given
from workflow import streams
from workflow.history import check_chain
from workflow.tables import entries

BY: dict[str, Any] = {"actor": "PER-0009", "now": given.NOW, "via": "web"}
KEY = "a secret key"
PASSWORD = "correct horse battery"


@pytest.fixture
def person(connection: Connection) -> str:
    """A requester of Moroto."""
    given.organisation(connection, "ORG-0001", languages=["sw", "en"])
    who = {"email": "Requester.Moroto@Connect.example", "name": " A  requester ", "roles": ["requester"]}
    return accounts.create(connection, organisation="ORG-0001", **who, **BY)


def history(connection: Connection, person: str) -> list[str | None]:
    """The triggers of a person's stream, whose chain holds."""
    lines = connection.execute(
        select(entries.c.body, entries.c.hash).where(entries.c.ref == person).order_by(entries.c.seq)
    )
    assert check_chain([(row.body, row.hash) for row in lines]) is None
    return [entry.trigger for entry in streams.entries_of(connection, person)]


def test_create(connection: Connection, person: str) -> None:
    """A new account has the next number, and its organisation's place; English, as nothing is written in Swahili."""
    account = people.get(connection, person)
    assert person == "PER-0001"
    assert (account.name, account.email) == ("A requester", "requester.moroto@connect.example")
    assert (account.country, account.language, account.zone) == ("UG", "en", "Africa/Kampala")
    assert (account.roles, account.active, account.organisation_name) == (("requester",), True, "Name of ORG-0001")


def test_defaults(connection: Connection) -> None:
    """Without an organisation, place and language are the office's, unless they are given."""
    person = accounts.create(connection, email="a@b.example", name="A", language="fr", **BY)
    account = people.get(connection, person)
    assert (account.country, account.language, account.zone) == ("NL", "fr", "Europe/Amsterdam")


def test_history_of_creation(connection: Connection, person: str) -> None:
    """The entry says who did it and which roles were given; name and address are in it as texts."""
    (entry,) = streams.entries_of(connection, person)
    assert (entry.id, entry.kind.value, entry.actor, entry.via) == ("PER-0001/1", "account", "PER-0009", "web")
    facts = entry.changes["facts"]
    assert (facts["roles"], facts["organisation"]) == (["requester"], "ORG-0001")
    assert "requester.moroto" not in entry.body
    body = connection.scalar(text("SELECT body FROM texts WHERE id = :id"), {"id": facts["email"]["text"]})
    assert body == "requester.moroto@connect.example"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"email": "nobody"}, errors.BadEmail),
        ({"email": "a b@c.example"}, errors.BadEmail),
        ({"email": "a@" + "b" * 250 + ".example"}, errors.BadEmail),
        ({"email": "REQUESTER.moroto@connect.example"}, errors.EmailTaken),
        ({"name": "  "}, errors.BadName),
        ({"name": "a" * 201}, errors.BadName),
        ({"roles": ["king"]}, errors.UnknownRole),
        ({"roles": ["auditor", "broker"]}, errors.RolesExclude),
        ({"roles": ["admin", "auditor"]}, errors.RolesExclude),
        ({"organisation": "ORG-9999"}, errors.UnknownOrganisation),
        ({"country": "XX"}, errors.UnknownCountry),
        ({"language": "xx"}, errors.UnknownLanguage),
        ({"zone": "Europe/Nowhere"}, errors.UnknownZone),
        ({"substitute": "PER-9999"}, errors.UnknownPerson),
    ],
)
def test_create_refuses(connection: Connection, person: str, values: dict[str, Any], error: type[Exception]) -> None:
    """What does not fit is told in one sentence with what would, and nobody is made."""
    with pytest.raises(error) as refusal:
        accounts.create(connection, **{"email": "new@connect.example", "name": "New", **values}, **BY)
    assert str(refusal.value).endswith((".", "list"))
    assert [account.id for account in people.every(connection)] == [person]


def test_roles(connection: Connection, person: str) -> None:
    """A role is given once and taken once; each is an entry that says which roles there are then."""
    for _ in range(2):
        accounts.grant(connection, person, "expert", reason="Offers help too", **BY)
    for _ in range(2):
        accounts.revoke(connection, person, "requester", **BY)
    assert people.get(connection, person).roles == ("expert",)
    assert history(connection, person) == ["create_account", "grant_role", "revoke_role"]
    assert streams.last_of(connection, person).changes == {"facts": {"roles": ["expert"]}}


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_exclusive(connection: Connection, person: str, role: str) -> None:
    """Who has another role becomes neither auditor nor administrator, and the other way round."""
    with pytest.raises(errors.RolesExclude):
        accounts.grant(connection, person, role, **BY)
    accounts.revoke(connection, person, "requester", **BY)
    accounts.grant(connection, person, role, **BY)
    with pytest.raises(errors.RolesExclude):
        accounts.grant(connection, person, "broker", **BY)


def test_change(connection: Connection, person: str) -> None:
    """Only what differs is changed and told; what somebody is called stays a text."""
    accounts.change(connection, person, name="Another name", country="UG", zone="Africa/Accra", **BY)
    account = people.get(connection, person)
    assert (account.name, account.zone) == ("Another name", "Africa/Accra")
    facts = streams.last_of(connection, person).changes["facts"]
    assert facts.keys() == {"name", "zone"}
    assert facts["name"].keys() == {"text", "commitment"}
    accounts.change(connection, person, zone="Africa/Accra", **BY)
    assert history(connection, person) == ["create_account", "change_account"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"substitute": "PER-0001"}, errors.OwnSubstitute),
        ({"substitute": "PER-9999"}, errors.UnknownPerson),
        ({"organisation": "ORG-9999"}, errors.UnknownOrganisation),
        ({"email": "taken@connect.example"}, errors.EmailTaken),
        ({"name": ""}, errors.BadName),
        ({"zone": "Nowhere"}, errors.UnknownZone),
    ],
)
def test_change_refuses(connection: Connection, person: str, values: dict[str, Any], error: type[Exception]) -> None:
    """A change that does not fit leaves the account as it was."""
    given.person(connection, "PER-0005", email="taken@connect.example")
    before = people.get(connection, person)
    with pytest.raises(error):
        accounts.change(connection, person, **values, **BY)
    assert people.get(connection, person) == before


def test_close(connection: Connection, person: str) -> None:
    """A closed account cannot sign in; opened again it can."""
    accounts.set_password(connection, person, PASSWORD, **BY)
    accounts.close(connection, person, reason="Left the municipality", **BY)
    assert accounts.verify(connection, "requester.moroto@connect.example", PASSWORD) is None
    with pytest.raises(errors.UnknownPerson):
        accounts.password_link(connection, person, key=KEY, actor="SYS", now=given.NOW, via="test")
    accounts.reopen(connection, person, **BY)
    accounts.reopen(connection, person, **BY)
    assert accounts.verify(connection, "requester.moroto@connect.example", PASSWORD) == person
    assert history(connection, person) == ["create_account", "set_password", "close_account", "reopen_account"]


def test_unknown(connection: Connection) -> None:
    """An id that names nobody is told."""
    with pytest.raises(errors.UnknownPerson, match="PER-0042"):
        accounts.grant(connection, "PER-0042", "broker", **BY)


def test_password(connection: Connection, person: str) -> None:
    """The right password signs in, in whichever case the address is written; no other does."""
    accounts.set_password(connection, person, PASSWORD, **BY)
    assert accounts.verify(connection, " Requester.MOROTO@connect.example", PASSWORD) == person
    assert accounts.verify(connection, "requester.moroto@connect.example", PASSWORD + "!") is None
    assert accounts.verify(connection, "nobody@connect.example", PASSWORD) is None
    assert PASSWORD not in str(connection.execute(text("SELECT * FROM entries")).all())
    assert people.get(connection, person).password_hash.startswith("$argon2id$")


def test_no_password(connection: Connection, person: str) -> None:
    """Who has not set a password signs in with none, not even an empty one."""
    assert accounts.verify(connection, "requester.moroto@connect.example", "") is None


@pytest.mark.parametrize(
    ("password", "error"),
    [("short", errors.PasswordTooShort), ("x" * 201, errors.PasswordTooLong)],
)
def test_password_length(connection: Connection, person: str, password: str, error: type[Exception]) -> None:
    """A password too short or too long is refused."""
    with pytest.raises(error):
        accounts.set_password(connection, person, password, **BY)


def test_link(connection: Connection, person: str) -> None:
    """A link sets a password once: then it is used."""
    token = accounts.password_link(connection, person, key=KEY, actor="SYS", now=given.NOW, via="test")
    other = accounts.password_link(
        connection, person, key=KEY, actor="SYS", now=given.NOW + timedelta(hours=1), via="test"
    )
    assert accounts.claim_of(connection, token, key=KEY, now=given.NOW) == person
    accounts.set_password(connection, person, PASSWORD, **BY)
    for one in (token, other):
        with pytest.raises(errors.LinkUsed):
            accounts.claim_of(connection, one, key=KEY, now=given.NOW)


def test_link_expires(connection: Connection, person: str) -> None:
    """A link can be used for seven days."""
    token = accounts.password_link(connection, person, key=KEY, actor="SYS", now=given.NOW, via="test")
    week = timedelta(days=passwords.LINK_DAYS)
    assert accounts.claim_of(connection, token, key=KEY, now=given.NOW + week) == person
    with pytest.raises(errors.LinkExpired):
        accounts.claim_of(connection, token, key=KEY, now=given.NOW + week + timedelta(seconds=1))


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "", lambda t: "x" + t, lambda t: t.replace(".", "", 1)])
def test_link_broken(connection: Connection, person: str, spoil: Any) -> None:
    """A link that is not whole, or was signed by another key, is none."""
    token = accounts.password_link(connection, person, key=KEY, actor="SYS", now=given.NOW, via="test")
    with pytest.raises(errors.LinkBroken):
        accounts.claim_of(connection, spoil(token), key=KEY, now=given.NOW)
    with pytest.raises(errors.LinkBroken):
        accounts.claim_of(connection, token, key="another", now=given.NOW)


def test_mark() -> None:
    """What sessions carry changes with the password and does not show it."""
    assert passwords.mark("a") != passwords.mark("b")
    assert passwords.mark(None) == passwords.mark("")
