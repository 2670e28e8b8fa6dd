"""The machines: each case type as a page of rules and as a picture, for everybody who is signed in."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from web.given import connect
from web.machines.law import law
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from workflow.definition import Workflow
from workflow.drawing import diagram

machines = Blueprint("machines", __name__, url_prefix="/machines")

OFFICES = frozenset({"desk", "audit", "admin"})  # whose readers know the states by their own words
STAFF = Room("machines", "", public=False)
# The picture is a document of its own, with its colours inside it; it may fetch nothing.
OF_PICTURES = "default-src 'none'; style-src 'unsafe-inline'"


@machines.get("")
def types() -> Any:
    """Every case type, in its newest version."""
    registry = connect().registry
    return render_template("machines.html", types=[registry.newest(name) for name in registry.names()])


@machines.get("/<type_>")
def machine(type_: str) -> Any:
    """One type: its states, transitions, rules, limits and letters. Raises UnknownType."""
    definition = _asked(type_)
    words = words_of(STAFF if OFFICES & {*signed_in().rooms} else None)
    return render_template("machine.html", law=law(definition, words.about(definition)))


@machines.get("/<type_>.svg")
def picture(type_: str) -> Response:
    """The same, drawn. Raises UnknownType."""
    return drawn(_asked(type_))


def _asked(type_: str) -> Workflow:
    """The type in the version that the address names, else the newest. Raises UnknownType."""
    return connect().registry.get(type_, request.args.get("version", type=int))


def drawn(definition: Workflow, been: dict[str, str] | None = None) -> Response:
    """The picture of a machine; `been` has a few words for each state that a case was in."""
    answer = Response(diagram(definition, "svg", gettext, been), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = OF_PICTURES
    return answer
