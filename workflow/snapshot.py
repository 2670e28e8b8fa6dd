"""What a move is judged by: the cases it can touch, as they are under the lock, and who is who. Immutable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from workflow.definition import Seat

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Place:
    """Where somebody's clock and calendar are: an IANA zone, a country (ISO 3166), a language (ISO 639).

    `digest` is how often they are written what can wait, as `workflow.digests` says.
    """

    zone: str
    country: str
    language: str
    digest: str = "none"

    def today(self, now: datetime) -> date:
        """The date on the wall there."""
        return now.astimezone(ZoneInfo(self.zone)).date()


class Directory(Protocol):
    """What the ids mean, as far as the engine needs it; `records.directory` is the real one.

    An id is `PER-…`, `ORG-…` or `office:NAME`.
    """

    def place(self, ident: str) -> Place:
        """The zone, country and language of a person, an organisation or an office."""

    def offices(self, person: str) -> frozenset[str]:
        """The roles a person holds (`broker`, `requester` …)."""

    def acts_as(self, person: str, part: str) -> bool:
        """Whether a person may still act in a part: not once the account is closed, or its role was taken."""

    def organisation(self, person: str) -> str | None:
        """The organisation a person works for."""

    def people_of(self, organisation: str, role: str | None = None) -> tuple[str, ...]:
        """Who works for an organisation (and acts in a role)."""

    def knows(self, ident: str) -> bool:
        """Whether the id names a person, organisation or document that exists."""

    def chosen(self, ident: str) -> bool:
        """Whether an organisation or a topic that exists can still be named by a form."""

    def away_for(self, person: str, day: date) -> Mapping[str, frozenset[str]]:
        """Those who are away on a day and whose substitute the person is, with the offices that they hold."""

    def brought(self, person: str, document: str) -> bool:
        """Whether a person uploaded a document."""


@dataclass(frozen=True)
class TextRef:
    """A text as history knows it: its id and its salted commitment; `body` is at hand only until it is stored."""

    id: str
    commitment: str
    body: str = field(default="", compare=False)

    def plain(self) -> dict[str, str]:
        """What entries, facts and letters hold."""
        return {"text": self.id, "commitment": self.commitment}


@dataclass(frozen=True)
class Case:
    """A row of `cases` with its live seats; `facts`, `signatures` and `hands` are plain JSON values."""

    ref: str
    kind: str
    type: str
    definition_version: int
    state: str
    milestone: str
    version: int
    seq: int
    head: str | None
    facts: Mapping[str, Any]
    entered_on: date
    created_at: datetime
    came_from: str | None = None
    ended: bool = False
    signatures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    paused_on: date | None = None
    paused_days: int = 0
    waits_for: tuple[str, ...] = ()
    follows: str | None = None
    due_date: date | None = None
    due_zone: str | None = None
    due_at: datetime | None = None
    title: str = ""
    country: str | None = None
    owner: str | None = None
    is_demo: bool = False
    seats: tuple[Seat, ...] = ()

    def but(self, **values: Any) -> "Case":
        """The same with other values. A move asks for it often, and `replace` would look at each of thirty columns."""
        return _but(self, values)


@dataclass(frozen=True)
class Snapshot:
    """Cases by ref, the live links among them (unordered pairs), who is who, and who asks.

    `numbers` are the last numbers drawn, by (prefix, year); `directory` is opaque to the engine beyond `Directory`.
    """

    now: datetime
    actor: str  # PER-…, or clock
    directory: Any
    cases: Mapping[str, Case] = field(default_factory=dict)
    links: frozenset[tuple[str, str]] = frozenset()
    numbers: Mapping[tuple[str, int], int] = field(default_factory=dict)
    on_behalf_of: str | None = None  # the person for whom a broker asks

    def case(self, ref: str) -> Case:
        """The case called so; KeyError if the snapshot has none."""
        return self.cases[ref]

    def linked(self, ref: str, kind: str) -> tuple[Case, ...]:
        """The cases of a kind that are linked to `ref` now, by reference."""
        others = (b if a == ref else a for a, b in self.links if ref in (a, b))
        return tuple(case for other in sorted(others) if (case := self.cases.get(other)) and case.kind == kind)

    def near(self, refs: Iterable[str]) -> set[str]:
        """These cases, and those they are linked to now."""
        mine = {*refs}
        return {*mine, *(end for pair in self.links if mine & {*pair} for end in pair)}

    def parts_of(self, person: str, ref: str) -> frozenset[str]:
        """What a person is in a case: by name, or as one who acts for an organisation that has the part."""
        mine, roles = self.directory.organisation(person), self.directory.offices(person)
        return frozenset(
            seat.part
            for seat in self.cases[ref].seats
            if (seat.person == person and self.directory.acts_as(person, seat.part))
            or (seat.person is None and seat.organisation == mine and mine is not None and seat.part in roles)
        )

    def with_case(self, case: Case) -> "Snapshot":
        """The same, where `case` is as given."""
        return _but(self, {"cases": {**self.cases, case.ref: case}})

    def with_links(self, add: Iterable[tuple[str, str]] = (), remove: Iterable[tuple[str, str]] = ()) -> "Snapshot":
        """The same with other links; a pair is given in either order."""
        links = (self.links - {pair(*p) for p in remove}) | {pair(*p) for p in add}
        return _but(self, {"links": links})

    def with_number(self, prefix: str, year: int, last: int) -> "Snapshot":
        """The same after a number was drawn."""
        return _but(self, {"numbers": {**self.numbers, (prefix, year): last}})


def _but(value: Kept, values: Mapping[str, Any]) -> Kept:
    """A copy with other values, of a class that keeps them in its own dictionary and computes none."""
    known = value.__dict__
    if not values.keys() <= known.keys():
        raise TypeError(f"{type(value).__name__} has no {', '.join(sorted(values.keys() - known.keys()))}.")
    made = object.__new__(type(value))
    made.__dict__.update(known, **values)
    return made


def pair(one: str, other: str) -> tuple[str, str]:
    """A link's two ends in the order in which they are stored."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class Facts:
    """What guards read: one case in a snapshot. Each type's facts (in `states/`) add the words of its own rules.

    Every attribute is computed from the snapshot alone; `ref` may be empty in a creation, before there is a case.
    """

    snapshot: Snapshot
    ref: str = ""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.snapshot.case(self.ref)

    @property
    def state(self) -> str:
        """Its state's name."""
        return self.case.state

    @property
    def actor(self) -> str:
        """Who asks: a person's id, or `clock`."""
        return self.snapshot.actor

    @cached_property
    def today(self) -> date:
        """The date where the dates of the case are lived."""
        return self.place().today(self.snapshot.now)

    def value(self, name: str) -> Any:
        """A fact as stored, None if it was never set."""
        return self.case.facts.get(name)

    def day(self, name: str) -> date | None:
        """A fact that is a date."""
        value = self.value(name)
        return date.fromisoformat(value) if value else None

    def anchor(self, name: str) -> date | None:
        """The date an anchor names; types override it for dates of linked cases."""
        return self.day(name)

    def place(self) -> Place:
        """Where the dates of the case are lived, for its clock moves and deadlines; the secretariat's by default."""
        place: Place = self.snapshot.directory.place("office:broker")
        return place
