"""What a letter puts into calendars: the exchange it invites to, or the one that does not take place on its days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from letters.calendar import Exchange, Invitation
from workflow import streams
from workflow.definition import CLOCK
from workflow.earlier import standing
from workflow.reading import ReadDirectory, idents, read_snapshot
from workflow.recipients import PERSON
from workflow.registry import Registry
from workflow.snapshot import Case, Snapshot
from workflow.tables import cases, entries, outbox
from workflow.texts import mentioned, resolve
from workflow.undoing import TEMPLATE

INVITES = frozenset({"invitation", "exchange_arranged", "dates_changed"})
ENDS = frozenset({"exchange_cancelled", "exchange_postponed", "date_poll"})
DATED = INVITES | ENDS
_MOVED = (
    select(entries.c.ref)
    .join(cases, cases.c.ref == entries.c.ref)
    .where(entries.c.act == bindparam("act"), cases.c.kind == "exchange")
    .distinct()
    .order_by(entries.c.ref)
)
LOST = ("dropped", "taken_back", "failed_for_good")  # what nobody has in their calendar


@dataclass(frozen=True)
class Said:
    """A letter's item that says when an exchange is, or (`ends`) that it is not then; and the act that owes it."""

    item: Mapping[str, Any]
    act: str
    ends: bool


def invitation_of_row(
    connection: Connection, row: Any, registry: Registry, read: ReadDirectory, base_url: str, now: datetime
) -> Invitation | None:
    """What goes into the calendar with a letter of the outbox; None if it says nothing of days, or takes back what was
    never sent. Who takes part no longer loses the days by whatever letter the act owes them.

    Its sequence is the number of the act's entry in the history of the exchange: it rises with every act, and is the same
    however often the letter is sent.
    """
    item = next((one for one in row.items if one["template"] in (*DATED, TEMPLATE)), None)
    said = _said(connection, row, item) if item else _told_before(connection, row)
    days = _days(said.item) if said else None
    if said is None or days is None:
        return None
    ref = said.item["ref"]
    reader = row.recipient.removeprefix(PERSON)
    known = read_snapshot(connection, read, {ref}, actor=CLOCK.name, now=now, also=idents([reader]))
    case = known.case(ref)
    if item is None and _takes_part(known, case, reader):
        return None
    place = registry.get(case.type, case.definition_version).facts(known, ref).place()
    exchange = Exchange(
        ref=ref,
        sequence=_sequence(connection, row.act, ref),
        title=said.item["facts"]["title"],
        first=days[0],
        last=days[1],
        zone=place.zone,
        place=_place(connection, case.facts.get("place")),
        link=f"{base_url}/portal/cases/{ref}",
    )
    return Invitation(exchange, said.ends)


def _told_before(connection: Connection, row: Any) -> Said | None:
    """The end, for this reader, of an exchange that the letter's act moved and that they had been invited to: of it they hear
    in a letter about something else, if it goes on without them."""
    for ref in connection.scalars(_MOVED, {"act": row.act}) if row.recipient.startswith(PERSON) else ():
        if (shown := next(_had(connection, row, ref), None)) and not shown.ends:
            return replace(shown, ends=True)
    return None


def _takes_part(known: Snapshot, case: Case, person: str) -> bool:
    """Whether somebody has a seat in a case, by name or for an organisation that named nobody."""
    theirs = known.directory.organisation(person)
    return any(person == seat.person or (seat.person is None and theirs == seat.organisation) for seat in case.seats)


def _days(item: Mapping[str, Any]) -> tuple[date, date] | None:
    facts = item["facts"]["facts"]
    first, last = facts.get("first_day"), facts.get("last_day")
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def _place(connection: Connection, place: Any) -> str:
    """A fact that people wrote, in their words; empty where there is none, or it was erased."""
    texts = resolve(connection, mentioned([place]))
    return next((one or "" for one in texts.values()), place if isinstance(place, str) else "")


def _sequence(connection: Connection, act: str, ref: str) -> int:
    number: int = connection.execute(
        select(func.coalesce(func.max(entries.c.seq), 0)).where(entries.c.act == act, entries.c.ref == ref)
    ).scalar_one()
    return number


def _said(connection: Connection, row: Any, item: Mapping[str, Any]) -> Said | None:
    """What a letter says of the days; None if nothing, or if it takes back what its reader never had.

    A letter that takes an act back (`TEMPLATE`) may do either, or neither.
    """
    if item["template"] in INVITES:
        return Said(item, row.act, ends=False)
    had = list(_had(connection, row, item["ref"]))
    if not had:
        return None
    shown, back = had[0], None
    if item["template"] == TEMPLATE:  # what stands is what was told before the act that is taken back
        acts = {entry.act for entry in standing([*streams.entries_of(connection, item["ref"])])}
        back = next((one for one in had if one.act in acts), None)
    if back is shown:
        return None
    if back is not None and not back.ends:
        return back
    return None if shown.ends else replace(shown, ends=True)


def _had(connection: Connection, row: Any, ref: str) -> Iterator[Said]:
    """What the same reader was told before of the days of an exchange, the newest first."""
    mine = (outbox.c.ref == ref, outbox.c.recipient == row.recipient, outbox.c.id < row.id)
    query = select(outbox.c["items"], outbox.c.act).where(*mine, outbox.c.status.not_in(LOST))
    for items, act in connection.execute(query.order_by(outbox.c.id.desc())):
        told = (one for one in items if one["ref"] == ref and one["template"] in DATED)
        yield from (Said(one, act, one["template"] in ENDS) for one in told)
