"""Every transition of every type is walked, from every state it starts in: counted from the registry, so that none is forgotten.

What a person presses goes through the page's own form, as it is rendered; the clock presses through the engine; what only
a linked case causes is caused by that case's move.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import undoing
from tests.support.database import sqlite_template
from tests.support.pages import Pages
from tests.support.situations import Scenes
from tests.support.stage import REGISTRY, Stage
from tests.support.walks import WALKS, Key, every, walk_of
from workflow.definition import CLOCK, Transition
from workflow.history import Entry, EntryKind

MOVES = every()
# One source of each transition: how it is taken back does not depend on where it began, which long games try anyway.
TAKEN_BACK = {key[:2]: key for key, _ in reversed(MOVES)}.values()
DONE = (EntryKind.CREATED, EntryKind.MOVED, EntryKind.EDITED)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenes]:
    """The stage of this file, with pages before it."""
    file = tmp_path_factory.mktemp("stage") / "connect.sqlite"
    sqlite_template(file)
    stage = Stage(f"sqlite:///{file}")
    stage.through = Pages(stage, file.parent).press
    yield Scenes(stage)
    stage.close()


def _name(value: object) -> str:
    return "-".join(value) if isinstance(value, tuple) else ""


@pytest.mark.parametrize(("key", "transition"), MOVES, ids=_name)
def test_it_is_walked(scenes: Scenes, key: Key, transition: Transition) -> None:
    """A move leads where it is declared to; its letters can be read, its history replayed; taken back, it leaves no trace but
    its history."""
    source = key[2]
    walk = walk_of(key, transition)
    stage = scenes.at(walk.situation)
    through, stage.through = stage.through, None
    walk.prepare(stage)
    stage.through = through
    before, world = stage.count(), undoing.look(stage) if key in TAKEN_BACK else {}
    walk.press(stage)
    entries = [entry for entry in stage.newest(before) if entry.kind in DONE]
    states = {(entry.type, entry.trigger, entry.source or "start"): entry.target for entry in entries}
    assert states.get(key) == (transition.edge.target or source)
    assert stage.letters(entries[0].act) or not transition.letters
    if key in TAKEN_BACK:
        _take_back(stage, entries, world)
    assert stage.differences() == []


def _take_back(stage: Stage, entries: list[Entry], world: dict[str, list[Any]]) -> None:
    ref, act, actor = entries[0].ref, entries[0].act, entries[0].actor
    never = {"made_a_case"} if any(entry.kind is EntryKind.CREATED for entry in entries) else set()
    never |= {"by_the_clock"} if actor == CLOCK.name else set()
    if never:
        assert set(undoing.refusal(stage, ref, act=act)) == never
        return
    undoing.undo(stage, ref, act=act)
    assert undoing.look(stage) == world
    assert {row.status for row in stage.rows("outbox", act=act)} <= {"taken_back"}


def test_no_walk_is_left_over() -> None:
    """The table of walks names nothing that the registry does not declare."""
    assert set(WALKS) - {key for key, _ in MOVES} == set()


def test_all_types_are_walked() -> None:
    """There is no type of which nothing is walked."""
    assert {type_ for (type_, _, _), _ in MOVES} == set(REGISTRY.names())
