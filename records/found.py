"""Who agreed to be found as one who could help, and by what. Agreeing and ending it are entries; the words are none."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from records import people
from records.stream import act, record
from records.tables import Person, Profile, core

_profiles, _people = core(Profile), core(Person)


@dataclass(frozen=True)
class Found:
    """By what somebody is found: codes of topics and languages, `elected` or `staff`, days, and their own words."""

    topics: tuple[str, ...]
    languages: tuple[str, ...]
    level: str
    says: str
    first: date | None = None
    last: date | None = None


_COLUMNS = [_profiles.c[name] for name in Found.__dataclass_fields__]


def of(connection: Connection, person: str) -> Found | None:
    """By what a person agreed to be found; None if they did not."""
    row = connection.execute(select(*_COLUMNS).where(_profiles.c.person == person)).one_or_none()
    return _found(row) if row else None


def agree(connection: Connection, person: str, found: Found, *, actor: str, now: datetime, via: str) -> None:
    """A person agrees to be found, or by something else than before. Raises UnknownPerson."""
    people.get(connection, person, lock=True)
    before = of(connection, person)
    if found == before:
        return
    values = {**asdict(found), "topics": list(found.topics), "languages": list(found.languages)}
    if before is None:
        connection.execute(insert(_profiles).values(person=person, agreed_at=now, **values))
    else:
        connection.execute(update(_profiles).where(_profiles.c.person == person).values(values))
    facts = {name: value for name, value in values.items() if name != "says"}
    record(connection, person, "agree_to_be_found", act(actor, now, via), facts)


def end(connection: Connection, person: str, *, actor: str, now: datetime, via: str) -> None:
    """A person is found no more; nothing happens if they were not."""
    if connection.execute(delete(_profiles).where(_profiles.c.person == person)).rowcount:
        record(connection, person, "end_being_found", act(actor, now, via), {})


def every(connection: Connection) -> dict[str, Found]:
    """All who agreed, can sign in, and work for an organisation: it is the organisation that is matched."""
    query = select(_profiles.c.person, *_COLUMNS).join(_people, _people.c.id == _profiles.c.person)
    known = connection.execute(query.where(_people.c.active, _people.c.organisation.is_not(None)))
    return {row.person: _found(row) for row in known}


def _found(row: Row[tuple[object, ...]]) -> Found:
    values = {name: getattr(row, name) for name in Found.__dataclass_fields__}
    return Found(**{**values, "topics": tuple(row.topics), "languages": tuple(row.languages)})
