"""Interests: declared and withdrawn, and both stay in the person's history."""

from typing import Any

import pytest
from sqlalchemy import Connection

from records import errors, interests
from tests.records import given
from workflow import streams

BY: dict[str, Any] = {"actor": "PER-0001", "now": given.NOW, "via": "web"}


@pytest.fixture
def member(connection: Connection) -> Connection:
    """A member of the committee, a request and its government."""
    given.organisation(connection, "ORG-0001")
    given.person(connection, "PER-0001", "committee")
    given.person(connection, "PER-0002")
    given.case(connection, "REQ-2018-0001")
    return connection


@pytest.mark.parametrize("subject", ["REQ-2018-0001", "ORG-0001", "PER-0002"])
def test_declare(member: Connection, subject: str) -> None:
    """An interest is in a case, an organisation or a person, and an entry says which and why."""
    interests.declare(member, "PER-0001", subject, "employment", reason="I worked there until 2016", **BY)
    assert interests.of(member, "PER-0001") == {subject: "employment"}
    entry = streams.last_of(member, "PER-0001")
    assert (entry.trigger, entry.changes) == (
        "declare_interest",
        {"facts": {"interest": {"subject": subject, "kind": "employment"}}},
    )
    assert entry.reason


def test_again(member: Connection) -> None:
    """The same again is nothing; another kind takes the place of the first."""
    for kind in ("family", "family", "business"):
        interests.declare(member, "PER-0001", "ORG-0001", kind, **BY)
    assert interests.of(member, "PER-0001") == {"ORG-0001": "business"}
    assert len(list(streams.entries_of(member, "PER-0001"))) == 2


def test_withdraw(member: Connection) -> None:
    """A withdrawn interest is none any more, and the history keeps both."""
    interests.declare(member, "PER-0001", "ORG-0001", "family", **BY)
    for _ in range(2):
        interests.withdraw(member, "PER-0001", "ORG-0001", **BY)
    assert interests.of(member, "PER-0001") == {}
    triggers = [entry.trigger for entry in streams.entries_of(member, "PER-0001")]
    assert triggers == ["declare_interest", "withdraw_interest"]


@pytest.mark.parametrize(
    ("person", "subject", "kind", "error"),
    [
        ("PER-0001", "REQ-2018-0009", "family", errors.UnknownSubject),
        ("PER-0001", "nothing", "family", errors.UnknownSubject),
        ("PER-0009", "ORG-0001", "family", errors.UnknownPerson),
        ("PER-0001", "ORG-0001", "boredom", errors.UnknownKind),
    ],
)
def test_refuses(member: Connection, person: str, subject: str, kind: str, error: type[Exception]) -> None:
    """Nobody declares an interest in what is not there, or of a kind that is not."""
    with pytest.raises(error):
        interests.declare(member, person, subject, kind, **BY)
