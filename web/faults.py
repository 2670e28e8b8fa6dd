"""Whatever goes wrong becomes a page with a sentence and a way on; never a traceback."""

import errno
import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from records.database import told
from records.outages import Away, DiskFails, NoSpace, OnceOnly, ReadOnly, Unreachable, Unsure
from web import tracing
from web.database import done_reading, repeatable
from web.fields import Posted
from web.tracing import logged_path
from workflow.errors import WorkflowError
from workflow.words import _

log = logging.getLogger(__name__)


class NotSignedIn(WorkflowError):
    """Raised if somebody sends a form without being signed in."""

    message = _(
        "You are not signed in any more, so nothing was done. Sign in, go back with your browser's Back button, and press "
        "again."
    )
    status = 401


class WrongRoom(WorkflowError):
    """Raised if somebody opens pages that are not for their roles."""

    message = _("These pages are not for your role. Your own pages are in the list above.")
    status = 403


class ForeignForm(WorkflowError):
    """Raised if a form was not made for this session: a token is missing, or of a session that has ended."""

    message = _(
        "This form was made for another sign-in, so nothing was done. Go back, load the page anew, and try again."
    )
    status = 400


class KeptForm(ForeignForm):
    """The same, where the page can be drawn again."""

    message = _(
        "This form was made for another sign-in, so nothing was done. What you typed is still here; press again."
    )


# Status → what an error of HTTP itself says.
SENTENCES = {
    400: _("The browser sent something that cannot be read. Go back and try again."),
    404: _("There is no such page. Check the address."),
    405: _("This address takes no such request. Go back and use the buttons of the page."),
    429: _(
        "That was tried too often from here. Wait a minute, then a quarter of an hour, then a day: each further try makes "
        "the wait longer. A browser in which you signed in before is not held up by others."
    ),
    413: _("That is too much at once: a file has at most 10 MB, and a text at most some pages. Go back and send less."),
}
ELSE = _("This did not work. Go back and try again.")
OURS = _(
    "Something went wrong on our side; nothing was changed. If it happens again, tell us this reference: {reference}"
)


# What the system says of a disk → what a person is told.
OF_THE_DISK: dict[int, type[WorkflowError]] = {
    errno.ENOSPC: NoSpace,
    errno.EDQUOT: NoSpace,
    errno.EROFS: ReadOnly,
    errno.EIO: DiskFails,
}
RETRY_AFTER = 5  # seconds after which somebody who was told that it does not work now may try again


def page(sentence: str, status: int, error: Any = None) -> tuple[str, int]:
    """A page that says what went wrong; with the request's reference where that is ours, or the database's."""
    reference = tracing.current() if status >= 500 else ""
    shown = {"sentence": sentence, "status": status, "error": error, "reference": reference}
    return render_template("fault.html", **shown), status


def of_workflow(error: WorkflowError) -> tuple[str, int]:
    """What a person asked for cannot be done."""
    done_reading()
    return page(gettext(error.message).format_map(_Shown(error.facts)), error.status, error)


def of_database(error: SQLAlchemyError) -> tuple[str, int]:
    """The database is locked, full, gone … or something that is ours to mend."""
    sentence = told(error)
    if sentence is None:
        return of_ours(error)
    log.warning("%s %s: %s", request.method, logged_path(), sentence)
    if g.get("unsure"):
        return of_workflow(OnceOnly() if repeatable() else Unsure())
    return of_workflow(Away() if isinstance(sentence, Unreachable) else sentence)


def of_system(error: OSError) -> tuple[str, int]:
    """A disk that is full, or takes no writes, is told; anything else of the system is ours to mend."""
    known = OF_THE_DISK.get(error.errno or 0)
    if known is None:
        return of_ours(error)
    log.error("%s %s: %s", request.method, logged_path(), error)
    return of_workflow(known())


def of_http(error: HTTPException) -> Any:
    """An error of HTTP; a redirect is one too, and is let through."""
    if error.code is None or error.code < 400:
        return error
    return page(gettext(SENTENCES.get(error.code, ELSE)), error.code)


def of_forgery(error: CSRFError) -> Any:
    """A form without a good token: the page is drawn again where it can be, with what was typed."""
    again = REDRAWN.get(request.endpoint or "")
    if again is None:
        return of_workflow(ForeignForm())
    try:
        return again(KeptForm(), request.view_args or {}, Posted(request.form))
    except WorkflowError as unseen:
        # An error of an error's page would be ours, and a case that one may not see is no error of ours.
        return of_workflow(unseen)


def of_ours(error: Exception) -> tuple[str, int]:
    """Anything else is our mistake: it is written down under a reference that the reader can tell us."""
    done_reading()
    reference = tracing.current()
    log.error("%s %s failed (%s)", request.method, logged_path(), reference, exc_info=error)
    # A page of its own, since the frame of the others may be what failed.
    return render_template("ours.html", sentence=gettext(OURS).format(reference=reference)), 500


# Endpoint → what draws the page of a sent form again: what is wrong, the arguments of the address, and what was typed.
REDRAWN: dict[str, Callable[[WorkflowError, Mapping[str, Any], Posted], Any]] = {}


class _Shown(dict[str, Any]):
    """Facts as plain words; what is missing leaves an ellipsis, not an error in an error."""

    def __missing__(self, key: str) -> str:
        return "…"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key) if key in self else self.__missing__(key)
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def register(app: Flask) -> None:
    """Every kind of error to its page."""
    app.register_error_handler(WorkflowError, of_workflow)
    app.register_error_handler(SQLAlchemyError, of_database)
    app.register_error_handler(OSError, of_system)
    app.register_error_handler(CSRFError, of_forgery)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, of_ours)
    app.after_request(come_back)


def come_back(response: Response) -> Response:
    """What does not work now says when to try again (RFC 9110, 10.2.3)."""
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER))
    return response
