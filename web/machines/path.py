"""One case's own way over its machine, with the days it spent in each state."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, render_template
from flask_babel import gettext

from records import people
from web.machines import drawn
from web.rooms import Room
from web.scene import Scene, of_case
from web.when import days
from workflow import streams
from workflow.errors import UnknownCase
from workflow.stays import Stay, stays, time_in
from workflow.words import _

PERSON = "PER-"  # how a person's id begins; clock and link move cases too


@dataclass(frozen=True)
class Passage:
    """One stay in a state, in words. `anchor` is the entry in the history that began it."""

    state: str
    how: str
    who: str
    since: str
    until: str
    lasted: str
    anchor: str


def draw(room: Room, ref: str) -> str:
    """The page. Raises UnknownCase, also where the reader may not read the case's history."""
    scene, found = _read(room, ref)
    names = people.names(scene.connection, {one.actor for one in found if one.actor.startswith(PERSON)})
    words = scene.words.knowing(names)
    passages = [
        Passage(
            state=words.state(scene.definition, one.state),
            how=words.label("trigger", one.trigger) if one.trigger else "",
            who=words.name(one.actor) if scene.access.people or not one.actor.startswith(PERSON) else "",
            since=words.moment(one.since),
            until=words.moment(one.until) if one.until else "",
            lasted=_lasted(scene, one.state, one.lasted(scene.now)),
            anchor=one.entry,
        )
        for one in found
    ]
    case = scene.snapshot.case(ref)
    return render_template("path.html", room=room, case=case, type=scene.definition, passages=passages)


def picture(room: Room, ref: str) -> Response:
    """The machine, with the time spent at each state. Raises UnknownCase as above."""
    scene, found = _read(room, ref)
    spent = time_in(found, scene.now)
    return drawn(scene.definition, {state: _lasted(scene, state, time) for state, time in spent.items()})


def _read(room: Room, ref: str) -> tuple[Scene, tuple[Stay, ...]]:
    scene = of_case(room, ref)
    if not scene.access.history:
        raise UnknownCase(ref=ref)
    return scene, stays(streams.entries_of(scene.connection, ref))


def _lasted(scene: Scene, state: str, time: timedelta) -> str:
    if scene.definition.state(state).end:
        return gettext(_("the end"))
    return days(time.days) if time.days else gettext(_("less than a day"))
