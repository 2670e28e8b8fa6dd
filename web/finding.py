"""What the address of a list asks for, and what its filters offer: one set of names for lists, kept lists and files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from records import offers, topics
from records.finding import NOBODY, Filters
from records.vocabulary import BROKERS, countries
from states.words import MILESTONES
from web.database import reading
from web.given import connect
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from web.words import Words
from workflow.definition import Workflow
from workflow.words import _

CODES = ("kind", "type", "state", "milestone", "country", "waiting_for", "owner", "topic")
NARROWING = ("text", *CODES, "ended", "overdue")  # what the address may ask for
VIEWS = ("list", "flat")  # how it is shown
ME = "me"  # as the broker in charge: whoever looks, so that a kept list can be handed on
LONGEST_TEXT = 100  # characters that are looked for
KINDS: Mapping[str, str] = {
    "request": _("Requests"),
    "call": _("Calls"),
    "application": _("Applications"),
    "exchange": _("Exchanges"),
}
ENDED: Mapping[str, bool] = {"no": False, "yes": True}


@dataclass(frozen=True)
class Choice:
    """What a filter offers; `group` is the heading under which it stands."""

    value: str
    label: str
    chosen: bool
    group: str = ""


@dataclass(frozen=True)
class Select:
    """One filter: a list to choose from."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def filters(args: MultiDict[str, str] | None = None) -> Filters:
    """What the address asks for; a value nobody knows finds nothing, rather than everything."""
    args = request.args if args is None else args
    codes: dict[str, Any] = {name: args.get(name) or None for name in CODES}
    if not signed_in().sees_all:
        codes["owner"] = None  # who has no such filter cannot find out by it who is in charge
    elif codes["owner"] == ME:
        codes["owner"] = signed_in().id
    ended = ENDED.get(args.get("ended", ""))
    return Filters(**codes, text=args.get("text", "")[:LONGEST_TEXT], overdue=bool(args.get("overdue")), ended=ended)


def asked(*also: str) -> dict[str, str]:
    """The names and values of the address that narrow the list, and those of `also`: what links take along."""
    return {name: request.args[name] for name in (*NARROWING, *also) if request.args.get(name)}


def selects(room: Room) -> list[Select]:
    """The filters of a room, each in words, and what is chosen."""
    words, given = words_of(room), request.args
    laws = [connect().registry.newest(name) for name in connect().registry.names()]
    offered: list[tuple[str, str, Iterable[tuple[str, str]]]] = [
        ("kind", _("Kind"), _kinds(laws)),
        ("type", _("Type"), ((law.name, gettext(law.label)) for law in laws)),
        ("milestone", _("Milestone"), ((one.name, gettext(one.label)) for one in MILESTONES)),
        ("waiting_for", _("Whose turn"), _parts(words, laws)),
        ("topic", _("Topic"), ((one.code, one.label(words.language)) for one in topics.every(reading()))),
        ("country", _("Country"), _countries(words)),
        ("ended", _("Ended"), (("no", gettext(_("no"))), ("yes", gettext(_("yes"))))),
    ]
    if not room.public and signed_in().sees_all:
        offered.append(("owner", _("In charge"), _owners()))
    plain = [
        Select(name, gettext(label), tuple(Choice(code, said, given.get(name) == code) for code, said in choices))
        for name, label, choices in offered
    ]
    return [*plain[:2], _states(words, laws, given.get("state"), given.get("type")), *plain[2:]]


def _kinds(laws: Iterable[Workflow]) -> Iterator[tuple[str, str]]:
    for kind in dict.fromkeys(law.kind for law in laws):
        yield kind, gettext(KINDS[kind]) if kind in KINDS else kind


def _states(words: Words, laws: Iterable[Workflow], chosen: str | None, type_: str | None) -> Select:
    """Each state once, under the type that has it first; to the public, those that read alike are one."""
    seen: dict[str, Choice] = {}
    for law in laws:
        for state in law.states if type_ in (None, "", law.name) else ():
            label = words.state(law, state.name)
            seen.setdefault(state.name, Choice(state.name, label, state.name == chosen, gettext(law.label)))
    choices = _alike(seen.values(), chosen) if words.public else seen.values()
    return Select("state", gettext(_("State")), tuple(choices))


def _alike(choices: Iterable[Choice], chosen: str | None) -> Iterator[Choice]:
    codes: dict[str, list[str]] = {}
    for one in choices:
        codes.setdefault(one.label, []).append(one.value)
    for label, those in codes.items():
        value = ",".join(those)
        yield Choice(value, label, value == chosen)


def _parts(words: Words, laws: Iterable[Workflow]) -> Iterator[tuple[str, str]]:
    parts: dict[str, str] = {}
    for law in laws:
        for name, label in words.about(law).labels["part"].items():
            parts.setdefault(name, gettext(label))
    return ((name, label) for name, label in parts.items() if name not in ("clock", "link"))


def _countries(words: Words) -> Iterator[tuple[str, str]]:
    there = offers.countries(reading())
    return ((code, name) for code, name in countries(words.language).items() if code in there)


def _owners() -> Iterator[tuple[str, str]]:
    yield ME, gettext(_("me"))
    yield NOBODY, gettext(_("nobody"))
    for one in offers.people(reading(), roles=BROKERS):
        yield one.id, one.name
