"""Who reads: signed in or not, with which roles, and therefore in which rooms."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import g, session
from sqlalchemy import Connection

from records import passwords, people, worklist
from records.errors import UnknownPerson
from records.visible import PARTIES, SEE_ALL

# Room → the roles that open it, in the order in which somebody with several begins.
ROOMS: Mapping[str, frozenset[str]] = {
    "desk": frozenset({"broker", "lead_broker", "committee"}),
    "portal": PARTIES,
    "audit": frozenset({"auditor"}),
    "admin": frozenset({"admin"}),
}


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in."""

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


def sign_in(account: people.Account) -> None:
    """A new session: nothing of the one before it is kept, or somebody could hand it to a victim and share it."""
    session.clear()
    session.permanent = True
    session["id"] = secrets.token_hex(16)
    session["person"] = account.id
    session["mark"] = passwords.mark(account.password_hash)


def sign_out() -> None:
    """The end of the session."""
    session.clear()


def look_up(connection: Connection) -> Reader | None:
    """Who the session is of; None if nobody, if the account was closed, or if its password was changed since."""
    if "person" not in session:
        return None
    try:
        account = people.get(connection, session["person"])
    except UnknownPerson:
        return None
    if not account.active or session.get("mark") != passwords.mark(account.password_hash):
        return None
    return Reader(
        id=account.id,
        name=account.name or account.id,
        roles=frozenset(account.roles),
        organisation=account.organisation,
        organisation_name=account.organisation_name,
        language=account.language,
        zone=account.zone,
    )
