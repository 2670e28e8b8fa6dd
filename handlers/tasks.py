"""What a letter about a task says: which condition is broken, which letter failed, and what would help."""

from collections.abc import Mapping
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
    labels = labels_of(definition)
    parts = {**PARTS, **labels["part"]}

    def names(ident: str) -> str:
        office = ident.removeprefix(OFFICE)
        return reader.named(ident) if office == ident else reader.translate(parts.get(office, office))

    told = sentence(
        task["message"],
        task["facts"],
        names=names,
        translate=reader.translate,
        labels=labels,
        language=reader.language,
        zone=reader.zone,
    )
    mend = task.get("mend")
    return {"task": told, **({"mend": reader.translate(labels["trigger"].get(mend, mend))} if mend else {})}
