"""What cases owed: whether it was written by an act, came on its day, was done once, and reached who was meant."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from commands.simulation.post import taken
from commands.simulation.world import ACCEPTED, BASE, World
from letters.mail import host_of, local_id, named
from workflow.calendar import MORNING, instant, is_day_off
from workflow.definition import Kind
from workflow.digests import TEMPLATE
from workflow.engine import GRACE
from workflow.moments import Hour
from workflow.snapshot import Snapshot
from workflow.tables import cases, deliveries, digests, entries, follow_ups, outbox

NEVER_MOVES = ("tomorrow_note", "closing_note", "check_in_first_day", "check_in_half_way")  # a note of the day itself
ON_DAYS = frozenset({Kind.REMIND.value, Kind.ESCALATE.value, Kind.LETTER.value, Kind.ASK.value})

_written = select(outbox.c.id, outbox.c.act, outbox.c.follow_up, outbox.c.template, outbox.c.ref)
_done = select(follow_ups.c.id, follow_ups.c.ref, follow_ups.c.rule, follow_ups.c.kind, follow_ups.c.ended_by).where(
    follow_ups.c.status == "done"
)
_gathering = select(outbox.c.act).where(outbox.c.template == TEMPLATE)
_sent = (
    select(
        *(outbox.c[name] for name in ("id", "act", "recipient", "status", "ended_by")),
        deliveries.c.person,
        deliveries.c.refused,
    )
    .outerjoin(deliveries, deliveries.c.letter == outbox.c.id)
    .order_by(outbox.c.id)
)


def acts(connection: Connection) -> Iterator[str]:
    """Letters that no act owes: neither an entry's, nor that of a follow-up which was done, nor a digest's."""
    known = {*connection.scalars(select(entries.c.act)), *connection.scalars(select(digests.c.act))}
    ended = {row.id: row.ended_by for row in connection.execute(_done)}
    for row in connection.execute(_written):
        if row.act not in known and (row.follow_up is None or ended.get(row.follow_up) != row.act):
            yield f"Letter {row.id} ({row.template} of {row.ref}) belongs to no act."


def clock(connection: Connection) -> Iterator[str]:
    """Follow-ups that are done without a trace, or twice: each move of the clock is one act, each letter was written."""
    moved = Counter(connection.scalars(select(entries.c.act).where(entries.c.actor == "clock").distinct()))
    told = {*connection.scalars(select(outbox.c.follow_up).where(outbox.c.follow_up.is_not(None)))}
    fired: Counter[str] = Counter()
    for row in connection.execute(_done):
        if row.kind == Kind.FIRE.value:
            fired[row.ended_by] += 1
            if row.ended_by not in moved:
                yield f"{row.rule} of {row.ref} is done, and no move of the clock tells of it."
        elif row.ended_by is not None and row.id not in told:
            yield f"{row.rule} of {row.ref} is done, and nobody was told."
    yield from (f"The clock's act {act} ended {number} follow-ups." for act, number in fired.items() if number > 1)


def days(connection: Connection, snapshot: Snapshot) -> Iterator[str]:
    """Deadlines that are not the end of a day in their zone, and reminders at another hour than nine, or on a day off."""
    due = select(cases.c.ref, cases.c.due_at, cases.c.due_date, cases.c.due_zone).where(cases.c.due_at.is_not(None))
    for row in connection.execute(due):
        if row.due_at != instant(row.due_date, Hour.END, row.due_zone):
            yield f"{row.ref} is due at {row.due_at}, which is not the end of {row.due_date} in {row.due_zone}."
    planned = {row.act: row.at for row in connection.execute(select(entries.c.act, entries.c.at))}
    for row in connection.execute(select(follow_ups).order_by(follow_ups.c.id)):
        at_once = row.planned_by in planned and planned[row.planned_by] + GRACE == row.due_at
        if row.kind in ON_DAYS and not at_once and not row.attempts:
            yield from _out_of_hours(row, snapshot)


def _out_of_hours(row: Any, snapshot: Snapshot) -> Iterator[str]:
    wall = row.due_at.astimezone(ZoneInfo(row.zone))
    what = f"{row.rule} of {row.ref} for {row.recipient} is due at {wall:%Y-%m-%d %H:%M} in {row.zone}"
    if wall.time() != MORNING:
        yield f"{what}, not at nine."
    known = row.recipient.startswith(("person:", "office:"))
    country = snapshot.directory.place(row.recipient.removeprefix("person:")).country if known else ""
    if known and row.rule not in NEVER_MOVES and _off(wall.date(), country) and not _anchored(row, wall):
        yield f"{what}, a day off in {country}."


def _anchored(row: Any, wall: datetime) -> bool:
    """A day that is itself the date it hangs on does not move."""
    return bool(row.anchor_date == wall.date() and row.rule in ("preparation_course", "baseline"))


@cache
def _off(day: date, country: str) -> bool:
    return is_day_off(day, country)


def letters(connection: Connection, world: World, killed: int) -> Iterator[str]:
    """Letters that left and were not taken, were taken and never left, or were taken twice for another reason than a kill."""
    got, expected = taken(world.folder / ACCEPTED), set[str]()
    together = {*connection.scalars(_gathering)}
    for row in connection.execute(_sent):
        if row.person is None or row.refused is not None:
            if row.person is None and row.status == "sent" and row.ended_by not in together:
                yield f"Letter {row.id} was sent, and handed to nobody."
            continue
        ident = f"<{local_id(named(row.act, row.recipient, row.person))}@{host_of(BASE)}>"
        expected.add(ident)
        if not got[ident]:
            yield f"Letter {row.id} was handed to {row.person}, and the mail server has not got {ident}."
    yield from (
        f"The mail server took {ident}, and no letter was handed over under it." for ident in got.keys() - expected
    )
    again = sum(got.values()) - len(got)
    if again > killed:
        yield f"{again} e-mails were taken again, and only {killed} times the program was killed."
