"""How long what is kept: proposed once a month, looked at, confirmed by an administrator with a reason; never silent.

Each kind has a period in days, a setting; 0 keeps it for ever. What a case is made of has no period: history stays.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, cast, delete, or_, select, update
from sqlalchemy import String as Text

from records import settings, stream
from records.personal import NO_WORDS
from records.stream import act, record
from records.tables import Document, Draft, Session, core
from workflow import streams
from workflow.errors import WorkflowError
from workflow.history import EntryKind, read_entry
from workflow.reading import idents
from workflow.receiving import REPLY
from workflow.streams import SYSTEM
from workflow.tables import cases, deliveries, entries, outbox, texts
from workflow.texts import mentioned
from workflow.words import _

PROPOSE, REMOVE = "propose_removal", "remove_overdue"
EVERY = timedelta(days=30)  # from one proposal, or removal, to the next proposal
AT_ONCE = 500  # ids in one statement
ENDED = ("sent", "failed_for_good", "dropped", "taken_back")

_documents, _drafts, _sessions = core(Document).c, core(Draft).c, core(Session).c


class NothingOverdue(WorkflowError):
    """Raised if a removal is confirmed and nothing is there that is kept for too long."""

    message = _("Nothing is kept for longer than its period. Nothing was removed.")
    status = 409


@dataclass(frozen=True)
class Kind:
    """What has a period: `overdue` gives what was there before a moment, as keys of rows; `remove` takes these away."""

    name: str
    label: str
    overdue: Callable[[Connection, datetime], Sequence[Any]]
    remove: Callable[[Connection, Sequence[Any]], None]

    @property
    def setting(self) -> str:
        """The name of the setting that says for how many days."""
        return f"keep_{self.name}_days"


@dataclass(frozen=True)
class Overdue:
    """How many of a kind are kept for longer than `days`: since before `before`."""

    kind: Kind
    days: int
    before: datetime
    keys: Sequence[Any]


@dataclass(frozen=True)
class Proposed:
    """What the clock found, by kind, and when; `open` until somebody confirmed a removal."""

    at: datetime
    counts: Mapping[str, int]
    open: bool


def overdue(connection: Connection, now: datetime) -> list[Overdue]:
    """Every kind with what of it is kept for too long; nothing where the period is 0."""
    decided, found = settings.every(connection), []
    for kind in KINDS:
        days = decided[kind.setting]
        before = now - timedelta(days=days)
        found.append(Overdue(kind, days, before, kind.overdue(connection, before) if days else ()))
    return found


def counts(of: Sequence[Overdue]) -> dict[str, int]:
    """How many of each kind, where there are any."""
    return {one.kind.name: len(one.keys) for one in of if one.keys}


def last(connection: Connection) -> Proposed | None:
    """What was proposed last; None if nothing ever was."""
    entry = stream.last(connection, SYSTEM, [PROPOSE])
    if entry is None or entry.changes is None:
        return None
    done = stream.last(connection, SYSTEM, [REMOVE])
    return Proposed(entry.at, entry.changes["facts"]["counts"], done is None or done.seq < entry.seq)


def propose(connection: Connection, now: datetime) -> Mapping[str, int]:
    """What is kept for too long becomes an entry that administrators are shown, once a month: how many, by kind.

    Empty if nothing is, or if something was proposed or removed within the month.
    """
    streams.hold(connection, SYSTEM)  # two clocks would propose it twice
    entry = stream.last(connection, SYSTEM, [PROPOSE, REMOVE])
    if entry is not None and now < entry.at + EVERY:
        return {}
    found = counts(overdue(connection, now))
    if found:
        record(connection, SYSTEM, PROPOSE, act(SYSTEM, now, "clock"), {"counts": found})
    return found


def remove(
    connection: Connection, found: Sequence[Overdue], *, reason: str, actor: str, now: datetime, via: str
) -> Mapping[str, int]:
    """Takes away what `overdue` found, and writes the entry that says so: how many of each kind, and from before when.

    Raises NothingOverdue.
    """
    going = counts(found)
    if not going:
        raise NothingOverdue
    for one in found:
        for some in _some(one.keys):
            one.kind.remove(connection, some)
    before = {one.kind.name: one.before.date() for one in found if one.keys}
    said = {"counts": going, "before": before}
    stream.write(connection, SYSTEM, EntryKind.ERASED, REMOVE, act(actor, now, via), {"facts": said}, reason)
    return going


# --- the kinds ----------------------------------------------------------------------------------------------------------


def _old_drafts(connection: Connection, before: datetime) -> Sequence[Any]:
    query = select(_drafts.ref, _drafts.questionnaire, _drafts.person).where(_drafts.saved_at < before)
    return connection.execute(query).all()


def _forget_drafts(connection: Connection, keys: Sequence[Any]) -> None:
    for ref, questionnaire, person in keys:
        this = (_drafts.ref == ref, _drafts.questionnaire == questionnaire, _drafts.person == person)
        connection.execute(delete(core(Draft)).where(*this))


def _old_sessions(connection: Connection, before: datetime) -> Sequence[Any]:
    return connection.scalars(select(_sessions.id).where(_sessions.until < before)).all()


def _forget_sessions(connection: Connection, keys: Sequence[Any]) -> None:
    connection.execute(delete(core(Session)).where(_sessions.id.in_(keys)))


def _old_letters(connection: Connection, before: datetime) -> Sequence[Any]:
    """By the moment from which they may have left: none of these waits any more."""
    refused = select(deliveries.c.letter).where(deliveries.c.letter == outbox.c.id, deliveries.c.refused.is_not(None))
    query = select(outbox.c.id).where(outbox.c.status.in_(ENDED), outbox.c.not_before < before)
    return connection.scalars(query.where(or_(outbox.c.body != "", refused.exists()))).all()


def _empty_letters(connection: Connection, keys: Sequence[Any]) -> None:
    connection.execute(update(outbox).where(outbox.c.id.in_(keys)).values(NO_WORDS))
    connection.execute(update(deliveries).where(deliveries.c.letter.in_(keys)).values(refused=None))


def _old_mail(connection: Connection, before: datetime) -> Sequence[Any]:
    """The texts of e-mails that were taken in, of cases that have ended."""
    told = (
        select(entries.c.body)
        .join(cases, cases.c.ref == entries.c.ref)
        .where(cases.c.ended, cases.c.entered_on < before.date(), entries.c.kind == EntryKind.COMMENTED.value)
    )
    found: set[str] = set()
    for body in connection.scalars(told):
        note = (read_entry(body).changes or {}).get("note", {})
        if note.get("form") == REPLY:
            found.update(mentioned(note))
    return [
        one
        for some in _some(sorted(found))
        for one in connection.scalars(select(texts.c.id).where(texts.c.id.in_(some), texts.c.body.is_not(None)))
    ]


def _empty_texts(connection: Connection, keys: Sequence[Any]) -> None:
    connection.execute(update(texts).where(texts.c.id.in_(keys)).values(body=None, salt=""))


def _old_documents(connection: Connection, before: datetime) -> Sequence[Any]:
    """Those that cases name which have all ended, and long ago; what no case names is not looked at."""
    facts = cast(cases.c.facts, Text)
    query = select(cases.c.facts, and_(cases.c.ended, cases.c.entered_on < before.date())).where(
        facts.contains('"DOC-')
    )
    old: set[str] = set()
    needed: set[str] = set()
    for named, is_old in connection.execute(query):
        (old if is_old else needed).update(one for one in idents(named) if one.startswith("DOC-"))
    there = select(_documents.id).where(_documents.content.is_not(None))
    return [
        one for some in _some(sorted(old - needed)) for one in connection.scalars(there.where(_documents.id.in_(some)))
    ]


def _empty_documents(connection: Connection, keys: Sequence[Any]) -> None:
    connection.execute(update(core(Document)).where(_documents.id.in_(keys)).values(name=None, content=None))


KINDS: tuple[Kind, ...] = (
    Kind("drafts", _("Answers that were begun and never sent"), _old_drafts, _forget_drafts),
    Kind("sessions", _("Sessions that are over"), _old_sessions, _forget_sessions),
    Kind(
        "letters", _("The words of letters that were sent, dropped, or failed for good"), _old_letters, _empty_letters
    ),
    Kind("mail", _("E-mails that were taken in, of cases that have ended"), _old_mail, _empty_texts),
    Kind("documents", _("Documents of cases that have ended"), _old_documents, _empty_documents),
)


def _some(of: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(of), AT_ONCE):
        yield of[first : first + AT_ONCE]
