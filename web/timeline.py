"""One case in one line of time: what happened, the milestones on the way, letters, and what is to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import render_template
from flask_babel import gettext

from records import casepage as records
from records.casepage import CasePage, Narrowed
from web import foreseen, letters
from web.casepage import answers_of
from web.history import Teller
from web.rooms import Room
from web.scene import Scene, of_case
from workflow import calendar
from workflow.moments import Hour
from workflow.words import _

NEWEST = 200  # entries; those before are in the history
LETTER = _("Letter to {whom}: {subject}")
MILESTONE = _("Milestone: {milestone}")
DAYS = {"first_day": _("The exchange begins"), "last_day": _("The exchange ends")}
UNTIL = _("Until this day it may wait")
WIDTH, EDGE = 1000, 12  # of the drawing


@dataclass(frozen=True)
class Point:
    """Something in the line. `kind` is entry, milestone, letter, day or ahead; `about` says who, to whom, why."""

    at: datetime
    kind: str
    when: str
    what: str
    about: str
    ahead: bool


@dataclass(frozen=True)
class Drawn:
    """Where a point is on the drawing, from the left."""

    x: int
    ahead: bool


def draw(room: Room, ref: str) -> str:
    """The page, with entries for those who may read the case's history. Raises UnknownCase."""
    scene = of_case(room, ref)
    page = records.read(scene.connection, scene.reader.of_lists, ref, now=scene.now, narrowed=Narrowed(newest=NEWEST))
    scene = replace(scene, words=scene.words.knowing(page.names))
    points = sorted(_points(scene, page), key=lambda one: (one.at, one.kind != "milestone"))
    drawn, today = _drawing(points, scene.now)
    return render_template(
        "timeline.html",
        room=room,
        ref=ref,
        title=page.line.title,
        past=[one for one in points if not one.ahead],
        coming=[one for one in points if one.ahead],
        now=scene.words.moment(scene.now),
        older=page.older is not None and scene.access.history,
        drawn=drawn,
        today=today,
        width=WIDTH,
    )


def _points(scene: Scene, page: CasePage) -> Iterator[Point]:
    if scene.access.history:
        yield from _entries(scene, page)
    yield from _milestones(scene, page)
    yield from _letters(scene, page)
    yield from _days(scene, page)
    for line, told in foreseen.of_scene(scene):
        about = " · ".join(filter(None, (told.whom, told.why, told.refused)))
        yield Point(line.due_at, "ahead", told.when, told.what, about, ahead=True)


def _entries(scene: Scene, page: CasePage) -> Iterator[Point]:
    reader, moments = scene.reader, {entry.id: entry.at for entry in page.entries}
    answers = answers_of(scene, page.texts)
    teller = Teller(
        scene.definition, scene.words, answers, scene.access.whole, reader.id, reader.roles, page.line.due_zone
    )
    for line in reversed(teller.lines(page.entries)):
        way = f"{line.source} → {line.target}" if line.source and line.target else line.target
        what = f"{line.what}: {way}" if way else line.what
        yield Point(moments[line.id], "entry", line.at, what, line.who, ahead=False)


def _milestones(scene: Scene, page: CasePage) -> Iterator[Point]:
    before = None
    for entry in page.ways:
        law = scene.program.registry.get(str(entry.type), entry.definition_version)
        found = law.state(entry.target).milestone if entry.target in law.state_names else None
        if found is not None and found != before:
            before, what = found, gettext(MILESTONE).format(milestone=gettext(found.label))
            yield Point(entry.at, "milestone", scene.words.moment(entry.at), what, "", ahead=False)


def _letters(scene: Scene, page: CasePage) -> Iterator[Point]:
    moments = {one.id: one.not_before for one in page.letters}
    for one in reversed(letters.listed(scene, page.letters)):
        at, what = moments[one.id], gettext(LETTER).format(whom=one.to, subject=one.subject)
        yield Point(at, "letter", one.when, what, one.status, ahead=at > scene.now)


def _days(scene: Scene, page: CasePage) -> Iterator[Point]:
    """The days of an exchange where it takes place, and the day until which the case may wait."""
    line = page.line
    if line.due_date and line.due_zone and line.due_at and not line.ended:
        when = scene.words.until(line.due_date, line.due_zone)
        yield Point(line.due_at, "day", when, gettext(UNTIL), "", ahead=line.due_at > scene.now)
    place = scene.definition.facts(scene.snapshot, scene.ref).place()
    for name, what in DAYS.items():
        if isinstance(said := page.facts.get(name), str):
            day, hour = date.fromisoformat(said), Hour.MORNING if name == "first_day" else Hour.END
            at = calendar.instant(day, hour, place.zone)
            yield Point(at, "day", scene.words.until(day, place.zone), gettext(what), "", ahead=at > scene.now)


def _drawing(points: Sequence[Point], now: datetime) -> tuple[list[Drawn], int]:
    """The points on a straight line from the first to the last, and where today is."""
    moments = [now, *(one.at for one in points)]
    first, whole = min(moments), max(max(moments) - min(moments), timedelta(days=1))

    def place(at: datetime) -> int:
        return EDGE + round((at - first) / whole * (WIDTH - 2 * EDGE))

    seen = dict.fromkeys(Drawn(place(one.at), one.ahead) for one in points)  # many in one place are one dot
    return list(seen), place(now)
