"""Entries of all histories: looked for freely, or as one of the saved questions asks; a page, or all of them as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask_babel import gettext

from records import auditing
from records.auditing import ANY, Rule
from records.exports import note
from records.questions import QUESTIONS, Question
from records.sheets import csv_line
from records.stream import act
from web.acting import VIA
from web.audit import asking
from web.audit.room import ROOM
from web.audit.telling import Clerk, Told, clerk
from web.database import reading, writing
from web.export import MARK
from web.finding import Select
from web.given import connect
from web.reader import signed_in
from web.scene import words_of
from workflow.errors import WorkflowError
from workflow.history import INSTANT, Entry
from workflow.words import _

ALL = _("Entries of all histories")
# Codes and ids as they are recorded, so that files can be compared; the last three are words.
COLUMNS = (
    "id",
    "at",
    "kind",
    "trigger",
    "from",
    "to",
    "actor",
    "part",
    "on_behalf_of",
    "via",
    "act",
    "type",
    "definition_version",
    "hash",
    "actor_name",
    "reason",
    "on_behalf_reason",
)


class NoSuchQuestion(WorkflowError):
    """Raised if the address names a question that is not there."""

    message = _("There is no question of that name. They are listed on the page of questions.")
    status = 404


@dataclass(frozen=True)
class Shown:
    """A page of entries. `asked` is what the address narrows, `question` the saved question, if it is one."""

    title: str
    sentence: str
    name: str | None
    lines: tuple[Told, ...]
    asked: dict[str, str]
    selects: tuple[Select, ...]
    more: str
    looked_until: str  # down to where this page looked, where it is not full and there is more
    file: str
    further: bool


def draw(name: str | None = None) -> str:
    """The page. Raises NoSuchQuestion."""
    question, rule = _question(name)
    page = auditing.page(reading(), asking.asked(), rule, after=asking.mark())
    found = [one.entry for one in page.found]
    telling, given = clerk(reading(), found), asking.narrowing()
    address: dict[str, Any] = {**given, **({"name": name} if name else {})}
    here = f"audit.{'question' if name else 'entries'}"
    shown = Shown(
        title=gettext(question.label if question else ALL),
        sentence=gettext(question.sentence) if question else "",
        name=name,
        lines=tuple(map(telling.told, found)),
        asked=given,
        selects=tuple(asking.selects()),
        more=url_for(here, **address, after=asking.said(page.next)) if page.next else "",
        looked_until=words_of(ROOM).moment(page.next.at) if page.next and not page.whole else "",
        file=url_for(f"{here}_file", **address),
        further="after" in request.args,
    )
    return render_template("audit/entries.html", shown=shown)


def questions() -> str:
    """The saved questions, each with its sentence."""
    return render_template("audit/questions.html", questions=QUESTIONS)


def file(name: str | None = None) -> Response:
    """All of it as CSV; that it was taken is an entry of the reader's own history. Raises NoSuchQuestion."""
    _asked, rule = _question(name)
    reader, now, given = signed_in(), connect().now(), asking.narrowing()
    with writing() as connection:
        note(connection, act(reader.id, now, VIA), ROOM.name, {"entries": name or "all", **given})
    called = f"connect-{name or 'entries'}-{now.astimezone(words_of().clock):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{called}"'}
    return Response(stream_with_context(_lines(rule)), mimetype="text/csv", headers=headers)


def _question(name: str | None) -> tuple[Question | None, Rule]:
    if name is None:
        return None, ANY
    question = QUESTIONS.get(name)
    if question is None:
        raise NoSuchQuestion
    return question, question.rule(connect().registry)


def _lines(rule: Rule) -> Iterator[str]:
    yield MARK + csv_line(COLUMNS)
    for page in auditing.every(reading(), asking.asked(), rule):
        found = [one.entry for one in page]
        telling = clerk(reading(), found)
        for entry in found:
            yield csv_line(_cells(entry, telling))


def _cells(entry: Entry, telling: Clerk) -> list[Any]:
    return [
        entry.id,
        entry.at.strftime(INSTANT),
        entry.kind.value,
        entry.trigger,
        entry.source,
        entry.target,
        entry.actor,
        entry.part,
        entry.on_behalf_of,
        entry.via,
        entry.act,
        entry.type,
        entry.definition_version,
        entry.hash,
        telling.words.name(entry.actor),
        telling.body(entry.reason),
        telling.body(entry.on_behalf_reason),
    ]
