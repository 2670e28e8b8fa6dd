"""What everybody may read: what CONNECT is, and which calls are open."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from records import calls
from web import scheme as schemes
from web.database import reading
from web.onward import ours
from web.scene import words_of
from web.shortcuts import SHORTCUTS

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
