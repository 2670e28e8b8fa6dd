"""Sessions: who is signed in, from which browser, until when. A row each, so that they can be listed and ended.

The browser keeps a token, the table only its hash: who reads the database cannot sign in with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Connection, bindparam, delete, insert, select

from records.tables import Session, core

LASTS = timedelta(hours=12)  # a working day; then one signs in again
MOST_BROWSER = 200  # characters of what a browser says of itself

_sessions = core(Session)
_of_token = select(_sessions.c.id, _sessions.c.person).where(
    _sessions.c.id == bindparam("token_hash"), _sessions.c.until > bindparam("now")
)


@dataclass(frozen=True)
class Signed:
    """One session; `id` is the hash of its token."""

    id: str
    person: str
    browser: str
    began_at: datetime
    until: datetime


def begin(connection: Connection, person: str, *, browser: str, now: datetime) -> str:
    """A new session's token, for the person's browser alone. Their sessions that are over are forgotten."""
    connection.execute(delete(_sessions).where(_sessions.c.person == person, _sessions.c.until <= now))
    token = token_urlsafe(32)
    values = {"browser": browser[:MOST_BROWSER], "began_at": now, "until": now + LASTS}
    connection.execute(insert(_sessions).values(id=_hash(token), person=person, **values))
    return token


def find(connection: Connection, token: str, *, now: datetime) -> tuple[str, str] | None:
    """The id and the person of a token's session; None if it is over, was ended, or never was."""
    found = connection.execute(_of_token, {"token_hash": _hash(token), "now": now}).one_or_none()
    return (found.id, found.person) if found else None


def of(connection: Connection, person: str, *, now: datetime) -> list[Signed]:
    """Somebody's sessions, the newest first."""
    query = select(_sessions).where(_sessions.c.person == person, _sessions.c.until > now)
    return [Signed(**row._mapping) for row in connection.execute(query.order_by(_sessions.c.began_at.desc()))]


def end(connection: Connection, person: str, session: str) -> None:
    """End one session of a person; nothing happens if it is over, or somebody else's."""
    connection.execute(delete(_sessions).where(_sessions.c.person == person, _sessions.c.id == session))


def end_all(connection: Connection, person: str, *, but: Sequence[str] = ()) -> None:
    """End all sessions of a person but those named."""
    connection.execute(delete(_sessions).where(_sessions.c.person == person, _sessions.c.id.not_in(but)))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
