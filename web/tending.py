"""What a broker can do with a letter that has not left: buttons on its page, and a form that lets it say something else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import Connection

from records import casepage
from records.casepage import Written
from web.acting import by
from web.database import reading, writing
from web.fields import Posted, complete
from web.given import Connect, connect
from web.kept import Kept
from web.rooms import Room
from web.scene import Scene
from web.typed import LARGEST
from web.widgets import Sheet, Widget
from workflow import tending
from workflow.errors import BadForm, WorkflowError
from workflow.forms import Form, Line, Text
from workflow.remarks import LETTER
from workflow.tending import Said
from workflow.words import _

# What can be done: what its button says, and what is said when it is done.
WAYS: Mapping[str, tuple[str, str]] = {
    tending.SEND_NOW: (_("Send it now"), _("The letter leaves within a minute.")),
    tending.HOLD: (_("Hold it back"), _("The letter is held back until somebody lets it leave.")),
    tending.RELEASE: (_("Let it leave"), _("The letter may leave.")),
    tending.RETRY: (_("Try it again"), _("The letter is tried again within a minute.")),
    tending.RENEW: (_("Write it anew"), _("The letter is written anew, from its template and the case as it is now.")),
    tending.DROP: (_("Do not send it"), _("The letter will not be sent.")),
}
EDITED = _("The letter is edited. It leaves as it is now; what it said before is kept.")

Draw = Callable[[Room, WorkflowError, Mapping[str, Any], Posted], tuple[str, int]]


class Letter(Form):
    """What a letter says."""

    subject = Line(_("Subject"), required=True)
    text = Text(_("The whole letter, greeting and closing included"), required=True, longest=tending.LONGEST_TEXT)


@dataclass(frozen=True)
class Way:
    """One button; a press that comes twice under its key is done once. `loses` asks whether an edit may be lost."""

    name: str
    label: str
    address: str
    key: str
    loses: bool


@dataclass(frozen=True)
class Editing:
    """The form in which a letter is edited; `seen` is the mark of what it said when the page was drawn."""

    address: str
    key: str
    seen: str
    questions: tuple[Widget, ...]
    opened: bool


def said_now(program: Connect, connection: Connection, found: Written) -> Said:
    """What a letter says: as it is kept, else as it would be sent now. Raises LetterError."""
    if found.text is not None:
        return Said(found.letter.subject or "", found.text)
    letter = program.letter(connection, found.letter)
    return Said(letter.subject, letter.text)


def _may(scene: Scene) -> bool:
    return not scene.room.public and not scene.program.engine.remarks_in(scene.snapshot, scene.ref)[LETTER]


def _address(scene: Scene, letter: casepage.Letter, name: str) -> str:
    return url_for("desk.tend", ref=scene.ref, ident=letter.id, name=name)


def ways(scene: Scene, found: Written) -> tuple[Way, ...]:
    """What the reader can do with a letter now; nothing for who is no broker, or reads under the portal."""
    return tuple(_ways(scene, found)) if _may(scene) else ()


def _ways(scene: Scene, found: Written) -> Iterator[Way]:
    for name, (label, _done) in WAYS.items():
        # What is kept nowhere is written anew anyhow when it leaves.
        idle = name == tending.RENEW and found.text is None
        if found.letter.status in tending.FROM[name] and not idle:
            loses = name == tending.RENEW and found.rendered is not None
            yield Way(name, gettext(label), _address(scene, found.letter, name), uuid4().hex, loses)


def editing(scene: Scene, letter: casepage.Letter, said: Said, kept: Kept | None = None) -> Editing | None:
    """The form that edits a letter, for whoever may while it can; with what was typed before, if anything was."""
    if letter.status not in tending.FROM[tending.EDIT] or not _may(scene):
        return None
    mine = kept if kept and kept.trigger == tending.EDIT else None
    posted = mine.posted if mine else Posted(asdict(said))
    sheet = Sheet("letter", posted, lambda _asked: None, str, mine.field_errors if mine else {})
    return Editing(
        address=_address(scene, letter, tending.EDIT),
        key=mine.key if mine else uuid4().hex,
        seen=tending.mark(said),
        questions=sheet.widgets(Letter._declared_fields),
        opened=mine is not None,
    )


def tend(room: Room, ref: str, ident: int, name: str, draw: Draw) -> Any:
    """A button is pressed, or a letter edited; `draw` shows its page again where what was typed does not fit.

    Raises what `workflow.tending` raises.
    """
    number = min(ident, LARGEST)
    if name == tending.EDIT:
        try:
            _edit(ref, number)
        except (BadForm, tending.LetterMovedOn) as error:
            return draw(room, error, {"ref": ref, "ident": number, "name": name}, Posted(request.form))
        flash(gettext(EDITED))
    else:
        key, confirmed = request.form.get("key") or None, bool(request.form.get("confirmed"))
        with writing(keyed=key is not None) as connection:
            tending.tend(connect().engine, connection, ref, number, name, key=key, confirmed=confirmed, **by())
        flash(gettext(WAYS[name][1]))
    return redirect(url_for(f"{room.name}.letter", ref=ref, ident=ident), 303)


def _edit(ref: str, ident: int) -> None:
    posted = Posted(request.form)
    complete(posted, ("key", "seen"))
    said = Said(posted.get("subject", ""), posted.get("text", ""))
    found = casepage.letter(reading(), ref, ident)
    if found is None:
        raise tending.NoSuchLetter(ref=ref, letter=ident)
    was = said_now(connect(), reading(), found)
    beside = {"was": was, "seen": posted["seen"], "key": posted["key"], **by()}
    with writing(keyed=True) as connection:
        tending.edit(connect().engine, connection, ref, ident, said, **beside)
