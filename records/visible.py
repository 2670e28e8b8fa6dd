"""Which cases a person may see: one condition under every query, of pages, API and engine alike."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, true, union

from records.directory import Directory
from records.tables import Interest, Organisation
from workflow.tables import cases, participants

SEE_ALL = frozenset({"broker", "lead_broker", "auditor"})
PARTIES = frozenset({"requester", "expert", "association"})
COMMITTEE_KINDS = ("request", "call", "application")
PUBLISHED_CALLS = ("open", "closed", "decided")


def visible(person: str, roles: Collection[str], organisation: str | None) -> ColumnElement[bool]:
    """A condition on `cases`: true for those that `person`, with these roles and that organisation, may see."""
    return or_(*_ways(person, frozenset(roles), organisation))


def listed(person: str, roles: Collection[str], organisation: str | None) -> ColumnElement[bool]:
    """The same, for lists: it begins with the few cases that a party sees, each way by its own index."""
    held = frozenset(roles)
    if held & SEE_ALL or "committee" in held:
        return visible(person, held, organisation)
    ways = _ways(person, held, organisation)
    return cases.c.ref.in_(union(*(select(cases.c.ref).where(way).correlate(None) for way in ways)))


def _ways(person: str, held: frozenset[str], organisation: str | None) -> list[ColumnElement[bool]]:
    if held & SEE_ALL:
        return [true()]
    if held == {"admin"}:
        return [false()]
    ways = [published_calls()]
    if held & PARTIES:
        ways.append(cases.c.ref.in_(seats_of(person, sorted(held & PARTIES), organisation)))
    if "association" in held and organisation:
        ways.append(exchanges_of_the_country(organisation))
    if "committee" in held:
        ways.append(and_(cases.c.kind.in_(COMMITTEE_KINDS), ~interested(person)))
    return ways


def published_calls() -> ColumnElement[bool]:
    """Calls that are, or were, open to everybody."""
    return and_(cases.c.kind == "call", cases.c.state.in_(PUBLISHED_CALLS))


def seats_of(person: str, parts: list[str], organisation: str | None) -> Select[Any]:
    """The refs of the cases in which a person has a part now, by name or for their organisation."""
    mine = participants.c.person == person
    if organisation:
        theirs = and_(
            participants.c.person.is_(None),
            participants.c.organisation == organisation,
            participants.c.part.in_(parts),
        )
        mine = or_(mine, theirs)
    return select(participants.c.ref).where(participants.c.until_act.is_(None), mine)


def exchanges_of_the_country(organisation: str) -> ColumnElement[bool]:
    """The exchanges of the country an association works in."""
    country = select(Organisation.country).where(Organisation.id == organisation).scalar_subquery()
    return and_(cases.c.kind == "exchange", cases.c.country == country)


def interested(person: str) -> ColumnElement[bool]:
    """Whether the person declared an interest in the case, or in anybody who takes part in it."""
    subjects = select(Interest.subject).where(Interest.person == person)
    seated = (
        select(func.count())
        .where(
            participants.c.ref == cases.c.ref,
            participants.c.until_act.is_(None),
            or_(participants.c.organisation.in_(subjects), participants.c.person.in_(subjects)),
        )
        .scalar_subquery()
    )
    return or_(cases.c.ref.in_(subjects), seated > 0)


def sees(connection: Connection, directory: Directory, person: str, ref: str) -> bool:
    """Whether a person may see one case: what the engine asks before anything else."""
    roles = directory.offices(person)
    if roles & SEE_ALL:
        return True  # no question to the database for those who do most
    mine = visible(person, roles, directory.organisation(person))
    return connection.execute(select(cases.c.ref).where(cases.c.ref == ref, mine)).first() is not None
