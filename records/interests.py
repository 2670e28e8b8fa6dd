"""What a person declares to have an interest in; both declaring and withdrawing stay in the person's history."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from records import checks, people, vocabulary
from records.errors import UnknownSubject
from records.stream import act, record
from records.tables import Interest, Organisation, Person, core
from workflow.tables import cases

_interests = core(Interest)


def declare(
    connection: Connection,
    person: str,
    subject: str,
    kind: str,
    *,
    actor: str,
    now: datetime,
    via: str,
    reason: str | None = None,
) -> None:
    """An interest of `person` in a case, an organisation or another person, of a kind in `vocabulary.INTEREST_KINDS`.

    Declared again it takes the new kind. Raises UnknownPerson, UnknownSubject or UnknownKind.
    """
    checks.kind(kind, vocabulary.INTEREST_KINDS)
    people.get(connection, person, lock=True)
    if not _exists(connection, subject):
        raise UnknownSubject(subject=subject)
    before = of(connection, person).get(subject)
    if before == kind:
        return
    if before is None:
        connection.execute(insert(_interests).values(person=person, subject=subject, kind=kind))
    else:
        connection.execute(update(_interests).where(*_is(person, subject)).values(kind=kind))
    facts = {"interest": {"subject": subject, "kind": kind}}
    record(connection, person, "declare_interest", act(actor, now, via), facts, reason)


def withdraw(
    connection: Connection, person: str, subject: str, *, actor: str, now: datetime, via: str, reason: str | None = None
) -> None:
    """The person no longer has that interest; nothing happens if none was declared."""
    if connection.execute(delete(_interests).where(*_is(person, subject))).rowcount:
        facts = {"interest": {"subject": subject, "kind": None}}
        record(connection, person, "withdraw_interest", act(actor, now, via), facts, reason)


def of(connection: Connection, person: str) -> dict[str, str]:
    """The interests a person has declared: subject → kind."""
    query = select(_interests.c.subject, _interests.c.kind).where(_interests.c.person == person)
    return {row.subject: row.kind for row in connection.execute(query.order_by(_interests.c.subject))}


def _is(person: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return (_interests.c.person == person, _interests.c.subject == subject)


def _exists(connection: Connection, subject: str) -> bool:
    column = Person.id if subject.startswith("PER-") else Organisation.id if subject.startswith("ORG-") else cases.c.ref
    return connection.scalar(select(column).where(column == subject)) is not None
