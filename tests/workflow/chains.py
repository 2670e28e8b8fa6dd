"""Histories for tests: entries that are numbered and chained, so that a test says only what matters to it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workflow.history import Entry, EntryKind, write_line

REQUEST, EXCHANGE, PERSON = "REQ-2017-0001", "EXC-2017-0001", "PER-0001"
CHALLENGE = {"text": f"TXT-{1:032x}", "commitment": "c" * 64}
BEGAN = datetime(2017, 2, 1, 9, tzinfo=UTC)


def entry(kind: EntryKind = EntryKind.EDITED, ref: str = REQUEST, **more: Any) -> Entry:
    """An entry not chained yet; `more` as in `Entry`."""
    given = {"act": f"ACT-{1:032x}", "actor": PERSON, "via": "web", "at": BEGAN, "type": "request", **more}
    return Entry(ref, 0, kind=kind, **{"definition_version": 1, **given})


def chained(*entries: Entry) -> list[Entry]:
    """The same, numbered and chained stream by stream, a minute apart."""
    last: dict[str, Entry] = {}
    written = []
    for minutes, one in enumerate(entries):
        head = last.get(one.ref)
        seq, previous = (head.seq + 1, head.hash) if head else (1, None)
        last[one.ref] = replace(one, seq=seq, previous_hash=previous, at=one.at + timedelta(minutes=minutes))
        written.append(last[one.ref])
    return written


def lines(entries: Iterable[Entry]) -> list[str]:
    """As they are exported."""
    return [write_line(one.body, one.hash) for one in entries]


def created(ref: str = REQUEST, to: str = "submitted", **changes: Any) -> Entry:
    """The first entry of a case; `changes` as in the entry."""
    case = {"kind": "request", "milestone": "submitted", "entered_on": "2017-02-01", "waits_for": ["broker"]}
    case |= {"title": "Sanitation", "country": "GH", "due_date": "2017-02-15", "due_zone": "Europe/Amsterdam"}
    changes = {**changes, "case": case | changes.get("case", {})}
    return entry(EntryKind.CREATED, ref, trigger="submit", target=to, changes=changes)


def moved(source: str, target: str, trigger: str, *, kind: EntryKind = EntryKind.MOVED, **more: Any) -> Entry:
    """A move from state to state."""
    return entry(kind, trigger=trigger, source=source, target=target, **more)


def story() -> list[Entry]:
    """A request that is created, edited, commented, validated and matched, beside its exchange and two other streams."""
    seat = ["requester", "ORG-0001", None]
    validated = {"milestone": "validated", "came_from": "submitted", "entered_on": "2017-02-10", "due_date": None}
    matched: dict[str, Any] = {"milestone": "matched", "waits_for": [], "follows": EXCHANGE, "due_zone": None}
    return chained(
        entry(EntryKind.ACCOUNT, PERSON, type=None, definition_version=None, changes={"roles": {"add": ["broker"]}}),
        created(facts={"challenge": CHALLENGE, "languages": ["en"], "people": ["PER-0002"]}, seats={"add": [seat]}),
        entry(trigger="amend", source="submitted", target="submitted", changes={"facts": {"languages": ["en", "fr"]}}),
        entry(EntryKind.COMMENTED, reason=CHALLENGE),
        entry(EntryKind.EXPORTED, "SYS", type=None, definition_version=None),
        entry(EntryKind.WAIVED, trigger="validate", reason=CHALLENGE),
        moved("submitted", "validated", "validate", changes={"case": validated}),
        moved("validated", "matched", "match", actor="PER-0003", changes={"case": matched}),
        replace(created(EXCHANGE, "matched", links={"add": [REQUEST]}, case={"kind": "exchange"}), type="study_visit"),
        entry(EntryKind.ASSIGNED, EXCHANGE, type="study_visit", changes={"case": {"owner": "PER-0003"}}),
    )
