"""Lists of people and organisations, as pages and commands ask for them."""

from typing import Any

import pytest
from sqlalchemy import Connection

from records import errors, organisations, people
from tests.records import given
from tests.records.conftest import counted
from workflow import streams

BY: dict[str, Any] = {"actor": "PER-0001", "now": given.NOW, "via": "web"}
MOROTO: dict[str, Any] = {"name": "Moroto District", "kind": "government", "country": "UG", "zone": "Africa/Kampala"}


@pytest.fixture
def staff(connection: Connection) -> Connection:
    """Three people, one of them gone."""
    given.organisation(connection, "ORG-0001")
    given.person(connection, "PER-0001", "broker", "committee", name="Zoe")
    given.person(connection, "PER-0002", "requester", organisation="ORG-0001", name="Ada")
    given.person(connection, "PER-0003", "requester", organisation="ORG-0001", name="Bob", active=False)
    return connection


def ids(found: list[people.Account]) -> list[str]:
    """Who they are."""
    return [account.id for account in found]


def test_every(staff: Connection) -> None:
    """People are listed by id, a page at a time, narrowed by role, organisation and whether they are there."""
    assert ids(people.every(staff)) == ["PER-0001", "PER-0002", "PER-0003"]
    assert ids(people.every(staff, limit=1, after="PER-0001")) == ["PER-0002"]
    assert ids(people.every(staff, role="requester")) == ["PER-0002", "PER-0003"]
    assert ids(people.every(staff, organisation="ORG-0001", active=True)) == ["PER-0002"]


def test_by_name(staff: Connection) -> None:
    """Those to choose from are the active ones, by name."""
    assert ids(people.with_roles(staff, ["requester", "broker"])) == ["PER-0002", "PER-0001"]
    assert ids(people.of_organisations(staff, ["ORG-0001"])) == ["PER-0002"]


def test_by_email(staff: Connection) -> None:
    """An address finds its account; one that is nobody's is told."""
    account = people.by_email(staff, "PER-0001@Connect.example")
    assert (account.id, account.roles) == ("PER-0001", ("broker", "committee"))
    with pytest.raises(errors.UnknownPerson, match=r"nobody@x\.example"):
        people.by_email(staff, "nobody@x.example")


def test_names(staff: Connection) -> None:
    """Names of all kinds come in one statement; what is not there is left out."""
    with counted(staff) as sent:
        found = people.names(staff, ["PER-0001", "ORG-0001", "DOC-0001", "PER-0001"])
    assert found == {"PER-0001": "Zoe", "ORG-0001": "Name of ORG-0001"}
    assert len(sent) == 1
    assert people.names(staff, []) == {}


def test_two_statements(staff: Connection) -> None:
    """A list of people costs two statements, however long it is."""
    with counted(staff) as sent:
        people.every(staff)
    assert len(sent) == 2


def test_real_accounts(staff: Connection) -> None:
    """One account that is no demonstration makes the database a real one."""
    assert not people.has_real_accounts(staff)
    given.person(staff, "PER-0004", is_demo=False)
    assert people.has_real_accounts(staff)


def test_create_organisation(connection: Connection) -> None:
    """A new organisation has the next number and an entry on the system's stream."""
    first = organisations.create(connection, languages=["en", "en", "sw"], population=1, **MOROTO, **BY)
    second = organisations.create(connection, **{**MOROTO, "name": "Another district"}, **BY)
    assert (first, second) == ("ORG-0001", "ORG-0002")
    assert organisations.get(connection, first).languages == ("en", "sw")
    assert [entry.trigger for entry in streams.entries_of(connection, "SYS")] == ["create_organisation"] * 2


def test_organisation_that_is_there(connection: Connection) -> None:
    """A second one of that name and kind in that country is refused with the first one's id."""
    first = organisations.create(connection, **MOROTO, **BY)
    with pytest.raises(errors.OrganisationThere, match=first):
        organisations.create(connection, **MOROTO, **BY)


def test_change_organisation(connection: Connection) -> None:
    """What differs is changed and told; what does not, is not."""
    one = organisations.create(connection, languages=["en"], **MOROTO, **BY)
    organisations.change(connection, one, places=12, languages=["en"], **BY)
    organisations.change(connection, one, places=12, **BY)
    assert organisations.get(connection, one).places == 12
    told = [entry.changes["facts"] for entry in streams.entries_of(connection, "SYS")]
    assert told[1:] == [{one: {"places": 12}}]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": ""}, errors.BadName),
        ({"kind": "kingdom"}, errors.UnknownKind),
        ({"country": "EU"}, errors.UnknownCountry),
        ({"zone": "Moroto"}, errors.UnknownZone),
        ({"languages": ["english"]}, errors.UnknownLanguage),
        ({"population": 0}, errors.BadNumber),
    ],
)
def test_organisation_refuses(connection: Connection, values: dict[str, Any], error: type[Exception]) -> None:
    """What does not fit an organisation is told, and none is made."""
    with pytest.raises(error):
        organisations.create(connection, **{**MOROTO, **values}, **BY)
    assert organisations.every(connection) == []


def test_organisations(connection: Connection) -> None:
    """Organisations are listed by name, narrowed by kind and country, found by id or name."""
    for name, kind, country in (("B", "government", "UG"), ("A", "association", "UG"), ("C", "government", "GH")):
        organisations.create(connection, **{**MOROTO, "name": name, "kind": kind, "country": country}, **BY)
    assert [one.name for one in organisations.every(connection)] == ["A", "B", "C"]
    assert [one.name for one in organisations.every(connection, kind="government", country="UG")] == ["B"]
    assert organisations.by_name(connection, "C").id == organisations.by_name(connection, "ORG-0003").id == "ORG-0003"
    with pytest.raises(errors.UnknownOrganisation):
        organisations.by_name(connection, "D")
