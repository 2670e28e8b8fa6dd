"""What forms offer, which calls are open, and who may have a document: on both databases."""

from typing import Any

import pytest
from sqlalchemy import Connection

from records import attachments, documents, offers
from records.worklist import Reader
from tests.records import given

TYPES = {"request": "REQ", "expert_assignment": "EXC"}
BROKER = Reader("PER-0001", frozenset({"broker"}), None)
EXPERT = Reader("PER-0002", frozenset({"expert"}), "ORG-0001")


@pytest.fixture(autouse=True)
def people(connection: Connection) -> None:
    """A broker, and an expert of a government."""
    given.organisation(connection, "ORG-0001", "NL", name="Town")
    given.organisation(connection, "ORG-0002", "GH", name="Valley")
    given.person(connection, "PER-0001", "broker")
    given.person(connection, "PER-0002", "expert", organisation="ORG-0001", name="Somebody")
    given.person(connection, "PER-0003", "requester", organisation="ORG-0002", name="Nobody", active=False)


def _ids(found: list[Any]) -> list[str]:
    return [one.id for one in found]


def test_organisations_by_country(connection: Connection) -> None:
    """Organisations come by country, then by name."""
    assert [(one.id, one.group) for one in offers.organisations(connection)] == [("ORG-0002", "GH"), ("ORG-0001", "NL")]


def test_people_who_can_be_chosen(connection: Connection) -> None:
    """Active people who work somewhere, of one organisation, or with a role."""
    assert offers.people(connection) == [offers.Offered("PER-0002", "Somebody", "Town")]
    assert _ids(offers.people(connection, organisation="ORG-0002")) == []
    assert _ids(offers.people(connection, roles=["expert", "requester"])) == ["PER-0002"]
    assert _ids(offers.people(connection, roles=["broker"])) == ["PER-0001"]


def test_cases_by_state(connection: Connection) -> None:
    """Live cases of some types, or those in some states, the newest first."""
    given.case(connection, "REQ-2018-0001", "broker")
    given.case(connection, "REQ-2018-0002", state="withdrawn", ended=True)
    given.case(connection, "EXC-2018-0001", "broker", type="expert_assignment", state="matched")
    given.case(connection, "APP-2018-0001", "broker")
    assert _ids(offers.cases_of(connection, BROKER, TYPES, ())) == ["REQ-2018-0001", "EXC-2018-0001"]
    assert _ids(offers.cases_of(connection, BROKER, TYPES, ("withdrawn", "matched"))) == [
        "REQ-2018-0002",
        "EXC-2018-0001",
    ]


def test_only_what_one_may_see(connection: Connection) -> None:
    """A party is offered its own cases, and the requests that an open call names."""
    for number in range(1, 5):
        given.case(connection, f"REQ-2018-000{number}", "broker")
    given.case(connection, "CALL-2018-0001", "expert", state="open")
    given.case(connection, "CALL-2018-0002", "broker", state="draft")
    given.link(connection, "CALL-2018-0001", "REQ-2018-0002")
    given.link(connection, "CALL-2018-0002", "REQ-2018-0003")
    given.link(connection, "CALL-2018-0001", "REQ-2018-0004", until_act=given.ACT)
    given.seat(connection, "REQ-2018-0001", "expert", person="PER-0002")
    assert _ids(offers.cases_of(connection, EXPERT, TYPES, ())) == ["REQ-2018-0002", "REQ-2018-0001"]


def test_who_may_read_a_document(connection: Connection) -> None:
    """Who brought it, and whoever sees a case that names it now, or named it once."""
    paper, other = (documents.store(connection, text, "a.txt", person="PER-0003") for text in (b"One", b"Other"))
    given.case(connection, "APP-2018-0001", "broker", facts={"cv": paper})
    given.entry(connection, "APP-2018-0001", body=f'{{"changes":{{"facts":{{"cv":"{other}"}}}}}}')
    may = attachments.may_read
    assert may(connection, BROKER, paper)
    assert not may(connection, BROKER, other)
    assert may(connection, BROKER, other, case="APP-2018-0001")
    assert not may(connection, EXPERT, paper)
    assert not may(connection, EXPERT, paper, case="APP-2018-0001")
    given.seat(connection, "APP-2018-0001", "expert", person="PER-0002")
    assert may(connection, EXPERT, paper)
    assert may(connection, Reader("PER-0003", frozenset(), None), other)


def test_a_number_is_not_the_beginning_of_another(connection: Connection) -> None:
    """DOC-0001 is not named by a case that names DOC-00011."""
    given.case(connection, "APP-2018-0001", "broker", facts={"cv": "DOC-00011"})
    assert not attachments.may_read(connection, BROKER, "DOC-0001")
