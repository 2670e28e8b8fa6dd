"""Organisations: governments, their associations, and others. Every change is an entry on the system's stream."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from records import checks, vocabulary
from records.directory import OrganisationInfo
from records.errors import OrganisationThere, UnknownOrganisation
from records.numbers import draw
from records.stream import act, record
from records.tables import Organisation, core
from workflow.streams import SYSTEM

_organisations = core(Organisation)
_EVERY = select(*(_organisations.c[name] for name in OrganisationInfo.__dataclass_fields__))


def create(
    connection: Connection,
    *,
    name: str,
    kind: str,
    country: str,
    zone: str,
    languages: Iterable[str] = (),
    population: int | None = None,
    places: int | None = None,
    is_demo: bool = False,
    actor: str,
    now: datetime,
    via: str,
) -> str:
    """A new organisation's id.

    Raises OrganisationThere, BadName, UnknownKind, UnknownCountry, UnknownLanguage, UnknownZone or BadNumber.
    """
    values = _checked(
        {
            "name": name,
            "kind": kind,
            "country": country,
            "zone": zone,
            "languages": list(languages),
            "population": population,
            "places": places,
        }
    )
    _only_one(connection, values)
    organisation = draw(connection, "ORG")
    connection.execute(insert(_organisations).values(id=organisation, is_demo=is_demo, **values))
    facts = {organisation: {**values, "is_demo": is_demo}}
    record(connection, SYSTEM, "create_organisation", act(actor, now, via), facts)
    return organisation


def change(
    connection: Connection,
    organisation: str,
    *,
    actor: str,
    now: datetime,
    via: str,
    reason: str | None = None,
    **values: Any,
) -> None:
    """Give an organisation another value of what `create` takes; raises as it does, or UnknownOrganisation."""
    before = get(connection, organisation)
    new = {key: value for key, value in _checked(values).items() if value != _plain(getattr(before, key))}
    if not new:
        return
    connection.execute(update(_organisations).where(_organisations.c.id == organisation).values(new))
    record(connection, SYSTEM, "change_organisation", act(actor, now, via), {organisation: new}, reason)


def get(connection: Connection, organisation: str) -> OrganisationInfo:
    """The organisation with that id. Raises UnknownOrganisation."""
    row = connection.execute(_EVERY.where(_organisations.c.id == organisation)).one_or_none()
    if row is None:
        raise UnknownOrganisation(organisation=organisation)
    return _info(row)


def every(connection: Connection, *, kind: str | None = None, country: str | None = None) -> list[OrganisationInfo]:
    """All organisations (of a kind, of a country), by name; not those that were merged into another."""
    query = _EVERY.where(_organisations.c.merged_into.is_(None)).order_by(_organisations.c.name, _organisations.c.id)
    if kind is not None:
        query = query.where(_organisations.c.kind == kind)
    if country is not None:
        query = query.where(_organisations.c.country == country)
    return [_info(row) for row in connection.execute(query)]


def by_name(connection: Connection, name: str) -> OrganisationInfo:
    """The organisation of that id or exact name, none that was merged into another; the first by id of several.

    Raises UnknownOrganisation.
    """
    same = ((_organisations.c.id == name) | (_organisations.c.name == name)) & _organisations.c.merged_into.is_(None)
    row = connection.execute(_EVERY.where(same).order_by(_organisations.c.id).limit(1)).one_or_none()
    if row is None:
        raise UnknownOrganisation(organisation=name)
    return _info(row)


def _only_one(connection: Connection, values: dict[str, Any]) -> None:
    same = (_organisations.c[name] == values[name] for name in ("name", "kind", "country"))
    query = select(_organisations.c.id).where(*same, _organisations.c.merged_into.is_(None))
    there = connection.scalar(query.limit(1))
    if there is not None:
        raise OrganisationThere(organisation=there)


def _info(row: Any) -> OrganisationInfo:
    return OrganisationInfo(**{**row._mapping, "languages": tuple(row.languages)})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    checks.place(country=values.get("country"), zone=values.get("zone"))
    check: dict[str, Callable[[Any], Any]] = {
        "name": checks.name,
        "kind": lambda kind: checks.kind(kind, vocabulary.ORGANISATION_KINDS),
        "languages": checks.languages,
        "population": checks.number,
        "places": checks.number,
    }
    return {key: check[key](value) if key in check else value for key, value in values.items()}
