"""The desk: where brokers and the committee work."""

from functools import partial
from typing import Any

from web import importing, letters, tending
from web.caseroutes import blueprint
from web.desk import due as due_list
from web.desk import forecast as ahead
from web.desk import match as matches
from web.desk import month as months
from web.desk import newsletter, outbox
from web.desk import round as rounds
from web.desk.room import ROOM
from web.faults import REDRAWN

desk = blueprint(ROOM)


@desk.get("/outbox", endpoint="letters")
def all_letters() -> Any:
    """The letters of all cases."""
    return outbox.draw()


@desk.get("/newsletter", endpoint="newsletter")
def newsletter_() -> Any:
    """The issue of the newsletter that is being prepared."""
    return newsletter.draw()


@desk.post("/newsletter")
def send_newsletter() -> Any:
    """It is kept, looked at, or sent."""
    return newsletter.press()


@desk.get("/due")
def due() -> Any:
    """What is due and overdue in all cases."""
    return due_list.draw()


@desk.get("/month")
def this_month() -> Any:
    """The month that it is."""
    return months.draw_this()


@desk.get("/month/<when>")
def month(when: str) -> Any:
    """A month of all cases."""
    return months.draw(when)


@desk.get("/forecast")
def forecast() -> Any:
    """What will be sent if nobody does anything."""
    return ahead.draw()


@desk.post("/cases/<ref>/letters/<int:ident>/<name>")
def tend(ref: str, ident: int, name: str) -> Any:
    """Something is done with a letter that has not left."""
    return tending.tend(ROOM, ref, ident, name, letters.draw_again)


REDRAWN["desk.tend"] = partial(letters.draw_again, ROOM)


@desk.get("/cases/<ref>/round", endpoint="round")
def round_(ref: str) -> Any:
    """What the committee said at a call, in which order."""
    return rounds.draw(ref)


@desk.get("/cases/<ref>/match")
def match(ref: str) -> Any:
    """Who could help, in what order and why."""
    return matches.draw(ref)


@desk.post("/cases/<ref>/match")
def choose_match(ref: str) -> Any:
    """Somebody is chosen, with a reason."""
    return matches.choose(ref)


REDRAWN["desk.choose_match"] = matches.again


@desk.get("/import")
def import_() -> Any:
    """A spreadsheet of requests to choose."""
    return importing.draw(ROOM)


@desk.post("/import")
def import_upload() -> Any:
    """A spreadsheet that was chosen."""
    return importing.upload(ROOM)


@desk.get("/import/template.xlsx")
def import_template() -> Any:
    """An empty spreadsheet."""
    return importing.template()


@desk.get("/import/<document>")
def import_preview(document: str) -> Any:
    """What a spreadsheet would do."""
    return importing.preview(ROOM, document)


@desk.post("/import/<document>")
def import_confirm(document: str) -> Any:
    """A spreadsheet that is imported."""
    return importing.confirm(ROOM, document)
