"""Lines of a forecast in words: what, about which case, to whom, when on their clock, in which language, and why."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from flask_babel import gettext

from web.due import Calendar
from web.given import connect
from web.scene import Scene
from web.words import Words
from workflow import outlook
from workflow.attempt import Plan
from workflow.definition import Kind
from workflow.forecast import REFUSED, Forecast, Line
from workflow.sentences import locale
from workflow.words import _

OF_A_MOVE = _("Letter that tells of “{move}”")
REFUSED_THEN = _("cannot happen as things stand")


@dataclass(frozen=True)
class Foreseen:
    """One line. `when` is on the clock of whoever gets it, `time` the same without its day where that is the reader's."""

    ref: str
    title: str
    what: str
    whom: str
    when: str
    time: str
    language: str
    why: str
    refused: str
    moves: bool  # a move of the clock, not a letter


def of_plan(scene: Scene, plan: Plan) -> tuple[Foreseen, ...]:
    """What would come of a press in the next days, besides its own letters; to a party only what it gets itself."""
    found = outlook.if_done(scene.connection, scene.program.engine, plan)
    teller = Foreteller(scene.words, found)
    return tuple(teller.tell(line) for line in found.lines if _told(scene, line))


def of_scene(scene: Scene) -> tuple[tuple[Line, Foreseen], ...]:
    """What will come of a case; to a party only what it gets itself."""
    found = outlook.of_case(scene.connection, scene.program.engine, scene.ref, scene.now)
    teller = Foreteller(scene.words, found)
    return tuple((line, teller.tell(line)) for line in found.lines if _told(scene, line))


def _told(scene: Scene, line: Line) -> bool:
    return scene.access.whole or line.recipient == f"person:{scene.reader.id}"


class Foreteller:
    """Tells a forecast to one reader."""

    def __init__(self, words: Words, found: Forecast) -> None:
        self.words, self.found = words.among(found.snapshot.directory), found
        self.about = cache(self._about)

    def _about(self, type_: str, version: int) -> Calendar:
        law = connect().registry.get(type_, version)
        return Calendar(law, self.words.about(law))

    def tell(self, line: Line) -> Foreseen:
        """One line."""
        case = self.found.snapshot.case(line.ref)
        calendar = self.about(case.type, case.definition_version)
        coming = calendar.coming(line)
        local = line.due_at.astimezone(ZoneInfo(line.zone))
        clock = f"{local:%H:%M} ({line.zone})"
        when = f"{self.words.day(local.date())}, {clock}"
        move = calendar.words.label("trigger", line.cause) if line.cause else ""
        return Foreseen(
            ref=line.ref,
            title=case.title,
            what=gettext(OF_A_MOVE).format(move=move) if line.cause else coming.what,
            whom=coming.whom,
            when=when,
            time=clock if local.date() == self.day(line) else when,
            language=self._language(line.language),
            why=coming.why,
            refused=gettext(REFUSED_THEN) if line.status == REFUSED else "",
            moves=line.kind == Kind.FIRE.value,
        )

    def whom(self, recipient: str) -> str:
        """Somebody who gets a letter, or the clock."""
        return self.words.name(recipient.removeprefix("person:"))

    def day(self, line: Line) -> date:
        """The day on which it comes, on the reader's calendar."""
        return line.due_at.astimezone(self.words.clock).date()

    def _language(self, code: str | None) -> str:
        return str(locale(self.words.language).languages.get(code, code)) if code else ""
