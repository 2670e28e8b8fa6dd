"""The histories as an event log to take along, written while it is read."""

from collections.abc import Iterator
from itertools import islice

from flask import Response, render_template, request, stream_with_context

from records import logs
from records.stream import act
from web.acting import VIA
from web.database import reading, writing
from web.given import connect
from web.reader import signed_in
from web.scene import words_of
from workflow.errors import WorkflowError
from workflow.words import _

AT_ONCE = 200  # lines that are sent together
KINDS = {"csv": "text/csv", "xes": "application/xml", "ocel": "application/json"}


class NoSuchFormat(WorkflowError):
    """Raised if a form asks for a log of a format that is none."""

    message = _("Choose one of the formats of the page: CSV, XES or OCEL.")
    status = 422


def draw() -> str:
    """The page from which logs are taken."""
    return render_template("audit/log.html")


def file() -> Response:
    """The log; that it was taken, by whom and in which format, is an entry of the system. Raises NoSuchFormat."""
    kind = request.form.get("format", "")
    if kind not in logs.FORMATS:
        raise NoSuchFormat
    program, now = connect(), connect().now()
    with writing() as connection:
        logs.note(connection, act(signed_in().id, now, VIA), kind)
    name = f"connect-log-{now.astimezone(words_of().clock):%Y-%m-%d}.{logs.SUFFIXES[kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = _together(logs.lines(reading(), kind, program.settings.base_url))
    return Response(stream_with_context(lines), mimetype=KINDS[kind], headers=headers)


def _together(lines: Iterator[str]) -> Iterator[str]:
    while some := "".join(islice(lines, AT_ONCE)):
        yield some
