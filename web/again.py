"""A form that was sent when the session had ended: carried through the sign-in, and then drawn again as it was.

The form travels in the page, so nothing of it is stored for somebody who is not signed in. Files do not travel.
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException

from web.faults import REDRAWN, NotSignedIn
from web.fields import Posted
from web.reader import ROOMS
from workflow.errors import WorkflowError
from workflow.words import _

__all__ = ["KEPT", "Carried", "NotSignedIn", "SignedInAgain", "carried", "resumed"]

SIGNS_IN = ("account.log_in", "account.send_code")  # the steps through which a form is carried
KEPT = _("You are not signed in any more, so nothing was done. Sign in: what you wrote comes back.")


class SignedInAgain(WorkflowError):
    """Raised to nobody: says why a form comes back after a sign-in."""

    message = _(
        "Your session had ended before you pressed, and you have signed in again. What you wrote is still here; look at "
        "it and press again. Files must be chosen again."
    )
    status = 200


@dataclass(frozen=True)
class Carried:
    """A form on its way through the sign-in: where it was sent, and its names and values as JSON."""

    at: str
    pairs: str


def carried() -> Carried | None:
    """The form that this request brings along, or that it is; None if there is none whose page could be drawn again."""
    if request.endpoint in SIGNS_IN:
        at, pairs = request.form.get("kept_at", ""), request.form.get("kept", "")
        return Carried(at, pairs) if at and pairs else None
    if request.method != "POST" or request.endpoint not in REDRAWN:
        return None
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return Carried(request.path, json.dumps(sent))


def resumed() -> Any:
    """The page of a form that was carried along, for who has just signed in; None if none was, or it is not for them."""
    form = carried()
    if form is None or g.reader is None:
        return None
    try:
        endpoint, args = current_app.url_map.bind("").match(form.at, method="POST")
        posted = Posted([(_written(name), _written(value)) for name, value in json.loads(form.pairs)])
    except (HTTPException, ValueError, TypeError, RecursionError):
        return None
    room = endpoint.partition(".")[0]
    if endpoint not in REDRAWN or not ROOMS.get(room, frozenset()) & g.reader.roles:
        return None
    return REDRAWN[endpoint](SignedInAgain(), args, posted)


def _written(value: Any) -> str:
    """A text that can be shown; half a character raises a ValueError."""
    str(value).encode()
    return str(value)
