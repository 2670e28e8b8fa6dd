"""What a form can offer to choose from: organisations, people and cases, never more of them than a page can show."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from records.tables import Organisation, Person, Role, core
from records.worklist import Reader
from workflow.tables import cases, links

MOST = 500  # of one list; where there are more, the page asks for the id

_organisations, _people, _roles = core(Organisation), core(Person), core(Role)


@dataclass(frozen=True)
class Offered:
    """One that can be chosen; `group` is under what a list shows it: a person's organisation, an organisation's country."""

    id: str
    name: str
    group: str = ""


def organisations(connection: Connection, *, kinds: Collection[str] = (), only: str | None = None) -> list[Offered]:
    """Organisations (of these kinds; that one) by country and name; MOST + 1 of them mean that there are more."""
    columns = (_organisations.c.id, _organisations.c.name, _organisations.c.country)
    offered = select(*columns).where(_organisations.c.merged_into.is_(None))
    query = offered.order_by(_organisations.c.country, _organisations.c.name, _organisations.c.id)
    if kinds:
        query = query.where(_organisations.c.kind.in_(sorted(kinds)))
    if only:
        query = query.where(_organisations.c.id == only)
    return [Offered(*row) for row in connection.execute(query.limit(MOST + 1))]


def people(connection: Connection, *, organisation: str | None = None, roles: Collection[str] = ()) -> list[Offered]:
    """Active people who work for an organisation (that one), or hold one of the roles, by organisation and name."""
    query = (
        select(_people.c.id, func.coalesce(_people.c.name, _people.c.id), func.coalesce(_organisations.c.name, ""))
        .select_from(_people.outerjoin(_organisations, _organisations.c.id == _people.c.organisation))
        .where(_people.c.active)
        .order_by(_organisations.c.name, _people.c.name, _people.c.id)
        .limit(MOST + 1)
    )
    if roles:
        holds = select(_roles.c.person).where(_roles.c.role.in_(sorted(roles)))
        query = query.where(_people.c.id.in_(holds))
    elif organisation:
        query = query.where(_people.c.organisation == organisation)
    else:
        query = query.where(_people.c.organisation.is_not(None))
    return [Offered(*row) for row in connection.execute(query)]


def countries(connection: Connection) -> set[str]:
    """The countries (ISO 3166) of the organisations there are."""
    return set(connection.scalars(select(_organisations.c.country).distinct()))


def cases_of(
    connection: Connection,
    reader: Reader,
    types: Mapping[str, str],
    states: Collection[str],
    linked: tuple[str, Collection[str]] | None = None,
) -> list[Offered]:
    """Cases of these types (name → prefix) in these states, or in any that has not ended; the newest first.

    `linked` leaves those that are linked to a case of a kind in one of its states. Those the reader may see, and the requests that an open call names: who offers help must be able to say for whom.
    """
    query = select(cases.c.ref, cases.c.title)
    if states:
        query = query.where(cases.c.type.in_(sorted(types)), cases.c.state.in_(sorted(states)))
    else:
        # By prefix, so that the newest are read in the order of the key and no others.
        ways = [(cases.c.ref > f"{one}-") & (cases.c.ref < f"{one}.") for one in sorted(set(types.values()))]
        query = query.where(or_(*ways), ~cases.c.ended)
    if linked:
        query = query.where(_linked(*linked))
    query = query.where(or_(reader.sees, (cases.c.kind == "request") & _linked("call", ["open"])))
    return [Offered(*row) for row in connection.execute(query.order_by(cases.c.ref.desc()).limit(MOST + 1))]


def _linked(kind: str, states: Collection[str]) -> ColumnElement[bool]:
    other = cases.alias()
    such = other.c.kind == kind, other.c.state.in_(sorted(states))
    # End by end, and link by link: asked for in one, databases look through all links, or all cases of the kind.
    ends = (links.c.from_ref, links.c.to_ref), (links.c.to_ref, links.c.from_ref)
    return or_(
        *(
            exists().where(here == cases.c.ref, links.c.until_act.is_(None), exists().where(other.c.ref == end, *such))
            for here, end in ends
        )
    )
