"""Who is who, for one move: the real `workflow.snapshot.Directory`, read in three statements however many ids are named.

It holds the people and organisations named, the organisations of those people, the associations of the countries
concerned, and all who work for any of these.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, literal_column, select, union, union_all

from records import settings, vocabulary
from records.tables import Document, Interest, Organisation, Person, Role, Setting, Upload, core
from workflow.among import among
from workflow.snapshot import Place

OFFICE = "office:"


@dataclass(frozen=True)
class PersonInfo:
    """Somebody with an account; `name` and `email` are None once erased."""

    id: str
    name: str | None
    email: str | None
    organisation: str | None
    language: str
    zone: str
    country: str
    is_demo: bool
    substitute: str | None
    active: bool


@dataclass(frozen=True)
class OrganisationInfo:
    """A government, association or other body; `places` is how many guests it can receive."""

    id: str
    name: str
    kind: str
    country: str
    population: int | None
    languages: tuple[str, ...]
    zone: str
    places: int | None
    is_demo: bool


@dataclass(frozen=True)
class Directory:
    """Who is who. A KeyError from it means that an id was not named when it was read."""

    people: Mapping[str, PersonInfo] = field(default_factory=dict)
    organisations: Mapping[str, OrganisationInfo] = field(default_factory=dict)
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    interests: frozenset[tuple[str, str]] = frozenset()  # (person, subject)
    documents: Mapping[str, str | None] = field(default_factory=dict)  # id → name
    settings: Mapping[str, Any] = field(default_factory=lambda: settings.DEFAULTS)
    uploads: frozenset[tuple[str, str]] = frozenset()  # (document, person)

    def place(self, ident: str) -> Place:
        """The zone, country and language of a person, an organisation or an office."""
        if ident.startswith(OFFICE):
            return self._office
        if person := self.people.get(ident):
            return Place(person.zone, person.country, person.language)
        organisation = self.organisations[ident]
        language = organisation.languages[0] if organisation.languages else self._office.language
        return Place(organisation.zone, organisation.country, language)

    @cached_property
    def _office(self) -> Place:
        return Place(self.setting("office_zone"), self.setting("office_country"), self.setting("office_language"))

    def offices(self, person: str) -> frozenset[str]:
        """The roles a person holds; none once the account is closed."""
        known = self.people.get(person)
        return self.roles.get(person, frozenset()) if known and known.active else frozenset()

    def acts_as(self, person: str, part: str) -> bool:
        """Whether a person may act in a part: the account is open, and holds the role if the part is one."""
        known = self.people.get(person)
        return bool(known and known.active) and (part not in vocabulary.ROLES or part in self.offices(person))

    def organisation(self, person: str) -> str | None:
        """The organisation a person works for."""
        known = self.people.get(person)
        return known.organisation if known else None

    def knows(self, ident: str) -> bool:
        """Whether the id names a person, organisation or document that exists (and was asked for)."""
        return ident in self.people or ident in self.organisations or ident in self.documents

    def brought(self, person: str, document: str) -> bool:
        """Whether a person uploaded a document."""
        return (document, person) in self.uploads

    def name(self, ident: str) -> str | None:
        """What a person, organisation or document is called; None once erased."""
        if ident in self.people:
            return self.people[ident].name
        if ident in self.organisations:
            return self.organisations[ident].name
        return self.documents[ident]

    def setting(self, name: str) -> Any:
        """What the office decided, or the default."""
        return self.settings[name]

    def partner_country(self, code: str) -> bool:
        """Whether governments of a country (ISO 3166) may file requests."""
        if code in self.setting("partner_countries_added"):
            return True
        return code not in vocabulary.EUROPEAN and code not in self.setting("partner_countries_removed")

    def associations_of(self, country: str) -> tuple[str, ...]:
        """The associations of local governments of a country, by id."""
        found = (o.id for o in self.organisations.values() if o.kind == vocabulary.ASSOCIATION and o.country == country)
        return tuple(sorted(found))

    def people_of(self, organisation: str, role: str | None = None) -> tuple[str, ...]:
        """Who works for an organisation now (and holds that role), by id."""
        ids = self._staff.get(organisation, ())
        return tuple(ids) if role is None else tuple(one for one in ids if role in self.offices(one))

    @cached_property
    def _staff(self) -> Mapping[str, list[str]]:
        staff: dict[str, list[str]] = {}
        for person in sorted(self.people.values(), key=lambda person: person.id):
            if person.active and person.organisation:
                staff.setdefault(person.organisation, []).append(person.id)
        return staff

    def interested(self, person: str, subjects: Iterable[str]) -> bool:
        """Whether a person declared an interest in any of these: cases, organisations, people."""
        return any((person, subject) in self.interests for subject in subjects)

    def conflict(self, one: str, other: str) -> bool:
        """Whether one side declared an interest in the other: people, or organisations with all who work there."""
        return self._declared(one, other) or self._declared(other, one)

    def _declared(self, one: str, other: str) -> bool:
        who = (one,) if one in self.people else self.people_of(one)
        what = {other, self.organisation(other), *self.people_of(other)}
        return any((person, subject) in self.interests for person in who for subject in what)


_people, _organisations = core(Person).c, core(Organisation).c

# Each way to an id is a branch with an index of its own; an OR over them would read whole tables on PostgreSQL.
_named = union(
    select(_organisations.id).where(among(_organisations.id, "organisations")),
    select(_people.organisation).where(among(_people.id, "people")),
).cte("named")
_near = select(_organisations.id, _organisations.country).join(_named, _named.c.id == _organisations.id).cte("near")
_wanted = union(
    select(_near.c.id),
    select(_organisations.id).where(
        _organisations.kind == vocabulary.ASSOCIATION, _organisations.country.in_(select(_near.c.country))
    ),
).subquery("wanted")

_READ_ORGANISATIONS = select(*(_organisations[name] for name in OrganisationInfo.__dataclass_fields__)).join(
    _wanted, _wanted.c.id == _organisations.id
)

_concerned = union(
    select(_people.id).where(among(_people.id, "people")),
    select(_people.id).where(_people.active, among(_people.organisation, "organisations")),
).subquery("concerned")

_READ_PEOPLE = (
    select(*(_people[name] for name in PersonInfo.__dataclass_fields__), Role.role)
    .join_from(core(Person), _concerned, _concerned.c.id == _people.id)
    .outerjoin(core(Role), Role.person == _people.id)
)

# Four small tables in one round trip: all of their columns are text.
_READ_REST: Any = union_all(
    select(literal_column("'interest'").label("what"), Interest.person, Interest.subject).where(
        among(Interest.person, "people")
    ),
    select(literal_column("'document'"), Document.id, Document.name).where(among(Document.id, "documents")),
    select(literal_column("'upload'"), Upload.document, Upload.person).where(among(Upload.document, "documents")),
    select(literal_column("'setting'"), Setting.name, Setting.value),
)


def read(
    connection: Connection,
    people: Collection[str],
    organisations: Collection[str],
    documents: Collection[str] = (),
) -> Directory:
    """The directory around the ids named; ids that name nothing are left out (`knows` says so)."""
    wanted = {"people": list(people), "organisations": list(organisations)}
    bodies = {
        row.id: OrganisationInfo(**{**row._mapping, "languages": tuple(row.languages)})
        for row in connection.execute(_READ_ORGANISATIONS, wanted)
    }
    persons, roles = _persons(connection, list(people), list(bodies))
    rest: dict[str, dict[Any, Any]] = {"interest": {}, "document": {}, "upload": {}, "setting": {}}
    for what, key, value in connection.execute(_READ_REST, {"people": list(persons), "documents": list(documents)}):
        rest[what][(key, value) if what in ("interest", "upload") else key] = value
    decided = {name: json.loads(value) for name, value in rest["setting"].items()}
    return Directory(
        persons,
        bodies,
        roles,
        interests=frozenset(rest["interest"]),
        documents=rest["document"],
        uploads=frozenset(rest["upload"]),
        settings={**settings.DEFAULTS, **decided},
    )


def _persons(
    connection: Connection, people: list[str], organisations: list[str]
) -> tuple[dict[str, PersonInfo], dict[str, frozenset[str]]]:
    persons: dict[str, PersonInfo] = {}
    roles: dict[str, set[str]] = {}
    for row in connection.execute(_READ_PEOPLE, {"people": people, "organisations": organisations}):
        *fields, role = row
        persons.setdefault(row[0], PersonInfo(*fields))
        if role:
            roles.setdefault(row[0], set()).add(role)
    return persons, {person: frozenset(held) for person, held in roles.items()}
