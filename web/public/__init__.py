"""What everybody may read: what CONNECT is, and which calls are open."""

from typing import Any

from flask import Blueprint, render_template

from records import calls
from web.database import reading
from web.scene import words_of

public = Blueprint("public", __name__)


@public.get("/")
def home() -> Any:
    """The front page."""
    words = words_of()
    open_calls = [(one, words.until(one.due_date, one.due_zone)) for one in calls.open_now(reading())]
    return render_template("home.html", calls=open_calls)


@public.get("/healthz")
def healthz() -> Any:
    """That the program is alive; it does not ask the database."""
    return "alive\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
