"""What the address of a list of entries asks for, and what its filters offer."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import request
from flask_babel import gettext

from records.auditing import Asked, Mark
from records.vocabulary import HAPPENED
from web.audit.room import ROOM
from web.finding import Choice, Select
from web.given import connect
from web.history import SENTENCES
from web.scene import words_of
from web.typed import LARGEST
from web.words import Words
from workflow.definition import Workflow
from workflow.history import EntryKind
from workflow.words import _

NAMES = ("ref", "by", "kind", "trigger", "type", "state", "since", "until", "text")
LONGEST = 100  # characters of a word that is looked for
ONE_DAY = timedelta(days=1)
# What a kind of entry is called; those that SENTENCES tells by the button alone are named here.
KINDS: Mapping[EntryKind, str] = {
    EntryKind.CREATED: _("Begun"),
    EntryKind.MOVED: _("Moved"),
    EntryKind.SIGNED: _("Agreed by one of several"),
    EntryKind.EDITED: _("Data changed"),
    **SENTENCES,
}
BESIDE = _("Accounts, organisations, settings")


def asked() -> Asked:
    """What is looked for; a day that is none is left out."""
    given: dict[str, Any] = {name: value[:LONGEST] for name, value in narrowing().items()}
    for name, later in (("since", timedelta()), ("until", ONE_DAY)):
        if name in given:
            day = day_of(given[name])
            given[name] = start_of(day + later) if day else None
    return Asked(**given)


def narrowing() -> dict[str, str]:
    """The names and values of the address that narrow the list: what links and forms take along."""
    return {name: value for name in NAMES if (value := request.args.get(name, "").strip())}


def day_of(text: str) -> date | None:
    """A day as forms send it; None if it is none, or one that is not in every zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min + ONE_DAY < day < date.max - ONE_DAY else None


def start_of(day: date) -> datetime:
    """When a day begins on the reader's clock."""
    return datetime.combine(day, time(), words_of(ROOM).clock).astimezone(UTC)


def mark() -> Mark | None:
    """Where the page begins; a mark that is none begins with the first page."""
    moment, _sign, number = request.args.get("after", "").partition("~")
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    fits = number.isascii() and number.isdecimal() and int(number) <= LARGEST
    return Mark(at, int(number)) if fits else None


def said(place: Mark) -> str:
    """A mark as an address says it: `2018-03-19T23:00:00+00:00~123`."""
    return f"{place.at.isoformat()}~{place.number}"


def selects() -> list[Select]:
    """The filters that are lists to choose from, each in words, and what is chosen."""
    words, given = words_of(ROOM), request.args
    laws = [connect().registry.newest(name) for name in connect().registry.names()]
    return [
        Select("kind", gettext(_("What happened")), tuple(_kinds(given.get("kind")))),
        Select("trigger", gettext(_("Step")), tuple(_triggers(laws, given.get("trigger")))),
        Select("type", gettext(_("Type")), tuple(_types(laws, given.get("type")))),
        Select("state", gettext(_("State, left or entered")), tuple(_states(words, laws, given.get("state")))),
    ]


def _kinds(chosen: str | None) -> Iterator[Choice]:
    for kind, label in KINDS.items():
        yield Choice(kind.value, gettext(label), kind.value == chosen)


def _types(laws: list[Workflow], chosen: str | None) -> Iterator[Choice]:
    for law in laws:
        yield Choice(law.name, gettext(law.label), law.name == chosen)


def _triggers(laws: list[Workflow], chosen: str | None) -> Iterator[Choice]:
    """Each trigger once, under the type that has it first; then what is done beside cases."""
    seen: dict[str, Choice] = {}
    for law in laws:
        for one in law.transitions:
            choice = Choice(one.trigger, gettext(one.label), one.trigger == chosen, gettext(law.label))
            seen.setdefault(one.trigger, choice)
    for trigger, label in HAPPENED.items():
        # Several may be called alike, so the code stands beside.
        said = gettext(label)
        choice = Choice(trigger, f"{said[:1].upper()}{said[1:]} ({trigger})", trigger == chosen, gettext(BESIDE))
        seen.setdefault(trigger, choice)
    yield from seen.values()


def _states(words: Words, laws: list[Workflow], chosen: str | None) -> Iterator[Choice]:
    """Each state once, under the type that has it first."""
    seen: dict[str, Choice] = {}
    for law in laws:
        for state in law.states:
            choice = Choice(state.name, words.state(law, state.name), state.name == chosen, gettext(law.label))
            seen.setdefault(state.name, choice)
    yield from seen.values()
