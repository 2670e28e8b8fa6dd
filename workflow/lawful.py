"""Whether a move was lawful then: by the rules of its version, its grounds, and who held which office. Pure.

It shares no code with what judges a press: what stands in an entry is held against the stored rules (`fingerprint.rules`),
whatever the program says by now. Undoing and correcting are not judged here, nor entries that are no moves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from workflow.history import Entry, EntryKind
from workflow.replay import ReplayedCase

MOVES = {EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.EDITED}
START, CAME_FROM, LINK, CLOCK = "start", "came_from", "link", "clock"
BROKER, LEAD = "broker", "lead_broker"  # a lead broker is a broker too
OFFICES = {BROKER, LEAD, "committee"}  # held everywhere; every other part is a matter of the case
Wrong = tuple[str, Any, Any]  # what it is about, what was expected, what is found


@dataclass(frozen=True)
class Account:
    """What a person's history says of them, from an entry on."""

    place: int
    at: datetime
    roles: frozenset[str] = frozenset()
    active: bool = True
    organisation: str | None = None
    substitute: str | None = None
    absent_from: str | None = None
    absent_until: str | None = None

    @property
    def offices(self) -> frozenset[str]:
        """The roles, as long as the account is open."""
        return (self.roles | ({BROKER} if LEAD in self.roles else frozenset())) if self.active else frozenset()


@dataclass
class People:
    """Every account at every time, in the order of its entries."""

    told: dict[str, list[Account]] = field(default_factory=dict)

    def add(self, entry: Entry, place: int) -> None:
        """One more entry of a person's history."""
        known = self.told.setdefault(entry.ref, [])
        facts = dict((entry.changes or {}).get("facts", {}))
        named = {name: facts[name] for name in Account.__dataclass_fields__ if name in facts}
        if "roles" in named:
            named["roles"] = frozenset(named["roles"])
        before = known[-1] if known else Account(place, entry.at)
        known.append(replace(before, **named, place=place, at=entry.at))

    def of(self, person: str, entry: Entry, place: int) -> list[Account]:
        """What a person was at an entry: by its place, and by its moment, since a press begins before it is written."""
        known = self.told.get(person, [])
        by_place = [one for one in known if one.place < place][-1:]
        return by_place + [one for one in known if one.at <= entry.at][-1:]

    def stands_in(self, person: str, entry: Entry, place: int) -> bool:
        """Whether a broker who was away then had named this person."""
        day = entry.at.date()
        for other in self.told:
            for one in self.of(other, entry, place):
                if one.substitute == person and BROKER in one.offices and _away(one, day):
                    return True
        return False


def _away(one: Account, day: date) -> bool:
    """Whether the absence reaches that day, in whichever zone."""
    first, last = one.absent_from, one.absent_until
    near = timedelta(days=1)
    return (
        first is not None
        and date.fromisoformat(first) <= day + near
        and (last is None or date.fromisoformat(last) >= day - near)
    )


def judge(
    entry: Entry, place: int, rules: Mapping[str, Any] | None, case: ReplayedCase, people: People
) -> Wrong | None:
    """The first reason why a move was not lawful, None if it was; `case` is as it was before."""
    if entry.kind not in MOVES:
        return None
    if rules is None:
        return "fingerprint", "rules that are kept", entry.fingerprint
    if (rules["name"], rules["version"]) != (entry.type, entry.definition_version):
        return (
            "type and version of the rules",
            [entry.type, entry.definition_version],
            [rules["name"], rules["version"]],
        )
    source = entry.source or START
    trigger = entry.trigger
    meant = [one for one in rules["transitions"] if one["trigger"] == trigger and source in one["edge"]["sources"]]
    if not meant:
        return "trigger", f"one that can be pressed in {source}", entry.trigger
    found = next(_target(meant[0], entry, case), None)
    found = found or next(_grounds(meant[0], rules, entry), None)
    return found or next(_right(meant[0], entry, place, case, people), None)


def _target(transition: Mapping[str, Any], entry: Entry, case: ReplayedCase) -> Iterator[Wrong]:
    """Where the edge leads, and what may be recorded on the way."""
    target = transition["edge"]["target"]
    if target is None or entry.kind is EntryKind.SIGNED:
        target = entry.source
    expected = case.came_from if target == CAME_FROM else target
    if entry.target != expected:
        yield "to", expected, entry.target
    if transition["record"] is None:  # else a function of the rules says what is recorded
        asked = transition["form"]["asks"] if transition["form"] else {}
        unknown = sorted(set((entry.changes or {}).get("facts", {})) - set(asked))
        if unknown:
            yield "facts", "only what the form asks", unknown


def _grounds(transition: Mapping[str, Any], rules: Mapping[str, Any], entry: Entry) -> Iterator[Wrong]:
    """Every guard has a verdict, and none refused unless it was waived and can be."""
    target = transition["edge"]["target"]
    holds = rules["states"][target]["holds"] if target in rules["states"] else []
    guards = [*transition["guards"], *([] if entry.kind is EntryKind.SIGNED else holds)]
    grounds = entry.grounds or {}
    verdicts: Sequence[Mapping[str, Any]] = grounds.get("verdicts", ())
    codes = sorted(one["code"] for one in verdicts)
    if codes != sorted(one["code"] for one in guards):
        yield "verdicts", sorted(one["code"] for one in guards), codes
    refused = sorted({one["code"] for one in verdicts if one["passed"] is not True or one["facts"] is not None})
    waivable = {one["code"] for one in guards if one["waivable"]}
    if refused != sorted(set(grounds.get("waivers", ()))):
        yield "waivers", refused, sorted(grounds.get("waivers", ()))
    if not waivable.issuperset(refused):
        yield "waivers", f"among {sorted(waivable)}", refused


def _right(
    transition: Mapping[str, Any], entry: Entry, place: int, case: ReplayedCase, people: People
) -> Iterator[Wrong]:
    """As what it was pressed, whether the actor was that, and whose eyes had seen it before."""
    parts = [one["name"] for one in transition["by"]]
    grounds = entry.grounds or {}
    if entry.part not in parts or grounds.get("part") != entry.part:
        yield "part", f"one of {parts}, as in the grounds", entry.part
    if (entry.part == LINK) != (grounds.get("cause") is not None):
        yield "cause", "an entry, where a linked case caused it", grounds.get("cause")
    if entry.part == LINK:
        return  # the right is that of the entry that caused it
    if (entry.part == CLOCK) != (entry.actor == CLOCK):
        yield "actor", f"somebody who is {entry.part}", entry.actor
    seen = [name for name in transition["other_eyes_than"] if entry.actor in case.hands.get(name, ())]
    if seen:
        yield "actor", f"somebody else than who pressed {', '.join(seen)}", entry.actor
    if entry.part != CLOCK and not _is_part(transition, entry, place, case, people):
        yield "actor", f"somebody who is {entry.part}", entry.actor


def _is_part(transition: Mapping[str, Any], entry: Entry, place: int, case: ReplayedCase, people: People) -> bool:
    """Whether the actor was what they pressed as; on behalf of somebody, whether they were a broker, and that one was it."""
    begins = entry.kind is EntryKind.CREATED
    if entry.on_behalf_of:
        broker = any(BROKER in one.offices for one in people.of(entry.actor, entry, place))
        return broker and any(
            _has(entry.on_behalf_of, entry.part, one, case, begins=begins)
            for one in people.of(entry.on_behalf_of, entry, place)
        )
    if any(_has(entry.actor, entry.part, one, case, begins=begins) for one in people.of(entry.actor, entry, place)):
        return True
    stands = bool(transition["other_eyes_than"]) and entry.part == BROKER
    return stands and people.stands_in(entry.actor, entry, place)


def _has(person: str, part: str | None, account: Account, case: ReplayedCase, *, begins: bool) -> bool:
    if part in OFFICES or begins:
        return part in account.offices
    by_name = account.active and any(seat[0] == part and seat[2] == person for seat in case.seats)
    acting = part in account.offices and (part, account.organisation, None) in case.seats
    return by_name or (acting and account.organisation is not None)
