"""Every guard refuses once and allows once, through the engine: counted from the registry, so that none is forgotten."""

from collections.abc import Mapping

import pytest

from tests.support.beside import guard
from tests.support.refusals import REFUSALS, guards
from tests.support.situations import Scenes
from tests.support.stage import REGISTRY, Stage
from tests.support.walks import Key, every, walk_of
from workflow.errors import Refused
from workflow.sentences import UNKNOWN, labels_of, sentence

GUARDS = guards()
WAIVABLE = [(type_, code) for type_, code in GUARDS if guard(type_, code).waivable]
LABELS = labels_of(*REGISTRY)
MOVES = dict(every())


def _allowed() -> Mapping[Key, list[str]]:
    """The guards by the first move on which they judge, so that a press tries as many as it can."""
    found: dict[Key, list[str]] = {}
    for type_, code in GUARDS:
        law = REGISTRY.newest(type_)
        first = next(
            key for key, one in MOVES.items() if key[0] == type_ and code in [g.code for g in law.guards_of(one)]
        )
        found.setdefault(first, []).append(code)
    return found


ALLOWED = _allowed()


def _refused(scenes: Scenes, type_: str, code: str) -> tuple[Stage, Refused]:
    """The press that a guard refuses."""
    stage = scenes.at(REFUSALS[type_, code].situation)
    REFUSALS[type_, code].prepare(stage)
    before = stage.picture()
    with pytest.raises(Refused) as refusal:
        REFUSALS[type_, code].press(stage)
    assert stage.picture() == before
    return stage, refusal.value


@pytest.mark.parametrize(("type_", "code"), GUARDS)
def test_it_refuses(scenes: Scenes, type_: str, code: str) -> None:
    """A guard refuses a press, nothing is different afterwards, and its sentence has a word for everything it names."""
    _, refusal = _refused(scenes, type_, code)
    blocker = next(one for one in refusal.blockers if one.code.split(":")[-1] == code)
    told = sentence(blocker.message, blocker.facts, names=str, translate=str, labels=LABELS)
    assert UNKNOWN not in told
    assert "{" not in told


@pytest.mark.parametrize(("type_", "code"), WAIVABLE)
def test_it_is_waived(scenes: Scenes, type_: str, code: str) -> None:
    """What a guard refuses passes with a reason where it may be waived, and the history keeps the reason."""
    stage, _ = _refused(scenes, type_, code)
    stage.waivers = {code: "Everybody agreed to it."}
    before = stage.count()
    REFUSALS[type_, code].press(stage)
    waived = [entry for entry in stage.newest(before) if entry.kind.value == "waived"]
    assert [entry.grounds["waivers"] for entry in waived if entry.grounds] == [[code]]
    assert all(entry.reason for entry in waived)


@pytest.mark.parametrize("key", ALLOWED, ids="-".join)
def test_they_allow(scenes: Scenes, key: Key) -> None:
    """Guards allow a press, and the entry says of each among its grounds that it did."""
    walk = walk_of(key, MOVES[key])
    stage = scenes.at(walk.situation)
    walk.prepare(stage)
    before = stage.count()
    walk.press(stage)
    grounds = [entry.grounds or {} for entry in stage.newest(before) if entry.trigger == MOVES[key].trigger]
    passed = [verdict for one in grounds for verdict in one.get("verdicts", ())]
    assert [{"code": code, "passed": True, "facts": None} in passed for code in ALLOWED[key]] == [True] * len(
        ALLOWED[key]
    )


def test_all_are_tried() -> None:
    """Each guard is among those that allow something."""
    assert {(key[0], code) for key, codes in ALLOWED.items() for code in codes} == set(GUARDS)


def test_no_refusal_is_left_over() -> None:
    """The table of refusals names nothing that the registry does not declare."""
    assert set(REFUSALS) - set(GUARDS) == set()
