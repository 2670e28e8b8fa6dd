"""The outbox: the letters of all cases, for brokers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext

from records import people, post
from records.post import Posted
from web.database import reading
from web.desk.room import ROOM
from web.given import connect
from web.letters import said_of
from web.reader import signed_in
from web.scene import words_of
from web.typed import LARGEST
from web.words import Words
from workflow.errors import WorkflowError
from workflow.reading import idents
from workflow.words import _

# How the list is narrowed, in words.
GROUPS: Mapping[str, str] = {
    "waiting": _("Waiting"),
    "held": _("Held back"),
    "failed": _("Failed"),
    "sent": _("Sent"),
    "dropped": _("Not sent"),
}


class NotYourLetters(WorkflowError):
    """Raised if somebody who is no broker opens the letters of all cases."""

    message = _("Only brokers read the letters of all cases. Yours are on the page of each case.")
    status = 403


@dataclass(frozen=True)
class Line:
    """A letter of the list."""

    id: int
    ref: str
    subject: str
    to: str
    status: str
    when: str
    why: str


def draw() -> str:
    """A page of letters, the newest first. Raises NotYourLetters."""
    if not signed_in().sees_all:
        raise NotYourLetters
    asked, before = request.args.get("show"), request.args.get("before", type=int)
    shown = asked if asked in GROUPS else None
    connection = reading()
    letters, more = post.page(connection, shown, before=None if before is None else min(before, LARGEST))
    names = people.names(connection, idents([one.recipient.removeprefix("person:") for one in letters]))
    lines = _lines(letters, connect().subjects(connection, letters), words_of(ROOM).knowing(names))
    further = url_for("desk.letters", show=shown, before=more) if more else None
    return render_template(
        "outbox.html", lines=list(lines), shown=shown, groups=GROUPS, counts=post.counts(connection), more=further
    )


def _lines(letters: Sequence[Posted], subjects: Sequence[str], words: Words) -> Iterator[Line]:
    for letter, subject in zip(letters, subjects, strict=True):
        yield Line(
            id=letter.id,
            ref=letter.ref,
            subject=subject,
            to=words.name(letter.recipient.removeprefix("person:")),
            status=said_of(letter),
            when=words.moment(letter.sent_at or letter.not_before),
            why=gettext(letter.last_error) if letter.last_error else "",
        )
