"""Who reads: signed in or not, with which roles, and therefore in which rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import g, request, session
from sqlalchemy import Connection

from records import people, sessions, worklist
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


def sign_in(connection: Connection, person: str, now: datetime) -> None:
    """A new session: nothing of the one before it is kept, or somebody could hand it to a victim and share it."""
    sign_out(connection)
    session.permanent = True
    session["token"] = sessions.begin(connection, person, browser=request.user_agent.string, now=now)


def sign_out(connection: Connection) -> None:
    """The end of the session."""
    here = current()
    if here is not None:
        sessions.end(connection, here.id, here.session)
    session.clear()


def look_up(connection: Connection, now: datetime) -> Reader | None:
    """Who the session is of; None if nobody, or if it is over or was ended: by themselves, an administrator, another
    password, other roles, or the end of the account."""
    found = sessions.find(connection, session["token"], now=now) if "token" in session else None
    if found is None:
        return None
    account = people.get(connection, found[1])
    return Reader(
        session=found[0],
        id=account.id,
        name=account.name or account.id,
        roles=frozenset(account.roles),
        organisation=account.organisation,
        organisation_name=account.organisation_name,
        language=account.language,
        zone=account.zone,
    )
