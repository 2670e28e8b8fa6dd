"""What a letter says of a task, and of what is open: which condition is broken, which letter failed, what would help."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from states.words import BROKER, COMMITTEE, EVERYONE, LEAD_BROKER
from workflow.definition import Workflow
from workflow.sentences import labels_of, sentence

OFFICE = "office:"
PARTS = {part.name: part.label for part in (*EVERYONE, BROKER, LEAD_BROKER, COMMITTEE)}


class Reader(Protocol):
    """Whoever reads it, in a language and a zone."""

    @property
    def language(self) -> str:
        """ISO 639."""

    @property
    def zone(self) -> str:
        """IANA."""

    def named(self, ident: str) -> str:
        """What a person or organisation is called."""

    def translate(self, text: str) -> str:
        """A marked text in the reader's language."""


def task_said(task: Mapping[str, Any] | None, definition: Workflow, reader: Reader) -> dict[str, str]:
    """`task` and `mend` as letters take them, of a task {message, facts, mend}; nothing if there is none."""
    if task is None:
        return {}
    (told,) = items_said([task], definition, reader)
    mend, triggers = task.get("mend"), labels_of(definition)["trigger"]
    return {"task": told, **({"mend": reader.translate(triggers.get(mend, mend))} if mend else {})}


def items_said(items: Iterable[Mapping[str, Any]], definition: Workflow, reader: Reader) -> list[str]:
    """Each of some messages {message, facts} as a sentence for its reader."""
    labels = labels_of(definition)
    parts = {**PARTS, **labels["part"]}

    def names(ident: str) -> str:
        office = ident.removeprefix(OFFICE)
        return reader.named(ident) if office == ident else reader.translate(parts.get(office, office))

    def said(item: Mapping[str, Any]) -> str:
        return sentence(
            item["message"],
            item["facts"],
            names=names,
            translate=reader.translate,
            labels=labels,
            language=reader.language,
            zone=reader.zone,
        )

    return list(map(said, items))
