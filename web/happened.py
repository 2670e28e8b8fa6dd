"""What a press did, on the page that comes after it: every case it moved, every letter it owes."""

from dataclasses import dataclass, replace

from flask import flash, get_flashed_messages

from records import acts
from web import letters
from web.scene import Scene
from web.undo import Offer, offered
from workflow.attempt import Outcome

ACT = "act"  # the category under which an act waits for the page after it


@dataclass(frozen=True)
class Moved:
    """One step: the case, what was pressed, and the state it led to (empty where it stayed)."""

    ref: str
    title: str
    label: str
    target: str


@dataclass(frozen=True)
class Happened:
    """All of it; `to_others` counts letters of whose recipients this reader is told no more."""

    moved: tuple[Moved, ...]
    letters: tuple[tuple[str, str], ...]  # to whom, and its subject
    to_others: int
    undo: Offer | None


def remember(outcome: Outcome) -> None:
    """Let the next page say what came of it."""
    flash(outcome.act, ACT)


def happened(scene: Scene) -> Happened | None:
    """What the press before this page did, if there was one."""
    waiting = get_flashed_messages(category_filter=[ACT])
    if not waiting:
        return None
    act = acts.read(scene.connection, scene.reader.of_lists, str(waiting[-1]))
    told = letters.listed(replace(scene, words=scene.words.knowing(act.names)), act.letters)
    return Happened(
        moved=tuple(_moved(scene, one) for one in act.done if one.entry.trigger),
        letters=tuple((one.to, one.subject) for one in told),
        to_others=len(act.letters) - len(told),
        undo=offered(scene, str(waiting[-1])),
    )


def _moved(scene: Scene, one: acts.Done) -> Moved:
    law = scene.program.registry.get(one.type, one.version)
    words, entry = scene.words.about(law), one.entry
    target = words.state(law, entry.target) if entry.target and entry.target != entry.source else ""
    return Moved(entry.ref, one.title, words.label("trigger", entry.trigger or ""), target)
