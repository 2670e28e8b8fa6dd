"""Days, working days and moments: pure; whoever asks says what day it is, in which country, and in which zone.

A day off is a weekend or public holiday of a country (ISO 3166, two letters), as the library `holidays` knows them:
nationwide ones only, those that follow the moon as estimated. A country it does not know rests on Saturday and Sunday.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

from workflow.errors import WorkflowError
from workflow.moments import Hour, Moment, Unit
from workflow.words import _

SATURDAY = 5  # as date.weekday() counts
ONE_DAY = timedelta(days=1)
MORNING = time(9)  # on the wall of whoever is addressed


class UnknownZone(WorkflowError):
    """Raised if a name is not one of the IANA time zones."""

    message = _("There is no time zone “{zone}”. Use a name such as Africa/Accra or Europe/Amsterdam.")
    status = 422


def is_day_off(day: date, country: str) -> bool:
    """Whether nobody is expected at work in `country` on that day."""
    return day in _days_off(country, day.year)


@lru_cache(maxsize=1024)
def _days_off(country: str, year: int) -> frozenset[date]:
    # The library's objects fill themselves while they are asked, so threads must not share one: a finished set is kept.
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    try:
        known = country_holidays(country, years=year, expand=False)
    except NotImplementedError:
        return frozenset(day for day in days if day.weekday() >= SATURDAY)
    return frozenset(day for day in days if not known.is_working_day(day))


def shift(day: date, country: str, *, back: bool) -> date:
    """`day` itself if people work on it, else the working day before it (`back`) or after it."""
    while is_day_off(day, country):
        day += -ONE_DAY if back else ONE_DAY
    return day


def add_working_days(day: date, amount: int, country: str) -> date:
    """The `amount`-th working day after `day` (before it, if negative); `day` itself, even a day off, if 0."""
    if amount == 0:
        return day
    return next(islice(_working_days_from(day, country, back=amount < 0), abs(amount) - 1, None))


def _working_days_from(day: date, country: str, *, back: bool) -> Iterator[date]:
    while True:
        day = shift(day + (-ONE_DAY if back else ONE_DAY), country, back=back)
        yield day


def working_days_within(first: date, last: date, country: str) -> int:
    """How many working days a stay has, its first and last day included; 0 if it ends before it begins."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(not is_day_off(day, country) for day in days)


def working_days_after(start: date, last: date, country: str) -> int:
    """How many working days come after `start` up to `last`, included: how long a pause held a limit up.

    It undoes `add_working_days`: the n-th working day after `start` gives n.
    """
    return working_days_within(start + ONE_DAY, last, country)


def add_months(day: date, months: int) -> date:
    """The same day of a later month (an earlier one, if negative), or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def date_of(moment: Moment, anchors: Mapping[str, date | None], country: str) -> date | None:
    """The day a moment falls on, None while a date it is counted from is not known (its anchor is there, but None).

    On a day off in `country` a day before its anchor becomes the previous working day and one after it the next
    (domain.md, Monitoring), unless the moment says that it never moves.
    """
    anchor = anchors[moment.anchor]
    if anchor is None:
        return None
    if moment.until is not None:
        until = anchors[moment.until]
        return None if until is None else _in_the_middle(anchor, until, country)
    day = _counted(anchor, moment, country)
    return shift(day, country, back=day < anchor) if moment.shifts and day != anchor else day


def _in_the_middle(anchor: date, until: date, country: str) -> date:
    """Half-way, and on a day off the next working day; where none is left before `until`, the day off itself."""
    day = anchor + (until - anchor) // 2
    moved = shift(day, country, back=False)
    return moved if anchor < day and moved < until else day


def _counted(anchor: date, moment: Moment, country: str) -> date:
    match moment.unit:
        case Unit.DAYS:
            return anchor + timedelta(days=moment.amount)
        case Unit.WORKING_DAYS:
            return add_working_days(anchor, moment.amount, country)
        case Unit.MONTHS:
            return add_months(anchor, moment.amount)


def instant(day: date, hour: Hour, zone: str) -> datetime:
    """The moment in UTC when it is that hour of that day on the wall in `zone`. Raises UnknownZone.

    The end of a day is the start of the next. A wall time that comes twice when clocks go back means the first; one
    that is skipped is counted from the offset before, so a day without midnight starts at the very moment of the skip.
    """
    wall = datetime.combine(day, MORNING) if hour is Hour.MORNING else datetime.combine(day + ONE_DAY, time())
    return wall.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The time zone called so. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder of zones
        raise UnknownZone(zone=name) from error
