"""Where a case stands: the milestones with their dates, whose turn it is by name, since when, and what stands still."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext

from records import casepage as records
from records.casepage import Seated
from states.words import MILESTONES
from web.scene import Scene
from web.when import left
from web.words import Words
from workflow.definition import Milestone, Workflow
from workflow.history import Entry

DONE, HERE, AHEAD = "done", "here", "ahead"


@dataclass(frozen=True)
class Stage:
    """One milestone of the way, how far the case is (done, here or ahead), and since when; `since` is empty for a
    milestone that it never stopped at."""

    label: str
    standing: str
    since: str


@dataclass(frozen=True)
class Turn:
    """A part whose turn it is, and who has it by name."""

    part: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """The state in words, and everything about waiting. `late` is how far the deadline is over or ahead, in words."""

    state: str
    ended: bool
    overdue: bool
    turns: tuple[Turn, ...]
    follows: str
    until: str
    left: str
    since: str
    still: str  # since when the clock stands still
    owner: str
    country: str
    is_demo: bool


def standing(scene: Scene, row: records.CasePage) -> Standing:
    """All of it, as far as this reader may know who takes part."""
    line, words = row.line, scene.words
    today = scene.now.astimezone(ZoneInfo(line.due_zone or words.zone)).date()
    return Standing(
        state=words.state(scene.definition, line.state),
        ended=line.ended,
        overdue=line.overdue,
        turns=tuple(_turns(scene, row)),
        follows=line.follows or "",
        until=words.until(line.due_date, line.due_zone),
        left=left(line.due_date, today) if not line.ended else "",
        since=words.day(row.entered_on),
        still=words.day(line.paused_on) if line.paused_on and not line.ended else "",
        owner=words.name(line.owner) if line.owner and scene.access.whole else "",
        country=words.country(line.country),
        is_demo=line.is_demo,
    )


def stages(
    definition: Workflow,
    words: Words,
    reached: str,
    ended: bool,
    ways: Iterable[Entry] = (),
    before: Iterable[Entry] = (),
) -> Iterator[Stage]:
    """The milestones every reader knows, or those of the type where it has its own, and how far the case came.

    `before` are the moves of the request that it came from, whose days are those of the milestones before its own.
    """
    own = {state.milestone for state in definition.states if state.milestone}
    way: Sequence[Milestone] = MILESTONES if own <= set(MILESTONES) else sorted(own, key=lambda one: one.order)
    here = next((one.order for one in way if one.name == reached), 0)
    days = _days(words, ways)
    earlier = {order: day for order, day in _days(words, before).items() if order < min(days, default=here)}
    days = {**earlier, **days}
    for one in way:
        done = one.order < here or (ended and one.order == here)
        since = words.day(days[one.order]) if one.order <= here and one.order in days else ""
        yield Stage(gettext(one.label), DONE if done else HERE if one.order == here else AHEAD, since)


def _days(words: Words, ways: Iterable[Entry]) -> Mapping[int, date]:
    """Order of a milestone → the day it was reached, on the reader's calendar; what was gone back behind is forgotten."""
    days: dict[int, date] = {}
    for entry in ways:
        definition = words.registry.get(str(entry.type), entry.definition_version)
        state = definition.state(entry.target) if entry.target in definition.state_names else None
        if state is None or state.milestone is None:
            continue
        order = state.milestone.order
        days = {one: day for one, day in days.items() if one <= order}
        days.setdefault(order, entry.at.astimezone(words.clock).date())
    return days


def _turns(scene: Scene, row: records.CasePage) -> Iterator[Turn]:
    for part in row.line.waits_for:
        who = dict.fromkeys(name for seat in row.seats if seat.live and seat.part == part for name in _who(scene, seat))
        yield Turn(scene.words.label("part", part), tuple(who))


def _who(scene: Scene, seat: Seated) -> Iterator[str]:
    people: Sequence[str] = (seat.person,) if seat.person else ()
    if seat.organisation and not people:
        yield scene.words.name(seat.organisation)
        people = scene.snapshot.directory.people_of(seat.organisation, seat.part)
    if scene.access.people:
        yield from (scene.words.name(person) for person in people)
