"""What comes after a sign-in: where somebody wanted to go, what they had typed, or what their session owes."""

from typing import Any

from flask import g, make_response, redirect, request, url_for

from records import people, sessions
from web import again, doors, reader
from web.database import reading
from web.given import connect
from web.onward import ours


def entered(person: str, owes: str | None) -> Any:
    """The answer to whoever is in now; this browser is known for them from here on."""
    doors.entered(person)
    g.reader = reader.look_up(reading(), connect().now())
    if owes == sessions.FACTOR:
        answer = make_response(redirect(url_for("account.second_factor", next=wanted() or None), 303))
    else:
        answer = make_response(again.resumed() or redirect(onward(g.reader), 303))
    return doors.remember(answer, people.get(reading(), person).email or "")


def wanted() -> str:
    """Where somebody wanted to go: an address of ours, or nowhere."""
    return ours(request.values.get("next", ""))


def onward(here: reader.Reader | None) -> str:
    """Where somebody goes: where they wanted to, else the first of their rooms."""
    rooms = here.rooms if here else ()
    return wanted() or (url_for(f"{rooms[0]}.home" if rooms[0] == "admin" else f"{rooms[0]}.cases") if rooms else "/")
