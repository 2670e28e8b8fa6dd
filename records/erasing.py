"""Forgetting a person: what would go, who proposes it, who confirms it, and the doing.

Nothing of history changes: entries hold ids and salted commitments, so every chain and every proof holds as before. What a
person wrote is emptied, with the salt of its commitment, so that nobody can find a short text by trying. What is left of them
is an id, and an entry of their history: who decided it, why, and how much went of which kind; never what it was.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from records import accounts, errors, people, stream
from records.mentions import documents_of, letters_that_name, words_that_name
from records.people import Account
from records.personal import GOES, NO_WORDS, Goes
from records.stream import act
from records.tables import Document, Person, ProposedErasure, core
from workflow import texts
from workflow.errors import WorkflowError
from workflow.history import EntryKind
from workflow.recipients import PERSON
from workflow.tables import cases, outbox, participants
from workflow.words import _

AT_ONCE = 500  # ids in one statement
PROPOSE, TAKE_BACK, ERASE = "propose_erasure", "take_back_erasure", "erase_person"
UNSENT = ("created", "held", "failed_for_now")
OWNER = "owner"  # in the place of a part: the case is assigned to them

_people, _documents, _proposed = core(Person), core(Document), core(ProposedErasure)
_letters = outbox.c


class StillTakesPart(WorkflowError):
    """Raised if somebody is to be erased who takes part in a case that goes on."""

    message = _(
        "{person} still takes part in cases that go on: {cases}. Let the broker put somebody else in their place, or end these"
        " cases; then erase."
    )
    status = 409


class NotProposed(WorkflowError):
    """Raised if an erasure is confirmed or taken back that nobody proposes, or no longer."""

    message = _("Nobody proposes to erase the data of {person}, or no longer. Look at the page of the account.")
    status = 409


class ProposedAlready(WorkflowError):
    """Raised if an erasure is proposed a second time."""

    message = _("It is proposed already to erase the data of {person}. Somebody else has to confirm it.")
    status = 409


class OtherEyes(WorkflowError):
    """Raised if whoever proposed an erasure would confirm it too."""

    message = _(
        "Who proposes an erasure does not confirm it too. Ask another administrator or the lead broker; if there is nobody,"
        " whoever runs the service can do it with: connect person erase {person}"
    )
    status = 403


@dataclass(frozen=True)
class Stands:
    """A case that goes on, and as what they take part in it (a part, or `owner`)."""

    ref: str
    title: str
    part: str


@dataclass(frozen=True)
class Found:
    """What an erasure would do: how many rows of each kind go, what stands against it, and which cases keep words of others
    in which their name or address stands."""

    person: str
    counts: Mapping[str, int]
    against: tuple[Stands, ...]
    named_in: tuple[str, ...]


@dataclass(frozen=True)
class Proposed:
    """An erasure that waits for somebody else's word."""

    person: str
    by: str
    at: datetime
    reason: str


def look(connection: Connection, person: str) -> Found:
    """What `erase` would do now. Raises UnknownPerson."""
    account = people.get(connection, person)
    counts: Counter[str] = Counter()
    for one in GOES:
        counts[one.kind] += _count(connection, one, account)
    counts["account"] = int(account.name is not None)
    counts["documents"] = len(documents_of(connection, person))
    counts["mentions"] = len(letters_that_name(connection, account))
    found = {kind: number for kind, number in counts.items() if number}
    return Found(person, found, _against(connection, person), words_that_name(connection, account))


def propose(connection: Connection, person: str, *, reason: str, actor: str, now: datetime, via: str) -> None:
    """Somebody wants it; somebody else has to confirm. Raises StillTakesPart, Erased, ProposedAlready, LastAdmin."""
    _may_go(connection, person)
    if proposed(connection, [person]):
        raise ProposedAlready(person=person)
    connection.execute(insert(_proposed).values(person=person, by=actor, at=now))
    stream.record(connection, person, PROPOSE, act(actor, now, via), {}, reason)


def take_back(connection: Connection, person: str, *, actor: str, now: datetime, via: str) -> None:
    """It is not to be after all. Raises NotProposed."""
    if not connection.execute(delete(_proposed).where(_proposed.c.person == person)).rowcount:
        raise NotProposed(person=person)
    stream.record(connection, person, TAKE_BACK, act(actor, now, via), {})


def proposed(connection: Connection, only: Collection[str] | None = None) -> list[Proposed]:
    """What waits for somebody's word, the oldest first."""
    query = select(_proposed.c.person, _proposed.c.by, _proposed.c.at).order_by(_proposed.c.at, _proposed.c.person)
    if only is not None:
        query = query.where(_proposed.c.person.in_(list(only)))
    return [Proposed(*row, reason=_reason(connection, row.person)) for row in connection.execute(query).all()]


def confirm(connection: Connection, person: str, *, actor: str, now: datetime, via: str) -> Mapping[str, int]:
    """The second pair of eyes: what was proposed is done. How much went, by kind.

    Raises NotProposed, OtherEyes, and as `erase` does.
    """
    people.get(connection, person, lock=True)
    found = proposed(connection, [person])
    if not found:
        raise NotProposed(person=person)
    if found[0].by == actor:
        raise OtherEyes(person=person)
    also = {"proposed_by": found[0].by}
    return erase(connection, person, reason=found[0].reason, actor=actor, now=now, via=via, facts=also)


def erase(
    connection: Connection,
    person: str,
    *,
    reason: str,
    actor: str,
    now: datetime,
    via: str,
    facts: Mapping[str, Any] | None = None,
) -> Mapping[str, int]:
    """Empties all that is personal, and writes the entry that says so. How much went, by kind.

    Raises UnknownPerson, StillTakesPart, Erased and LastAdmin.
    """
    people.get(connection, person, lock=True)
    found, by = _may_go(connection, person), act(actor, now, via)
    who: dict[str, Any] = {"actor": actor, "now": now, "via": via}
    accounts.close(connection, person, **who)
    for other in connection.scalars(select(_people.c.id).where(_people.c.substitute == person)).all():
        accounts.change(connection, other, substitute=None, **who)
    _empty(connection, person, by.id)
    left: dict[str, Any] = {
        "roles": [],
        "active": False,
        **dict.fromkeys(("organisation", "substitute", "absent_from", "absent_until")),
    }
    said = {**left, "counts": dict(sorted(found.counts.items())), **(facts or {})}
    stream.write(connection, person, EntryKind.ERASED, ERASE, by, {"facts": said}, reason)
    return found.counts


def _empty(connection: Connection, person: str, act_id: str) -> None:
    """Letters and documents first: which these are is found by what is emptied after them."""
    account = people.get(connection, person)
    _each(connection, _letters.id, letters_that_name(connection, account), NO_WORDS)
    _each(connection, _documents.c.id, documents_of(connection, person), {"name": None, "content": None})
    waiting = (_letters.recipient == f"{PERSON}{person}", _letters.status.in_(UNSENT))
    connection.execute(update(outbox).where(*waiting).values(status="dropped", ended_by=act_id))
    for one in GOES:
        _gone(connection, one, account)
    connection.execute(delete(_proposed).where(_proposed.c.person == person))


def _gone(connection: Connection, one: Goes, account: Account) -> None:
    theirs = one.rows(account.id, account.email)
    if not one.left:
        connection.execute(delete(one.table).where(theirs))
        return
    left = {**one.left, **{name: value for name, value in NO_WORDS.items() if one.table is outbox}}
    connection.execute(update(one.table).where(theirs).values(left))


def _each(connection: Connection, key: Any, ids: Collection[Any], values: Mapping[str, Any]) -> None:
    chosen = sorted(ids)
    for first in range(0, len(chosen), AT_ONCE):
        connection.execute(update(key.table).where(key.in_(chosen[first : first + AT_ONCE])).values(values))


def _may_go(connection: Connection, person: str) -> Found:
    found = look(connection, person)
    if found.against:
        told = dict.fromkeys(one.ref for one in found.against)
        raise StillTakesPart(person=person, cases=", ".join(told))
    if not found.counts:
        raise errors.Erased(person=person)
    if accounts.ADMIN in people.get(connection, person).roles:
        accounts.another_admin(connection, person)
    return found


def _count(connection: Connection, one: Goes, account: Account) -> int:
    theirs = one.rows(account.id, account.email)
    return connection.scalar(select(func.count()).select_from(one.table).where(theirs)) or 0


def _against(connection: Connection, person: str) -> tuple[Stands, ...]:
    seated = (
        select(cases.c.ref, cases.c.title, participants.c.part)
        .join(participants, participants.c.ref == cases.c.ref)
        .where(~cases.c.ended, participants.c.person == person, participants.c.until_act.is_(None))
    )
    owned = select(cases.c.ref, cases.c.title).where(~cases.c.ended, cases.c.owner == person)
    found = [Stands(*row) for row in connection.execute(seated)]
    found += [Stands(row.ref, row.title, OWNER) for row in connection.execute(owned)]
    return tuple(sorted(found, key=lambda one: (one.ref, one.part)))


def _reason(connection: Connection, person: str) -> str:
    entry = stream.last(connection, person, [PROPOSE])
    if entry is None or entry.reason is None:
        return ""
    return texts.resolve(connection, [entry.reason["text"]]).get(entry.reason["text"]) or ""
