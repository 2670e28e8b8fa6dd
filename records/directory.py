"""Who is who, for one move: the real `workflow.snapshot.Directory`, read in a constant number of statements.

It holds the people and organisations named, the organisations of those people, the associations of the countries
concerned, all who work for any of these, those for whom the people named stand in, and every topic.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, literal_column, select, union, union_all

from records import settings, topics, vocabulary
from records.languages import WRITTEN, written
from records.tables import (
    Document,
    Filing,
    Interest,
    Organisation,
    Person,
    Role,
    Setting,
    Subscriber,
    Topic,
    Upload,
    core,
)
from records.topics import TopicInfo
from workflow.among import among
from workflow.asking import ask_all
from workflow.outbox import DRAFTS, LIST
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
    digest: str = "none"
    absent_from: date | None = None
    absent_until: date | None = None

    def absent(self, day: date) -> bool:
        """Whether they are away on a day of the office's."""
        return (
            self.absent_from is not None
            and self.absent_until is not None
            and self.absent_from <= day <= self.absent_until
        )


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
    merged_into: str | None = None


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
    topics: Mapping[str, TopicInfo] = field(default_factory=lambda: topics.BUILT_IN)
    subscribed: tuple[str, ...] = ()  # the languages in which somebody asked for news
    begun: frozenset[tuple[str, str]] = frozenset()  # (call, language) in which somebody without an account writes

    def place(self, ident: str) -> Place:
        """The zone, country and language of a person, an organisation, an office, or of all who asked for news."""
        if ident.startswith(OFFICE):
            return self._office
        if ident.startswith((LIST, DRAFTS)):
            return replace(self._office, language=ident.partition(":")[2])
        if person := self.people.get(ident):
            return Place(person.zone, person.country, person.language, person.digest)
        organisation = self.organisations[ident]
        return Place(organisation.zone, organisation.country, written(*organisation.languages, self._office.language))

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

    def chosen(self, ident: str) -> bool:
        """Whether an organisation or a topic can still be named by a form: not once it was merged, or switched off."""
        if ident in self.topics:
            return self.topics[ident].active
        known = self.organisations.get(ident)
        return known is not None and known.merged_into is None

    def away_for(self, person: str, day: date) -> Mapping[str, frozenset[str]]:
        """Those who are away on a day and named this person as their substitute, with the offices that they hold."""
        mine = self.offices(person)
        if not mine or mine & vocabulary.ALONE:  # who watches, or hands out roles, moves no case
            return {}
        away = (one.id for one in self.people.values() if one.substitute == person and one.absent(day))
        return {one: self.offices(one) for one in away}

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
        found = (o for o in self.organisations.values() if o.kind == vocabulary.ASSOCIATION and o.country == country)
        return tuple(sorted(one.id for one in found if self.chosen(one.id)))

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
        _organisations.kind == vocabulary.ASSOCIATION,
        _organisations.country.in_(select(_near.c.country)),
        _organisations.merged_into.is_(None),
    ),
).cte("wanted")
_concerned = union(
    select(_people.id).where(among(_people.id, "people")),
    select(_people.id).join(_wanted, _wanted.c.id == _people.organisation).where(_people.active),
    select(_people.id).where(among(_people.substitute, "people"), _people.absent_from.is_not(None), _people.active),
).cte("concerned")

# A row for each role of a person, and one for who has none.
_READ_PEOPLE = (
    select(*(_people[name] for name in PersonInfo.__dataclass_fields__), core(Role).c.role)
    .join_from(core(Person), _concerned, _concerned.c.id == _people.id)
    .outerjoin(core(Role), core(Role).c.person == _people.id)
)
_READ_ORGANISATIONS = select(*(_organisations[name] for name in OrganisationInfo.__dataclass_fields__)).join(
    _wanted, _wanted.c.id == _organisations.id
)


def _pair(what: str, one: Any, other: Any) -> Select[Any]:
    return select(literal_column(f"'{what}'").label("what"), one.label("one"), other.label("other"))


_interest, _upload, _subscriber, _filing = core(Interest).c, core(Upload).c, core(Subscriber).c, core(Filing).c
# A look into the index for each language: a list of all subscribers' would be read by every move.
# Written out, for VALUES would be compiled anew each time.
_written = union_all(*(select(literal_column(f"'{code}'").label("code")) for code in WRITTEN)).cte("written")
_language = _written.c.code
_news_in = (
    select(_subscriber.handle)
    .where(_subscriber.language == _language, _subscriber.confirmed_at.is_not(None))
    .correlate_except(core(Subscriber))
    .exists()
)
_READ_PAIRS = union_all(
    _pair("interest", _interest.person, _interest.subject).join(_concerned, _concerned.c.id == _interest.person),
    _pair("document", core(Document).c.id, core(Document).c.name).where(among(core(Document).c.id, "documents")),
    _pair("upload", _upload.document, _upload.person).where(among(_upload.document, "documents")),
    _pair("setting", core(Setting).c.name, core(Setting).c.value),
    _pair("news", _language, literal_column("''")).where(_news_in),
    _pair("draft", _filing.call, _filing.language)
    .where(_filing.ref.is_(None), _filing.email.is_not(None), _filing.call.is_not(None))
    .group_by(_filing.call, _filing.language),
)
_READ_TOPICS = select(core(Topic).c.code, core(Topic).c.labels, core(Topic).c.active)
_QUESTIONS = (_READ_PEOPLE, _READ_ORGANISATIONS, _READ_PAIRS, _READ_TOPICS)


def read(
    connection: Connection,
    people: Collection[str],
    organisations: Collection[str],
    documents: Collection[str] = (),
) -> Directory:
    """The directory around the ids named; ids that name nothing are left out (`knows` says so)."""
    asked = {"people": list(people), "organisations": list(organisations), "documents": list(documents)}
    known, bodies, pairs, subjects = ask_all(connection, _QUESTIONS, asked)
    told: dict[str, list[tuple[str, Any]]] = {
        what: [] for what in ("interest", "document", "upload", "setting", "news", "draft")
    }
    for what, one, other in pairs:
        told[what].append((one, other))
    roles: dict[str, set[str]] = {}
    for ident, *_, role in known:
        roles.setdefault(ident, set()).update([role] if role else ())
    return Directory(
        {ident: PersonInfo(ident, *own) for ident, *own, _ in known},
        {body.id: body for body in map(_organisation, bodies)},
        {person: frozenset(held) for person, held in roles.items() if held},
        interests=frozenset(told["interest"]),
        documents=dict(told["document"]),
        uploads=frozenset(told["upload"]),
        settings={**settings.DEFAULTS, **{name: json.loads(value) for name, value in told["setting"]}},
        topics={code: TopicInfo(code, labels, active) for code, labels, active in subjects},
        subscribed=tuple(sorted(language for language, _ in told["news"])),
        begun=frozenset(told["draft"]),
    )


def _organisation(row: Sequence[Any]) -> OrganisationInfo:
    values = dict(zip(OrganisationInfo.__dataclass_fields__, row, strict=True))
    return OrganisationInfo(**{**values, "languages": tuple(values["languages"])})
