"""An exchange that is lived on a moved clock: people press on their days, and the clock does what is due at its moment.

What came of it is read from the e-mails that left, and from the rows that fell due, as lines of a table.
"""

import email
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

import app
from letters.mail import local_id, named
from records.tables import Organisation, Person
from scheduler.clock import Clock
from tests.support.exchanges import EXCHANGES
from tests.support.moves import Brings, Step, decide, go
from tests.support.situations import CONFIRM
from tests.support.stage import BASE, Stage
from tests.web.site import Program
from workflow.tables import follow_ups, outbox

NOON = time(12)
AFTER = timedelta(days=185)  # some days off may come in between
WAITING = ("created", "failed_for_now")  # letters that leave by themselves


class Home(NamedTuple):
    """Where somebody reads their letters."""

    country: str
    zone: str
    language: str


@dataclass(frozen=True)
class Story:
    """`people` are at home elsewhere than in the cast; `pressed` is what they do, at noon (UTC) of a day."""

    type: str
    people: Mapping[str, Home]
    pressed: Mapping[str, tuple[Step, ...]]

    @property
    def brings(self) -> Brings:
        """What leads to an exchange of its type."""
        return next(one for one in EXCHANGES if one.type == self.type)

    @property
    def before(self) -> str:
        """The situation in which the exchange is about to be matched."""
        return f"{self.brings.asks}call/ranked"

    @property
    def presses(self) -> Iterator[tuple[date, tuple[Step, ...]]]:
        """What is pressed on which day: what leads to the match and to the arrangement, and what is the story's own."""
        type_, brings = self.type, self.brings
        beginning = {
            "2018-03-27": (decide(type_, request=["application"]),),
            "2018-03-28": (CONFIRM,),
            "2018-03-29": brings.prepare,
            "2018-03-30": (*brings.ready, go("exchange", "arrange")),
        }
        for day in sorted({**beginning, **self.pressed}):
            yield date.fromisoformat(day), (*beginning.get(day, ()), *self.pressed.get(day, ()))


def answers(questionnaire: str, by: str) -> Step:
    """Somebody answers a questionnaire."""
    return go("exchange", "answer_questionnaire", by, questionnaire=questionnaire)


class Monitored:
    """A story on a stage, with a program that ticks: whatever is due is done at the moment at which it is."""

    def __init__(self, stage: Stage, story: Story, home: Path) -> None:
        self.stage, self.story, self.folder = stage, story, home / "instance/mail"
        given = {"CONNECT_DATABASE_URL": str(stage.database.url), "CONNECT_BASE_URL": BASE}
        self.program = Program(app.Settings.read(given, home), stage)
        self.clock = Clock(self.program)
        self.known = {row.id for row in stage.rows("follow_ups")}
        self._settle()

    def _settle(self) -> None:
        with self.stage.database.begin() as connection:
            for name, home in self.story.people.items():
                here = {"country": home.country, "zone": home.zone}
                person, body = Person.id == self.stage.people[name], Organisation.id == self.stage.bodies[name]
                connection.execute(update(Person).where(person).values(language=home.language, **here))
                connection.execute(update(Organisation).where(body).values(**here))
            # What is owed from before the match is no part of the story.
            connection.execute(update(outbox).values(status="dropped"))

    # --- time -----------------------------------------------------------------------------------------------------------

    def live(self) -> None:
        """All presses, and everything that falls due until half a year after the last day."""
        for day, steps in self.story.presses:
            self.until(datetime.combine(day, NOON, UTC))
            for step in steps:
                step(self.stage)
        last = date.fromisoformat(self.stage.case(self.stage.refs["exchange"]).facts["last_day"])
        self.until(datetime.combine(last + AFTER, NOON, UTC))

    def until(self, moment: datetime) -> None:
        """Time passes, from one moment at which something is due to the next."""
        while (then := self._next()) is not None and then <= moment:
            self.stage.now = max(self.stage.now, then)
            self.clock.once()
        self.stage.now = moment

    def _next(self) -> datetime | None:
        due = select(func.min(follow_ups.c.due_at)).where(follow_ups.c.status == "planned")
        owed = select(func.min(outbox.c.not_before)).where(outbox.c.status.in_(WAITING))
        with self.stage.looking() as connection:
            return min(filter(None, (connection.scalar(due), connection.scalar(owed))), default=None)

    # --- what came of it ------------------------------------------------------------------------------------------------

    def table(self) -> str:
        """All letters and all that fell due, each in its order."""
        return "\n".join(["LETTERS", *self.letters(), "", "FOLLOW-UPS", *self.due(), ""])

    def letters(self) -> Iterator[str]:
        """When each about a case left, on the wall of who got it; to whom, in which language, about what."""
        about = [row for row in self.stage.rows("outbox") if row.ref]
        owed = {self._ident(row, person): row for row in about for person in self._names}
        mails = map(_read, self.folder.glob("*.eml"))
        sent = [(mail["Date"].datetime, owed[ident], mail) for mail in mails if (ident := mail["Message-ID"]) in owed]
        zones = self._zones
        for at, row, mail in sorted(sent, key=lambda one: (one[0], one[1].id, one[2]["To"])):
            name = mail["To"].addresses[0].display_name
            said = " + ".join(f"{_kind(one['ref'])} {one['template']}" for one in row.items)
            yield f"{_wall(at, zones[name])}  {name:<12}  {_language(mail)}  {said}"

    def due(self) -> Iterator[str]:
        """When each was due, on the wall of who is told or asked, and how it ended."""
        rows = [row for row in self.stage.rows("follow_ups") if row.id not in self.known]
        for row in sorted(rows, key=lambda row: (row.due_at, row.id)):
            whom = self._names.get(row.recipient.removeprefix("person:"), row.recipient)
            what = f"{_kind(row.ref)} {row.rule}"
            yield f"{_wall(row.due_at, row.zone)}  {whom:<18}  {row.kind:<8}  {row.status:<10}  {what}"

    def _ident(self, row: Any, person: str) -> str:
        return f"<{local_id(named(row.act, row.recipient, person))}@connect.example>"

    @property
    def _names(self) -> Mapping[str, str]:
        return {ident: name for name, ident in self.stage.people.items()}

    @property
    def _zones(self) -> Mapping[str, str]:
        with self.stage.looking() as connection:
            return {row.name: row.zone for row in connection.execute(select(Person.name, Person.zone))}

    def close(self) -> None:
        """Let go of the database."""
        self.program.database.dispose()


def _read(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), policy=SMTP)


def _language(mail: EmailMessage) -> str:
    """The language that the letter says it is in."""
    page = mail.get_body(("html",))
    assert page is not None
    return str(page.get_content()).split('lang="', 1)[1][:2]


def _kind(ref: str) -> str:
    return {"REQ": "request", "CALL": "call", "APP": "application", "EXC": "exchange"}[ref.split("-")[0]]


def _wall(moment: datetime, zone: str) -> str:
    """A moment as a clock and a calendar there show it, and how far they are from UTC."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %d %b %Y %H:%M %z")[:-2]
