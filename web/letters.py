"""The letters of a case: each by its subject in a list, and each on a page of its own, as its recipient reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template
from flask_babel import gettext

from records import casepage as records
from records import people
from records.casepage import Letter
from records.vocabulary import NOT_SENT
from web.fields import Posted
from web.kept import Kept
from web.rooms import Room
from web.scene import Scene, of_case
from web.tending import editing, said_now, ways
from web.typed import LARGEST
from workflow.errors import WorkflowError
from workflow.reading import idents
from workflow.words import _

# Status of a letter → in words.
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
OF_DEMONSTRATION = _("not sent: this is a demonstration")


class UnknownLetter(WorkflowError):
    """Raised if a case has no letter of that number, or none that the reader may read."""

    message = _("{ref} has no such letter that you may read.")
    status = 404


@dataclass(frozen=True)
class Sent:
    """A letter of the outbox, as a list shows it."""

    id: int
    to: str
    subject: str
    status: str
    when: str
    why: str  # it failed, or was dropped


def said_of(letter: Letter) -> str:
    """How a letter stands, in words."""
    return gettext(OF_DEMONSTRATION if letter.last_error == NOT_SENT else STATUS.get(letter.status, letter.status))


def listed(scene: Scene, letters: Sequence[Letter]) -> tuple[Sent, ...]:
    """Those of some letters that the reader may read, by their subjects."""
    told = [one for one in letters if may_read(scene, one)]
    subjects = scene.program.subjects(scene.connection, told)
    return tuple(_sent(scene, one, subject) for one, subject in zip(told, subjects, strict=True))


def draw(room: Room, ref: str, ident: int, kept: Kept | None = None) -> tuple[str, int]:
    """One letter: as it was sent, or as it would be sent now. Raises UnknownCase, UnknownLetter and LetterError."""
    scene = of_case(room, ref)
    found = records.letter(scene.connection, ref, ident) if ident <= LARGEST else None
    if found is None or not may_read(scene, found.letter):
        raise UnknownLetter(ref=ref)
    letter = found.letter
    scene = replace(scene, words=scene.words.knowing(people.names(scene.connection, idents([_bare(letter)]))))
    said = said_now(scene.program, scene.connection, found)
    (sent,) = listed(scene, [letter])
    page = render_template(
        "letter.html",
        room=room,
        case=scene.snapshot.case(ref),
        letter=sent,
        text=said.text,
        rendered=found.rendered if scene.access.whole else None,
        ways=ways(scene, found),
        editing=editing(scene, letter, said, kept),
        problem=scene.words.error(kept.error) if kept and kept.error else "",
    )
    return page, kept.status if kept else 200


def draw_again(room: Room, error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    """The page of a letter, drawn again with what was typed; nothing was done."""
    return draw(room, args["ref"], args["ident"], Kept(args["name"], posted, error))


def may_read(scene: Scene, letter: Letter) -> bool:
    """Every letter for those who see all; for others what comes to themselves."""
    return scene.access.whole or letter.recipient == f"person:{scene.reader.id}"


def _sent(scene: Scene, letter: Letter, subject: str) -> Sent:
    return Sent(
        id=letter.id,
        to=scene.words.name(_bare(letter)),
        subject=subject,
        status=said_of(letter),
        when=scene.words.moment(letter.not_before),
        why=gettext(letter.last_error) if letter.last_error and letter.last_error != NOT_SENT else "",
    )


def _bare(letter: Letter) -> str:
    return letter.recipient.removeprefix("person:")
