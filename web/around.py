"""What belongs to a case, beside it on its page: linked cases, who takes part, documents, letters, what is due and was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext

from records import casepage as records
from records.casepage import Due
from web import letters, papers
from web.answers import Shown
from web.buttons import Button
from web.due import Calendar, Coming
from web.letters import Sent
from web.scene import Scene
from workflow.words import _

# Status of a follow-up that is over → in words.
OVER: Mapping[str, str] = {
    "done": _("done"),
    "skipped": _("left out: its moment had passed"),
    "not_needed": _("was not needed any more"),
    "superseded": _("a newer reminder took its place"),
    "cancelled": _("cancelled"),
}


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
class Over:
    """A follow-up that is no longer to come, and what became of it."""

    due: Coming
    status: str


@dataclass(frozen=True)
class Around:
    """All of it, as far as the reader may know. `replacing` are the buttons that change who takes part."""

    neighbours: tuple[Neighbour, ...]
    participants: tuple[Participant, ...]
    replacing: tuple[Button, ...]
    documents: tuple[str, ...]
    papers: tuple[papers.Sheet, ...]
    letters: tuple[Sent, ...]
    coming: tuple[Coming, ...]
    over: tuple[Over, ...]


def around(scene: Scene, row: records.CasePage, facts: Sequence[Shown], buttons: Iterable[Button]) -> Around:
    """What belongs to a case whose facts and buttons are shown already."""
    return Around(
        neighbours=tuple(_neighbours(scene, row)),
        participants=tuple(_participants(scene, row)),
        replacing=tuple(_replacing(scene, buttons)),
        documents=tuple(dict.fromkeys(_documents(facts))),
        papers=papers.of(scene),
        letters=letters.listed(scene, row.letters),
        coming=tuple(_due(scene, one) for one in row.due if _told(scene, one)),
        over=tuple(_over(scene, row)),
    )


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
    by_name = {(seat.part, seat.organisation) for seat in row.seats if seat.live and seat.person}
    for seat in row.seats:
        # Whoever acts for an organisation is somebody else than its people who are named only where none is.
        if (not seat.live and not scene.access.whole) or (
            not seat.person and (seat.part, seat.organisation) in by_name
        ):
            continue
        idents = (seat.person if scene.access.people else None, seat.organisation)
        who = " · ".join(scene.words.name(ident) for ident in idents if ident)
        if who:
            yield Participant(scene.words.label("part", seat.part), who, seat.live)


def _replacing(scene: Scene, buttons: Iterable[Button]) -> Iterator[Button]:
    """The buttons of now whose declaration says that other people, or other governments, take part afterwards; one that
    is blocked says itself what is missing."""
    state = scene.snapshot.case(scene.ref).state
    for button in buttons:
        transition = scene.definition.transition(button.trigger, state)
        if transition and transition.seats and not (button.others or button.destructive):
            yield button


def _documents(shown: Iterable[Shown]) -> Iterator[str]:
    """The documents that these answers name, those inside other answers too."""
    for one in shown:
        yield from one.documents
        yield from _documents((*one.within, *(cell for row in one.rows for cell in row)))


def _told(scene: Scene, one: Due) -> bool:
    """Everything for those who see all; for a party what it gets itself."""
    return scene.access.whole or one.recipient == f"person:{scene.reader.id}"


def _due(scene: Scene, one: Due) -> Coming:
    """A follow-up of the page's own case, which need not be named."""
    return replace(Calendar(scene.definition, scene.words).coming(one), ref="")


def _over(scene: Scene, row: records.CasePage) -> Iterator[Over]:
    for one in row.over:
        if _told(scene, one):
            status = gettext(OVER.get(one.status, one.status))
            by = f"{status}: {scene.words.label('trigger', one.ended_by)}" if one.ended_by else status
            yield Over(_due(scene, one), by)
