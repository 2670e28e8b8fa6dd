"""Who lives in a simulation: invented governments, numbered, and how likely each person is to act, to forget, to waver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random

from sqlalchemy import Connection

from commands.demonstration.cast import Body, Cast, Company, gather
from records import documents
from records.vocabulary import ASSOCIATION, GOVERNMENT

# Country, zone, and the language in which its people are written to.
PARTNERS = (
    ("GH", "Africa/Accra", "en"),
    ("UG", "Africa/Kampala", "en"),
    ("CO", "America/Bogota", "es"),
    ("KH", "Asia/Phnom_Penh", "en"),
    ("BF", "Africa/Ouagadougou", "fr"),
    ("LK", "Asia/Colombo", "en"),
    ("MD", "Europe/Chisinau", "en"),
)
EUROPEANS = (
    ("NL", "Europe/Amsterdam", "en"),
    ("ES", "Europe/Madrid", "es"),
    ("PT", "Europe/Lisbon", "pt"),
    ("FR", "Europe/Paris", "fr"),
    ("IS", "Atlantic/Reykjavik", "en"),
    ("IT", "Europe/Rome", "it"),
)
OFFICES: Mapping[str, str] = {
    "broker": "broker",
    "broker.two": "broker",
    "broker.three": "broker",
    "lead.broker": "lead_broker",
    "committee": "committee",
    "committee.two": "committee",
    "auditor": "auditor",
}
DIGESTS = ("daily", "weekly", "off")
CASES_EACH = 10  # of the cases, about as many as a government that asks has to do with
PAPER = b"Simulation: this stands for a document that is signed.\n"


@dataclass(frozen=True)
class Temper:
    """How somebody is: the share of occasions on which they act, on which they forget until told, and change their mind."""

    acts: float
    forgets: float
    wavers: float


@dataclass(frozen=True)
class Crowd:
    """Everybody, by part of the account's address before the @; `paper` is a document that each of them has."""

    seed: int
    cast: Cast
    paper: str

    def temper(self, person: str) -> Temper:
        """How a person (`PER-…`) is, always the same under one seed."""
        chance = Random(f"{self.seed} temper {person}")
        if person in self.office:
            return Temper(chance.uniform(0.6, 0.9), 0.0, 0.01)
        return Temper(chance.uniform(0.2, 0.8), chance.uniform(0.0, 0.25), chance.choice((0.005, 0.02, 0.06)))

    @cached_property
    def office(self) -> frozenset[str]:
        """Those of the secretariat."""
        return frozenset(self.cast.people[account] for account in OFFICES)

    @cached_property
    def offices(self) -> Mapping[str, tuple[str, ...]]:
        """Role → its people at the secretariat."""
        roles = dict.fromkeys(OFFICES.values())
        return {role: tuple(self.cast.people[one] for one in OFFICES if OFFICES[one] == role) for role in roles}

    @cached_property
    def staff(self) -> Mapping[str, tuple[str, ...]]:
        """Organisation → who works there."""
        found: dict[str, list[str]] = {}
        for account, person in self.cast.people.items():
            employer = self.cast.organisations.get(account.removeprefix("colleague."))
            if employer:
                found.setdefault(employer, []).append(person)
        return {employer: tuple(people) for employer, people in found.items()}

    def bodies(self, role: str) -> list[tuple[str, str]]:
        """The organisations whose people ask (`requester`) or know (`expert`), each with the one who acts for it."""
        known = self.cast.organisations.items()
        return [(body, self.cast.people[account]) for account, body in known if account.startswith(f"{role}.")]


def company(seed: int, cases: int) -> Company:
    """As many governments as so many cases need, an association in each partner country, two people in each government."""
    chance = Random(f"{seed} company")
    asking = max(len(PARTNERS), cases // CASES_EACH)
    bodies = (*_associations(), *_governments("requester", PARTNERS, asking, chance))
    bodies += tuple(_governments("expert", EUROPEANS, max(len(EUROPEANS), asking // 2), chance))
    colleagues = {f"colleague.{one.account}": one.account for one in bodies if one.kind == GOVERNMENT}
    return Company(bodies, OFFICES, colleagues)


def _associations() -> Iterator[Body]:
    for country, zone, language in PARTNERS:
        name = f"Association of local governments, {country}"
        yield Body(
            f"association.{country.lower()}",
            name,
            ASSOCIATION,
            country,
            zone,
            ("en",),
            "association",
            language=language,
        )


def _governments(role: str, places: tuple[tuple[str, str, str], ...], number: int, chance: Random) -> Iterator[Body]:
    for one in range(number):
        country, zone, language = places[one % len(places)]
        digest = chance.choice(DIGESTS) if chance.random() < 0.2 else None
        yield Body(
            f"{role}.{one + 1}", f"Simulated government {one + 1}, {country}", GOVERNMENT, country, zone, ("en",), role,
            places=chance.randint(2, 9), language=language, digest=digest,
        )  # fmt: skip


def settle(connection: Connection, seed: int, cases: int, now: datetime) -> Crowd:
    """Make them all."""
    cast = gather(connection, company(seed, cases), now, password_hash=None, via="simulation")
    papers = {documents.store(connection, PAPER, "paper.txt", person=person) for person in cast.people.values()}
    return Crowd(seed, cast, papers.pop())
