"""What a letter puts into calendars: the exchange it invites to, or the one that does not take place on its days."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from letters.calendar import Exchange, Invitation
from workflow.definition import CLOCK
from workflow.reading import ReadDirectory, read_snapshot
from workflow.registry import Registry
from workflow.tables import entries, outbox
from workflow.texts import mentioned, resolve

INVITES = frozenset({"invitation", "exchange_arranged", "dates_changed"})
ENDS = frozenset({"exchange_cancelled", "exchange_postponed", "date_poll"})
LOST = ("dropped", "taken_back", "failed_for_good")  # what nobody has in their calendar


def invitation_of_row(
    connection: Connection, row: Any, registry: Registry, read: ReadDirectory, base_url: str, now: datetime
) -> Invitation | None:
    """What goes into the calendar with a letter of the outbox; None if it says nothing of days, or takes back what was
    never sent.

    Its sequence is the number of the act's entry in the history of the exchange: it rises with every act, and is the same
    however often the letter is sent.
    """
    item = next((one for one in row.items if one["template"] in INVITES | ENDS), None)
    if item is None:
        return None
    ends = item["template"] in ENDS
    dated = _before(connection, row, item["ref"]) if ends else item
    days = _days(dated) if dated else None
    if dated is None or days is None:
        return None
    ref = item["ref"]
    known = read_snapshot(connection, read, {ref}, actor=CLOCK.name, now=now)
    case = known.case(ref)
    place = registry.get(case.type, case.definition_version).facts(known, ref).place()
    exchange = Exchange(
        ref=ref,
        sequence=_sequence(connection, row.act, ref),
        title=item["facts"]["title"],
        first=days[0],
        last=days[1],
        zone=place.zone,
        place=_said(connection, case.facts.get("place")),
        link=f"{base_url}/portal/cases/{ref}",
    )
    return Invitation(exchange, cancelled=ends)


def _days(item: Mapping[str, Any]) -> tuple[date, date] | None:
    facts = item["facts"]["facts"]
    first, last = facts.get("first_day"), facts.get("last_day")
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def _said(connection: Connection, place: Any) -> str:
    """A fact that people wrote, in their words; empty where there is none, or it was erased."""
    texts = resolve(connection, mentioned([place]))
    return next((one or "" for one in texts.values()), place if isinstance(place, str) else "")


def _sequence(connection: Connection, act: str, ref: str) -> int:
    number: int = connection.execute(
        select(func.coalesce(func.max(entries.c.seq), 0)).where(entries.c.act == act, entries.c.ref == ref)
    ).scalar_one()
    return number


def _before(connection: Connection, row: Any, ref: str) -> Mapping[str, Any] | None:
    """The invitation that the same reader was sent before, unless it was taken back since."""
    mine = (outbox.c.ref == ref, outbox.c.recipient == row.recipient, outbox.c.id < row.id)
    query = select(outbox.c["items"]).where(*mine, outbox.c.status.not_in(LOST)).order_by(outbox.c.id.desc())
    newest = next(_dated(connection.scalars(query), ref), None)
    return newest if newest and newest["template"] in INVITES else None


def _dated(rows: Any, ref: str) -> Iterator[Mapping[str, Any]]:
    for items in rows:
        yield from (one for one in items if one["ref"] == ref and one["template"] in INVITES | ENDS)
