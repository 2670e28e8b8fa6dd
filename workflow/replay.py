"""Rebuilds every case from its exported history alone, to compare it with what the database says.

It shares no code with what plans and writes moves: an error there shows up here as a difference. Pure.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflow.errors import WorkflowError
from workflow.history import Entry, EntryKind, read_entry, read_line
from workflow.words import _

# Only these may change a state; what they and signatures and edits do makes a new version of the case.
CHANGE_STATE = {
    EntryKind.CREATED,
    EntryKind.MOVED,
    EntryKind.UNDONE,
    EntryKind.CORRECTED,
    EntryKind.MIGRATED,
}
COUNT = CHANGE_STATE | {EntryKind.SIGNED, EntryKind.EDITED}
TAKES_BACK = {EntryKind.UNDONE, EntryKind.CORRECTED}
PRESS = {EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.EDITED}

DATES = {"entered_on", "paused_on", "due_date"}
TOLD = DATES | {
    "milestone",
    "came_from",
    "paused_days",
    "waits_for",
    "follows",
    "due_zone",
    "title",
    "country",
    "owner",
    "ended",
    "signatures",
    "kind",
}

Place = tuple[str, str | None, str | None]  # part, organisation, person
Pair = tuple[str, str]  # two refs, the smaller first


class DoesNotReplay(WorkflowError):
    """Raised if an entry cannot follow those before it."""

    message = _(
        "{where}: {what} should be {expected} after the entries before it, it is {found}."
        " An entry was changed, dropped, added or moved."
    )
    status = 500


@dataclass(frozen=True)
class ReplayedCase:
    """A case as its history tells it; the names are the columns of `cases`, and `seats` are its live participants."""

    ref: str
    created_at: datetime
    kind: str = ""
    type: str | None = None
    definition_version: int | None = None
    state: str | None = None  # none before it was created
    came_from: str | None = None
    milestone: str = ""
    ended: bool = False
    version: int = 0
    seq: int = 0
    head: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    signatures: Mapping[str, Any] = field(default_factory=dict)
    hands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    entered_on: date | None = None
    paused_on: date | None = None
    paused_days: int = 0
    waits_for: Sequence[str] = ()
    follows: str | None = None
    due_date: date | None = None
    due_zone: str | None = None
    title: str = ""
    country: str | None = None
    owner: str | None = None
    seats: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Replayed:
    """All cases by ref, and the links that are live."""

    cases: Mapping[str, ReplayedCase]
    links: frozenset[Pair]


def replay(lines: Iterable[str]) -> Replayed:
    """Read exported lines (`history.py` has the format; each stream in order). Raises NotAnEntry and DoesNotReplay."""
    heads: dict[str, tuple[int, str | None]] = {}
    cases: dict[str, ReplayedCase] = {}
    linked: Counter[Pair] = Counter()
    for line in lines:
        body, claimed = read_line(line)
        entry = read_entry(body)
        chained(entry, claimed, *heads.get(entry.ref, (0, None)))
        heads[entry.ref] = entry.seq, entry.hash
        if entry.type is None and entry.ref not in cases:
            continue  # a person's history, or the system's
        try:
            case = cases.get(entry.ref) or ReplayedCase(entry.ref, entry.at)
            cases[entry.ref] = after(case, entry)
            linked.update(links_of(entry))
        except (TypeError, ValueError, AttributeError) as error:
            raise _unfit(entry, "changes", "in the format of history", error) from error
    return Replayed(cases, _live(linked))


@dataclass(frozen=True)
class Rows:
    """What the database says: cases by ref, column by column; live seats, live links, and (part, due_at) of turns."""

    cases: Mapping[str, Mapping[str, Any]]
    seats: Mapping[str, Sequence[Place]]
    links: Sequence[Pair]
    turns: Mapping[str, Sequence[tuple[str, datetime | None]]]


def differences(replayed: Replayed, rows: Rows) -> list[str]:
    """Where the database and the history disagree, a sentence each; empty if they tell the same."""
    return [*_cases_that_differ(replayed, rows), *_links_that_differ(replayed.links, rows.links)]


def _cases_that_differ(replayed: Replayed, rows: Rows) -> Iterator[str]:
    for ref in sorted(replayed.cases.keys() | rows.cases.keys()):
        case, row = replayed.cases.get(ref), rows.cases.get(ref)
        if row is None:
            yield f"{ref}: the history tells of this case, the database does not."
        elif case is None:
            yield f"{ref}: the database has this case, the history does not tell of it."
        else:
            for what, expected, found in compared(case, row, rows):
                if shown(expected) != shown(found):
                    yield f"{ref}: {what} should be {shown(expected)}, the database says {shown(found)}."


def compared(case: ReplayedCase, row: Mapping[str, Any], rows: Rows) -> Iterator[tuple[str, Any, Any]]:
    """What is compared, what the history says, what the database says."""
    for column in fields(case):
        if column.name != "seats":
            yield column.name, getattr(case, column.name), row[column.name]
    yield "the day that is over at due_at", case.due_date, _day_over(row["due_at"], case.due_zone)
    yield "participants", sorted(case.seats, key=str), sorted(rows.seats.get(case.ref, ()), key=str)
    turns = rows.turns.get(case.ref, ())
    yield "turns", sorted(case.waits_for), sorted(part for part, _ in turns)
    yield "due_at of turns", [row["due_at"]] * len(turns), [due for _, due in turns]


def _day_over(due_at: datetime | None, zone: str | None) -> date | None:
    """The last day that an instant ends in a zone, None if it is not the end of one."""
    if due_at is None or zone is None:
        return None
    last, after = ((due_at - step).astimezone(ZoneInfo(zone)).date() for step in (timedelta.resolution, timedelta(0)))
    return last if last < after else None


def _links_that_differ(expected: frozenset[Pair], found: Sequence[Pair]) -> Iterator[str]:
    stored = Counter(found)
    for pair in sorted(expected | stored.keys()):
        if stored[pair] != (pair in expected):
            told = "tells of" if pair in expected else "does not tell of"
            yield f"{pair[0]}: the history {told} a link to {pair[1]}, the database has {stored[pair]}."


def shown(value: Any) -> str:
    """A value as text: equal texts, equal values, whether they come from JSON or from columns."""
    return _encode(value)


_encode = json.JSONEncoder(default=str, ensure_ascii=False, sort_keys=True).encode


def chained(entry: Entry, claimed: str, seq: int, head: str | None) -> None:
    _same(entry, "hash", entry.hash, claimed)
    _same(entry, "seq", seq + 1, entry.seq)
    _same(entry, "previous_hash", head, entry.previous_hash)


def after(case: ReplayedCase, entry: Entry) -> ReplayedCase:
    """The case after one more entry."""
    _check_law(case, entry)
    changes = dict(entry.changes or {})
    facts, columns = changes.pop("facts", {}), changes.pop("case", {})
    seats, _links, anew = (changes.pop(name, {}) for name in ("seats", "links", "anew"))
    unset, hands = {}, {}
    if entry.kind in TAKES_BACK and changes.pop("undoes", None):  # names the act whose changes the others give back
        unset, hands = (changes.pop(name, {}) for name in ("unset", "hands"))
    if entry.kind is EntryKind.COMMENTED:
        changes.pop("note", None)  # says what was written, changes nothing
    if entry.kind is EntryKind.FOLLOW_UP:
        changes.pop("letter", None)  # says what became of a letter
    if changes or not columns.keys() <= TOLD:
        raise _unfit(entry, "unknown changes", [], [*changes, *sorted(columns.keys() - TOLD)])
    made = object.__new__(ReplayedCase)  # past its constructor, which takes longer than all the rest
    made.__dict__.update(
        case.__dict__,
        **{name: _column(name, value) for name, value in columns.items()},
        type=entry.type or case.type,
        definition_version=entry.definition_version or case.definition_version,
        state=_state(case, entry),
        version=case.version + (entry.kind in COUNT),
        seq=entry.seq,
        head=entry.hash,
        facts=_facts(case.facts, facts, unset),
        hands=_hands(case.hands, anew, hands, entry),
        seats=_seated(case.seats, seats, entry),
    )
    return made


def _check_law(case: ReplayedCase, entry: Entry) -> None:
    """A case keeps its type and its rules unless it is migrated."""
    if entry.kind is not EntryKind.MIGRATED and case.type and entry.type:
        _same(entry, "type", case.type, entry.type)
        _same(entry, "definition_version", case.definition_version, entry.definition_version)


def _state(case: ReplayedCase, entry: Entry) -> str | None:
    begun, begins = case.state is not None, entry.kind is EntryKind.CREATED
    if begun is begins and entry.kind is not EntryKind.WAIVED:  # a refusal can be waived before the case is there
        raise _unfit(entry, "kind", "another than created" if begun else "created", entry.kind.value)
    if entry.kind in CHANGE_STATE or entry.source is not None:
        _same(entry, "from", case.state, entry.source)
    if entry.kind in CHANGE_STATE:
        if entry.target is None:
            raise _unfit(entry, "to", "a state", None)
        return entry.target
    if entry.target is not None:
        _same(entry, "to", case.state, entry.target)
    return case.state


def _column(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DATES and value is not None else value


def _facts(known: Mapping[str, Any], new: Mapping[str, Any], unset: Iterable[str]) -> Mapping[str, Any]:
    if not unset:
        return {**known, **new} if new else known
    return {name: value for name, value in {**known, **new}.items() if name not in unset}


def _hands(
    hands: Mapping[str, Sequence[str]], anew: Iterable[str], back: Mapping[str, Sequence[str]], entry: Entry
) -> Mapping[str, Sequence[str]]:
    """Who pressed what: forgotten where it is done anew, then one more, unless they pressed it before; or as it was."""
    kept = hands
    if anew or back:
        kept = {trigger: people for trigger, people in {**hands, **back}.items() if people and trigger not in anew}
    if not entry.trigger or entry.kind not in PRESS:
        return kept
    before = kept.get(entry.trigger, [])
    return {**kept, entry.trigger: [*before, *([] if entry.actor in before else [entry.actor])]}


def _seated(seats: frozenset[Place], change: Mapping[str, Any], entry: Entry) -> frozenset[Place]:
    if not change:
        return seats
    added, removed = _places(change, "add"), _places(change, "remove")
    _same(entry, "removed seats", sorted(removed & seats, key=str), sorted(removed, key=str))
    return (seats - removed) | added


def _places(change: Mapping[str, Any], name: str) -> frozenset[Place]:
    return frozenset((part, organisation, person) for part, organisation, person in change.get(name, []))


def links_of(entry: Entry) -> dict[Pair, int]:
    """What an entry adds to (1) or takes from (-1) the number of links between two cases."""
    change = (entry.changes or {}).get("links", {})
    added, removed = change.get("add", []), change.get("remove", [])
    return {_pair(entry.ref, other): sign for others, sign in ((added, 1), (removed, -1)) for other in others}


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _live(linked: Mapping[Pair, int]) -> frozenset[Pair]:
    # Made and ended by entries of different streams, which have no common order: the count says what is live.
    for pair, number in linked.items():
        if number not in (0, 1):
            raise DoesNotReplay(
                where=" and ".join(pair), what="the number of live links", expected="0 or 1", found=number
            )
    return frozenset(pair for pair, number in linked.items() if number)


def _same(entry: Entry, what: str, expected: Any, found: Any) -> None:
    if expected != found:
        raise _unfit(entry, what, expected, found)


def _unfit(entry: Entry, what: str, expected: Any, found: Any) -> DoesNotReplay:
    return DoesNotReplay(where=entry.id, what=what, expected=expected, found=found)
