"""Cases rebuilt from exported history alone, and histories that cannot be replayed."""

import ast
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.chains import PERSON, REQUEST, chained, created, entry, lines, moved, story
from workflow import replay
from workflow.errors import WorkflowError
from workflow.history import Entry, EntryKind
from workflow.replay import DoesNotReplay

OWN_IMPORTS = {"workflow.errors", "workflow.history", "workflow.words"}


def replayed(*entries: Entry) -> replay.Replayed:
    """What the entries tell, chained and exported first."""
    return replay.replay(lines(chained(*entries)))


# --- what does not replay -----------------------------------------------------------------------------------------------


@given(st.data())
def test_any_changed_character(data: st.DataObject) -> None:
    """One character changed in any line stops the replay."""
    exported = lines(story())
    number = data.draw(st.integers(0, len(exported) - 1))
    line = exported[number]
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda c: c != line[place]))
    exported[number] = line[:place] + other + line[place + 1 :]
    with pytest.raises(WorkflowError):
        replay.replay(exported)


FROM_HERE = [
    ("from", moved("validated", "matched", "match")),
    ("from", moved("", "matched", "match")),
    ("to", entry(EntryKind.MOVED, trigger="match", source="submitted")),
    ("from", entry(trigger="amend", source="validated")),
    ("to", entry(trigger="amend", source="submitted", target="validated")),
    ("to", entry(EntryKind.COMMENTED, target="validated")),
    ("kind", created()),
    ("type", moved("submitted", "validated", "validate", type="call")),
    ("definition_version", moved("submitted", "validated", "validate", definition_version=2)),
    ("unknown changes", entry(changes={"case": {"state": "evaluated"}})),
    ("unknown changes", entry(changes={"case": {"is_demo": True}})),
    ("unknown changes", entry(changes={"hands": {}})),
    ("unknown changes", entry(changes={"note": {}})),
    ("removed seats", entry(changes={"seats": {"remove": [["expert", None, PERSON]]}})),
    ("changes", entry(changes={"facts": ["languages"]})),
    ("changes", entry(changes={"case": {"due_date": "tomorrow"}})),
    ("unknown changes", entry(changes={"unset": ["languages"]})),
    ("unknown changes", entry(EntryKind.CORRECTED, source="submitted", target="submitted", changes={"hands": {}})),
    ("changes", entry(changes={"seats": {"add": ["expert"]}})),
    ("changes", entry(changes={"links": ["CALL-2017-0001"]})),
    ("changes", entry(changes={"links": {"add": [1]}})),
]


@pytest.mark.parametrize(("what", "second"), FROM_HERE)
def test_what_cannot_follow(what: str, second: Entry) -> None:
    """An entry that does not fit what was replayed before it is named, with what does not fit."""
    with pytest.raises(DoesNotReplay, match=rf"^{REQUEST}/2: {what} should be "):
        replayed(created(), second)


@pytest.mark.parametrize("kind", sorted({*EntryKind} - {EntryKind.CREATED, EntryKind.WAIVED}, key=str))
def test_nothing_before_the_beginning(kind: EntryKind) -> None:
    """A case begins by being created; only a refusal may have been waived before."""
    with pytest.raises(DoesNotReplay, match=rf"^{REQUEST}/1: kind should be created"):
        replayed(entry(kind, target="submitted"))


@pytest.mark.parametrize(
    ("what", "broken"),
    [("seq", {"seq": 4}), ("previous_hash", {"previous_hash": "0" * 64}), ("previous_hash", {"previous_hash": None})],
)
def test_broken_chains(what: str, broken: dict[str, Any]) -> None:
    """A number that jumps and a hash that does not match are named."""
    first, second = chained(created(), entry(EntryKind.COMMENTED))
    with pytest.raises(DoesNotReplay, match=rf"{what} should be"):
        replay.replay(lines([first, replace(second, **broken)]))


# --- single rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted({*EntryKind} - {EntryKind.CREATED}, key=str))
def test_versions_and_hands(kind: EntryKind) -> None:
    """What changes state or facts makes a new version; what was pressed is remembered by who pressed it."""
    second = entry(kind, trigger="do", source="submitted", target="submitted", actor="PER-0007")
    case = replayed(created(), second).cases[REQUEST]
    quiet = {"assigned", "commented", "waived", "follow_up", "erased", "account", "exported"}
    assert case.version == (1 if kind.value in quiet else 2)
    assert ("do" in case.hands) is (kind.value in {"moved", "signed", "edited"})
    assert case.seq == 2


def test_waived_before_created() -> None:
    """A refusal of the creation itself may be waived, and counts as an entry only."""
    case = replayed(entry(EntryKind.WAIVED), created()).cases[REQUEST]
    assert (case.seq, case.version, case.state) == (2, 1, "submitted")


def test_migrated() -> None:
    """Migration may change the rules and the state."""
    case = replayed(created(), moved("submitted", "new_name", "", kind=EntryKind.MIGRATED, definition_version=2)).cases[
        REQUEST
    ]
    assert (case.definition_version, case.state, case.version) == (2, "new_name", 2)


def test_taken_back() -> None:
    """What an entry gives back is as before the act it names: facts that were not there are gone, and hands are as they were."""
    act = f"ACT-{2:032x}"
    back = {
        "undoes": {"act": act, "entries": [f"{REQUEST}/2"], "trigger": "amend"},
        "facts": {"languages": ["en"]},
        "unset": ["people"],
        "hands": {"amend": [], "submit": ["PER-0007"]},
    }
    case = replayed(
        created(facts={"languages": ["en"]}),
        entry(trigger="amend", act=act, changes={"facts": {"languages": ["fr"], "people": [PERSON]}}),
        entry(EntryKind.UNDONE, source="submitted", target="submitted", changes=back),
    ).cases[REQUEST]
    assert (case.facts, case.hands, case.version) == ({"languages": ["en"]}, {"submit": ["PER-0007"]}, 3)


def test_seats_come_and_go() -> None:
    """A seat that is left is gone, the others stay."""
    mine, yours = ["expert", None, PERSON], ["requester", "ORG-0001", None]
    one = created(seats={"add": [mine, yours]})
    case = replayed(one, entry(changes={"seats": {"remove": [mine]}})).cases[REQUEST]
    assert case.seats == {("requester", "ORG-0001", None)}


def test_links_end_in_any_stream() -> None:
    """A link made by one case may be ended by the other, and be made again, whichever stream is read first."""
    call = "CALL-2017-0001"
    ends = entry(ref=call, changes={"links": {"remove": [REQUEST]}})
    begins = entry(changes={"links": {"add": [call]}})
    assert replayed(created(call), created(), ends, begins).links == frozenset()
    assert replayed(created(call), created(), begins, ends, begins).links == {(call, REQUEST)}


@pytest.mark.parametrize(("way", "times", "number"), [("add", 2, 2), ("remove", 1, -1)])
def test_links_that_cannot_be(way: str, times: int, number: int) -> None:
    """Two cases are linked once, or not at all."""
    change = entry(changes={"links": {way: ["CALL-2017-0001"]}})
    with pytest.raises(DoesNotReplay, match=f"CALL-2017-0001 and {REQUEST}: .* it is {number}"):
        replayed(created(), *[change] * times)


def test_replay_stands_alone() -> None:
    """Replay imports nothing of what plans, judges, writes or defines moves."""
    tree = ast.parse(Path(replay.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {name for name in imported if name.startswith("workflow")} == OWN_IMPORTS


def test_replay_changes_nothing() -> None:
    """The same lines replay to the same cases, and what they hold is not touched."""
    exported = lines(story())
    before = deepcopy(exported)
    assert replay.replay(exported) == replay.replay(exported)
    assert exported == before
