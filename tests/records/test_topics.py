"""Topics: one list, on both databases; every change is an entry of the system's stream."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from records import topics
from records.admin_errors import BadCode, TopicThere, UnknownTopic
from records.errors import BadName
from records.finding import Filters, narrowed
from tests.records import given
from workflow import streams
from workflow.tables import cases

BY: dict[str, Any] = {"actor": "PER-0001", "now": given.NOW, "via": "web"}
LABELS = {"en": "Markets", "fr": " Marchés ", "es": ""}


def test_built_in(connection: Connection) -> None:
    """A new database begins with the built-in topics, each with a name in every language in which CONNECT writes."""
    assert {one.code: one for one in topics.every(connection)} == dict(topics.BUILT_IN)
    assert {frozenset(one.labels) for one in topics.BUILT_IN.values()} == {frozenset(("en", "fr", "es", "it", "pt"))}


def test_changed(connection: Connection) -> None:
    """A topic is added, renamed and switched off; names left empty are none, and each change is told once."""
    topics.create(connection, "markets", LABELS, **BY)
    topics.change(connection, "markets", labels={"en": "Markets and trade"}, **BY)
    for _ in range(2):
        topics.change(connection, "markets", active=False, **BY)
    assert topics.get(connection, "markets") == topics.TopicInfo("markets", {"en": "Markets and trade"}, False)
    assert topics.every(connection)[-1].code == "markets"
    told = [(one.trigger, one.changes) for one in streams.entries_of(connection, streams.SYSTEM)]
    assert told == [
        ("create_topic", {"facts": {"markets": {"labels": {"en": "Markets", "fr": "Marchés"}, "active": True}}}),
        ("change_topic", {"facts": {"markets": {"labels": {"en": "Markets and trade"}}}}),
        ("change_topic", {"facts": {"markets": {"active": False}}}),
    ]


@pytest.mark.parametrize(
    ("code", "labels", "error"),
    [("waste", LABELS, TopicThere), ("Été", LABELS, BadCode), ("markets", {"fr": "Marchés"}, BadName)],
)
def test_refused(connection: Connection, code: str, labels: dict[str, str], error: type[Exception]) -> None:
    """A code that is taken or could not stand in an address is refused, and a topic without an English name."""
    with pytest.raises(error):
        topics.create(connection, code, labels, **BY)
    with pytest.raises(UnknownTopic):
        topics.change(connection, "nothing", active=False, **BY)


@pytest.mark.parametrize(("text", "language"), [("market", "en"), ("marches", "fr"), ("markets", "it")])
def test_found_by_name(connection: Connection, text: str, language: str) -> None:
    """A request, or an exchange, is found by the name of its topic in the reader's language, or in English."""
    topics.create(connection, "markets", LABELS, **BY)
    given.case(connection, "REQ-2018-0001", facts={"topic": "markets"})
    given.case(connection, "REQ-2018-0002", facts={"topic": "waste"})
    given.case(connection, "EXC-2018-0001", facts={"topic": "markets"})
    ways = narrowed(Filters(text=text), given.NOW, roles=frozenset({"broker"}), language=language)
    assert set(connection.scalars(select(cases.c.ref).where(*ways))) == {"REQ-2018-0001", "EXC-2018-0001"}
