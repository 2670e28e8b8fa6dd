"""What is true of all declarations: they are sound, their words are whole, and a new file is found."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import states
from letters import VERSIONS
from states import words
from states.all import DEFINITIONS
from states.audiences import AUDIENCES
from states.questionnaires import ASKED_BY, OPENED_BY, QUESTIONNAIRES
from states.words import MILESTONES
from tests.states.given import BROKER, REGISTRY, facts, request
from workflow.check import check
from workflow.definition import FollowUp, Kind, Transition, Workflow
from workflow.fingerprint import fingerprint
from workflow.forms import Table

CODE = re.compile(r"[a-z]+_[a-z]+")
every_type = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)


def fields(form: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a form, those of its tables too."""
    for name, field in form._declared_fields.items():
        yield name, field
        if isinstance(field, Table):
            yield from fields(field.row)


def follow_ups(definition: Workflow) -> Iterator[FollowUp]:
    """All follow-ups of a type, ladders included."""
    for state in definition.states:
        yield from state.late
    yield from definition.follow_ups


@every_type
def test_sound(definition: Workflow) -> None:
    """Nothing is wrong with a definition that can be seen without a case."""
    assert check(definition, REGISTRY, letters={}, audiences=AUDIENCES) == []


@every_type
def test_law(definition: Workflow) -> None:
    """The rules of every type can be read, so that a move carries the law of its day."""
    assert len(fingerprint(definition)) == 64


@every_type
def test_milestones(definition: Workflow) -> None:
    """A state belongs to one of the seven milestones, or is an end that falls short."""
    for state in definition.states:
        assert state.milestone in MILESTONES or (state.milestone is None and state.end)


@every_type
def test_reasons(definition: Workflow) -> None:
    """What cannot be taken back by pressing again, and is pressed by a person, asks for a reason or lets one be given."""
    by_hand = [one for one in definition.transitions if one.destructive and one.trigger != "discard"]
    assert all("reason" in one.form._declared_fields for one in by_hand)


@every_type
def test_letters(definition: Workflow) -> None:
    """Every letter, reminder and questionnaire is written."""
    named = {template for one in definition.transitions for template in one.letters}
    named |= {one.letter or one.name for one in follow_ups(definition) if one.kind is not Kind.FIRE}
    assert named <= set(VERSIONS)


@every_type
def test_labels(definition: Workflow) -> None:
    """Every field that is asked has a label, and every code of a choice too."""
    for transition in definition.transitions:
        for _name, field in fields(transition.form) if transition.form else ():
            assert field.label
            assert all(field.options.values()) if field.options else True


@every_type
def test_no_codes(definition: Workflow) -> None:
    """No sentence names a button by the code of its trigger: it says what to do, and the page the button's own label."""
    guards = {guard for one in definition.transitions for guard in definition.guards_of(one)}
    said = [text for guard in guards for text in (guard.rule, guard.refusal)]
    said += [one.explains for one in definition.transitions]
    assert [text for text in said if CODE.search(re.sub(r"\{\w+\}", "", text))] == []


def test_seven() -> None:
    """The seven milestones are in order, as every reader knows them."""
    assert [one.name for one in MILESTONES] == [
        "submitted",
        "validated",
        "expertise_sought",
        "matched",
        "arranged",
        "executed",
        "evaluated",
    ]
    assert [one.order for one in MILESTONES] == [1, 2, 3, 4, 5, 6, 7]


def test_codes() -> None:
    """Every code of a vocabulary is a plain word with a label."""
    vocabularies = [v for name, v in vars(words).items() if isinstance(v, dict) and name.isupper() and name != "ZONES"]
    assert vocabularies
    for vocabulary in vocabularies:
        assert all(code.isidentifier() and code.islower() and label for code, label in vocabulary.items())


def test_questionnaires() -> None:
    """Every questionnaire is asked by a follow-up, and every follow-up that asks, asks one of them."""
    exchanges = [definition for definition in DEFINITIONS if definition.kind == "exchange"]
    asking = {one.name for definition in exchanges for one in follow_ups(definition) if one.kind is Kind.ASK}
    assert asking | ASKED_BY.keys() == QUESTIONNAIRES.keys()
    named = {one.name for definition in exchanges for one in follow_ups(definition)}
    assert OPENED_BY.keys() <= named
    assert set(OPENED_BY.values()) == QUESTIONNAIRES.keys()


def test_audiences() -> None:
    """Every audience is written to by some transition or follow-up, but those that only shared exchanges need."""
    used: set[str] = set()
    for definition in DEFINITIONS:
        for one in (*definition.transitions, *follow_ups(definition)):
            used |= set(map(str, _named(one)))
    assert set(AUDIENCES) - used <= {"other_requesters"}


def _named(one: Transition | FollowUp) -> Iterator[object]:
    groups = one.letters.values() if isinstance(one, Transition) else [one.to]
    for group in groups:
        yield from group if isinstance(group, tuple) else (group,)


def test_kinds_in_order() -> None:
    """The types are listed as a request meets them."""
    kinds = [definition.kind for definition in DEFINITIONS]
    assert list(dict.fromkeys(kinds)) == ["request", "call", "application", "exchange"]


def test_every_file() -> None:
    """A type in a file of the folder is found without being listed."""
    files = {file.stem for file in Path(states.__path__[0]).glob("*.py")}
    assert {definition.name for definition in DEFINITIONS} <= files


def test_topics_of_a_title() -> None:
    """A case is called by its topic and its governments, never by a person."""
    assert facts(request(topic="waste")).title == "Waste management: Sample North"
    assert BROKER not in facts(request(filed_by=BROKER)).title
