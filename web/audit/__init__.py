"""The audit: every case and its whole history, to be read and not touched."""

from typing import Any

from flask import Blueprint

from records.worklist import Section
from web import lists
from web.audit.record import draw
from web.audit.room import ROOM
from web.caseroutes import list_routes, paper_routes, path_routes

audit = Blueprint("audit", __name__, url_prefix="/audit")


@audit.get("")
def cases() -> Any:
    """Every case, by reference."""
    return lists.draw_all(ROOM)


@audit.get("/cases/<ref>")
def case(ref: str) -> Any:
    """One case and everything that happened to it."""
    return draw(ref)


list_routes(audit, ROOM, (Section.ALL,))
path_routes(audit, ROOM)
paper_routes(audit, ROOM)
