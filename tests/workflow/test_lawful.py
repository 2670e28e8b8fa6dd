"""Moves are judged again: by the rules of their version, their grounds, and the offices of those who pressed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.workflow.chains import BEGAN, entry
from workflow.history import Entry, EntryKind
from workflow.lawful import People, judge
from workflow.replay import ReplayedCase

BROKER, SEATED, NOBODY = "PER-0001", "PER-0002", "PER-0003"
RULES: Mapping[str, Any] = {
    "name": "request",
    "version": 1,
    "states": {"asked": {"holds": []}, "granted": {"holds": [{"code": "held", "waivable": False}]}},
    "transitions": [
        {
            "trigger": "grant",
            "edge": {"sources": ["asked"], "target": "granted"},
            "by": [{"name": "broker"}, {"name": "requester"}, {"name": "clock"}],
            "guards": [{"code": "passable", "waivable": True}],
            "form": {"asks": {"book": {}}},
            "record": None,
            "other_eyes_than": ["prepare"],
        }
    ],
}
PASSED = {"code": "held", "passed": True, "facts": None}
ALLOWED: dict[str, Any] = {
    "part": "broker",
    "verdicts": [{**PASSED, "code": "passable"}, PASSED],
    "waivers": [],
    "cause": None,
}
REFUSED = {**ALLOWED, "verdicts": [{"code": "passable", "passed": False, "facts": {}}, PASSED]}
CASE = ReplayedCase(
    "REQ-2017-0001",
    BEGAN,
    state="asked",
    seats=frozenset({("requester", None, SEATED)}),
    hands={"prepare": ["PER-0004"]},
)


def granted(**changed: Any) -> Entry:
    """A move that is lawful unless something of it is changed."""
    told = {"kind": EntryKind.MOVED, "trigger": "grant", "source": "asked", "target": "granted", "actor": BROKER}
    law = {"type": "request", "definition_version": 1, "part": "broker", "grounds": ALLOWED, "changes": None}
    return replace(entry(ref="REQ-2017-0001"), **{**told, **law, **changed})


def people() -> People:
    """A broker, somebody who prepared as a broker, and somebody without any office."""
    known = People()
    for place, (person, roles) in enumerate({BROKER: ["broker"], "PER-0004": ["broker"], NOBODY: []}.items()):
        facts = {"facts": {"roles": roles, "active": True}}
        known.add(replace(entry(ref=person), at=BEGAN, changes=facts), place)
    known.add(replace(entry(ref=SEATED), at=BEGAN, changes={"facts": {"roles": [], "active": True}}), 3)
    return known


def judged(**changed: Any) -> str | None:
    """What is wrong first, by name."""
    wrong = judge(granted(**changed), 9, RULES, CASE, people())
    return wrong[0] if wrong else None


def as_part(part: str) -> dict[str, Any]:
    """Pressed as another part."""
    return {"part": part, "grounds": {**ALLOWED, "part": part}}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"grounds": {**REFUSED, "waivers": ["passable"]}},
        {"actor": SEATED, **as_part("requester")},
        {"on_behalf_of": SEATED, **as_part("requester")},
        {"actor": "clock", **as_part("clock")},
        {"kind": EntryKind.COMMENTED, "trigger": "anything"},
    ],
)
def test_lawful(changed: Mapping[str, Any]) -> None:
    """Who may press, by the rules, is not accused; what is no move is not judged."""
    assert judged(**changed) is None


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"trigger": "take"}, "trigger"),
        ({"source": "granted"}, "trigger"),
        ({"target": "asked"}, "to"),
        ({"definition_version": 2}, "type and version of the rules"),
        ({"changes": {"facts": {"money": 1}}}, "facts"),
        ({"grounds": {**ALLOWED, "verdicts": [PASSED]}}, "verdicts"),
        ({"grounds": REFUSED}, "waivers"),
        ({"grounds": {**ALLOWED, "verdicts": [ALLOWED["verdicts"][0], {**PASSED, "passed": False}], "waivers": ["held"]}}, "waivers"),
        ({"part": "committee"}, "part"),
        ({"grounds": {**ALLOWED, "cause": "CALL-2017-0001/2"}}, "cause"),
        ({"actor": NOBODY}, "actor"),
        ({"actor": NOBODY, **as_part("requester")}, "actor"),
        ({"actor": NOBODY, "on_behalf_of": SEATED, **as_part("requester")}, "actor"),
        ({"actor": "PER-0004"}, "actor"),
        ({"actor": "clock"}, "actor"),
        ({"actor": "PER-0099"}, "actor"),
    ],
)  # fmt: skip
def test_unlawful(changed: Mapping[str, Any], what: str) -> None:
    """What the rules do not allow is named: edge, form, guards, waivers, part, office, other eyes."""
    assert judged(**changed) == what


def test_no_rules() -> None:
    """A move under rules that nobody kept cannot be judged, and is told."""
    assert judge(granted(), 9, None, CASE, people()) == ("fingerprint", "rules that are kept", granted().fingerprint)


def test_office_that_ended() -> None:
    """Who lost the office before pressing had it no more."""
    known = people()
    known.add(replace(entry(ref=BROKER), at=BEGAN, changes={"facts": {"roles": []}}), 5)
    wrong = judge(granted(), 9, RULES, CASE, known)
    assert wrong
    assert wrong[0] == "actor"
