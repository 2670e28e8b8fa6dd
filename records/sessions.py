"""Sessions: who is signed in, from which browser, until when. A row each, so that they can be listed and ended.

The browser keeps a token, the table only its hash: who reads the database cannot sign in with it. A session can owe
something: the code of a second factor, or a second factor at all; until then it opens nothing but the page that asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from records.tables import Session, core

LASTS = timedelta(hours=12)  # a working day; then one signs in again
FOR_A_CODE = timedelta(minutes=10)  # between the password and the code of the second factor
CODE, FACTOR = "code", "factor"  # what a session can owe
MOST_BROWSER = 200  # characters of what a browser says of itself

_sessions = core(Session)
_of_token = select(_sessions.c.id, _sessions.c.person, _sessions.c.owes).where(
    _sessions.c.id == bindparam("token_hash"), _sessions.c.until > bindparam("now")
)


@dataclass(frozen=True)
class Found:
    """Whose session a token is of, and what it owes, if anything."""

    id: str
    person: str
    owes: str | None


@dataclass(frozen=True)
class Signed:
    """One session; `id` is the hash of its token."""

    id: str
    person: str
    browser: str
    began_at: datetime
    until: datetime


def begin(connection: Connection, person: str, *, browser: str, now: datetime, owes: str | None = None) -> str:
    """A new session's token, for the person's browser alone. Their sessions that are over are forgotten."""
    connection.execute(delete(_sessions).where(_sessions.c.person == person, _sessions.c.until <= now))
    token = token_urlsafe(32)
    lasts = FOR_A_CODE if owes == CODE else LASTS
    values = {"browser": browser[:MOST_BROWSER], "began_at": now, "until": now + lasts, "owes": owes}
    connection.execute(insert(_sessions).values(id=_hash(token), person=person, **values))
    return token


def find(connection: Connection, token: str, *, now: datetime) -> Found | None:
    """The session of a token; None if it is over, was ended, or never was."""
    found = connection.execute(_of_token, {"token_hash": _hash(token), "now": now}).one_or_none()
    return Found(*found) if found else None


def of(connection: Connection, person: str, *, now: datetime) -> list[Signed]:
    """Where somebody is signed in, the newest first."""
    columns = [_sessions.c[name] for name in Signed.__dataclass_fields__]
    signed_in = or_(_sessions.c.owes.is_(None), _sessions.c.owes != CODE)
    query = select(*columns).where(_sessions.c.person == person, _sessions.c.until > now, signed_in)
    return [Signed(**row._mapping) for row in connection.execute(query.order_by(_sessions.c.began_at.desc()))]


def end(connection: Connection, person: str, session: str) -> None:
    """End one session of a person; nothing happens if it is over, or somebody else's."""
    connection.execute(delete(_sessions).where(_sessions.c.person == person, _sessions.c.id == session))


def end_of(connection: Connection, token: str) -> None:
    """End the session of a token, whatever it owes; nothing happens if there is none."""
    connection.execute(delete(_sessions).where(_sessions.c.id == _hash(token)))


def owe(connection: Connection, session: str, owes: str | None) -> None:
    """From now on a session owes this, or nothing any more."""
    connection.execute(update(_sessions).where(_sessions.c.id == session).values(owes=owes))


def end_all(connection: Connection, person: str, *, but: Sequence[str] = ()) -> None:
    """End all sessions of a person but those named."""
    connection.execute(delete(_sessions).where(_sessions.c.person == person, _sessions.c.id.not_in(but)))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
