"""What matching knows of those who ask and those who could help: frozen data, of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from matching.words import Told

ELECTED, STAFF = "elected", "staff"
MOST_AT_ONCE = 2  # exchanges in which a government takes part at a time, where it does not say otherwise


@dataclass(frozen=True)
class Span:
    """Days from a first to a last, both included."""

    first: date
    last: date

    def days_in(self, other: "Span") -> int:
        """How many of its days are days of the other."""
        return max(0, (min(self.last, other.last) - max(self.first, other.first)).days + 1)


@dataclass(frozen=True)
class Side:
    """A government, or another body: `kind` as organisations have it, `population` None where it is not known."""

    organisation: str
    country: str
    kind: str
    population: int | None = None


@dataclass(frozen=True)
class Request:
    """What is asked. `languages` are those in which it can be held, the working language first; `days` the fewest it takes.

    `wanted` is what the request says of its challenge, `job` what is asked of the colleague; `others` the governments
    besides that ask.
    """

    ref: str
    side: Side
    topic: str
    wanted: Told
    job: Told
    languages: tuple[str, ...] = ()
    period: Span | None = None
    days: int = 1
    level: str | None = None
    others: tuple[str, ...] = ()

    @property
    def governments(self) -> tuple[str, ...]:
        """All that ask."""
        return (self.side.organisation, *self.others)


@dataclass(frozen=True)
class Candidate:
    """Who could help: an application (`only` is the request that it names), or a person who agreed to be found.

    `offers` is what they say of how they would help, `job` of their work, `topics` those that they name themselves;
    `done` how many exchanges their government has completed, `load` in how many it takes part now, `most` how many it
    can at once; `conflicts` the organisations with which an interest was declared, by either side.
    """

    id: str
    side: Side
    offers: Told
    job: Told
    topics: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    available: Span | None = None
    level: str | None = None
    done: int = 0
    load: int = 0
    most: int = MOST_AT_ONCE
    only: str | None = None
    conflicts: frozenset[str] = field(default_factory=frozenset)

    @property
    def room(self) -> int:
        """In how many exchanges more its government can take part."""
        return max(0, self.most - self.load)


@dataclass(frozen=True)
class Said:
    """A sentence and its facts, for a reader in any language (`workflow.sentences`)."""

    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
