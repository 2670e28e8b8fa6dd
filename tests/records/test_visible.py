"""Who may see which case: every role against every relation to a case."""

import pytest
from sqlalchemy import Connection, select

from records import directory
from records.visible import sees, visible
from tests.records import given
from tests.records.conftest import counted
from workflow.tables import cases

ME = "PER-0001"
EVERYTHING = {"mine", "ours", "left", "other", "interest", "seated_interest", "call", "draft", "country", "abroad"}
EVERYTHING |= {"offer_interest", "call_interest", "offer_other"}
COMMITTEE = {"offer_other", "mine", "ours", "left", "other", "call", "draft"}


@pytest.fixture
def relations(connection: Connection) -> dict[str, str]:
    """A case in every relation to PER-0001 of ORG-0001 in Uganda: reference → relation."""
    given.organisation(connection, "ORG-0001", "UG")
    given.organisation(connection, "ORG-0002", "GH")
    given.person(connection, ME, organisation="ORG-0001")
    refs = {
        given.case(connection, "REQ-2018-0001"): "mine",
        given.case(connection, "REQ-2018-0002"): "ours",
        given.case(connection, "REQ-2018-0003"): "left",
        given.case(connection, "REQ-2018-0004"): "other",
        given.case(connection, "REQ-2018-0005"): "interest",
        given.case(connection, "REQ-2018-0006"): "seated_interest",
        given.case(connection, "CALL-2018-0001", state="open"): "call",
        given.case(connection, "CALL-2018-0002", state="draft"): "draft",
        given.case(connection, "APP-2018-0001"): "offer_interest",
        given.case(connection, "CALL-2018-0003", state="open"): "call_interest",
        given.case(connection, "APP-2018-0002"): "offer_other",
        given.case(connection, "EXC-2018-0001", country="UG"): "country",
        given.case(connection, "EXC-2018-0002", country="GH"): "abroad",
    }
    given.seat(connection, "REQ-2018-0001", "requester", person=ME, organisation="ORG-0001")
    given.seat(connection, "REQ-2018-0002", "requester", organisation="ORG-0001")
    given.seat(connection, "REQ-2018-0003", "requester", person=ME, until_act=given.ACT)
    given.seat(connection, "REQ-2018-0006", "requester", organisation="ORG-0002")
    given.link(connection, "APP-2018-0001", "REQ-2018-0005")
    given.link(connection, "CALL-2018-0003", "REQ-2018-0006")
    given.link(connection, "APP-2018-0002", "REQ-2018-0004")
    given.link(connection, "APP-2018-0002", "REQ-2018-0005", until_act=given.ACT)
    given.add(connection, given.records.Interest, person=ME, subject="REQ-2018-0005", kind="family")
    given.add(connection, given.records.Interest, person=ME, subject="ORG-0002", kind="employment")
    return refs


@pytest.mark.parametrize(
    ("roles", "relation"),
    [
        ({"broker"}, EVERYTHING),
        ({"lead_broker"}, EVERYTHING),
        ({"auditor"}, EVERYTHING),
        ({"broker", "committee"}, EVERYTHING),
        ({"admin"}, set()),
        ({"committee"}, COMMITTEE),
        ({"requester"}, {"mine", "ours", "call", "call_interest"}),
        ({"expert"}, {"mine", "call", "call_interest"}),
        ({"association"}, {"mine", "call", "call_interest", "country"}),
        ({"requester", "committee"}, COMMITTEE),
        (set(), {"call", "call_interest"}),
    ],
)
def test_roles(connection: Connection, relations: dict[str, str], roles: set[str], relation: set[str]) -> None:
    """Each role sees the cases of the relations that are its own, and no others."""
    seen = connection.scalars(select(cases.c.ref).where(visible(ME, roles, "ORG-0001")))
    assert {relations[ref] for ref in seen} == relation


def test_nobodys_organisation(connection: Connection, relations: dict[str, str]) -> None:
    """Who works for no organisation has no organisation's seat, and is of no country."""
    seen = connection.scalars(select(cases.c.ref).where(visible(ME, {"requester", "association"}, None)))
    assert {relations[ref] for ref in seen} == {"mine", "call", "call_interest"}


def test_one_case(connection: Connection, relations: dict[str, str]) -> None:
    """The engine's question about one case has the same answer as the list."""
    for roles in (["broker"], ["requester"], ["committee"], ["admin"], []):
        connection.execute(given.records.Role.__table__.delete())
        for role in roles:
            given.add(connection, given.records.Role, person=ME, role=role)
        who = directory.read(connection, people=[ME], organisations=[])
        listed = set(connection.scalars(select(cases.c.ref).where(visible(ME, roles, "ORG-0001"))))
        assert {ref for ref in relations if sees(connection, who, ME, ref)} == listed


def test_a_broker_costs_nothing(connection: Connection, relations: dict[str, str]) -> None:
    """For those who see everything, the engine's question sends no statement."""
    given.add(connection, given.records.Role, person=ME, role="broker")
    who = directory.read(connection, people=[ME], organisations=[])
    with counted(connection) as sent:
        assert sees(connection, who, ME, "REQ-2018-0001")
    assert sent == []


def test_closed_account(connection: Connection, relations: dict[str, str]) -> None:
    """A closed account has no role left, so it sees what everybody signed in sees."""
    given.person(connection, "PER-0002", "broker", active=False)
    who = directory.read(connection, people=["PER-0002"], organisations=[])
    assert not sees(connection, who, "PER-0002", "REQ-2018-0001")
