"""What a broker can do with a letter that has not left: buttons on its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from web.acting import by
from web.database import writing
from web.given import connect
from web.rooms import Room
from web.scene import Scene
from web.typed import LARGEST
from workflow import tending
from workflow.remarks import LETTER
from workflow.words import _

# What can be done: what its button says, and what is said when it is done.
WAYS: Mapping[str, tuple[str, str]] = {
    tending.SEND_NOW: (_("Send it now"), _("The letter leaves within a minute.")),
    tending.HOLD: (_("Hold it back"), _("The letter is held back until somebody lets it leave.")),
    tending.RELEASE: (_("Let it leave"), _("The letter may leave.")),
    tending.RETRY: (_("Write it anew and send it"), _("The letter is written anew and leaves within a minute.")),
    tending.DROP: (_("Do not send it"), _("The letter will not be sent.")),
}


@dataclass(frozen=True)
class Way:
    """One button; a press that comes twice under its key is done once."""

    name: str
    label: str
    address: str
    key: str


def ways(scene: Scene, letter: Any) -> tuple[Way, ...]:
    """What the reader can do with a letter now; nothing for who is no broker, or reads under the portal."""
    if scene.room.public or scene.program.engine.remarks_in(scene.snapshot, scene.ref)[LETTER]:
        return ()
    return tuple(_ways(scene, letter))


def _ways(scene: Scene, letter: Any) -> Iterator[Way]:
    for name, (label, _done) in WAYS.items():
        if letter.status in tending.FROM[name]:
            address = url_for("desk.tend", ref=scene.ref, ident=letter.id, name=name)
            yield Way(name, gettext(label), address, uuid4().hex)


def tend(room: Room, ref: str, ident: int, name: str) -> Response:
    """A button is pressed. Raises what `workflow.tending.tend` raises."""
    key = request.form.get("key") or None
    with writing() as connection:
        tending.tend(connect().engine, connection, ref, min(ident, LARGEST), name, key=key, **by())
    flash(gettext(WAYS[name][1]))
    return redirect(url_for(f"{room.name}.letter", ref=ref, ident=ident), 303)
