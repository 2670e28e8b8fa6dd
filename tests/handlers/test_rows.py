"""The table "when this, then those": which moves owe the records a row, and what is in it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app import known_types
from handlers import HANDLERS, RETURNS
from handlers.committee import forget_scores, keep_score, scores_as_they_were
from handlers.lessons import keep_lesson, lesson_taken_back
from records.directory import Directory, PersonInfo
from workflow import tables
from workflow.attempt import Gone, Row, Step
from workflow.definition import Seat, Transition, Workflow
from workflow.history import Entry, EntryKind
from workflow.snapshot import Case, Snapshot, TextRef

NOW = datetime(2018, 5, 2, 9, tzinfo=UTC)
MEMBER, LIAISON, BROKER = "PER-0001", "PER-0002", "PER-0003"
HOW = TextRef("TXT-1", "0" * 64, "At the annual meeting.")


def person(ident: str, organisation: str | None) -> PersonInfo:
    """Somebody who works there."""
    return PersonInfo(ident, ident, None, organisation, "en", "Europe/Amsterdam", "NL", True, None, True)


def world(actor: str, *seats: Seat) -> Snapshot:
    """A case with these seats, and who asks."""
    people = {MEMBER: None, LIAISON: "ORG-0002", BROKER: None}
    known = Directory(people={ident: person(ident, organisation) for ident, organisation in people.items()})
    case = Case(
        "EXC-2018-0001", "exchange", "study_visit", 1, "executed", "executed", 1, 1, None, {}, date(2018, 5, 1), NOW
    )
    return Snapshot(NOW, actor, known, {case.ref: replace(case, seats=seats)})


def step(definition: Workflow, trigger: str, form: Mapping[str, Any]) -> Step:
    """One move with this form."""
    transition: Transition = next(one for one in definition.transitions if one.trigger == trigger)
    state = transition.edge.sources[0]
    return Step("EXC-2018-0001", transition, EntryKind.EDITED, state, state, None, form)


def test_table_names_moves() -> None:
    """Every key of the table names a transition that there is, or its handler would never be asked."""
    types = list(known_types())
    for kind, trigger in HANDLERS:
        assert any(one.kind == kind and trigger in one.triggers for one in types), (kind, trigger)


def test_every_move_can_be_taken_back() -> None:
    """Whatever a move owes the records, there is a word for what they are owed when it is taken back."""
    assert RETURNS.keys() == HANDLERS.keys()


@pytest.mark.parametrize("trigger", ["score", "record_lessons"])
def test_no_move_is_forgotten(trigger: str) -> None:
    """Each kind of case in which somebody scores, or records lessons, is in the table."""
    for one in known_types():
        if trigger in one.triggers:
            assert (one.kind, trigger) in HANDLERS


def test_score() -> None:
    """A member's score is the sum of the points, kept once a case and person."""
    form = {
        "criteria": [
            {"criterion": "need", "points": 4},
            {"criterion": "fit", "points": 3},
            {"criterion": "commitment", "points": 0},
            {"criterion": "sharing", "points": 5},
        ],
        "recommend": "yes",
        "remarks": None,
    }
    (row,) = keep_score(step(known_types().newest("request"), "score", form), world(MEMBER))
    assert row == Row(
        "committee_scores",
        {"ref": "EXC-2018-0001", "person": MEMBER, "total": 12, "recommend": "yes", "scored_at": NOW},
        ("ref", "person"),
    )


@pytest.mark.parametrize("trigger", ["reopen", "call_cancelled"])
def test_judged_anew(trigger: str) -> None:
    """A request that comes back is judged anew: no member's score of it is left."""
    (gone,) = forget_scores(step(known_types().newest("request"), trigger, {}), world(BROKER))
    assert gone == Gone("committee_scores", {"ref": "EXC-2018-0001"})


def entry(actor: str, *points: int, scores: Collection[str] = (), forgets: bool = False) -> Entry:
    """Somebody scored: the facts keep what everybody said; or all of it was forgotten."""
    said = {"criteria": [{"criterion": "need", "points": one} for one in points], "recommend": "yes"}
    facts = {"scores": {} if forgets else {**dict.fromkeys(scores, said), actor: said}}
    return Entry(
        "EXC-2018-0001", 1, "ACT-1", EntryKind.EDITED, actor, "web", NOW, trigger="score", changes={"facts": facts}
    )


def test_score_taken_back() -> None:
    """The rows are what the entries that stand say: each member's newest, since it was last forgotten."""
    before = [entry(MEMBER, 5), entry(BROKER, forgets=True), entry(LIAISON, 2), entry(LIAISON, 3)]
    gone, row = scores_as_they_were(entry(MEMBER, 1, scores=[LIAISON]), before)
    assert gone == Gone("committee_scores", {"ref": "EXC-2018-0001"})
    assert isinstance(row, Row)
    assert (row.values["person"], row.values["total"], row.values["scored_at"]) == (LIAISON, 3, NOW)


def test_lesson_taken_back() -> None:
    """The row of a lesson goes with its entry: it is found by its text."""
    shared = {"facts": {"shared": [{"how": {"text": "TXT-0"}}, {"how": {"text": "TXT-1"}}]}}
    said = Entry("EXC-2018-0001", 1, "ACT-1", EntryKind.EDITED, LIAISON, "web", NOW, changes=shared)
    assert list(lesson_taken_back(said, ())) == [Gone("lessons", {"text": "TXT-1"})]


ONE, OTHER = Seat("association", "ORG-0001"), Seat("association", "ORG-0002")


@pytest.mark.parametrize(
    ("actor", "seats", "organisation"),
    [
        (LIAISON, (ONE, OTHER), "ORG-0002"),  # of several, the speaker's own
        (BROKER, (ONE, OTHER), "ORG-0001"),  # for them, the first
        (LIAISON, (ONE,), "ORG-0001"),
    ],
)
def test_lesson(actor: str, seats: tuple[Seat, ...], organisation: str) -> None:
    """What an association shared is a row of its own each time, under the association of whoever speaks."""
    form = {"with_whom": "members", "how": HOW, "held_on": date(2018, 5, 1)}
    definition = next(one for one in known_types() if one.kind == "exchange")
    (row,) = keep_lesson(step(definition, "record_lessons", form), world(actor, *seats))
    assert row.key == ()
    assert row.values == {
        "ref": "EXC-2018-0001",
        "organisation": organisation,
        "with_whom": "members",
        "held_on": date(2018, 5, 1),
        "text": "TXT-1",
    }


def test_no_association() -> None:
    """Where no association takes part there is nobody under whom to keep a lesson."""
    form = {"with_whom": "members", "how": HOW}
    definition = next(one for one in known_types() if one.kind == "exchange")
    assert list(keep_lesson(step(definition, "record_lessons", form), world(BROKER))) == []


@pytest.mark.parametrize("table", ["committee_scores", "lessons"])
def test_columns(table: str) -> None:
    """The rows fit their tables."""
    columns = set(tables.metadata.tables[table].columns.keys())
    form = {"criteria": [], "recommend": "no", "with_whom": "members", "how": HOW}
    definition = known_types().newest("request")
    made = {
        "committee_scores": lambda: keep_score(step(definition, "score", form), world(MEMBER)),
        "lessons": lambda: keep_lesson(step(definition, "score", form), world(LIAISON, OTHER)),
    }
    (row,) = made[table]()
    assert set(row.values) | {"id"} >= columns
    assert set(row.values) <= columns
