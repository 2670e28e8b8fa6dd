"""Facts and words live apart: the one place where facts are put into a sentence for a reader in their language. Pure.

`names` turns an id (`PER-…`, `ORG-…`, `office:…`) into a name, `translate` a marked text into the reader's language,
and `labels` a code into its marked label, by vocabulary: `state`, `part`, `type`, `trigger`, `milestone`, and whatever
else a message calls a fact. Languages and countries are known by their ISO codes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from workflow.definition import CLOCK, LINK, Part, Workflow
from workflow.errors import BadForm, Refused, WorkflowError
from workflow.moments import ENTERED, LIMIT
from workflow.words import Sentence, _

Labels = Mapping[str, Mapping[str, str]]

UNKNOWN = "…"  # for what a message asks and the facts do not say
# What a fact is called in messages → the vocabulary in which its code is looked up.
VOCABULARY = {
    "possible_states": "state",
    "parts": "part",
    "prepared_by": "trigger",
    "languages": "language",
    "countries": "country",
}
# What a date is counted from, where no form asks for it.
ANCHORS = {
    ENTERED: _("the day on which this state began"),
    LIMIT: _("the day until which it may wait"),
    "today": _("the day on which it was noticed"),
}
LOCALES = {"en": "en_GB", "pt": "pt_PT"}  # Babel takes the bare codes for those of the United States and of Brazil
_ID = re.compile(r"(PER|ORG)-\d+|office:\w+")


def locale(language: str) -> Locale:
    """How dates, lists and names are written in a language (ISO 639)."""
    return Locale.parse(LOCALES.get(language, language))


def sentence(
    message: str,
    facts: Mapping[str, Any],
    *,
    names: Callable[[str], str],
    translate: Callable[[str], str],
    labels: Labels,
    language: str = "en",
    zone: str = "UTC",
) -> str:
    """`message` in the reader's language, filled with `facts` as a person reads them. Nothing missing raises."""
    return _Reader(names, translate, labels, locale(language), zone).say(message, facts)


def error_text(
    error: WorkflowError,
    *,
    names: Callable[[str], str],
    translate: Callable[[str], str],
    labels: Labels,
    language: str = "en",
    zone: str = "UTC",
) -> str:
    """What an error says to a reader: its sentence, then every reason or every field it is about."""
    reader = _Reader(names, translate, labels, locale(language), zone)
    said = [reader.say(error.message, error.facts)]
    if isinstance(error, Refused):
        said += [reader.say(blocker.message, blocker.facts) for blocker in error.blockers]
    if isinstance(error, BadForm):
        said += [f"{field}: {_told(text, translate)}" for field, text in field_errors(error.errors)]
    return " ".join(said)


def _told(text: str | Sentence, translate: Callable[[str], str]) -> str:
    """What is wrong with a field; an id in it stays the id that was typed."""
    return translate(text.message).format_map(text.facts) if isinstance(text, Sentence) else translate(text)


def field_errors(errors: Mapping[Any, Any], within: str = "") -> Iterable[tuple[str, str | Sentence]]:
    """marshmallow's errors as (field, sentence); a field of the third row of a table is `delegates.2.name`."""
    for field, found in errors.items():
        name = f"{within}{field}"
        if isinstance(found, Mapping):
            yield from field_errors(found, f"{name}.")
        else:
            yield from ((name, text if isinstance(text, Sentence) else str(text)) for text in found)


def labels_of(*definitions: Workflow) -> dict[str, dict[str, str]]:
    """The vocabularies of definitions; where two name a thing differently, the first is heard."""
    labels: dict[str, dict[str, str]] = {"part": {}, "state": {}, "trigger": {}, "type": {}, "milestone": {}}
    for definition in reversed(definitions):
        labels["type"][definition.name] = definition.label
        labels["trigger"] |= {one.trigger: one.label for one in reversed(definition.transitions)}
        labels["part"] |= {part.name: part.label for part in parts_of(definition)}
        for state in definition.states:
            labels["state"][state.name] = state.label
            if state.milestone:
                labels["milestone"][state.milestone.name] = state.milestone.label
    return labels


def parts_of(definition: Workflow) -> tuple[Part, ...]:
    """Every part that a definition names as one who acts or waits, each once."""
    turns = (part for state in definition.states if isinstance(state.turn, tuple) for part in state.turn)
    actors = (part for transition in definition.transitions for part in (*transition.by, *transition.signed_by))
    return tuple(dict.fromkeys((*turns, *actors, CLOCK, LINK)))


def anchor_label(definition: Workflow, anchor: str) -> str:
    """What a date of a case is counted from, as a marked text: one of `ANCHORS`, or the question that asks for it."""
    asked: Iterator[Any] = (one.form._declared_fields.get(anchor) for one in definition.transitions if one.form)
    question = next((str(field.label) for field in asked if field is not None), None)
    return ANCHORS.get(anchor) or question or anchor.replace("_", " ")


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


@dataclass(frozen=True)
class _Reader:
    names: Callable[[str], str]
    translate: Callable[[str], str]
    labels: Labels
    locale: Locale
    zone: str

    def say(self, message: str, facts: Mapping[str, Any]) -> str:
        said = _Said({key: self.value(key, value) for key, value in facts.items()})
        try:
            return self.translate(message).format_map(said)
        except (ValueError, IndexError, AttributeError):
            # A translation with a broken placeholder must not take the reason away.
            return message.format_map(said)

    def value(self, key: str, value: Any) -> str:
        match value:
            case None:
                return UNKNOWN
            case bool():
                return self.translate(_("yes") if value else _("no"))
            case str():
                return self.code(VOCABULARY.get(key, key), value)
            case datetime():
                local = value.astimezone(ZoneInfo(self.zone))
                return f"{self.day(local.date())}, {local:%H:%M} ({self.zone})"
            case date():
                return self.day(value)
            case {"message": str(message), "facts": Mapping() as facts}:
                return self.say(message, facts)
            case Mapping():
                return self.listed([self.value(name, item) for name, item in value.items()])
            case list() | tuple() | set() | frozenset():
                ordered = sorted(value) if isinstance(value, set | frozenset) else value
                return self.listed([self.value(key, item) for item in ordered])
        return str(value)

    def code(self, vocabulary: str, value: str) -> str:
        label = self.labels.get(vocabulary, {}).get(value)
        if label:
            return self.translate(label)
        if vocabulary == "language":
            return str(self.locale.languages.get(value, value))
        if vocabulary == "country":
            return str(self.locale.territories.get(value, value))
        if _ID.fullmatch(value):
            return self.names(value)
        return self.day(date.fromisoformat(value)) if is_day(value) else value

    def day(self, day: date) -> str:
        return format_date(day, format="long", locale=self.locale)

    def listed(self, items: list[str]) -> str:
        return format_list(items, locale=self.locale) if items else UNKNOWN


def is_day(value: str) -> bool:
    """Whether a text is a date as facts hold it: `2018-06-10`."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
