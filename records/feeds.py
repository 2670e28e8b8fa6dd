"""The address of somebody's calendar: whoever has it reads that calendar, so it is made, and ended, by themselves alone.

The table keeps only the hash of what the address ends with: who reads the database cannot read a calendar with it.
"""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from records.stream import act, record
from records.tables import Feed, Person, core

_feeds, _people = core(Feed), core(Person)


def make(connection: Connection, person: str, *, actor: str, now: datetime, via: str) -> str:
    """A new token; the one before opens nothing any more. An entry in the person's history."""
    connection.execute(delete(_feeds).where(_feeds.c.person == person))
    token = token_urlsafe(32)
    connection.execute(insert(_feeds).values(person=person, token=_hash(token), made_at=now))
    record(connection, person, "calendar_opened", act(actor, now, via), {})
    return token


def end(connection: Connection, person: str, **by: Any) -> None:
    """The address opens nothing any more; nothing happens if there is none. `by` are actor, now and via, as in `make`."""
    gone = connection.execute(delete(_feeds).where(_feeds.c.person == person))
    if gone.rowcount:
        record(connection, person, "calendar_closed", act(**by), {})


def since(connection: Connection, person: str) -> datetime | None:
    """When somebody's address was made; None if they have none."""
    made: datetime | None = connection.execute(select(_feeds.c.made_at).where(_feeds.c.person == person)).scalar()
    return made


def find(connection: Connection, token: str) -> str | None:
    """Whose calendar a token opens; None if nobody's, or if their account is closed."""
    mine = (_feeds.c.token == _hash(token), _people.c.active)
    person: str | None = connection.execute(
        select(_feeds.c.person).join(_people, _people.c.id == _feeds.c.person).where(*mine)
    ).scalar()
    return person


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
