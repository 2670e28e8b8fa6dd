"""What will be sent in the next 60 days if nobody does anything: day by day, of one kind of case, or to one reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext

from web.database import reading
from web.desk.room import ROOM
from web.desk.whole import broker
from web.finding import Choice, Select
from web.foreseen import Foreseen, Foreteller
from web.given import connect
from web.scene import words_of
from workflow import outlook
from workflow.definition import Kind
from workflow.forecast import Forecast, Line
from workflow.words import _

MOST = 200  # lines on a page, and then the rest of the day


@dataclass(frozen=True)
class Day:
    """What comes on one day of the reader's calendar."""

    label: str
    lines: Sequence[Foreseen]


def draw() -> str:
    """A page of it. Raises NotYours."""
    broker()
    found = outlook.of_all(reading(), connect().engine, connect().now())
    teller = Foreteller(words_of(ROOM), found)
    told = [line for line in found.lines if _asked(found, line)]
    begins = _from()
    days = [(day, tuple(lines)) for day, lines in groupby(told, key=teller.day) if begins is None or day >= begins]
    shown, more = _first(days)
    return render_template(
        "forecast.html",
        days=[Day(teller.words.day(day), [teller.tell(line) for line in lines]) for day, lines in shown],
        letters=sum(line.kind != Kind.FIRE.value for line in told),
        moves=sum(line.kind == Kind.FIRE.value for line in told),
        most=outlook.DAYS,
        cut=teller.words.moment(found.until) if found.cut else "",
        selects=tuple(_selects(teller, found)),
        narrowed=any(request.args.get(name) for name in ("type", "to")),
        more=_address(more) if more else "",
        further=_address(None) if begins else "",
    )


def _asked(found: Forecast, line: Line) -> bool:
    type_, to = request.args.get("type"), request.args.get("to")
    return (not type_ or found.snapshot.case(line.ref).type == type_) and (not to or line.recipient == to)


def _from() -> date | None:
    try:
        return date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return None


def _first(
    days: Sequence[tuple[date, tuple[Line, ...]]],
) -> tuple[Sequence[tuple[date, tuple[Line, ...]]], date | None]:
    """The days of a page, and the first of the next."""
    lines = 0
    for number, (day, found) in enumerate(days):
        if lines >= MOST:
            return days[:number], day
        lines += len(found)
    return days, None


def _address(begins: date | None) -> str:
    kept = {name: request.args[name] for name in ("type", "to") if request.args.get(name)}
    if begins:
        kept["from"] = begins.isoformat()
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _selects(teller: Foreteller, found: Forecast) -> Iterator[Select]:
    types = sorted({found.snapshot.case(line.ref).type for line in found.lines})
    kinds = {name: gettext(connect().registry.newest(name).label) for name in types}
    people = {line.recipient: teller.whom(line.recipient) for line in found.lines}
    yield _select("type", gettext(_("Kind of case")), kinds)
    yield _select("to", gettext(_("To whom")), people)


def _select(name: str, label: str, choices: Mapping[str, str]) -> Select:
    asked = request.args.get(name)
    found = sorted(choices.items(), key=lambda one: one[1])
    return Select(name, label, tuple(Choice(value, text, value == asked) for value, text in found))
