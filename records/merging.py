"""Two entries of one organisation become one: the twin's people and interests, and its place in every case that goes on.

Cases that have ended keep what was, and the twin keeps its row and its name, for history names it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, String, cast, or_, select, update

from records import accounts, interests, organisations
from records.directory import OrganisationInfo
from records.stream import Act, act, record
from records.tables import Interest, Organisation, Person, core
from records.visible import PARTIES
from workflow.attempt import Outcome
from workflow.errors import WorkflowError
from workflow.streams import SYSTEM
from workflow.tables import cases, links, participants
from workflow.words import _

_organisations, _people, _interests = core(Organisation), core(Person), core(Interest)


class SameOrganisation(WorkflowError):
    """Raised if an organisation is to be merged into itself."""

    message = _("“{name}” cannot be merged into itself. Choose another organisation.")
    status = 409


class NotAlike(WorkflowError):
    """Raised if two organisations are of two kinds, or of two countries."""

    message = _(
        "“{twin}” and “{into}” are not of one kind and one country, so they are two. If one of them is described wrongly,"
        " mend that first."
    )
    status = 409


class MergedAlready(WorkflowError):
    """Raised if one of two organisations is no longer one of its own."""

    message = _("“{name}” has been merged into another organisation. Choose that one.")
    status = 409


class OnBothSides(WorkflowError):
    """Raised if one organisation asks where the other helps: one cannot be both."""

    message = _(
        "In {ref} one of the two asks for help and the other gives it, and one organisation cannot do both. End what is"
        " between them first, or leave them two."
    )
    status = 409


class Engine(Protocol):
    """What puts cases right."""

    def replace_organisation(
        self, connection: Connection, refs: Iterable[str], old: str, new: str, *, act: str, actor: str, **by: Any
    ) -> list[Outcome]:
        """As `workflow.engine.Engine` does."""


@dataclass(frozen=True)
class Merger:
    """What a merger would do: who comes to `into` (id and name), and which cases are put right (reference and title)."""

    twin: OrganisationInfo
    into: OrganisationInfo
    people: tuple[tuple[str, str | None], ...]
    cases: tuple[tuple[str, str], ...]


def look(connection: Connection, twin: str, into: str) -> Merger:
    """What `merge` would do now. Raises UnknownOrganisation, SameOrganisation, NotAlike, MergedAlready, OnBothSides."""
    one, other = organisations.get(connection, twin), organisations.get(connection, into)
    if twin == into:
        raise SameOrganisation(name=one.name)
    for merged in (one, other):
        if merged.merged_into:
            raise MergedAlready(name=merged.name)
    if (one.kind, one.country) != (other.kind, other.country):
        raise NotAlike(twin=one.name, into=other.name)
    if ref := _between(connection, twin, into):
        raise OnBothSides(ref=ref)
    staff = select(_people.c.id, _people.c.name).where(_people.c.organisation == twin).order_by(_people.c.id)
    return Merger(
        one, other, tuple((row.id, row.name) for row in connection.execute(staff)), tuple(_named(connection, twin))
    )


def alike(connection: Connection, organisation: str) -> list[OrganisationInfo]:
    """Those that an organisation could be merged into. Raises UnknownOrganisation."""
    one = organisations.get(connection, organisation)
    found = organisations.every(connection, kind=one.kind, country=one.country)
    return [other for other in found if other.id != organisation]


def merge(
    connection: Connection,
    engine: Engine,
    twin: str,
    into: str,
    *,
    actor: str,
    now: datetime,
    via: str,
    reason: str,
) -> list[Outcome]:
    """Let `into` stand for `twin` from now on; what became of each case. Raises as `look` does, and Lost and Busy."""
    connection.execute(select(_organisations.c.id).where(_organisations.c.id.in_([twin, into])).with_for_update())
    seen = look(connection, twin, into)
    why: dict[str, Any] = {"actor": actor, "now": now, "via": via, "reason": reason}
    for person, _name in seen.people:
        accounts.change(connection, person, organisation=into, **why)
    for person, kind in _interested(connection, twin, into):
        interests.declare(connection, person, into, kind, **why)
    by: Act = act(actor, now, via)
    refs = [ref for ref, _title in seen.cases]
    done = engine.replace_organisation(connection, refs, twin, into, act=by.id, **why)
    # Those that were merged into the twin before come along, so that nothing has to be followed twice.
    there = or_(_organisations.c.id == twin, _organisations.c.merged_into == twin)
    connection.execute(update(_organisations).where(there).values(merged_into=into))
    record(connection, SYSTEM, "merge_organisation", by, {twin: {"merged_into": into}}, reason)
    return done


def _named(connection: Connection, organisation: str) -> Iterable[tuple[str, str]]:
    """The cases that go on in which an organisation has a seat, or whose facts name it."""
    seated = select(participants.c.ref).where(
        participants.c.organisation == organisation, participants.c.until_act.is_(None)
    )
    told = cast(cases.c.facts, String).contains(f'"{organisation}"')
    query = select(cases.c.ref, cases.c.title).where(~cases.c.ended, or_(cases.c.ref.in_(seated), told))
    return [(row.ref, row.title) for row in connection.execute(query.order_by(cases.c.ref))]


def _interested(connection: Connection, twin: str, into: str) -> list[tuple[str, str]]:
    """Who declared an interest in the twin and none in the other; the twin's is kept, for ended cases name it."""
    already = select(_interests.c.person).where(_interests.c.subject == into)
    query = select(_interests.c.person, _interests.c.kind).where(
        _interests.c.subject == twin, _interests.c.person.not_in(already)
    )
    return [(row.person, row.kind) for row in connection.execute(query.order_by(_interests.c.person))]


def _between(connection: Connection, one: str, other: str) -> str | None:
    """A live case in which two organisations stand on two sides, or that is linked to one where the other does."""
    columns = (participants.c.ref, participants.c.part, participants.c.organisation)
    query = (
        select(*columns)
        .join(cases, cases.c.ref == participants.c.ref)
        .where(participants.c.until_act.is_(None), participants.c.organisation.in_([one, other]), ~cases.c.ended)
    )
    seats = [row for row in connection.execute(query) if row.part in PARTIES]
    refs = {row.ref for row in seats}
    linked = select(links.c.from_ref, links.c.to_ref).where(
        links.c.until_act.is_(None), links.c.from_ref.in_(refs), links.c.to_ref.in_(refs)
    )
    near = {(row.from_ref, row.to_ref) for row in connection.execute(linked)} | {(ref, ref) for ref in refs}
    sides = {(a.ref, b.ref) for a in seats for b in seats if a.organisation != b.organisation and a.part != b.part}
    return min((pair[0] for pair in near if pair in sides or pair[::-1] in sides), default=None)
