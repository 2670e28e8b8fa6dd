"""Ids, codes and messages in English, as a terminal shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from records import people
from states.words import BROKER, COMMITTEE, EVERYONE, LEAD_BROKER
from workflow.errors import WorkflowError
from workflow.history import EntryKind
from workflow.reading import idents
from workflow.registry import Registry
from workflow.sentences import error_text, labels_of, sentence
from workflow.texts import mentioned, resolve

ERASED = "(erased)"
PARTS = (*EVERYONE, BROKER, LEAD_BROKER, COMMITTEE)  # those too that no case type lets press a button
NOBODY = {"clock": "the clock", "SYS": "the command line", "owing": "whoever owes the next step"}


@dataclass(frozen=True)
class Words:
    """What ids, texts and codes are called; what is not known is shown as it is."""

    names: Mapping[str, str | None] = field(default_factory=dict)
    texts: Mapping[str, str | None] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    registry: Registry = field(default_factory=lambda: Registry(()))

    @classmethod
    def of(cls, registry: Registry, connection: Connection | None, values: Any) -> "Words":
        """The words for whatever `values` mention; without a connection, for codes only."""
        words = cls(labels=_labels(registry, ""), registry=registry)
        if connection is None:
            return words
        bare = [_bare(value) for value in values]
        return replace(words, names=people.names(connection, idents(bare)), texts=resolve(connection, mentioned(bare)))

    def typed(self, type_: str | None) -> "Words":
        """The same as a case type says them: two types may call a trigger or a state of one name differently."""
        return replace(self, labels=_labels(self.registry, type_ or ""))

    def name(self, ident: str) -> str:
        """What somebody is called: a person, an organisation, an office, the clock."""
        ident = ident.removeprefix("person:")
        if ident.startswith("office:"):
            return self.label("part", ident.removeprefix("office:"))
        return NOBODY.get(ident) or (self.names[ident] or ERASED if ident in self.names else ident)

    def who(self, ident: str) -> str:
        """The same with the id, where it is one of a person or an organisation."""
        bare, name = ident.removeprefix("person:"), self.name(ident)
        return name if bare not in self.names else f"{name} ({bare})"

    def text(self, kept: Mapping[str, str] | None) -> str:
        """A text as history holds it, in words."""
        return "" if kept is None else self.texts.get(kept["text"]) or ERASED

    def label(self, vocabulary: str, code: str) -> str:
        """What a code is called."""
        return self.labels.get(vocabulary, {}).get(code, code)

    def parts(self, codes: Any) -> str:
        """Several parts, with commas; a dash for none."""
        return ", ".join(self.label("part", code) for code in codes) or "–"

    def say(self, message: str, facts: Mapping[str, Any]) -> str:
        """A message filled with its facts."""
        return sentence(message, facts, names=self.name, translate=str, labels=self.labels)

    def error(self, error: WorkflowError) -> str:
        """What an error says, on one line."""
        return error_text(error, names=self.name, translate=str, labels=self.labels)

    def value(self, value: Any) -> str:
        """A fact of a case on one line."""
        match value:
            case {"text": str(), "commitment": str()}:
                return " ".join(self.text(value).split())
            case {"first": first, "last": last}:
                return f"{first} to {last}"
            case Mapping():
                return "; ".join(f"{self.value(name)}: {self.value(one)}" for name, one in value.items())
            case list() | tuple():
                return ", ".join(map(self.value, value)) or "–"
            case bool():
                return "yes" if value else "no"
            case None:
                return "–"
            case str() if value in self.names:
                return self.who(value)
        return str(value)

    def plain(self, value: Any) -> Any:
        """A fact as JSON, texts in words."""
        match value:
            case {"text": str(), "commitment": str()}:
                return self.texts.get(value["text"])
            case Mapping():
                return {name: self.plain(one) for name, one in value.items()}
            case list() | tuple():
                return [self.plain(one) for one in value]
        return value


@lru_cache(maxsize=64)
def _labels(registry: Registry, first: str) -> Mapping[str, Mapping[str, str]]:
    """Every code's label, those of the type called `first` before those of others."""
    labels = labels_of(*sorted(registry, key=lambda one: one.name != first))
    labels["part"] |= {part.name: part.label for part in PARTS}
    return labels


def _bare(value: Any) -> Any:
    """A value in which `person:PER-0001` is the id alone, so that it is found."""
    match value:
        case str():
            return value.removeprefix("person:")
        case Mapping():
            return {key: _bare(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_bare(one) for one in value]
    return value


def instant(moment: datetime, zone: str = "UTC") -> str:
    """A moment on the wall in a zone, which it names."""
    local = moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M} {zone}"


def due_day(day: date | None, zone: str | None) -> str:
    """A date in its zone; a dash for none."""
    return f"{day} {zone}" if day else "–"


DID: Mapping[EntryKind, str] = {
    EntryKind.CREATED: "began it",
    EntryKind.MOVED: "moved it",
    EntryKind.SIGNED: "agreed",
    EntryKind.EDITED: "changed it",
    EntryKind.ASSIGNED: "assigned it",
    EntryKind.COMMENTED: "wrote a note",
    EntryKind.WAIVED: "waived",
    EntryKind.UNDONE: "took an act back",
    EntryKind.CORRECTED: "put something right",
    EntryKind.MIGRATED: "moved it to newer rules",
    EntryKind.FOLLOW_UP: "did what was due",
    EntryKind.ERASED: "erased a person's words",
    EntryKind.ACCOUNT: "changed an account",
    EntryKind.EXPORTED: "exported",
}
