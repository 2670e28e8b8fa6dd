"""What a party has to do until when, the exchanges it takes part in, and what it will be written."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext

from records import agenda
from web.database import reading
from web.due import Calendar, Coming
from web.given import connect
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from web.when import left


@dataclass(frozen=True)
class Due:
    """A case that waits for the reader."""

    ref: str
    title: str
    what: str
    until: str
    left: str
    overdue: bool


@dataclass(frozen=True)
class Visit:
    """An exchange on its days, in the zone of its host."""

    ref: str
    title: str
    state: str
    first: str
    last: str


def draw(room: Room) -> str:
    """The page."""
    reader, connection, words, now = signed_in(), reading(), words_of(room), connect().now()
    registry = connect().registry

    def law_of(one: agenda.Mine | agenda.Stay | agenda.Letter) -> Calendar:
        law = registry.get(one.type, one.definition_version)
        return Calendar(law, words.about(law))

    due, visits = [], []
    for mine in agenda.due(connection, reader.of_lists):
        law = law_of(mine).definition
        what = f"{gettext(law.label)}: {words.state(law, mine.state)}"
        today = now.astimezone(ZoneInfo(mine.due_zone)).date()
        until = words.until(mine.due_date, mine.due_zone)
        due.append(Due(mine.ref, mine.title, what, until, left(mine.due_date, today), mine.due_at <= now))
    for stay in agenda.stays(connection, reader.of_lists):
        state = words.state(law_of(stay).definition, stay.state)
        visits.append(
            Visit(stay.ref, stay.title, state, words.until(stay.first, stay.zone), words.until(stay.last, stay.zone))
        )
    coming: list[Coming] = [law_of(one).coming(one) for one in agenda.letters(connection, reader.of_lists)]
    return render_template("mine.html", room=room, due=due, visits=visits, coming=coming)
