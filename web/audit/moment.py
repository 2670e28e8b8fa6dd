"""One case as it was known at the end of a day, from its entries until then, with the rules of that day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import render_template
from flask_babel import gettext

from records import documents, moments
from records.moments import Then
from web.answers import Shown
from web.audit import asking
from web.audit.room import ROOM
from web.audit.telling import clerk
from web.database import reading
from web.history import Line
from web.rooms import Room
from web.scene import of_case
from web.words import Words
from workflow.definition import Workflow
from workflow.errors import WorkflowError
from workflow.fingerprint import fingerprint
from workflow.history import Entry
from workflow.reading import idents
from workflow.replay import ReplayedCase
from workflow.words import _

NEWEST = 25  # entries that are told; the older ones are in the history


class NoSuchDay(WorkflowError):
    """Raised if an address asks for a case as of something that is no day."""

    message = _("“{day}” is not a day. Write it as year, month and day: 2017-06-01.")
    status = 422


@dataclass(frozen=True)
class Rules:
    """The rules by which the newest entry until then was made. `here` says that the program still has exactly these,
    `kept` that they are stored beside the history."""

    type: str
    label: str
    version: int
    fingerprint: str
    here: bool
    kept: bool


@dataclass(frozen=True)
class Moment:
    """The page. `standing` are label and words of what the case was then; `names`, `scans` and `open_refs` are for what it
    names."""

    room: Room
    ref: str
    title: str
    day: date
    until: str  # the moment in words
    there: bool
    standing: tuple[tuple[str, str], ...] = ()
    linked: tuple[str, ...] = ()
    facts: tuple[Shown, ...] = ()
    rules: Rules | None = None
    count: int = 0
    history: tuple[Line, ...] = ()
    older: int | None = None
    names: Mapping[str, str | None] = field(default_factory=dict)
    scans: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def open_refs(self) -> frozenset[str]:
        """The cases that may be linked to from here."""
        return frozenset((self.ref, *self.linked))


def draw(ref: str, text: str) -> str:
    """The page of a case as known on a day of the reader's calendar. Raises UnknownCase, NoSuchDay, DoesNotReplay."""
    day = asking.day_of(text)
    if day is None:
        raise NoSuchDay(day=text)
    scene = of_case(ROOM, ref)
    moment = asking.start_of(day + asking.ONE_DAY)  # not included: what happened at midnight is of the next day
    then = moments.read(reading(), ref, moment - moment.resolution)
    until = f"{scene.words.day(day)}, 24:00 ({scene.words.zone})"
    page = Moment(ROOM, ref, scene.snapshot.case(ref).title, day, until, there=False)
    if then.told.case is not None and then.told.law is not None:
        page = _told(page, scene.words, then, then.told.case, then.told.law)
    return render_template("audit/moment.html", page=page)


def _told(page: Moment, words: Words, then: Then, case: ReplayedCase, made: Entry) -> Moment:
    """The page of a case that was there; `made` is the newest entry that says by which rules."""
    entries = then.told.entries
    newest = entries[-NEWEST:]
    beside = [case.facts, case.owner, [list(seat) for seat in case.seats]]
    telling = clerk(reading(), newest, beside, words)
    teller = telling.teller(str(case.type), case.definition_version)
    return replace(
        page,
        title=case.title,
        there=True,
        standing=tuple(_standing(teller.definition, teller.words, case)),
        linked=then.linked,
        facts=tuple(teller.answers.of(case.facts)),
        rules=_rules(then, teller.definition, made),
        count=len(entries),
        history=tuple(teller.lines(newest)),
        older=newest[0].seq if len(entries) > NEWEST else None,
        names=telling.words.names,
        scans=documents.scans(reading(), idents([case.facts, *(one.changes for one in newest)])),
    )


def _standing(law: Workflow, words: Words, case: ReplayedCase) -> Iterator[tuple[str, str]]:
    """What the case was, a label and its words each."""
    state = law.state(case.state) if case.state in law.state_names else None
    yield gettext(_("State")), words.state(law, case.state or "")
    milestone = next(
        (one.milestone for one in law.states if one.milestone and one.milestone.name == case.milestone), None
    )
    yield gettext(_("Milestone")), gettext(milestone.label) if milestone else case.milestone
    if state is None or not state.end:
        yield gettext(_("Whose turn")), words.listed(case.waits_for, "part") or gettext(_("nobody's"))
    if case.follows:
        yield gettext(_("Goes with")), case.follows
    yield gettext(_("Since")), words.day(case.entered_on)
    if case.due_date:
        yield gettext(_("Until")), words.until(case.due_date, case.due_zone)
    if case.paused_on:
        yield gettext(_("The clock stood still since")), words.day(case.paused_on)
    if case.owner:
        yield gettext(_("In charge")), words.name(case.owner)
    by_name = {(part, organisation) for part, organisation, person in case.seats if person}
    for part, organisation, person in sorted(case.seats, key=str):
        if not person and (part, organisation) in by_name:
            continue  # the people who act for it are named
        who = " · ".join(words.name(one) for one in (person, organisation) if one)
        yield words.label("part", part), who


def _rules(then: Then, law: Workflow, made: Entry) -> Rules:
    return Rules(
        type=law.name,
        label=gettext(law.label),
        version=law.version,
        fingerprint=made.fingerprint or "",
        here=fingerprint(law) == made.fingerprint,
        kept=then.rules_kept,
    )
