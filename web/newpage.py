"""The pages on which a case begins: which types there are, and the form of each way to begin one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from web.buttons import NOT_YOURS, Button, Maker
from web.casepage import foretold
from web.given import connect
from web.kept import Kept
from web.preview import Preview
from web.problem import Problem, problem
from web.rooms import Room
from web.scene import Scene, of_new
from workflow.attempt import Action
from workflow.errors import UnknownTrigger


@dataclass(frozen=True)
class Way:
    """A way to begin a case of a type; `reasons` say why not now."""

    type: str
    type_label: str
    button: Button


@dataclass(frozen=True)
class Page:
    """The form of one way to begin."""

    room: Room
    type: str
    type_label: str
    button: Button
    problem: Problem | None
    preview: Preview | None
    names: Mapping[str, str | None]

    ref = ""  # there is no case yet
    open_refs: frozenset[str] = frozenset()


def draw_choice(room: Room) -> str:
    """All ways in which the reader could begin a case."""
    return render_template("choose.html", room=room, ways=ways(room))


def ways(room: Room) -> list[Way]:
    """Those that are the reader's; those that somebody else must take are left out."""
    found = []
    for name in connect().registry.names():
        scene = of_new(room, name)
        maker = _maker(scene, None)
        for action in _actions(scene):
            if not any(blocker.code == NOT_YOURS for blocker in action.blockers):
                found.append(Way(name, gettext(scene.definition.label), maker.button(action, ())))
    return found


def draw(room: Room, type_: str, trigger: str, kept: Kept | None = None) -> tuple[str, int]:
    """The form, with what was sent and what came of it. Raises UnknownType and UnknownTrigger."""
    scene = of_new(room, type_)
    actions = _actions(scene)
    action = next((one for one in actions if one.trigger == trigger), None)
    if action is None:
        raise UnknownTrigger(type=type_, trigger=trigger, triggers=[one.trigger for one in actions])
    button = _maker(scene, kept or _asked(trigger)).button(action, ())
    page = Page(
        room=room,
        type=type_,
        type_label=gettext(scene.definition.label),
        button=button,
        problem=problem(scene, kept, button) if kept else None,
        preview=foretold(scene, kept) if kept else None,
        names=scene.words.names,
    )
    return render_template("new.html", page=page), kept.status if kept else 200


def _asked(trigger: str) -> Kept | None:
    """Answers that a link brought along, so that an offer to a call begins with that call."""
    given: Any = MultiDict(request.args)
    return Kept(trigger, given) if given else None


def _actions(scene: Scene) -> list[Action]:
    name, reader = scene.definition.name, scene.reader.id
    return scene.program.engine.creations(scene.connection, name, actor=reader, now=scene.now)


def _maker(scene: Scene, kept: Kept | None) -> Maker:
    return Maker(
        scene.room.name, scene.definition, scene.snapshot, "", scene.words, scene.choosing, bodies={}, kept=kept
    )
