"""The page of a case: where it stands, what can be done, and everything that happened; for desk and portal alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template, request
from flask_babel import gettext

from records import casepage as records
from states.words import MILESTONES
from web.answers import Answers, Questions, Shown
from web.buttons import NOT_YOURS, Button, Maker
from web.due import Calendar, Coming
from web.history import Line, Teller
from web.kept import Kept
from web.preview import Foretelling, Preview
from web.problem import Problem, problem
from web.rooms import Room
from web.scene import Scene, of_case
from workflow.attempt import Action
from workflow.definition import CLOCK, LINK, Milestone, Workflow
from workflow.words import _

NOBODY = frozenset({CLOCK.name, LINK.name})  # who moves a case without a button
DONE, HERE, AHEAD = "done", "here", "ahead"
STATUS: Mapping[str, str] = {
    "created": _("waits to be sent"),
    "held": _("held back"),
    "sending": _("is being sent"),
    "sent": _("sent"),
    "failed_for_now": _("failed, will be tried again"),
    "failed_for_good": _("failed for good"),
    "dropped": _("not sent: dropped"),
    "taken_back": _("taken back"),
}


@dataclass(frozen=True)
class Stage:
    """One milestone of the way, and how far the case is: done, here or ahead."""

    label: str
    standing: str


@dataclass(frozen=True)
class Neighbour:
    """A linked case. `open` says whether the reader may open it."""

    ref: str
    type: str
    title: str
    state: str
    live: bool
    open: bool


@dataclass(frozen=True)
class Participant:
    """Who takes part as what."""

    part: str
    who: str
    live: bool


@dataclass(frozen=True)
class Sent:
    """A letter of the outbox."""

    to: str
    subject: str
    status: str
    when: str


@dataclass(frozen=True)
class Page:
    """Everything a template needs."""

    room: Room
    ref: str
    title: str
    type: str
    country: str
    state: str
    ended: bool
    overdue: bool
    is_demo: bool
    turn: str
    until: str
    follows: str
    stages: tuple[Stage, ...]
    facts: tuple[Shown, ...]
    neighbours: tuple[Neighbour, ...]
    participants: tuple[Participant, ...]
    coming: tuple[Coming, ...]
    letters: tuple[Sent, ...]
    history: tuple[Line, ...]
    older: int | None
    buttons: tuple[Button, ...]
    names: Mapping[str, str | None]
    documents: tuple[str, ...]
    problem: Problem | None = None
    preview: Preview | None = None
    pressed: Button | None = None

    @property
    def open_refs(self) -> frozenset[str]:
        """The cases that may be linked to from here."""
        return frozenset({self.ref, *(one.ref for one in self.neighbours if one.open)})

    def those(self, *, destructive: bool = False, not_yet: bool = False) -> list[Button]:
        """The buttons of one kind; for a case that ended nothing is still to become possible."""
        if not_yet and self.ended:
            return []
        return [b for b in self.buttons if b.not_yet is not_yet and (not_yet or b.destructive is destructive)]


def draw(room: Room, ref: str, kept: Kept | None = None) -> tuple[str, int]:
    """The page, with what was sent and what came of it if there is anything. Raises UnknownCase."""
    page = read(room, ref, kept)
    return render_template("case.html", page=page), kept.status if kept else 200


def read(room: Room, ref: str, kept: Kept | None = None, *, with_buttons: bool = True) -> Page:
    """All that the page shows, of one moment. Raises UnknownCase."""
    scene = of_case(room, ref)
    before = request.args.get("before", type=int)
    row = records.read(scene.connection, scene.reader.of_lists, ref, now=scene.now, before=before)
    scene = replace(scene, words=scene.words.knowing(row.names))
    buttons = _buttons(scene, row, kept) if with_buttons else []
    pressed = next((button for button in buttons if kept and button.trigger == kept.trigger), None)
    page = _page(scene, row, buttons)
    if kept is None:
        return page
    return replace(page, pressed=pressed, problem=problem(scene, kept, pressed), preview=foretold(scene, kept))


def foretold(scene: Scene, kept: Kept) -> Preview | None:
    """The panel of what will happen, where that was asked."""
    if kept.plan is None:
        return None
    letters = scene.program.letters(scene.connection, kept.plan)
    telling = Foretelling(scene.program.registry, scene.words, scene.reader.id, scene.access.whole)
    return telling.preview(kept.plan, letters)


def answers_of(scene: Scene, texts: Mapping[str, str | None]) -> Answers:
    """How facts are told to this reader."""
    questions = Questions.of(scene.definition, scene.program.registry)
    return Answers(scene.words, questions, texts, scene.access.readable, scene.access.opinions_of)


def _page(scene: Scene, row: records.CasePage, buttons: Sequence[Button]) -> Page:
    words, definition, line = scene.words, scene.definition, row.line
    answers = answers_of(scene, row.texts)
    teller = Teller(definition, words, answers, scene.access.whole, scene.reader.id, line.due_zone)
    facts = tuple(answers.of(row.facts))
    told = scene.access.history
    return Page(
        room=scene.room,
        ref=line.ref,
        title=line.title,
        type=gettext(definition.label),
        country=words.country(line.country),
        state=words.state(definition, line.state),
        ended=line.ended,
        overdue=line.overdue,
        is_demo=line.is_demo,
        turn=words.listed(line.waits_for, "part"),
        until=words.until(line.due_date, line.due_zone),
        follows=line.follows or "",
        stages=tuple(stages(definition, line.milestone, line.ended)),
        facts=facts,
        neighbours=tuple(_neighbours(scene, row)),
        participants=tuple(_participants(scene, row)),
        coming=tuple(_coming(scene, row)),
        letters=tuple(_letters(scene, row)),
        history=tuple(teller.lines(row.entries)) if told else (),
        older=row.older if told else None,
        buttons=tuple(buttons),
        names=words.names,
        documents=tuple(dict.fromkeys(_documents(facts))),
    )


def _buttons(scene: Scene, row: records.CasePage, kept: Kept | None) -> list[Button]:
    actions = scene.program.engine.actions_in(scene.snapshot, scene.ref, every=True)
    shown = [action for action in actions if _is_shown(scene, action)]
    return Maker(
        scene.room.name, scene.definition, scene.snapshot, scene.ref, scene.words, scene.choosing, row.texts, kept
    ).buttons(shown)


def _is_shown(scene: Scene, action: Action) -> bool:
    """Everything on the desk but what nobody presses; on the portal only what is the reader's own."""
    forbidden = [blocker for blocker in action.blockers if blocker.code == NOT_YOURS]
    if any(parts and set(parts) <= NOBODY for parts in (blocker.facts.get("parts") for blocker in forbidden)):
        return False
    return not forbidden or not scene.room.public


def stages(definition: Workflow, reached: str, ended: bool) -> Iterator[Stage]:
    """The milestones every reader knows, or those of the type where it has its own, and how far the case came."""
    own = {state.milestone for state in definition.states if state.milestone}
    way: Sequence[Milestone] = MILESTONES if own <= set(MILESTONES) else sorted(own, key=lambda one: one.order)
    here = next((one.order for one in way if one.name == reached), 0)
    for one in way:
        done = one.order < here or (ended and one.order == here)
        yield Stage(gettext(one.label), DONE if done else HERE if one.order == here else AHEAD)


def _neighbours(scene: Scene, row: records.CasePage) -> Iterator[Neighbour]:
    """Linked cases; those that may not be opened are named only where it is public that they belong together."""
    registry = scene.program.registry
    for one in row.links:
        if not one.visible and not (scene.definition.kind == "call" and one.kind == "request"):
            continue
        law = registry.get(one.type)
        yield Neighbour(
            ref=one.ref,
            type=gettext(law.label),
            title=one.title,
            state=scene.words.state(law, one.state) if one.visible else "",
            live=one.live,
            open=one.visible,
        )


def _participants(scene: Scene, row: records.CasePage) -> Iterator[Participant]:
    for seat in row.seats:
        if not seat.live and not scene.access.whole:
            continue
        idents = (seat.person if scene.access.people else None, seat.organisation)
        who = " · ".join(scene.words.name(ident) for ident in idents if ident)
        if who:
            yield Participant(scene.words.label("part", seat.part), who, seat.live)


def _documents(shown: Iterable[Shown]) -> Iterator[str]:
    """The documents that these answers name, those inside other answers too."""
    for one in shown:
        yield from one.documents
        yield from _documents((*one.within, *(cell for row in one.rows for cell in row)))


def _coming(scene: Scene, row: records.CasePage) -> Iterator[Coming]:
    """Everything for those who see all; for a party what it will get itself."""
    calendar = Calendar(scene.definition, scene.words)
    mine = f"person:{scene.reader.id}"
    return (calendar.coming(one) for one in row.due if scene.access.whole or one.recipient == mine)


def _letters(scene: Scene, row: records.CasePage) -> Iterator[Sent]:
    mine = f"person:{scene.reader.id}"
    for letter in row.letters:
        if scene.access.whole or letter.recipient == mine:
            yield Sent(
                to=scene.words.name(letter.recipient.removeprefix("person:")),
                subject=letter.subject or letter.template.replace("_", " ").capitalize(),
                status=gettext(STATUS.get(letter.status, letter.status)),
                when=scene.words.moment(letter.not_before),
            )
