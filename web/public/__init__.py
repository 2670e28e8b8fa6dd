"""What everybody may read: what CONNECT is, and which calls are open."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request

from records import calls
from web import scheme as schemes
from web.database import reading
from web.given import connect
from web.onward import ours
from web.scene import words_of
from web.shortcuts import SHORTCUTS
from workflow import due, outbox
from workflow.shapes import instant

public = Blueprint("public", __name__)


@public.get("/")
def home() -> Any:
    """The front page."""
    words = words_of()
    open_calls = [(one, words.until(one.due_date, one.due_zone)) for one in calls.open_now(reading())]
    return render_template("home.html", calls=open_calls)


@public.get("/help")
def help() -> Any:
    """How pages are read, and which keys lead where."""
    return render_template("help.html", shortcuts=SHORTCUTS)


@public.post("/scheme")
def scheme() -> Any:
    """Light, dark, or as the system says; then back to where one was."""
    return schemes.choose(redirect(ours(request.form.get("next", "")) or "/", 303), request.form.get("scheme", ""))


@public.get("/readyz")
def readyz() -> Any:
    """That the database answers, and since when what is due longest has waited for a scheduler."""
    now = connect().now()
    return {
        "database": "ready",
        "oldest_follow_up": _waits(due.oldest(reading(), now), now),
        "oldest_letter": _waits(outbox.oldest(reading(), now), now),
    }


def _waits(since: datetime | None, now: datetime) -> dict[str, Any]:
    return {"due_since": since and instant(since), "seconds": int((now - since).total_seconds()) if since else 0}


@public.get("/healthz")
def healthz() -> Any:
    """That the program is alive; it does not ask the database."""
    return "alive\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
