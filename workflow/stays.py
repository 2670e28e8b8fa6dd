"""A case's own way over its machine: in which states it was, since when and for how long, read from its history. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflow.history import Entry, EntryKind

ENTERING = frozenset({EntryKind.CREATED, EntryKind.MOVED})  # these enter a state, be it the same anew


@dataclass(frozen=True)
class Stay:
    """One time that a case was in a state. `until` is None while it is there; `entry` is the id of the one that began it."""

    state: str
    entry: str
    trigger: str | None
    actor: str
    since: datetime
    until: datetime | None = None

    def lasted(self, now: datetime) -> timedelta:
        """How long it was, or has been, there."""
        return (self.until or now) - self.since


def stays(entries: Iterable[Entry]) -> tuple[Stay, ...]:
    """The stays of a case, from its entries in order; entering a state anew begins another stay."""
    return tuple(_stays(entries))


def _stays(entries: Iterable[Entry]) -> Iterator[Stay]:
    here: Stay | None = None
    for entry in entries:
        if entry.target is None or not (entry.kind in ENTERING or (here and here.state != entry.target)):
            continue
        if here is not None:
            yield replace(here, until=entry.at)
        here = Stay(entry.target, entry.id, entry.trigger, entry.actor, entry.at)
    if here is not None:
        yield here


def time_in(found: Iterable[Stay], now: datetime) -> dict[str, timedelta]:
    """How long a case was in each state altogether."""
    total: dict[str, timedelta] = {}
    for one in found:
        total[one.state] = total.get(one.state, timedelta()) + one.lasted(now)
    return total
