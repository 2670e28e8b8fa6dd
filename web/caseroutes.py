"""The addresses of a room in which cases are read and moved: the same under the desk and the portal."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint

from records.worklist import Section
from web import casepage, export, keptlists, letters, lists, moves, newpage, papers, remarks, thread, timeline, undo
from web.faults import REDRAWN
from web.machines import path
from web.rooms import Room


def blueprint(room: Room) -> Blueprint:
    """The routes of a room, under its name."""
    routes = Blueprint(room.name, __name__, url_prefix=f"/{room.name}")
    _cases(routes, room)
    list_routes(routes, room)
    paper_routes(routes, room)
    if not room.public:
        path_routes(routes, room)
    _new_cases(routes, room)
    REDRAWN[f"{room.name}.move"] = partial(moves.move_again, room)
    REDRAWN[f"{room.name}.create"] = partial(moves.create_again, room)
    REDRAWN[f"{room.name}.remark"] = partial(casepage.remark_again, room)
    REDRAWN[f"{room.name}.undo_act"] = partial(undo.again, room)
    return routes


def _cases(routes: Blueprint, room: Room) -> None:
    """The list, the page of a case, and its buttons."""

    @routes.get("")
    def cases() -> Any:
        return lists.draw(room)

    @routes.get("/cases/<ref>")
    def case(ref: str) -> Any:
        return casepage.draw(room, ref)

    @routes.post("/cases/<ref>/transitions/<trigger>")
    def move(ref: str, trigger: str) -> Any:
        return moves.move(room, ref, trigger)

    @routes.post("/cases/<ref>/remarks/<name>")
    def remark(ref: str, name: str) -> Any:
        return remarks.write(room, ref, name, lambda kept: casepage.draw(room, ref, kept))

    @routes.get("/cases/<ref>/timeline")
    def timeline_of(ref: str) -> Any:
        return timeline.draw(room, ref)

    @routes.get("/cases/<ref>/undo")
    def undo_page(ref: str) -> Any:
        return undo.draw(room, ref)

    @routes.post("/cases/<ref>/undo")
    def undo_act(ref: str) -> Any:
        return undo.send(room, ref)

    @routes.get("/cases/<ref>/letters", endpoint="thread")
    def thread_of(ref: str) -> Any:
        return thread.draw(room, ref)

    @routes.get("/cases/<ref>/letters/<int:ident>")
    def letter(ref: str, ident: int) -> Any:
        return letters.draw(room, ref, ident)


def _new_cases(routes: Blueprint, room: Room) -> None:
    """The ways to begin a case, and the form of each."""

    @routes.get("/new")
    def new() -> Any:
        return newpage.draw_choice(room)

    @routes.get("/new/<type_>/<trigger>")
    def new_form(type_: str, trigger: str) -> Any:
        return newpage.draw(room, type_, trigger)

    @routes.post("/new/<type_>/<trigger>")
    def create(type_: str, trigger: str) -> Any:
        return moves.create(room, type_, trigger)


def list_routes(routes: Blueprint, room: Room, sections: Sequence[Section] = ()) -> None:
    """A list as a file, and the lists that somebody keeps; `sections`: the only lists of the room."""

    @routes.post("/list.csv")
    def file() -> Any:
        return export.draw(room, sections)

    @routes.post("/lists")
    def keep_list() -> Any:
        return keptlists.keep(room)

    @routes.post("/lists/delete")
    def forget_list() -> Any:
        return keptlists.forget(room)


def path_routes(routes: Blueprint, room: Room) -> None:
    """A case's own way over its machine."""

    @routes.get("/cases/<ref>/path")
    def path_of(ref: str) -> Any:
        return path.draw(room, ref)

    @routes.get("/cases/<ref>/path.svg")
    def path_picture(ref: str) -> Any:
        return path.picture(room, ref)


def paper_routes(routes: Blueprint, room: Room) -> None:
    """What a case can be drawn up as."""

    @routes.get("/cases/<ref>/papers/<name>.pdf")
    def paper(ref: str, name: str) -> Any:
        return papers.draw(room, ref, name)
