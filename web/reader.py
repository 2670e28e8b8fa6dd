"""Who reads: signed in or not, with which roles, and therefore in which rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import g, request, session
from sqlalchemy import Connection

from records import people, second_factor, sessions, worklist
from records.visible import PARTIES, SEE_ALL
from records.vocabulary import BROKERS

# Room → the roles that open it, in the order in which somebody with several begins.
ROOMS: Mapping[str, frozenset[str]] = {
    "desk": BROKERS | {"committee"},
    "portal": PARTIES,
    "audit": frozenset({"auditor"}),
    "admin": frozenset({"admin"}),
}


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in; `session` is the id of the session in which they read."""

    session: str
    id: str
    name: str
    roles: frozenset[str]
    organisation: str | None
    organisation_name: str | None
    language: str
    zone: str
    owes_factor: bool = False  # whether they must set up a second factor before anything else

    @cached_property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that are theirs."""
        return tuple(room for room, roles in ROOMS.items() if roles & self.roles)

    @property
    def sees_all(self) -> bool:
        """Whether every case, with what people said of it, is theirs to read."""
        return bool(self.roles & SEE_ALL)

    @property
    def of_lists(self) -> worklist.Reader:
        """The same, as the lists know them."""
        return worklist.Reader(self.id, self.roles, self.organisation)


def current() -> Reader | None:
    """Who is signed in; None also where nobody was asked."""
    reader: Reader | None = g.get("reader")
    return reader


def signed_in() -> Reader:
    """Who is signed in. LookupError where nobody is: the page is listed as public by mistake."""
    reader = current()
    if reader is None:
        raise LookupError("A page that is listed as public asks who is signed in.")
    return reader


def sign_in(connection: Connection, person: str, now: datetime, *, proven: bool = False) -> str | None:
    """A new session: nothing of the one before it is kept, or somebody could hand it to a victim and share it.

    The answer is what it owes: the code of a second factor, unless that is `proven`, or a second factor at all.
    """
    sign_out(connection)
    owes = None
    if not proven and second_factor.of(connection, person):
        owes = sessions.CODE
    elif second_factor.owed(connection, person):
        owes = sessions.FACTOR
    session.permanent = True
    session["token"] = sessions.begin(connection, person, browser=request.user_agent.string, now=now, owes=owes)
    return owes


def sign_out(connection: Connection) -> None:
    """The end of the session."""
    if "token" in session:
        sessions.end_of(connection, session["token"])
    session.clear()


def at_the_door(connection: Connection, now: datetime) -> str | None:
    """Who has given their password here, and whose code is waited for."""
    found = _found(connection, now)
    return found.person if found and found.owes == sessions.CODE else None


def _found(connection: Connection, now: datetime) -> sessions.Found | None:
    return sessions.find(connection, session["token"], now=now) if "token" in session else None


def look_up(connection: Connection, now: datetime) -> Reader | None:
    """Who the session is of; None if nobody, or if it is over or was ended: by themselves, an administrator, another
    password or second factor, other roles, or the end of the account. Nor is anybody in who owes a code."""
    found = _found(connection, now)
    if found is None or found.owes == sessions.CODE:
        return None
    account = people.get(connection, found.person)
    return Reader(
        session=found.id,
        id=account.id,
        name=account.name or account.id,
        roles=frozenset(account.roles),
        organisation=account.organisation,
        organisation_name=account.organisation_name,
        language=account.language,
        zone=account.zone,
        owes_factor=found.owes == sessions.FACTOR,
    )
