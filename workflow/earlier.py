"""A case as it was: read from its entries, as far as they go. Pure.

`replay.py` does the same for whoever audits, and shares nothing with this: what one reads wrongly, the other shows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workflow import calendar
from workflow.definition import Seat
from workflow.history import Entry, EntryKind
from workflow.moments import Hour
from workflow.snapshot import Case

DATES = ("entered_on", "paused_on", "due_date")
PRESSES = (EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.EDITED)
# Entries that say in which state a case is after them.
STATED = (EntryKind.CREATED, EntryKind.MOVED, EntryKind.UNDONE, EntryKind.CORRECTED, EntryKind.MIGRATED)
COUNTED = (*PRESSES, EntryKind.UNDONE, EntryKind.CORRECTED, EntryKind.MIGRATED)  # what makes a new version of a case
# The columns that history tells by name, as they are until it does.
UNTOLD: Mapping[str, Any] = {
    **dict.fromkeys(("came_from", "paused_on", "follows", "due_date", "due_zone", "country")),
    "ended": False,
    "paused_days": 0,
    "waits_for": (),
    "signatures": {},
}


def as_it_was(case: Case, entries: Sequence[Entry]) -> Case:
    """A case as the entries of its stream, from the first on, left it: those that nothing took back.

    Who is in charge, its version and its head stay as they are given.
    """
    state, columns = case.state, dict(UNTOLD)
    facts: dict[str, Any] = {}
    hands: dict[str, list[str]] = {}
    seats: list[Seat] = []
    for entry in standing(entries):
        changes = entry.changes or {}
        state = entry.target if entry.kind in STATED and entry.target else state
        columns |= {name: value for name, value in changes.get("case", {}).items() if name != "owner"}
        facts |= changes.get("facts", {})
        hands = _hands(hands, changes.get("anew", ()), entry)
        seats = _seats(seats, **changes.get("seats", {}))
    told = {name: _column(name, value) for name, value in columns.items()}
    due = told["due_date"]
    due_at = calendar.instant(due, Hour.END, told["due_zone"]) if due else None
    return replace(case, state=state, facts=facts, hands=hands, seats=tuple(seats), due_at=due_at, **told)


def _column(name: str, value: Any) -> Any:
    if name in DATES and value is not None:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def _hands(hands: Mapping[str, list[str]], anew: Collection[str], entry: Entry) -> dict[str, list[str]]:
    """Who pressed what: all, each once, since it was last to be done anew."""
    known = {trigger: people for trigger, people in hands.items() if trigger not in anew}
    if entry.trigger and entry.kind in PRESSES:
        known[entry.trigger] = [*dict.fromkeys([*known.get(entry.trigger, ()), entry.actor])]
    return known


def _seats(seats: Iterable[Seat], *, add: Sequence[Any] = (), remove: Sequence[Any] = ()) -> list[Seat]:
    """Who takes part, in the order in which they came."""
    gone = {Seat(*one) for one in remove}
    return [*(seat for seat in seats if seat not in gone), *(Seat(*one) for one in add)]


def standing(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries that nothing took back, without those that took something back."""
    gone = {act for entry in entries if (act := undone_act(entry))}
    return (entry for entry in entries if entry.act not in gone and undone_act(entry) is None)


def undone_act(entry: Entry) -> str | None:
    """The act that an entry takes back; None if it takes back none."""
    act: str | None = (entry.changes or {}).get("undoes", {}).get("act")
    return act
