"""Letters that can wait: which they are, when those that somebody wants together are gathered, and who wants none. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from workflow.calendar import ONE_DAY, instant, is_day_off, shift
from workflow.definition import Kind
from workflow.moments import Hour
from workflow.snapshot import Place
from workflow.words import _

NONE, DAILY, WEEKLY, OFF = "none", "daily", "weekly", "off"  # how often somebody gets what can wait
OPTIONAL, GATHERED = "optional", "digest"  # `outbox.batch`: its reader may have it less often; it waits for the others
TEMPLATE = "digest"  # of the letter that has the others in it

CAN_WAIT = frozenset({Kind.REMIND.value, Kind.LETTER.value})
WEEK = timedelta(days=7)
PERIODS: Mapping[str, timedelta] = {NONE: WEEK, DAILY: ONE_DAY, WEEKLY: WEEK, OFF: WEEK}
UNWANTED = _("They want no letters that can wait.")
BESIDE: Mapping[str, Any] = {"batch": None, "last_error": None, "ended_by": None}


def as_wished(letter: Mapping[str, Any], kind: str, place: Place, now: datetime) -> dict[str, Any]:
    """The row of a letter that a follow-up of some kind owes, as whoever gets it wants to be written to.

    What names a day before the next digest but one does not wait, and leaves whatever they want.
    """
    row = {**letter, **BESIDE}
    if kind not in CAN_WAIT or not letter["recipient"].startswith("person:"):
        return row
    gathered = place.digest in (DAILY, WEEKLY)
    day = next_day(place, now) if gathered else place.today(now)
    if _presses(letter, place.today(now), day + PERIODS[place.digest]):
        return row
    if gathered:
        return row | {"batch": GATHERED, "not_before": instant(day, Hour.MORNING, place.zone)}
    if place.digest == OFF:
        return row | {"batch": OPTIONAL, "status": "dropped", "last_error": UNWANTED, "ended_by": letter["act"]}
    return row | {"batch": OPTIONAL}


def next_day(place: Place, now: datetime) -> date:
    """The day on whose morning the next digest leaves: of a working day, or (weekly) of a Monday or the day after it."""
    return next(day for day in _days(place, now) if instant(day, Hour.MORNING, place.zone) > now)


def _days(place: Place, now: datetime) -> Iterator[date]:
    today = place.today(now)
    if place.digest == WEEKLY:
        monday = today - timedelta(days=today.weekday())
        while True:
            yield shift(monday, place.country, back=False)
            monday += WEEK
    while True:
        if not is_day_off(today, place.country):
            yield today
        today += ONE_DAY


def _presses(letter: Mapping[str, Any], today: date, last: date) -> bool:
    """Whether a deadline is over or near, or any other day that the letter knows is near."""
    for item in letter["items"]:
        facts = item["facts"]
        if (due := _day(facts["due_date"])) and due <= last:
            return True
        if any(day and today <= day <= last for day in map(_day, facts["facts"].values())):
            return True
    return False


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
