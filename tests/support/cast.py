"""Who plays in tests of whole cases: a secretariat, governments that ask and that know, and their associations.

All of them are invented. They are made through the records, so that they have a history of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from records import accounts, documents, organisations, passwords

PASSWORD = "only-for-tests-1"  # noqa: S105 - of invented people

# name → kind, country, zone, languages
BODIES: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "secretariat": ("secretariat", "NL", "Europe/Amsterdam", ("en",)),
    "hill": ("government", "UG", "Africa/Kampala", ("en",)),
    "lake": ("government", "UG", "Africa/Kampala", ("en",)),
    "dune": ("government", "DE", "Europe/Berlin", ("de", "en")),
    "city": ("government", "NL", "Europe/Amsterdam", ("nl", "en")),
    "town": ("government", "ES", "Europe/Madrid", ("es", "en")),
    "village": ("government", "FR", "Europe/Paris", ("fr", "en")),
    "association": ("association", "UG", "Africa/Kampala", ("en",)),
    "neighbours": ("association", "GH", "Africa/Accra", ("en",)),
}
# name → organisation, role
PEOPLE: Mapping[str, tuple[str, str]] = {
    "broker": ("secretariat", "broker"),
    "colleague": ("secretariat", "broker"),
    "lead": ("secretariat", "lead_broker"),
    "member": ("secretariat", "committee"),
    "auditor": ("secretariat", "auditor"),
    "admin": ("secretariat", "admin"),
    "hill": ("hill", "requester"),
    "lake": ("lake", "requester"),
    "dune": ("dune", "requester"),
    "city": ("city", "expert"),
    "town": ("town", "expert"),
    "village": ("village", "expert"),
    "liaison": ("association", "association"),
    "neighbour": ("neighbours", "association"),
}


@dataclass(frozen=True)
class Cast:
    """The ids of all, by name; `papers` are a document that each person stored."""

    people: Mapping[str, str]
    bodies: Mapping[str, str]
    papers: Mapping[str, str]

    def named(self, person: str) -> str:
        """The name of somebody by id."""
        return next(name for name, ident in self.people.items() if ident == person)


def assemble(connection: Connection, now: datetime) -> Cast:
    """Make all of them."""
    by: dict[str, Any] = {"actor": "SYS", "now": now, "via": "test"}
    secret = passwords.hashed(PASSWORD)
    bodies = {
        name: organisations.create(
            connection,
            name=name.capitalize(),
            kind=kind,
            country=country,
            zone=zone,
            languages=languages,
            is_demo=True,
            **by,
        )
        for name, (kind, country, zone, languages) in BODIES.items()
    }
    people = {
        name: accounts.create(
            connection,
            email=f"{name}@test.example",
            name=f"Somebody of {body}",
            roles=[role],
            organisation=bodies[body],
            password_hash=secret,
            is_demo=True,
            **by,
        )
        for name, (body, role) in PEOPLE.items()
    }
    papers = {
        name: documents.store(connection, f"A paper of {name}.".encode(), f"{name}.txt", person=person)
        for name, person in people.items()
    }
    return Cast(people, bodies, papers)
