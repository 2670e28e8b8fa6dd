"""Marks texts for translation where they are declared; they are translated where they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def _(text: str) -> str:
    """Return `text` unchanged: the extractor finds it, and the reader's language is known only later."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A marked text and the facts that fill it once it is translated: filled before, no catalogue would know it."""

    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format_map(self.facts)
