"""Histories as event logs for programs that mine processes: CSV, XES (IEEE 1849) and OCEL 2.0 (JSON). Pure; line by line.

Ids and codes only: no name, no address and no text is in any of them.

**Time** is UTC with its offset. Such programs put events in order by their time alone, so within a case no two have the same:
`time` of an entry that was written after another, but not later, is a microsecond after that one's; `recorded_at` is what
the history says. `number` is the order in which all entries were written.

**XES** has a trace for each case, in the order of its history, with the extensions Concept, Time, Organizational and Lifecycle.
**OCEL** has an object for each case, with the states it was in and when, and for each person, by id; relationships are links
between cases, and the parts of people in them. Its published schema wants every value as text.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import groupby
from typing import Any
from xml.sax.saxutils import quoteattr

from workflow.history import Entry, EntryKind
from workflow.streams import PERSON

PRESSED = {EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.EDITED}
PERSON_TYPE = "person"
COLUMNS = (
    "case", "seq", "number", "activity", "time", "recorded_at", "kind", "trigger", "from", "to", "actor", "part",
    "on_behalf_of", "via", "type", "definition_version", "act", "hash",
)  # fmt: skip
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)
OF_EVENTS = ("number", "seq", "recorded_at", "kind", "from", "to", "part", "via", "definition_version", "act")
OF_CASES = ("state",)


@dataclass(frozen=True)
class Event:
    """An entry in a log; `time` is later than that of the entry before in its history."""

    entry: Entry
    number: int
    time: datetime

    @property
    def activity(self) -> str:
        """What was done: the button where one was pressed, else the kind of entry."""
        return activity(self.entry.kind, self.entry.trigger)

    @property
    def values(self) -> Mapping[str, Any]:
        """All that is told of it, by name."""
        one = self.entry
        return {
            "case": one.ref,
            "seq": one.seq,
            "number": self.number,
            "activity": self.activity,
            "time": instant(self.time),
            "recorded_at": instant(one.at),
            "kind": one.kind.value,
            "trigger": one.trigger,
            "from": one.source,
            "to": one.target,
            "actor": one.actor,
            "part": one.part,
            "on_behalf_of": one.on_behalf_of,
            "via": one.via,
            "type": one.type,
            "definition_version": one.definition_version,
            "act": one.act,
            "hash": one.hash,
        }


def activity(kind: EntryKind, trigger: str | None) -> str:
    """What a program that mines processes calls an entry: a waiver of a button is not that button pressed."""
    return trigger if trigger and kind in PRESSED else kind.value


def instant(moment: datetime) -> str:
    """A moment in UTC with its offset, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def ordered(entries: Iterable[tuple[Entry, int]]) -> Iterator[Event]:
    """Entries with their numbers, history by history, each in its order, as events whose times are in that order too."""
    ref, last = None, datetime.min.replace(tzinfo=UTC)
    for entry, number in entries:
        time = max(entry.at, last + datetime.resolution) if entry.ref == ref else entry.at
        ref, last = entry.ref, time
        yield Event(entry, number, time)


# --- CSV --------------------------------------------------------------------------------------------------------------


def csv_lines(events: Iterable[Event]) -> Iterator[str]:
    """A heading, and a line an event."""
    yield _csv(COLUMNS)
    for event in events:
        values = event.values
        yield _csv([values[name] for name in COLUMNS])


def _csv(cells: Sequence[Any]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue()


# --- XES --------------------------------------------------------------------------------------------------------------


def xes_lines(events: Iterable[Event], origin: str) -> Iterator[str]:
    """A log of the cases; `origin` is the name of the history."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for name, prefix, uri in EXTENSIONS:
        yield f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    yield f'<global scope="trace">{_xes("concept:name", "unknown")}</global>\n'
    yield (
        f'<global scope="event">{_xes("concept:name", "unknown")}{_xes("lifecycle:transition", "complete")}'
        f"{_xes('time:timestamp', instant(datetime.fromtimestamp(0, UTC)), 'date')}</global>\n"
    )
    yield '<classifier name="Activity" keys="concept:name"/>\n'
    yield f"{_xes('concept:name', origin)}\n"
    for ref, those in groupby(events, key=lambda event: event.entry.ref):
        yield from _trace(ref, those)
    yield "</log>\n"


def _trace(ref: str, events: Iterator[Event]) -> Iterator[str]:
    first = next(events)
    yield f"<trace>{_xes('concept:name', ref)}{_xes('type', first.entry.type)}\n"
    yield _event(first)
    for event in events:
        yield _event(event)
    yield "</trace>\n"


def _event(event: Event) -> str:
    values = event.values
    told = [
        _xes("concept:name", event.activity),
        _xes("time:timestamp", values["time"], "date"),
        _xes("lifecycle:transition", "complete"),
        _xes("org:resource", values["actor"]),
        _xes("org:role", values["part"]),
        _xes("recorded_at", values["recorded_at"], "date"),
        *(_xes(name, values[name], "int") for name in ("seq", "number", "definition_version")),
        *(_xes(name, values[name]) for name in ("kind", "from", "to", "on_behalf_of", "via", "act", "hash")),
    ]
    return f"<event>{''.join(told)}</event>\n"


def _xes(key: str, value: Any, kind: str = "string") -> str:
    return "" if value is None else f"<{kind} key={quoteattr(key)} value={quoteattr(str(value))}/>"


# --- OCEL 2.0 ---------------------------------------------------------------------------------------------------------


def ocel_lines(
    activities: Iterable[str],
    types: Iterable[str],
    people: Iterable[str],
    cases: Iterable[Event],
    events: Iterable[Event],
) -> Iterator[str]:
    """One JSON object. `cases` and `events` are the same events, read twice: for what cases were, and for what happened."""
    of_events = [{"name": name, "type": "string"} for name in OF_EVENTS]
    of_cases = [{"name": name, "type": "string"} for name in OF_CASES]
    yield '{"eventTypes":'
    yield _json([{"name": name, "attributes": of_events} for name in activities])
    yield ',"objectTypes":'
    yield _json([*({"name": name, "attributes": of_cases} for name in types), {"name": PERSON_TYPE, "attributes": []}])
    yield ',"objects":['
    yield from _separated(_objects(people, cases))
    yield '],"events":['
    yield from _separated(map(_ocel_event, events))
    yield "]}\n"


def _objects(people: Iterable[str], events: Iterable[Event]) -> Iterator[Mapping[str, Any]]:
    for person in people:
        yield {"id": person, "type": PERSON_TYPE, "attributes": [], "relationships": []}
    for ref, those in groupby(events, key=lambda event: event.entry.ref):
        yield _case(ref, list(those))


def _case(ref: str, events: Sequence[Event]) -> Mapping[str, Any]:
    """A case with every state that it entered, and whatever it ever belonged to."""
    states, state = [], None
    for event in events:
        if event.entry.target not in (None, state):
            state = event.entry.target
            states.append({"name": "state", "value": state, "time": instant(event.time)})
    related = dict.fromkeys(pair for event in events for pair in _joined(event.entry))
    type_ = next(event.entry.type for event in events if event.entry.type)
    return {"id": ref, "type": type_, "attributes": states, "relationships": _relationships(related)}


def _joined(entry: Entry) -> Iterator[tuple[str, str]]:
    """What an entry links a case to, and who takes part from then on: (id, as what)."""
    changes = entry.changes or {}
    for other in changes.get("links", {}).get("add", ()):
        yield other, "linked"
    for part, _organisation, person in changes.get("seats", {}).get("add", ()):
        if person:
            yield person, part


def _ocel_event(event: Event) -> Mapping[str, Any]:
    one, values = event.entry, event.values
    related = {(one.ref, "case"): None}
    if one.actor.startswith(PERSON):
        related[one.actor, "actor"] = None
    if one.on_behalf_of:
        related[one.on_behalf_of, "on behalf of"] = None
    links = (one.changes or {}).get("links", {})
    related |= {
        (other, word): None for way, word in (("add", "linked"), ("remove", "unlinked")) for other in links.get(way, ())
    }
    told = [{"name": name, "value": str(values[name])} for name in OF_EVENTS if values[name] is not None]
    return {
        "id": one.id,
        "type": event.activity,
        "time": values["time"],
        "attributes": told,
        "relationships": _relationships(related),
    }


def _relationships(pairs: Iterable[tuple[str, str]]) -> list[Mapping[str, str]]:
    return [{"objectId": other, "qualifier": word} for other, word in pairs]


def _separated(values: Iterable[Any]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield f"{',' if number else ''}\n{_json(value)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
