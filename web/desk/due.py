"""What is due and overdue in all cases, from the oldest on: limits, reminders, letters, moves of the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_babel import gettext

from records import upcoming
from records.upcoming import FOLLOW_UP, LIMIT, Limit, Mark, Row
from web.database import reading
from web.desk.room import ROOM
from web.desk.whole import broker
from web.due import Calendar
from web.given import connect
from web.scene import words_of
from web.typed import LARGEST
from web.when import left
from web.words import Words


@dataclass(frozen=True)
class Line:
    """Something that is due. `left` is how far it is ahead or over, `why` what a follow-up is counted from."""

    ref: str
    title: str
    what: str
    whom: str
    when: str
    left: str
    why: str
    overdue: bool
    by_itself: bool  # a follow-up, which nobody has to press


def draw() -> str:
    """A page of it. Raises NotYours."""
    broker()
    page = upcoming.page(reading(), _mark(request.args.get("after", "")))
    lines = tuple(told(page))
    more = url_for("desk.due", after=_said(page.next)) if page.next else ""
    overdue = [one for one in lines if one.overdue]
    coming = [one for one in lines if not one.overdue]
    return render_template("due.html", overdue=overdue, coming=coming, more=more, further="after" in request.args)


def told(page: upcoming.Page) -> Iterator[Line]:
    """The lines of a page, in the reader's words."""
    teller = Teller(words_of(ROOM).knowing(page.names), connect().now())
    return (teller.limit(one) if isinstance(one, Limit) else teller.row(one) for one in page.lines)


class Teller:
    """Tells what is due, to one reader, at one moment."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.words, self.now = words, now
        self.about = cache(self._about)

    def _about(self, type_: str, version: int) -> Calendar:
        law = connect().registry.get(type_, version)
        return Calendar(law, self.words.about(law))

    def limit(self, one: Limit) -> Line:
        """The day until which a case may wait."""
        calendar = self.about(one.type, one.definition_version)
        words = calendar.words
        who = words.listed(one.waits_for, "part")
        today = self.now.astimezone(ZoneInfo(one.due_zone)).date()
        return Line(
            ref=one.ref,
            title=one.title,
            what=f"{gettext(calendar.definition.label)}: {words.state(calendar.definition, one.state)}",
            whom=who,
            when=words.until(one.due_date, one.due_zone),
            left=left(one.due_date, today),
            why="",
            overdue=one.due_at <= self.now,
            by_itself=False,
        )

    def row(self, one: Row) -> Line:
        """A follow-up."""
        coming = self.about(one.type, one.definition_version).coming(one)
        days = (each.astimezone(self.words.clock).date() for each in (one.due_at, self.now))
        return Line(
            ref=one.ref,
            title=one.title,
            what=coming.what,
            whom=coming.whom,
            when=coming.when,
            left=left(*days),
            why=coming.why,
            overdue=one.due_at <= self.now,
            by_itself=True,
        )


def _said(mark: Mark) -> str:
    """A mark as an address says it: `2018-03-19T23:00:00+00:00~0~REQ-2018-0001`."""
    return f"{mark.at.isoformat()}~{mark.place}~{mark.key}"


def _mark(said: str) -> Mark | None:
    """Where a page begins; a mark that is none begins with the first page."""
    moment, _first, rest = said.partition("~")
    place, _second, key = rest.partition("~")
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    fits = place == str(LIMIT) or (
        place == str(FOLLOW_UP) and key.isdecimal() and key.isascii() and int(key) <= LARGEST
    )
    return Mark(at, int(place), key) if fits else None
