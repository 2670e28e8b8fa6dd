"""Exchanges and due dates as iCalendar (RFC 5545, 5546): invitations that go with letters, and somebody's own feed. Pure.

A day is lived in the zone of its place: an exchange begins at nine there on its first day and is over when its last day is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Event, Timezone, vCalAddress

PRODUCT = "-//CONNECT//CONNECT//EN"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
MORNING, LAST_MINUTE = time(9), time(23, 59)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Exchange:
    """An exchange on its days, in the zone of its host. `sequence` never falls: it counts what happened to the case."""

    ref: str
    sequence: int
    title: str
    first: date
    last: date
    zone: str
    place: str = ""
    link: str = ""


@dataclass(frozen=True)
class Invitation:
    """An exchange that people are invited to, or (`cancelled`) one that does not take place on these days any more."""

    exchange: Exchange
    cancelled: bool


@dataclass(frozen=True)
class Due:
    """A day until which somebody may wait for the reader: a date in a zone."""

    ref: str
    sequence: int
    title: str
    day: date
    zone: str
    link: str


def invitation(one: Invitation, host: str, organiser: str, *, name: str | None, email: str, now: datetime) -> str:
    """What goes with a letter to one person, who alone is named as invited. Its UID is the same for all of a case."""
    event = _of_exchange(one.exchange, host, now)
    event.add("organizer", _address("CONNECT", organiser))
    invited = _address(name, email)
    invited.params["ROLE"] = "REQ-PARTICIPANT"
    event.add("attendee", invited)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    return _calendar(CANCEL if one.cancelled else REQUEST, [event], [(one.exchange.zone, one.exchange.first)])


def feed(title: str, exchanges: Sequence[Exchange], due: Sequence[Due], *, host: str, now: datetime) -> str:
    """Somebody's own calendar: it names no person and has nobody's address."""
    events = [*(_of_exchange(one, host, now) for one in exchanges), *(_of_due(one, host, now) for one in due)]
    days = [(one.zone, one.first) for one in exchanges] + [(one.zone, one.day) for one in due]
    return _calendar(PUBLISH, events, days, title)


def _of_exchange(one: Exchange, host: str, now: datetime) -> Event:
    event = _event(f"{one.ref}@{host}", one, now)
    _on(event, "dtstart", one.first, MORNING, one.zone)
    _on(event, "dtend", one.last + ONE_DAY, time(), one.zone)
    if one.place:
        event.add("location", one.place)
    return event


def _of_due(one: Due, host: str, now: datetime) -> Event:
    event = _event(f"{one.ref}-due@{host}", one, now)
    _on(event, "dtstart", one.day, LAST_MINUTE, one.zone)
    event.add("transp", "TRANSPARENT")  # nobody is busy because something is due
    return event


def _on(event: Event, name: str, day: date, wall: time, zone: str) -> None:
    # Without a zone of its own: a moment in one that is always UTC, as Ghana's, the library would write as UTC.
    event.add(name, datetime.combine(day, wall), parameters={"TZID": zone})


def _event(uid: str, one: Exchange | Due, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.sequence)
    event.add("summary", f"{one.ref} {one.title}")
    if one.link:
        event.add("url", one.link)
    return event


def _address(name: str | None, email: str) -> Any:
    address = vCalAddress(f"mailto:{email}")
    if name:
        address.params["CN"] = " ".join(name.replace('"', "'").split())
    return address


def _calendar(method: str, events: Sequence[Event], days: Sequence[tuple[str, date]], title: str = "") -> str:
    """`days` are the zone and the day of each event."""
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", method), ("x-wr-calname", title)):
        if value:
            calendar.add(name, value)
    years = [day.year for _zone, day in days]
    for zone in sorted({zone for zone, _day in days}):
        calendar.add_component(_changes(zone, min(years), max(years)))
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


@lru_cache(maxsize=256)
def _changes(name: str, first: int, last: int) -> Timezone:
    """A zone with its changes from the year before to the year after."""
    return Timezone.from_tzid(name, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
