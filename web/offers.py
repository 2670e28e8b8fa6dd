"""What can be chosen for a question about an id: what the case's own facts list, else what the records hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from records import offers as records
from records.offers import Offered
from web.reader import Reader
from web.words import Words
from workflow.references import around_case
from workflow.registry import Registry
from workflow.snapshot import Facts, Snapshot

PARTY_ROLES = ("requester", "expert", "association")


@dataclass
class Choosing:
    """Answers for one page: each kind of list is read once, however many questions ask for it."""

    connection: Connection
    reader: Reader
    registry: Registry
    words: Words
    snapshot: Snapshot
    facts: Facts
    known: dict[Any, Sequence[Offered]] = field(default_factory=dict)

    def of(self, asked: Any) -> Sequence[Offered] | None:
        """What can be chosen for a question; more than `records.offers.MOST` mean that the id must be typed."""
        if asked.offers:
            return [self._called(ident) for ident in getattr(self.facts, asked.offers)]
        if asked.to == "organisation":
            own = self.reader.organisation if asked.own and not self.reader.sees_all else None
            return self._once((asked.to, asked.kinds, own), lambda: self._organisations(asked.kinds, own))
        if asked.to == "person":
            return self._once("people", self._people)
        if asked.to == "topic":
            return self._once("topics", self._topics)
        key = (asked.to, asked.states, asked.linked)
        return self._once(key, lambda: self._cases(*key))

    def _once(self, key: Any, read: Any) -> Sequence[Offered]:
        if key not in self.known:
            self.known[key] = list(read())
        return self.known[key]

    def _called(self, ident: str) -> Offered:
        case = self.snapshot.cases.get(ident)
        return Offered(ident, f"{ident} · {case.title}" if case else self.words.name(ident))

    def _organisations(self, kinds: tuple[str, ...], own: str | None) -> Iterator[Offered]:
        for one in records.organisations(self.connection, kinds=kinds, only=own):
            yield Offered(one.id, one.name, self.words.country(one.group))

    def _cases(
        self, kind: str, states: tuple[str, ...], linked: tuple[str, tuple[str, ...]] | None
    ) -> Iterator[Offered]:
        types = {definition.name: definition.prefix for definition in self.registry.of_kind(kind)}
        for one in records.cases_of(self.connection, self.reader.of_lists, types, states, linked) if types else ():
            if one.id != self.facts.ref:  # nobody means the case itself
                yield Offered(one.id, f"{one.id} · {one.name}")

    def _topics(self) -> Iterator[Offered]:
        """Those that are offered, and the one the case has."""
        mine = self.facts.value("topic") if self.facts.ref else None
        for one in self.snapshot.directory.topics.values():
            if one.active or one.code == mine:
                yield Offered(one.code, one.label(self.words.language))

    def _people(self) -> Iterable[Offered]:
        """Who works for those that take part; in a new case, one's colleagues, and for an office everybody's."""
        seated = self._seated()
        if seated:
            return sorted(seated, key=lambda one: (one.group, one.name))
        if self.reader.sees_all:
            return records.people(self.connection)
        if self.reader.organisation:
            return records.people(self.connection, organisation=self.reader.organisation)
        return [Offered(self.reader.id, self.reader.name)]

    def _seated(self) -> list[Offered]:
        directory = self.snapshot.directory
        return [
            Offered(person, self.words.name(person), self._group(directory.organisation(person)))
            for person in sorted(around_case(self.facts))
        ]

    def _group(self, organisation: str | None) -> str:
        return self.words.name(organisation) if organisation else ""


def stand_ins(choosing: Choosing, parts: Sequence[str], signed: Iterable[str]) -> list[Offered]:
    """The people on whose behalf a broker could press: those of the parts; of a new case, those with such a role.

    `signed` are the parts that have agreed already.
    """
    if not choosing.facts.ref:
        return records.people(choosing.connection, roles=[part for part in parts if part in PARTY_ROLES])
    open_parts = set(parts) - set(signed)
    directory = choosing.snapshot.directory
    found: dict[str, str] = {}
    for seat in choosing.facts.case.seats:
        if seat.part in open_parts:
            here = (seat.person,) if seat.person else directory.people_of(seat.organisation or "", seat.part)
            found |= dict.fromkeys(here, choosing.words.label("part", seat.part))
    return [Offered(person, choosing.words.name(person), part) for person, part in found.items()]
