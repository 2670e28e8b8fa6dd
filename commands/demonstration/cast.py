"""Who takes part: organisations and accounts, named by their role since nothing is known of persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from records import accounts, organisations
from records.vocabulary import ASSOCIATION, GOVERNMENT, SECRETARIAT
from workflow.streams import SYSTEM

BEGINNING = datetime(2016, 11, 1, 9, tzinfo=UTC)  # the pilot was launched in November 2016
DOMAIN = "connect.example"  # reserved: no letter to it can arrive anywhere


@dataclass(frozen=True)
class Body:
    """An organisation and the account that acts for it: `account` is the part of its address before the @."""

    account: str
    name: str
    kind: str
    country: str
    zone: str
    languages: tuple[str, ...]
    role: str
    population: int | None = None
    places: int | None = None
    language: str = "en"  # in which its people are written to
    digest: str | None = None  # how often they are written what can wait


# The governments that asked, and their associations; the last two governments are invented.
REQUESTERS = (
    Body("requester.agona-west", "Agona West", GOVERNMENT, "GH", "Africa/Accra", ("en",), "requester"),
    Body("requester.pursat", "Pursat", GOVERNMENT, "KH", "Asia/Phnom_Penh", ("km", "en"), "requester", 397_107),
    Body("requester.angelopolis", "Angelópolis", GOVERNMENT, "CO", "America/Bogota", ("es",), "requester"),
    Body("requester.moroto", "Moroto District", GOVERNMENT, "UG", "Africa/Kampala", ("en",), "requester"),
    Body(
        "requester.not-published",
        "A government in Uganda, name not published",
        GOVERNMENT,
        "UG",
        "Africa/Kampala",
        ("en",),
        "requester",
    ),
    Body("requester.sample-district", "Sample District, Ghana", GOVERNMENT, "GH", "Africa/Accra", ("en",), "requester"),
    Body("requester.sample-valley", "Sample Valley, Uganda", GOVERNMENT, "UG", "Africa/Kampala", ("en",), "requester"),
)
ASSOCIATIONS = tuple(
    Body(f"association.{account}", f"Association of local governments, {name}", ASSOCIATION, code, zone, languages, "association")
    for account, name, code, zone, languages in (
        ("ghana", "Ghana", "GH", "Africa/Accra", ("en",)),
        ("cambodia", "Cambodia", "KH", "Asia/Phnom_Penh", ("km", "en")),
        ("colombia", "Colombia", "CO", "America/Bogota", ("es",)),
        ("uganda", "Uganda", "UG", "Africa/Kampala", ("en",)),
    )
)  # fmt: skip
# Those who sent experts; the last two are invented, to be played with.
EXPERTS = (
    Body("expert.almere", "Almere", GOVERNMENT, "NL", "Europe/Amsterdam", ("nl", "en"), "expert"),
    Body("expert.sandgerdi", "Sandgerði", GOVERNMENT, "IS", "Atlantic/Reykjavik", ("is", "en"), "expert"),
    Body("expert.tarragona", "Tarragona", GOVERNMENT, "ES", "Europe/Madrid", ("es",), "expert"),
    Body("expert.sample-city", "Sample City, Netherlands", GOVERNMENT, "NL", "Europe/Amsterdam", ("nl", "en"), "expert"),
    Body("expert.sample-town", "Sample Town, Spain", GOVERNMENT, "ES", "Europe/Madrid", ("es", "en"), "expert"),
)  # fmt: skip
# Who else works for a government: account → the one that acts for it. They have the same role.
COLLEAGUES: Mapping[str, str] = {"official.sample-district": "requester.sample-district"}
# Offices of the secretariat: account → role.
OFFICES: Mapping[str, str] = {
    "broker": "broker",
    "lead.broker": "lead_broker",
    "committee": "committee",
    "auditor": "auditor",
    "admin": "admin",
}


@dataclass(frozen=True)
class Cast:
    """The ids of all, by the part of the account's address before the @."""

    people: Mapping[str, str]
    organisations: Mapping[str, str]
    names: Mapping[str, str]  # of the organisations


def assemble(connection: Connection, password_hash: str) -> Cast:
    """Make all organisations and accounts, as of the beginning."""
    everybody = Company((*REQUESTERS, *ASSOCIATIONS, *EXPERTS), OFFICES, COLLEAGUES)
    return gather(connection, everybody, BEGINNING, password_hash=password_hash)


@dataclass(frozen=True)
class Company:
    """Who is to be there: bodies with an account each, offices (account → role), and who else works for a body."""

    bodies: Sequence[Body]
    offices: Mapping[str, str]
    colleagues: Mapping[str, str]


def gather(
    connection: Connection, company: Company, now: datetime, *, password_hash: str | None, via: str = "demo"
) -> Cast:
    """Make these organisations and accounts."""
    by: dict[str, Any] = {"actor": SYSTEM, "now": now, "via": via, "is_demo": True}
    people: dict[str, str] = {}
    bodies: dict[str, str] = {}
    known = {body.account: body for body in company.bodies}
    office = organisations.create(
        connection, name="CONNECT secretariat", kind=SECRETARIAT, country="NL", zone="Europe/Amsterdam", languages=("en",), **by
    )  # fmt: skip
    by["password_hash"] = password_hash
    for account, role in company.offices.items():
        people[account] = _account(connection, account, role, office, **by)
    for body in company.bodies:
        bodies[body.account] = _body(connection, body, **by)
        people[body.account] = _account(connection, body.account, body.role, bodies[body.account], body, **by)
    for account, colleague in company.colleagues.items():
        role, employer = colleague.partition(".")[0], bodies[colleague]
        people[account] = _account(connection, account, role, employer, known[colleague], **by)
    return Cast(people, bodies, {body.account: body.name for body in company.bodies})


def _called(office: str, place: str) -> str:
    """`expert.sample-city` is “Expert of Sample City”; `lead.broker` is “Lead broker”."""
    if not place or place == "broker":
        return f"{office} {place}".strip().capitalize()
    return f"{office.capitalize()} of {place.replace('-', ' ').title()}"


def _body(connection: Connection, body: Body, *, password_hash: str | None, **by: Any) -> str:
    return organisations.create(
        connection, name=body.name, kind=body.kind, country=body.country, zone=body.zone,
        languages=body.languages, population=body.population, places=body.places, **by,
    )  # fmt: skip


def _account(
    connection: Connection, account: str, role: str, organisation: str, body: Body | None = None, **by: Any
) -> str:
    office, _dot, place = account.partition(".")
    return accounts.create(
        connection, email=f"{account}@{DOMAIN}", name=_called(office, place), roles=[role], organisation=organisation,
        language=body.language if body else "en", digest=body.digest if body else None, **by,
    )  # fmt: skip
