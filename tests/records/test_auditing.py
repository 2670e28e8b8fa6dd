"""Entries of all histories: narrowed by what they are and say, a page at a time; and what the saved questions find."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

import app
from records import auditing
from records.auditing import ANY, Asked, Rule, every, page
from records.bodies import at_path
from records.questions import QUESTIONS
from tests.records.conftest import counted
from tests.workflow.chains import BEGAN, EXCHANGE, REQUEST, chained, created, entry, moved
from workflow import texts
from workflow.history import Entry, EntryKind
from workflow.tables import entries
from workflow.writing import entry_row

REGISTRY = app.known_types()
BROKER, OTHER = "PER-0002", "PER-0003"
LATE = datetime(2017, 2, 15, 23, 0, tzinfo=UTC)  # when the last day of the first limit is over in Amsterdam


# What is looked for → what is found.
NARROWED = [
    (Asked(), ["SYS/1", f"{REQUEST}/3", f"{REQUEST}/2", f"{REQUEST}/1"]),
    (Asked(ref=REQUEST, kind="moved"), [f"{REQUEST}/3", f"{REQUEST}/2"]),
    (Asked(by=BROKER), [f"{REQUEST}/3"]),
    (Asked(trigger="validate"), [f"{REQUEST}/2"]),
    (Asked(type="request", state="validated"), [f"{REQUEST}/3", f"{REQUEST}/2"]),
    (
        Asked(since=BEGAN + timedelta(minutes=1), until=BEGAN + timedelta(minutes=3)),
        [f"{REQUEST}/3", f"{REQUEST}/2"],
    ),
    (Asked(text="ZINIARÉ"), [f"{REQUEST}/3"]),
    (Asked(text="nothing of this"), []),
]


def write(connection: Connection, *told: Entry) -> list[Entry]:
    """Entries, numbered and chained and kept."""
    written = chained(*told)
    connection.execute(insert(entries), [entry_row(one) for one in written])
    return written


def case(*told: Entry) -> Sequence[Entry]:
    """A case that began and went on."""
    return (created(), *told)


def found(connection: Connection, asked: Asked | None = None, rule: Rule = ANY) -> list[str]:
    """The ids of what is found, the newest first."""
    return [one.entry.id for some in every(connection, asked or Asked(), rule) for one in some]


def says(connection: Connection, name: str) -> list[str]:
    """What a saved question finds."""
    return found(connection, rule=QUESTIONS[name].rule(REGISTRY))


def exchange(kind: EntryKind, trigger: str, actor: str, **more: Any) -> Entry:
    """An entry of an expert assignment."""
    return entry(kind, EXCHANGE, trigger=trigger, actor=actor, type="expert_assignment", **more)


def test_narrowed(connection: Connection) -> None:
    """Each filter leaves what fits it, the newest first; words are looked for without case and accents."""
    said = texts.mint("As Ziniare asked us to.")
    texts.store(connection, [said], person=BROKER, ref=REQUEST)
    reserve = moved("validated", "on_reserve", "put_on_reserve", actor=BROKER, reason=said.ref.plain())
    system = entry(EntryKind.ACCOUNT, "SYS", trigger="change_setting", type=None, definition_version=None)
    write(connection, *case(moved("submitted", "validated", "validate"), reserve), system)
    for asked, ids in NARROWED:
        assert found(connection, asked) == ids, asked


def test_pages(lite: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages neither lose nor repeat an entry, and send the same statements however many there are."""
    monkeypatch.setattr(auditing, "PAGE", 7)
    written = write(lite, *case(*[entry() for _number in range(20)]))
    assert found(lite) == [one.id for one in reversed(written)]
    with counted(lite) as sent:
        first = page(lite, Asked())
    assert (len(first.found), first.whole, len(sent)) == (7, True, 3)


def test_a_page_looks_only_so_far(lite: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that finds nothing in what it looks at says from where to go on, and all pages together find it."""
    monkeypatch.setattr(auditing, "WINDOW", 5)
    write(lite, *case(moved("submitted", "validated", "validate"), *[entry() for _number in range(12)]))
    rare = Rule(closely=(at_path(entries.c.body, "to") == "validated",))
    first = page(lite, Asked(), rare)
    assert (first.found, first.whole, first.next is None) == ((), False, False)
    assert found(lite, rule=rare) == [f"{REQUEST}/2"]


def test_late(connection: Connection) -> None:
    """A step is late from the end of the last day on, in the zone of the limit; a new limit counts, a lifted one does not."""
    due = {"case": {"due_date": "2017-03-01"}}
    steps = (
        moved(
            "submitted", "validated", "validate", at=LATE - timedelta(minutes=2)
        ),  # the chain adds minutes: just in time
        moved("validated", "on_reserve", "put_on_reserve", at=LATE, changes=due),
        moved("on_reserve", "validated", "resume", at=LATE + timedelta(days=2), changes={"case": {"due_date": None}}),
        moved("validated", "rejected", "reject", at=LATE + timedelta(days=400)),
    )
    write(connection, *case(*steps))
    assert says(connection, "late") == [f"{REQUEST}/3"]


def test_after_undo(connection: Connection) -> None:
    """The first step after an undo is found, past what was only noted between, and no later one."""
    undone = entry(EntryKind.UNDONE, source="rejected", target="submitted")
    steps = (
        moved("submitted", "rejected", "reject"),
        undone,
        entry(EntryKind.COMMENTED),
        moved("submitted", "validated", "validate"),
        moved("validated", "on_reserve", "put_on_reserve"),
    )
    write(connection, *case(*steps))
    assert says(connection, "after-undo") == [f"{REQUEST}/5"]
    assert says(connection, "taken-back") == [f"{REQUEST}/3"]


def test_same_person(connection: Connection) -> None:
    """Who confirms is found if they had prepared, also where somebody else did it anew since; others are not."""
    told = (
        exchange(EntryKind.MOVED, "draft_terms", BROKER),
        exchange(EntryKind.MOVED, "draft_terms", OTHER, changes={"anew": ["draft_terms"]}),
        exchange(EntryKind.MOVED, "arrange", "PER-0004"),
        exchange(EntryKind.MOVED, "arrange", BROKER),
    )
    write(connection, *told)
    assert says(connection, "same-person") == [f"{EXCHANGE}/4"]


def test_of_a_kind(connection: Connection) -> None:
    """Waivers, presses for others, corrections, permissions, exports and erasures are found by what they are."""
    beside: dict[str, Any] = {"type": None, "definition_version": None}
    told = (
        entry(EntryKind.WAIVED),
        moved("submitted", "validated", "validate", on_behalf_of=OTHER),
        entry(EntryKind.CORRECTED),
        entry(EntryKind.ACCOUNT, "PER-0001", trigger="grant_role", **beside),
        entry(EntryKind.ACCOUNT, "SYS", trigger="change_setting", **beside),
        entry(EntryKind.EXPORTED, "SYS", trigger="export_log", **beside),
        entry(EntryKind.ERASED, "PER-0001", **beside),
    )
    write(connection, *case(*told))
    assert {name: says(connection, name) for name in QUESTIONS} == {
        "late": [],
        "after-undo": [],
        "same-person": [],
        "waivers": [f"{REQUEST}/2"],
        "on-behalf": [f"{REQUEST}/3"],
        "taken-back": [],
        "corrections": [f"{REQUEST}/4"],
        "permissions": ["SYS/1", "PER-0001/1"],
        "exports": ["SYS/2"],
        "erasures": ["PER-0001/2"],
    }
