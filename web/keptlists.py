"""Lists that a reader keeps under a name, to open again with one click."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from records import saved
from web import finding
from web.database import writing
from web.reader import signed_in
from web.rooms import Room
from workflow.words import _

NAMES = (*finding.NARROWING, *finding.VIEWS)


def keep(room: Room) -> Any:
    """Keeps the list that the form names, and shows it. Raises TooManySaved."""
    name, query = _name(), _query()
    if not name:
        flash(gettext(_("The list was not saved: give it a name first.")))
    else:
        with writing() as connection:
            saved.keep(connection, signed_in().id, room.name, name, query)
        flash(gettext(_("Saved: {name}. You find it above the list.")).format(name=name))
    return redirect(_address(room, query), 303)


def forget(room: Room) -> Any:
    """Forgets a kept list, and shows the list that was shown before."""
    name = _name()
    with writing() as connection:
        saved.forget(connection, signed_in().id, room.name, name)
    flash(gettext(_("Deleted: {name}. The cases themselves are untouched.")).format(name=name))
    return redirect(_address(room, _query()), 303)


def _name() -> str:
    return " ".join(request.form.get("name", "").split())[: saved.LONGEST_NAME]


def _query() -> str:
    """What the form says of the list, with no name but those that lists know: it becomes an address."""
    pairs = parse_qsl(request.form.get("query", "")[: saved.LONGEST_QUERY])
    return urlencode([(name, value) for name, value in pairs if name in NAMES])[: saved.LONGEST_QUERY]


def _address(room: Room, query: str) -> str:
    address = url_for(f"{room.name}.cases")
    return f"{address}?{query}" if query else address
