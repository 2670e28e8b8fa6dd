"""What somebody took out of the program as a file: an entry on their own stream of history."""

from collections.abc import Mapping

from sqlalchemy import Connection

from records.stream import Act, write
from workflow.history import EntryKind

WORDS = "text"  # what was looked for may name somebody: history says only that there was something


def note(connection: Connection, by: Act, room: str, asked: Mapping[str, str]) -> None:
    """One `exported` entry; `asked` are the codes by which the list was narrowed."""
    facts = {name: "given" if name == WORDS else value[:40] for name, value in asked.items()}
    write(connection, by.actor, EntryKind.EXPORTED, "export_list", by, {"facts": {"room": room, **facts}})
