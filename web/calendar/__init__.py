"""Somebody's calendar, for the program in which they keep theirs: read at a secret address, without signing in."""

from flask import Blueprint, Response
from flask_babel import force_locale, gettext
from werkzeug.exceptions import NotFound

from letters import calendar as written
from letters.mail import host_of
from records import agenda, feeds, people
from records.worklist import Reader
from web.database import reading
from web.given import connect
from web.reader import ROOMS
from web.words import Words
from workflow.words import _

TITLE = _("CONNECT: what waits for {name}")
DUE = _("{title}: until this day ({state})")

calendar = Blueprint("calendar", __name__)


@calendar.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    """What waits for somebody, and the exchanges they take part in. Raises NotFound."""
    connection = reading()
    person = feeds.find(connection, token)
    if person is None:
        raise NotFound
    account = people.get(connection, person)
    with force_locale(account.language):
        text = _written(account)
    return Response(text, mimetype="text/calendar", headers={"Content-Disposition": "inline; filename=connect.ics"})


def _written(account: people.Account) -> str:
    program, connection = connect(), reading()
    reader = Reader(account.id, frozenset(account.roles), account.organisation)
    room = next((room for room, roles in ROOMS.items() if roles & reader.roles), "portal")
    base = program.settings.base_url
    exchanges = [
        written.Exchange(
            one.ref, one.seq, one.title, one.first, one.last, one.zone, link=f"{base}/{room}/cases/{one.ref}"
        )
        for one in agenda.stays(connection, reader)
    ]
    due = [
        written.Due(one.ref, one.seq, _said(one, account), one.due_date, one.due_zone, f"{base}/{room}/cases/{one.ref}")
        for one in agenda.due(connection, reader)
    ]
    title = gettext(TITLE).format(name=account.name or account.id)
    return written.feed(title, exchanges, due, host=host_of(base), now=program.now())


def _said(one: agenda.Mine, account: people.Account) -> str:
    registry = connect().registry
    words = Words(registry, account.language, account.zone, not ROOMS["desk"] & {*account.roles}, {}, {})
    state = words.state(registry.get(one.type, one.definition_version), one.state)
    return gettext(DUE).format(title=one.title, state=state)
