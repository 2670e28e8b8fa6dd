"""The audit: every case and every history, to be read, looked through and proved, and not touched."""

from typing import Any

from flask import Blueprint, request

from records.worklist import Section
from web import lists
from web.audit import entries, log, moment, proof
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
    """One case and everything that happened to it; with `as_of`, as it was known on a day."""
    day = request.args.get("as_of", "")
    return moment.draw(ref, day) if day else draw(ref)


@audit.get("/entries", endpoint="entries")
def all_entries() -> Any:
    """Entries of all histories."""
    return entries.draw()


@audit.post("/entries.csv")
def entries_file() -> Any:
    """The same as a file."""
    return entries.file()


@audit.get("/questions")
def questions() -> Any:
    """The saved questions."""
    return entries.questions()


@audit.get("/questions/<name>")
def question(name: str) -> Any:
    """What a saved question finds."""
    return entries.draw(name)


@audit.post("/questions/<name>.csv")
def question_file(name: str) -> Any:
    """The same as a file."""
    return entries.file(name)


@audit.get("/entries/<ref>/<int:seq>", endpoint="proof")
def proof_of(ref: str, seq: int) -> Any:
    """What proves one entry."""
    return proof.draw(ref, seq)


@audit.get("/entries/<ref>/<int:seq>/entry.json")
def entry_body(ref: str, seq: int) -> Any:
    """The bytes of one entry."""
    return proof.body(ref, seq)


@audit.get("/entries/<ref>/<int:seq>/checkpoint.txt")
def entry_checkpoint(ref: str, seq: int) -> Any:
    """The checkpoint that covers one entry."""
    return proof.note(ref, seq)


@audit.get("/rules/<fingerprint>.json")
def rules(fingerprint: str) -> Any:
    """Rules as they are stored beside the history."""
    return proof.rules(fingerprint)


@audit.get("/log", endpoint="log")
def all_logs() -> Any:
    """From where event logs are taken."""
    return log.draw()


@audit.post("/log")
def log_file() -> Any:
    """An event log."""
    return log.file()


list_routes(audit, ROOM, (Section.ALL,))
path_routes(audit, ROOM)
paper_routes(audit, ROOM)
