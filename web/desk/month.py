"""A month of all cases: the days until which they may wait, exchanges on their days, and what happens by itself."""

import re
from calendar import Calendar as Weeks
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date, get_day_names
from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from records import upcoming
from records.upcoming import Limit, Stay
from web.database import reading
from web.desk.due import Line, Teller
from web.desk.room import ROOM
from web.desk.whole import broker
from web.given import connect
from web.scene import words_of
from web.words import Words
from workflow.sentences import locale
from workflow.words import _

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
ONE_DAY = timedelta(days=1)
# What of an exchange a day is.
BEGINS, GOES_ON, ENDS, ONLY = _("begins"), _("goes on"), _("ends"), _("one day")


@dataclass(frozen=True)
class Visit:
    """An exchange on one of its days."""

    ref: str
    title: str
    what: str
    state: str


@dataclass(frozen=True)
class Day:
    """One day: exchanges, then what may wait until it, then what happens by itself."""

    day: date
    label: str
    today: bool
    inside: bool  # of the month; the others fill its first and last week
    visits: Sequence[Visit]
    limits: Sequence[Line]
    by_itself: Sequence[Line]

    @property
    def empty(self) -> bool:
        """Whether nothing is on it."""
        return not (self.visits or self.limits or self.by_itself)


def draw_this() -> Any:
    """The month that it is where the reader is. Raises NotYours."""
    today = connect().now().astimezone(words_of(ROOM).clock).date()
    broker()
    return redirect(url_for("desk.month", when=f"{today:%Y-%m}"), 303)


def draw(when: str) -> str:
    """A month, as `2018-06`. Raises NotYours, and NotFound for what is no month."""
    broker()
    found = MONTH.fullmatch(when)
    if found is None:
        raise NotFound
    first = date(int(found[1]), int(found[2]), 1)
    last = _next(first) - ONE_DAY
    words = words_of(ROOM)
    page = _page(words, first, last)
    weeks = [tuple(week) for week in _weeks(words, page, first, last)]
    return render_template(
        "month.html",
        weeks=weeks,
        names=[get_day_names("abbreviated", locale=locale(words.language))[number] for number in range(7)],
        title=_titled(words, first),
        before=_beside(words, first - ONE_DAY),
        after=_beside(words, last + ONE_DAY),
        nothing=all(day.empty for week in weeks for day in week if day.inside),
        cut=words.moment(page.next.at) if page.next else "",
    )


def _next(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _titled(words: Words, day: date) -> str:
    return str(format_date(day, "LLLL y", locale=locale(words.language)))


def _beside(words: Words, day: date) -> tuple[str, str]:
    """The address and the name of a month beside this one; no address outside of what there are pages for."""
    when = f"{day:%Y-%m}"
    return (url_for("desk.month", when=when) if MONTH.fullmatch(when) else "", _titled(words, day))


def _page(words: Words, first: date, last: date) -> upcoming.Page:
    """All that is due in a month; limits are days in zones of their own, and can be a day before or after it here."""
    begins, ends = (datetime.combine(day, time(), words.clock) for day in (first - ONE_DAY, last + timedelta(days=2)))
    return upcoming.between(reading(), begins, ends)


def _weeks(words: Words, page: upcoming.Page, first: date, last: date) -> Iterator[Iterator[Day]]:
    teller = Teller(words.knowing(page.names), connect().now())
    limits: Mapping[date, list[Line]] = defaultdict(list)
    by_itself: Mapping[date, list[Line]] = defaultdict(list)
    for one in page.lines:
        if isinstance(one, Limit):
            limits[one.due_date].append(teller.limit(one))
        else:
            by_itself[one.due_at.astimezone(words.clock).date()].append(teller.row(one))
    visits = _visits(words, first, last)
    today = connect().now().astimezone(words.clock).date()
    for week in Weeks().monthdatescalendar(first.year, first.month):
        yield (
            Day(day, words.day(day), day == today, day.month == first.month, visits[day], limits[day], by_itself[day])
            for day in week
        )


def _visits(words: Words, first: date, last: date) -> Mapping[date, list[Visit]]:
    found: Mapping[date, list[Visit]] = defaultdict(list)
    for one in upcoming.stays(reading(), first, last):
        law = connect().registry.get(one.type, one.definition_version)
        if one.ended and law.state(one.state).milestone is None:
            continue  # it did not take place
        state = words.state(law, one.state)
        for number in range((one.last - one.first).days + 1):
            day = one.first + timedelta(days=number)
            found[day].append(Visit(one.ref, one.title, gettext(_what(one, day)), state))
    return found


def _what(stay: Stay, day: date) -> str:
    if stay.first == stay.last:
        return ONLY
    return BEGINS if day == stay.first else ENDS if day == stay.last else GOES_ON
