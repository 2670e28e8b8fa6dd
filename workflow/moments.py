"""When: a date counted from an anchor. Declared here, computed in `calendar.py`.

An anchor is the name of a date of the case (`first_day`), or one of two dates every state has: `entered`, the day it
was entered, and `limit`, the day until which it may wait.
"""

from dataclasses import dataclass
from enum import Enum

ENTERED = "entered"
LIMIT = "limit"


class Unit(Enum):
    """How the days of an offset are counted."""

    DAYS = "days"  # every day of the calendar
    WORKING_DAYS = "working_days"  # not weekends, nor holidays in the addressee's country
    MONTHS = "months"  # the same day of a later month, or its last day


class Hour(Enum):
    """At which moment of its day something is due."""

    MORNING = "morning"  # 09:00 in the addressee's zone
    END = "end"  # when the day is over: a deadline's 23:59 has passed


@dataclass(frozen=True)
class Moment:
    """`amount` units after `anchor` (before it, if negative); half-way from `anchor` to `until` if that is named.

    `shifts` says whether a day off moves it (`domain.md`: before an anchor to the previous working day, after it to
    the next); notes of the day itself and published deadlines never move.
    """

    anchor: str
    amount: int = 0
    unit: Unit = Unit.DAYS
    until: str | None = None
    hour: Hour = Hour.MORNING
    shifts: bool = True


def working_days(amount: int) -> Moment:
    """So many working days after the state was entered."""
    return Moment(ENTERED, amount, Unit.WORKING_DAYS, hour=Hour.END)


def months(amount: int) -> Moment:
    """So many months after the state was entered."""
    return Moment(ENTERED, amount, Unit.MONTHS, hour=Hour.END)


def days(amount: int) -> Moment:
    """So many calendar days after the state was entered."""
    return Moment(ENTERED, amount, Unit.DAYS, hour=Hour.END)


def on(anchor: str, hour: Hour = Hour.MORNING) -> Moment:
    """The very day, which never moves."""
    return Moment(anchor, hour=hour, shifts=False)


def before(anchor: str, *, days: int = 0, working_days: int = 0, hour: Hour = Hour.MORNING) -> Moment:
    """So many days before `anchor`."""
    return _away(anchor, -days, -working_days, hour)


def after(anchor: str, *, days: int = 0, working_days: int = 0, hour: Hour = Hour.MORNING) -> Moment:
    """So many days after `anchor`."""
    return _away(anchor, days, working_days, hour)


def half_way(anchor: str, until: str) -> Moment:
    """The day in the middle, the earlier of two; a day off gives way to the next working day that is not the end."""
    return Moment(anchor, until=until)


def _away(anchor: str, days: int, working_days: int, hour: Hour) -> Moment:
    if bool(days) == bool(working_days):
        raise ValueError(f"Count from {anchor} in days or in working days, not in both.")
    return Moment(anchor, days or working_days, Unit.DAYS if days else Unit.WORKING_DAYS, hour=hour)
