"""Reads people, for pages and commands: one, many, by role, by organisation."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, exists, literal_column, or_, select, union_all

from records.errors import UnknownPerson
from records.tables import Document, Organisation, Person, Role, core

PAGE = 50  # people a page of a list


@dataclass(frozen=True)
class Account:
    """Somebody with an account and their roles; `name` and `email` are None once erased."""

    id: str
    name: str | None
    email: str | None
    organisation: str | None
    organisation_name: str | None
    language: str
    zone: str
    country: str
    substitute: str | None
    absent_from: date | None
    absent_until: date | None
    digest: str
    is_demo: bool
    active: bool
    password_hash: str | None
    roles: tuple[str, ...]


_people, _roles, _organisations = core(Person), core(Role), core(Organisation)
_FIELDS = [name for name in Account.__dataclass_fields__ if name not in ("organisation_name", "roles")]
_ACCOUNTS = select(
    *(_people.c[name] for name in _FIELDS), _organisations.c.name.label("organisation_name")
).select_from(_people.outerjoin(_organisations))


def get(connection: Connection, person: str, *, lock: bool = False) -> Account:
    """The account with that id; `lock` keeps others from changing it meanwhile. Raises UnknownPerson."""
    if lock:
        connection.execute(select(_people.c.id).where(_people.c.id == person).with_for_update())
    found = _read(connection, _ACCOUNTS.where(_people.c.id == person))
    if not found:
        raise UnknownPerson(person=person)
    return found[0]


def by_email(connection: Connection, email: str) -> Account:
    """The account with that address, in whichever case it is written. Raises UnknownPerson."""
    found = _read(connection, _ACCOUNTS.where(_people.c.email == email.strip().lower()))
    if not found:
        raise UnknownPerson(person=email)
    return found[0]


def every(
    connection: Connection,
    *,
    role: str | None = None,
    organisation: str | None = None,
    active: bool | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = PAGE,
) -> list[Account]:
    """Accounts by id, a page of them, with `text` in name or address; `after` is the last id of the page before."""
    query = _ACCOUNTS.order_by(_people.c.id).limit(limit)
    if role is not None:
        query = query.where(exists().where(_roles.c.person == _people.c.id, _roles.c.role == role))
    if organisation is not None:
        query = query.where(_people.c.organisation == organisation)
    if active is not None:
        query = query.where(_people.c.active.is_(active))
    if text:
        query = query.where(
            or_(*(column.icontains(text, autoescape=True) for column in (_people.c.name, _people.c.email)))
        )
    if after is not None:
        query = query.where(_people.c.id > after)
    return _read(connection, query)


def of_organisations(connection: Connection, organisations: Collection[str]) -> list[Account]:
    """Everybody who works for these organisations now, by name."""
    mine = _people.c.organisation.in_(sorted(organisations))
    return _read(connection, _ACCOUNTS.where(mine, _people.c.active).order_by(_people.c.name, _people.c.id))


def with_roles(connection: Connection, roles: Collection[str]) -> list[Account]:
    """Everybody who holds one of these roles now, by name: whom a case can be assigned to, say."""
    holds = exists().where(_roles.c.person == _people.c.id, _roles.c.role.in_(sorted(roles)))
    return _read(connection, _ACCOUNTS.where(holds, _people.c.active).order_by(_people.c.name, _people.c.id))


def names(connection: Connection, idents: Iterable[str]) -> dict[str, str | None]:
    """What people, organisations and documents are called, by id, in one query; None once erased."""
    wanted = sorted(set(idents))
    if not wanted:
        return {}
    query = union_all(*(select(one.id, one.name).where(one.id.in_(wanted)) for one in (Person, Organisation, Document)))
    return {row.id: row.name for row in connection.execute(query)}


def has_real_accounts(connection: Connection) -> bool:
    """Whether anybody is there who is no demonstration."""
    query = select(exists(select(literal_column("1")).where(_people.c.is_demo.is_(False))))
    return bool(connection.scalar(query))


def _read(connection: Connection, query: Select[Any]) -> list[Account]:
    """Two statements: the people, then the roles of all of them."""
    rows = connection.execute(query).mappings().all()
    roles: dict[str, list[str]] = {}
    held = select(_roles.c.person, _roles.c.role).where(_roles.c.person.in_([row["id"] for row in rows]))
    for person, role in connection.execute(held.order_by(_roles.c.role)) if rows else ():
        roles.setdefault(person, []).append(role)
    return [Account(**row, roles=tuple(roles.get(row["id"], ()))) for row in rows]
