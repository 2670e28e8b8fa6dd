"""One case as an auditor reads it: no buttons, and under every entry what proves it."""

from flask import render_template

from web import casepage
from web.audit.room import ROOM


def draw(ref: str) -> str:
    """The page. Raises UnknownCase."""
    return render_template("record.html", page=casepage.read(ROOM, ref, with_buttons=False))
