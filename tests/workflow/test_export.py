"""History and database compared: what is exported tells what the tables say, and every difference is named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from tests.workflow.chains import BEGAN, CHALLENGE, EXCHANGE, PERSON, REQUEST, lines, story
from workflow import export, replay, streams, tables
from workflow.history import read_line
from workflow.replay import DoesNotReplay, Rows, differences
from workflow.writing import entry_row

END_OF_15_FEBRUARY = datetime(2017, 2, 15, 23, tzinfo=UTC)  # in Amsterdam
REQUEST_ROW: dict[str, Any] = {
    "ref": REQUEST,
    "kind": "request",
    "type": "request",
    "definition_version": 1,
    "state": "matched",
    "came_from": "submitted",
    "milestone": "matched",
    "ended": False,
    "version": 4,
    "seq": 6,
    "facts": {"challenge": CHALLENGE, "languages": ["en", "fr"], "people": ["PER-0002"]},
    "signatures": {},
    "hands": {"submit": [PERSON], "amend": [PERSON], "validate": [PERSON], "match": ["PER-0003"]},
    "entered_on": date(2017, 2, 10),
    "paused_on": None,
    "paused_days": 0,
    "waits_for": [],
    "follows": EXCHANGE,
    "due_date": None,
    "due_zone": None,
    "due_at": None,
    "title": "Sanitation",
    "country": "GH",
    "created_at": BEGAN + timedelta(minutes=1),
    "owner": None,
    "is_demo": True,
}
EXCHANGE_ROW: dict[str, Any] = {
    **REQUEST_ROW,
    "ref": EXCHANGE,
    "kind": "exchange",
    "type": "study_visit",
    "came_from": None,
    "milestone": "submitted",
    "version": 1,
    "seq": 2,
    "facts": {},
    "hands": {"submit": [PERSON]},
    "entered_on": date(2017, 2, 1),
    "waits_for": ["broker"],
    "follows": None,
    "due_date": date(2017, 2, 15),
    "due_zone": "Europe/Amsterdam",
    "due_at": END_OF_15_FEBRUARY,
    "created_at": BEGAN + timedelta(minutes=8),
    "owner": "PER-0003",
}


def rows(**changed: Any) -> Rows:
    """What the database says after the story; `changed` are columns of the request."""
    heads = {one.ref: one.hash for one in story()}
    return Rows(
        cases={
            REQUEST: {**REQUEST_ROW, "head": heads[REQUEST], **changed},
            EXCHANGE: {**EXCHANGE_ROW, "head": heads[EXCHANGE]},
        },
        seats={REQUEST: [("requester", "ORG-0001", None)]},
        links=[(EXCHANGE, REQUEST)],
        turns={EXCHANGE: [("broker", END_OF_15_FEBRUARY)]},
    )


def told() -> replay.Replayed:
    """What the history says."""
    return replay.replay(lines(story()))


def test_history_gives_the_cases() -> None:
    """Every column, seat, turn and link follows from the exported lines."""
    assert differences(told(), rows()) == []


# Another value for every column of a case.
OTHERWISE: dict[str, Any] = {
    "kind": "call",
    "type": "call",
    "definition_version": 2,
    "state": "validated",
    "came_from": None,
    "milestone": "validated",
    "ended": True,
    "version": 5,
    "seq": 7,
    "head": "0" * 64,
    "facts": {},
    "signatures": {"agree_terms": {"requester": PERSON}},
    "hands": {},
    "entered_on": date(2017, 2, 11),
    "paused_on": date(2017, 2, 11),
    "paused_days": 1,
    "waits_for": ["broker"],
    "follows": None,
    "due_date": date(2017, 2, 15),
    "due_zone": "Africa/Accra",
    "title": "sanitation",
    "country": "UG",
    "created_at": BEGAN,
    "owner": PERSON,
}


@pytest.mark.parametrize("column", OTHERWISE)
def test_a_changed_column_is_named(column: str) -> None:
    """Whoever changes a case past its history is told by reference, column, and both values."""
    (sentence,) = differences(told(), rows(**{column: OTHERWISE[column]}))
    assert sentence.startswith(f"{REQUEST}: {column} should be ")


def test_no_column_is_forgotten() -> None:
    """Only two columns are not compared by name: one that follows from another, and one that history does not tell."""
    assert {column.name for column in tables.cases.c} - {"ref", *OTHERWISE} == {"due_at", "is_demo"}


@pytest.mark.parametrize(
    "due_at", [None, END_OF_15_FEBRUARY - timedelta(hours=1), END_OF_15_FEBRUARY + timedelta(days=1)]
)
def test_due_at_is_the_end_of_the_day(due_at: datetime | None) -> None:
    """The instant must be that at which the told day is over in the told zone, in turns as in cases."""
    stored = rows()
    stored = replace(stored, cases={**stored.cases, EXCHANGE: {**stored.cases[EXCHANGE], "due_at": due_at}})
    found = differences(told(), stored)
    assert f'{EXCHANGE}: the day that is over at due_at should be "2017-02-15"' in found[0]
    assert found[1].startswith(f"{EXCHANGE}: due_at of turns should be ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("seats", {}, f'{REQUEST}: participants should be [["requester", "ORG-0001", null]], the database says [].'),
        ("turns", {}, f'{EXCHANGE}: turns should be ["broker"], the database says [].'),
        ("links", [], f"{EXCHANGE}: the history tells of a link to {REQUEST}, the database has 0."),
        (
            "links",
            [(EXCHANGE, REQUEST), ("CALL-2017-0001", REQUEST)],
            f"CALL-2017-0001: the history does not tell of a link to {REQUEST}, the database has 1.",
        ),
    ],
)
def test_what_hangs_on_cases(name: str, value: Any, sentence: str) -> None:
    """Participants, turns and links past history are told too."""
    assert differences(told(), replace(rows(), **{name: value})) == [sentence]


def test_whole_cases() -> None:
    """A case that only one of the two knows is told once."""
    less = replay.replay(lines(one for one in story() if one.ref != EXCHANGE))
    assert f"{EXCHANGE}: the database has this case, the history does not tell of it." in differences(less, rows())
    assert differences(told(), replace(rows(), cases={REQUEST: rows().cases[REQUEST]})) == [
        f"{EXCHANGE}: the history tells of this case, the database does not."
    ]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A database that holds the story."""
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    stored = rows()
    with engine.begin() as connection:
        connection.execute(tables.entries.insert(), [entry_row(one) for one in story()])
        connection.execute(tables.cases.insert(), [stored.cases[EXCHANGE], stored.cases[REQUEST]])
        since = {"since_act": "ACT-1"}
        link, gone = {"from_ref": EXCHANGE, "to_ref": REQUEST, **since}, {"until_act": "ACT-2"}
        connection.execute(tables.links.insert(), {**link, **gone})
        connection.execute(tables.links.insert(), link)
        seat = {"ref": REQUEST, "part": "requester", "organisation": "ORG-0001", **since}
        connection.execute(tables.participants.insert(), [seat])
        connection.execute(tables.participants.insert(), {**seat, "organisation": "ORG-0002", **gone})
        connection.execute(tables.turns.insert(), {"ref": EXCHANGE, "part": "broker", "due_at": END_OF_15_FEBRUARY})
        yield connection


def test_exported_lines_replay(connection: Connection) -> None:
    """What is exported gives what the tables say; links and seats that ended do not count."""
    assert differences(replay.replay(export.lines(connection)), export.read_rows(connection)) == []


def test_export_is_whole_and_in_order(connection: Connection) -> None:
    """Every stream is exported, in order, byte for byte."""
    exported = [read_line(line) for line in export.lines(connection)]
    for ref in (REQUEST, EXCHANGE, PERSON, "SYS"):
        stream = [(one.body, one.hash) for one in streams.entries_of(connection, ref)]
        assert stream
        assert [pair for pair in exported if f'"ref":"{ref}"' in pair[0]] == stream
    assert len(exported) == len(story())


@pytest.mark.parametrize("number", range(len(story())))
def test_a_missing_line(number: int) -> None:
    """A line left out stops the replay or, at the end of a case, shows as a difference."""
    exported = lines(story())
    gone = story()[number]
    del exported[number]
    try:
        found = differences(replay.replay(exported), rows())
    except DoesNotReplay as error:
        found = [str(error)]
    assert found or gone.type is None  # the tail of another stream: checkpoints count those


def test_a_tail_rewritten() -> None:
    """Who rewrites the last entry and its hash is betrayed by the case."""
    forged = story()
    forged[7] = replace(forged[7], changes={"facts": {"languages": ["pt"]}})
    found = differences(replay.replay(lines(forged)), rows())
    assert any(sentence.startswith(f"{REQUEST}: head ") for sentence in found)
    assert any(sentence.startswith(f"{REQUEST}: facts ") for sentence in found)
