"""What is held on a person, for themselves to take along: in plain words, part by part, as long as it is read.

Other people stand in it by their ids only: whoever asks what is held on them does not get what is held on others.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, RowMapping, or_, select

from records import documents, errors, feeds, people, sessions
from records.stream import Act, write
from records.tables import Draft, Interest, Profile, SavedFilter, SecondFactor, Subscriber, Upload, core
from workflow import texts
from workflow.history import Entry, EntryKind, read_entry
from workflow.recipients import PERSON
from workflow.tables import cases, entries, outbox, participants
from workflow.tables import texts as written

AT_ONCE = 200  # rows in memory
TAKE_ALONG = "take_data_along"

Thing = Mapping[str, Any]


class Letter(Protocol):
    """A letter as its recipient reads it."""

    @property
    def subject(self) -> str:
        """Its subject line."""

    @property
    def text(self) -> str:
        """All of it."""


Writes = Callable[[Connection, Sequence[Row[Any]]], Sequence[Letter | None]]


@dataclass(frozen=True)
class Part:
    """A part of it, under a name for a file: things one by one, as JSON has them."""

    name: str
    things: Iterator[Thing]


def note(connection: Connection, by: Act) -> None:
    """The entry of the person's history that says that they took it along."""
    write(connection, by.actor, EntryKind.EXPORTED, TAKE_ALONG, by, {"facts": {}})


def parts(connection: Connection, person: str, now: datetime, writes: Writes) -> Iterator[Part]:
    """All of it but the documents; `writes` gives letters that are not kept as words. Raises UnknownPerson."""
    yield Part("account", iter([_account(connection, person, now)]))
    yield Part("cases", _seats(connection, person))
    yield Part("history", _history(connection, person))
    yield Part("words", _words(connection, person))
    yield Part("drafts", _drafts(connection, person))
    yield Part("letters", _letters(connection, person, writes))


def files(connection: Connection, person: str) -> Iterator[documents.Stored]:
    """The documents that they brought, as far as these are still kept, one in memory at a time."""
    uploads = core(Upload).c
    for ident in connection.scalars(select(uploads.document).where(uploads.person == person)).all():
        try:
            yield documents.read(connection, ident)
        except errors.UnknownDocument:
            continue  # erased


def _account(connection: Connection, person: str, now: datetime) -> Thing:
    account, saved, interests = people.get(connection, person), core(SavedFilter).c, core(Interest).c
    lists = select(saved.room, saved.name, saved.query).where(saved.person == person)
    subjects = select(interests.subject, interests.kind).where(interests.person == person)
    news = select(core(Subscriber).c.email).where(core(Subscriber).c.email == account.email)
    profile = connection.execute(select(core(Profile)).where(core(Profile).c.person == person)).mappings().first()
    factor = select(core(SecondFactor).c.since).where(core(SecondFactor).c.person == person)
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "organisation": account.organisation_name,
        "country": account.country,
        "language": account.language,
        "time zone": account.zone,
        "roles": list(account.roles),
        "account is open": account.active,
        "a password is set": account.password_hash is not None,
        "letters that can wait": account.digest,
        "substitute": account.substitute,
        "away from": _day(account.absent_from),
        "away until": _day(account.absent_until),
        "signed in": [
            {"browser": one.browser, "since": _moment(one.began_at), "until": _moment(one.until)}
            for one in sessions.of(connection, person, now=now)
        ],
        "address of the calendar made": _moment(feeds.since(connection, person)),
        "lists kept": [{"room": row.room, "name": row.name, "asks": row.query} for row in connection.execute(lists)],
        "interests declared": [{"in": row.subject, "kind": row.kind} for row in connection.execute(subjects)],
        "a second factor is set": connection.execute(factor).first() is not None,
        "to be found as an expert": _said(profile),
        "subscribed to the newsletter": connection.execute(news).first() is not None,
    }


def _said(profile: RowMapping | None) -> Thing | None:
    if profile is None:
        return None
    told = {name: profile[name] for name in ("topics", "languages", "level", "says")}
    days = {"from": _day(profile["first"]), "until": _day(profile["last"])}
    return {**told, **days, "agreed": _moment(profile["agreed_at"])}


def _seats(connection: Connection, person: str) -> Iterator[Thing]:
    seat = participants.c
    query = (
        select(seat.ref, cases.c.title, cases.c.type, seat.part, seat.until_act)
        .join(cases, cases.c.ref == seat.ref)
        .where(seat.person == person)
        .order_by(seat.ref, seat.id)
    )
    for row in _streamed(connection, query):
        yield {"case": row.ref, "title": row.title, "type": row.type, "part": row.part, "still": row.until_act is None}


def _history(connection: Connection, person: str) -> Iterator[Thing]:
    """What they did, what others did in their name, and what was done with their account."""
    behalf = entries.c.body.contains(f'"on_behalf_of":"{person}"', autoescape=True)
    query = select(entries.c.body).where(or_(entries.c.actor == person, entries.c.ref == person, behalf))
    some: list[Entry] = []
    for row in _streamed(connection, query.order_by(entries.c.number)):
        some.append(read_entry(row.body))
        if len(some) == AT_ONCE:
            yield from _told(connection, some, person)
            some.clear()
    yield from _told(connection, some, person)


def _told(connection: Connection, some: Sequence[Entry], person: str) -> Iterator[Thing]:
    said = texts.resolve(connection, texts.mentioned([[one.changes, one.reason] for one in some]))
    for one in some:
        yield {
            "entry": one.id,
            "moment": _moment(one.at),
            "what": one.trigger or one.kind.value,
            "kind": one.kind.value,
            "by you": one.actor == person,
            "on your behalf": one.on_behalf_of == person,
            "as": one.part,
            "from": one.source,
            "to": one.target,
            "why": _spoken(one.reason, said),
            "answers": _spoken(one.changes, said),
            "hash": one.hash,
        }


def _spoken(value: Any, said: Mapping[str, str | None]) -> Any:
    """A value with the words in the place of their ids."""
    match value:
        case {"text": str(ident), "commitment": str()}:
            return said.get(ident)
        case Mapping():
            return {name: _spoken(one, said) for name, one in value.items()}
        case list() | tuple():
            return [_spoken(one, said) for one in value]
    return value


def _words(connection: Connection, person: str) -> Iterator[Thing]:
    query = select(written.c.ref, written.c.body).where(written.c.person == person, written.c.body.is_not(None))
    for row in _streamed(connection, query.order_by(written.c.ref, written.c.id)):
        yield {"about": row.ref, "text": row.body}


def _drafts(connection: Connection, person: str) -> Iterator[Thing]:
    draft = core(Draft).c
    query = select(draft.ref, draft.questionnaire, draft.body, draft.saved_at).where(draft.person == person)
    for row in _streamed(connection, query.order_by(draft.ref, draft.questionnaire)):
        answers = [{"question": name, "answer": value} for name, value in row.body]
        saved = _moment(row.saved_at)
        yield {"case": row.ref, "questionnaire": row.questionnaire, "kept since": saved, "answers": answers}


def _letters(connection: Connection, person: str, writes: Writes) -> Iterator[Thing]:
    query = select(outbox).where(outbox.c.recipient == f"{PERSON}{person}").order_by(outbox.c.id)
    for some in _streamed(connection, query).partitions(AT_ONCE):
        missing = [row for row in some if row.body is None]
        anew = dict(zip((row.id for row in missing), writes(connection, missing), strict=True))
        for row in some:
            letter = anew.get(row.id)
            yield {
                "case": row.ref,
                "letter": row.template,
                "moment": _moment(row.not_before),
                "status": row.status,
                "subject": row.subject if row.body is not None else letter and letter.subject,
                "text": row.body if row.body is not None else letter and letter.text,
                "words as they were sent": row.body is not None,
            }


def _streamed(connection: Connection, query: Any) -> Any:
    return connection.execute(query, execution_options={"yield_per": AT_ONCE})


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def as_json(part: Part) -> Iterator[str]:
    """A part as one JSON text: a list, piece by piece."""
    between = "[\n"
    for thing in part.things:
        yield between + json.dumps(thing, ensure_ascii=False, indent=1)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"
