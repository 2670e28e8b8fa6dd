"""Lists that a person keeps under a name: what was asked for, as the address says it."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from records.errors import TooManySaved
from records.tables import SavedFilter, core
from workflow.reading import insert_if_missing

MOST = 40  # lists of one person in one room
LONGEST_NAME = 60  # characters
LONGEST_QUERY = 1000

_saved = core(SavedFilter)


@dataclass(frozen=True)
class Saved:
    """A kept list; `query` is the part of the address behind the question mark."""

    name: str
    query: str


def saved(connection: Connection, person: str, room: str) -> list[Saved]:
    """What somebody kept in a room, by name."""
    query = select(_saved.c.name, _saved.c.query).where(_saved.c.person == person, _saved.c.room == room)
    return [Saved(*row) for row in connection.execute(query.order_by(_saved.c.name).limit(MOST))]


def keep(connection: Connection, person: str, room: str, name: str, query: str) -> None:
    """Keeps a list, in the place of one of that name. Raises TooManySaved."""
    mine = (_saved.c.person == person, _saved.c.room == room)
    row = {"person": person, "room": room, "name": name[:LONGEST_NAME], "query": query[:LONGEST_QUERY]}
    found = connection.execute(update(_saved).where(*mine, _saved.c.name == row["name"]).values(query=row["query"]))
    if found.rowcount:
        return
    if (connection.scalar(select(func.count()).select_from(_saved).where(*mine)) or 0) >= MOST:
        raise TooManySaved(most=MOST)
    connection.execute(insert_if_missing(connection, _saved), row)


def forget(connection: Connection, person: str, room: str, name: str) -> None:
    """Forgets a list; one that is not there is forgotten already."""
    mine = (_saved.c.person == person, _saved.c.room == room, _saved.c.name == name)
    connection.execute(delete(_saved).where(*mine))
