"""Letters on their way: claimed, handed over person by person, and how each ends. The only place that ends a letter.

A letter is sent at least once: who claims it and dies leaves it to whoever looks when its lease is over. Each claim counts
an attempt, and only who made the last one may say how it ended.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, literal_column, or_, select, update

from workflow.attempt import Planned
from workflow.definition import Kind
from workflow.digests import GATHERED, OPTIONAL, TEMPLATE
from workflow.follow_ups import task_group
from workflow.reading import insert_if_missing
from workflow.snapshot import Place
from workflow.tables import cases, deliveries, digests, follow_ups, outbox
from workflow.words import _
from workflow.writing import follow_up_row

LEASE = timedelta(minutes=5)  # longer than handing over to one person ever takes
FIRST_WAIT = timedelta(minutes=1)  # after an attempt that failed; doubled with each
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 24  # more than two and a half days
SOON = timedelta(minutes=1)  # after which a server that was not there is looked for again

FAILED_RULE = "letter_failed"
BROKERS = "office:broker"
LIST = "list:"  # and a language: everybody who asked for news in it
DRAFTS = "drafts:"  # and a language: everybody who has begun an answer in it, and no account
FAILED = _("The letter to {person} could not be delivered ({why}). Put the address right, or reach them otherwise.")

_c = outbox.c
_due = and_(
    _c.status.in_(literal_column(f"'{status}'") for status in ("created", "sending", "failed_for_now")),
    _c.not_before <= bindparam("now"),
    or_(_c.status != literal_column("'sending'"), _c.lease_until <= bindparam("now")),
    # Those that wait to be gathered leave as one.
    _c.batch.is_distinct_from(literal_column(f"'{GATHERED}'")),
)
_next = select(_c.id).where(_due).order_by(_c.not_before, _c.id).limit(1).with_for_update(skip_locked=True)
_claim = (
    update(outbox)
    .where(_c.id == _next.scalar_subquery())
    .values(status="sending", lease_until=bindparam("until"), attempts=_c.attempts + 1)
    .returning(*_c)
)
_mine = and_(_c.id == bindparam("of_id"), _c.status == "sending", _c.attempts == bindparam("of_attempt"))
_kept = update(outbox).where(_mine).values(subject=bindparam("said"), body=bindparam("told"))
_leased = update(outbox).where(_mine).values(lease_until=bindparam("until"))
_left = select(func.count()).select_from(outbox).where(_due)
_oldest = select(func.min(_c.not_before)).where(_due)
_to_gather = and_(
    _c.status.in_(literal_column(f"'{status}'") for status in ("created", "sending", "failed_for_now")),
    _c.not_before <= bindparam("now"),
    _c.status == literal_column("'created'"),
    _c.batch == literal_column(f"'{GATHERED}'"),
)
_first_gathered = select(_c.recipient).where(_to_gather).order_by(_c.not_before, _c.id).limit(1)
_gathered = select(func.count(_c.recipient.distinct())).where(_to_gather)
# All lock them in one order; who comes second finds them gone.
_theirs = select(outbox).where(_to_gather, _c.recipient == bindparam("of_recipient")).order_by(_c.id).with_for_update()
_had = select(deliveries.c.person, deliveries.c.refused).where(deliveries.c.letter == bindparam("of_id"))
_lately = (
    select(deliveries.c.at)
    .where(deliveries.c.person == bindparam("of_person"), deliveries.c.refused.is_(None))
    .order_by(deliveries.c.at.desc())
    .limit(1)
    .offset(bindparam("before"))
)
_generation = select(cases.c.seq).where(cases.c.ref == bindparam("of_ref"))


def claim(connection: Connection, now: datetime) -> Row[Any] | None:
    """The next letter that is due, claimed until its lease is over; None if nothing is due."""
    return connection.execute(_claim, {"now": now, "until": now + LEASE}).one_or_none()


def owe(
    connection: Connection,
    recipient: str,
    template: str,
    *,
    subject: str,
    body: str,
    language: str,
    zone: str,
    act: str,
    not_before: datetime,
) -> None:
    """Owe a letter that is about no case: it is written already, and kept as it is. One a recipient an act."""
    row = {"act": act, "recipient": recipient, "template": template, "items": [], "subject": subject, "body": body}
    beside = {"language": language, "zone": zone, "status": "created", "not_before": not_before}
    connection.execute(insert(outbox), {**row, **beside, "attempts": 0, "planned_by": act})


def due(connection: Connection, now: datetime) -> int:
    """How many letters could be claimed."""
    return connection.execute(_left, {"now": now}).scalar_one()


def oldest(connection: Connection, now: datetime) -> datetime | None:
    """Since when the letter that is due longest has been so; None if none is due."""
    return connection.execute(_oldest, {"now": now}).scalar()


def keep(connection: Connection, letter: Row[Any], subject: str, body: str) -> None:
    """Keep a letter as it was rendered: whatever changes later, every attempt sends the same."""
    connection.execute(_kept, {**_of(letter), "said": subject, "told": body})


def handed(connection: Connection, letter: Row[Any]) -> dict[str, str | None]:
    """Who was handed a letter before: for each person None, or why the server refused for good."""
    return {row.person: row.refused for row in connection.execute(_had, {"of_id": letter.id})}


def hand(connection: Connection, letter: Row[Any], person: str, now: datetime, *, refused: str | None = None) -> None:
    """Say that a person was handed a letter, or that the server refused it for good; the lease begins anew."""
    values = {"letter": letter.id, "person": person, "at": now, "refused": refused}
    # Somebody whose lease was over may come after the one who went on for them.
    connection.execute(insert_if_missing(connection, deliveries), values)
    connection.execute(_leased, {**_of(letter), "until": now + LEASE})


def free_at(connection: Connection, person: str, now: datetime, *, most: int, within: timedelta) -> datetime | None:
    """When somebody may get another letter who had so many lately; None if now."""
    at = connection.execute(_lately, {"of_person": person, "before": most - 1}).scalar()
    return at + within if at is not None and at + within > now else None


def sent(connection: Connection, letter: Row[Any], act: str, why: str | None = None) -> bool:
    """It left; `why` says who did not get it."""
    return _end(connection, letter, status="sent", ended_by=act, last_error=why)


def drop(connection: Connection, letter: Row[Any], act: str, why: str) -> bool:
    """It will not leave, because nobody is there to read it."""
    return _end(connection, letter, status="dropped", ended_by=act, last_error=why)


def put_off(connection: Connection, letter: Row[Any], until: datetime, why: str | None = None) -> bool:
    """It waits, through no fault of its own: the attempt does not count."""
    status = "failed_for_now" if why else "created"
    values = {"status": status, "not_before": until, "last_error": why, "attempts": letter.attempts - 1}
    return _end(connection, letter, **values)


def fail(connection: Connection, letter: Row[Any], now: datetime, why: str, chance: Random) -> bool:
    """It failed for now, and is tried again later: the later, the more often it failed. False: too often, or not ours."""
    if letter.attempts >= MOST_ATTEMPTS:
        return False
    return _end(
        connection,
        letter,
        status="failed_for_now",
        not_before=now + wait(letter.attempts, chance),
        last_error=why,
    )


def wait(attempts: int, chance: Random) -> timedelta:
    """How long after so many attempts: twice as long each time, and a quarter more or less, so that not all come at once."""
    return min(FIRST_WAIT * 2.0 ** (attempts - 1), LONGEST_WAIT) * chance.uniform(0.75, 1.25)


def give_up(connection: Connection, letter: Row[Any], now: datetime, act: str, why: str, zone: str) -> bool:
    """It failed for good, and becomes a task of the brokers; `zone` is the office's."""
    ended = _end(connection, letter, status="failed_for_good", ended_by=act, last_error=why)
    if ended and _makes_a_task(letter):
        connection.execute(insert(follow_ups), _task(connection, letter, now, act, why, zone))
    return ended


def returned(connection: Connection, letter: Row[Any], person: str, now: datetime, why: str) -> bool:
    """A server that took a letter for somebody says later that it did not arrive. False: that was known."""
    here = (deliveries.c.letter == letter.id, deliveries.c.person == person, deliveries.c.refused.is_(None))
    if connection.execute(update(deliveries).where(*here).values(refused=why)).rowcount != 1:
        return False
    act = f"ACT-{uuid4().hex}"
    others = None in handed(connection, letter).values()
    ended = {} if others else {"status": "failed_for_good", "ended_by": act}
    connection.execute(update(outbox).where(_c.id == letter.id, _c.status == "sent").values(last_error=why, **ended))
    if _makes_a_task(letter):
        task = _task(connection, letter, now, act, why, letter.zone, person)
        connection.execute(insert_if_missing(connection, follow_ups), task)
    return True


def _makes_a_task(letter: Row[Any]) -> bool:
    """A task is a case's; one that reaches the brokers by letter would fail as theirs did, and make another. Who asked for
    news at an address that takes none has to ask again."""
    return letter.ref is not None and letter.recipient != BROKERS and not letter.recipient.startswith((LIST, DRAFTS))


def _task(
    connection: Connection, letter: Row[Any], now: datetime, act: str, why: str, zone: str, person: str | None = None
) -> dict[str, Any]:
    person = person or letter.recipient.removeprefix("person:")
    told = {"message": FAILED, "facts": {"person": person, "why": why}, "mend": None}
    group = task_group(FAILED_RULE)
    planned = Planned(
        letter.ref, FAILED_RULE, letter.id, BROKERS, group, Kind.TASK, None, "today", None, now, zone, told
    )
    generation = connection.execute(_generation, {"of_ref": letter.ref}).scalar_one()
    return follow_up_row(planned, generation=generation, act=act)


# --- letters that wait to be gathered -----------------------------------------------------------------------------------


def first_gathered(connection: Connection, now: datetime) -> str | None:
    """For whom (`person:PER-…`) letters that wait to be gathered are due; None if for nobody."""
    return connection.execute(_first_gathered, {"now": now}).scalar()


def gathered(connection: Connection, now: datetime) -> int:
    """For how many people letters are to be gathered."""
    return connection.execute(_gathered, {"now": now}).scalar_one()


def take_gathered(connection: Connection, recipient: str, now: datetime) -> Sequence[Row[Any]]:
    """The letters that are to be gathered for somebody, locked where rows can be."""
    return connection.execute(_theirs, {"now": now, "of_recipient": recipient}).all()


def first_today(connection: Connection, person: str, day: date, act: str) -> bool:
    """Whether somebody gets their digest of that day by this act, and not by another."""
    values = {"person": person, "day": day, "act": act}
    return connection.execute(insert_if_missing(connection, digests), values).rowcount == 1


def gather(connection: Connection, letters: Sequence[Row[Any]], act: str, place: Place, now: datetime) -> None:
    """One letter takes the place of several to one person: they end as sent, by the act that names it."""
    row = {
        "act": act,
        "ref": letters[0].ref,
        "recipient": letters[0].recipient,
        "template": TEMPLATE,
        "items": [item for letter in letters for item in letter.items],
        "language": place.language,
        "zone": place.zone,
        "status": "created",
        "not_before": now,
        "batch": OPTIONAL,
        "attempts": 0,
        "planned_by": act,
    }
    connection.execute(insert(outbox), row)
    connection.execute(update(outbox).where(_c.id.in_([one.id for one in letters])).values(status="sent", ended_by=act))


def leave_out(connection: Connection, ids: Sequence[int], act: str, why: str) -> None:
    """Letters that waited are not sent."""
    dropped = {"status": "dropped", "ended_by": act, "last_error": why}
    connection.execute(update(outbox).where(_c.id.in_(ids)).values(dropped))


def wait_until(connection: Connection, ids: Sequence[int], until: datetime) -> None:
    """Letters that waited wait longer."""
    connection.execute(update(outbox).where(_c.id.in_(ids)).values(not_before=until))


def forget_refusals(connection: Connection, letter: int) -> None:
    """Whom the server refused is tried once more."""
    refusals = and_(deliveries.c.letter == letter, deliveries.c.refused.is_not(None))
    connection.execute(delete(deliveries).where(refusals))


def _of(letter: Row[Any]) -> dict[str, Any]:
    return {"of_id": letter.id, "of_attempt": letter.attempts}


def _end(connection: Connection, letter: Row[Any], **values: Any) -> bool:
    """Whether it was still ours to end."""
    ended = connection.execute(update(outbox).where(_mine).values(lease_until=None, **values), _of(letter))
    return ended.rowcount == 1
