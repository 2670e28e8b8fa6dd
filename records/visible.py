"""Which cases a person may see: one condition under every query, of pages, API and engine alike."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, literal, or_, select, true, union, union_all

from records.directory import Directory
from records.tables import Interest, Organisation
from records.vocabulary import BROKERS
from workflow.snapshot import Snapshot
from workflow.tables import cases, links, participants

SEE_ALL = BROKERS | {"auditor"}
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
    if "committee" in held:
        ways = [and_(cases.c.kind.in_(COMMITTEE_KINDS), ~interested(person))]  # of calls, published or not
    if held & PARTIES:
        ways.append(cases.c.ref.in_(seats_of(person, sorted(held & PARTIES), organisation)))
    if "association" in held and organisation:
        ways.append(exchanges_of_the_country(organisation))
    return ways


def published_calls() -> ColumnElement[bool]:
    """Calls that are, or were, open to everybody."""
    return and_(cases.c.kind == "call", cases.c.state.in_(PUBLISHED_CALLS))


def seats_of(person: str, parts: list[str], organisation: str | None) -> Select[Any]:
    """The refs of the cases in which a person has a part now, by name or for their organisation.

    Ended cases name the organisations that were merged into it.
    """
    mine = participants.c.person == person
    if organisation:
        merged = select(Organisation.id).where(Organisation.merged_into == organisation)
        theirs = and_(
            participants.c.person.is_(None),
            participants.c.organisation.in_(union_all(select(literal(organisation)), merged)),
            participants.c.part.in_(parts),
        )
        mine = or_(mine, theirs)
    return select(participants.c.ref).where(participants.c.until_act.is_(None), mine)


def exchanges_of_the_country(organisation: str) -> ColumnElement[bool]:
    """The exchanges of the country an association works in."""
    country = select(Organisation.country).where(Organisation.id == organisation).scalar_subquery()
    return and_(cases.c.kind == "exchange", cases.c.country == country)


# --- interest: in a case, in who takes part in it, and in a request it is for, which is weighed with it ---------------

WEIGHED_WITH = "request"  # the kind of linked case that counts as the case itself


def concerned(snapshot: Snapshot, ref: str) -> frozenset[str]:
    """What an interest in a case can be declared in: it, the requests it is for, and who takes part in any of these."""
    near = (snapshot.case(ref), *snapshot.linked(ref, WEIGHED_WITH))
    seats = (seat for case in near for seat in case.seats)
    idents = (ident for seat in seats for ident in (seat.organisation, seat.person) if ident)
    return frozenset((*(case.ref for case in near), *idents))


def interested(person: str) -> ColumnElement[bool]:
    """Whether the person declared an interest in what a case is `concerned` with."""
    touched = _touched(person)
    request, link = cases.alias("weighed"), links.alias("weighed_with")
    live = and_(link.c.until_act.is_(None), request.c.kind == WEIGHED_WITH, request.c.ref.in_(touched))
    one = select(link.c.to_ref).join(request, request.c.ref == link.c.from_ref).where(live)
    other = select(link.c.from_ref).join(request, request.c.ref == link.c.to_ref).where(live)
    return or_(cases.c.ref.in_(touched), cases.c.ref.in_(one), cases.c.ref.in_(other))


def _touched(person: str) -> Any:
    """The refs a person declared an interest in, and those of the cases in which an interest of theirs takes part."""
    subjects = select(Interest.subject).where(Interest.person == person)
    seat = participants.alias("touched")
    seated = select(seat.c.ref).where(
        seat.c.until_act.is_(None), or_(seat.c.organisation.in_(subjects), seat.c.person.in_(subjects))
    )
    return union(subjects, seated)


def sees(connection: Connection, directory: Directory, person: str, ref: str) -> bool:
    """Whether a person may see one case: what the engine asks before anything else."""
    roles = directory.offices(person)
    if roles & SEE_ALL:
        return True  # no question to the database for those who do most
    mine = visible(person, roles, directory.organisation(person))
    return connection.execute(select(cases.c.ref).where(cases.c.ref == ref, mine)).first() is not None
