"""Where a case has been, and for how long."""

from dataclasses import replace
from datetime import timedelta

from tests.workflow.chains import BEGAN, chained, created, entry, moved
from workflow.history import Entry, EntryKind
from workflow.stays import stays, time_in


def days_apart(*entries: Entry) -> list[Entry]:
    """The entries chained, a day after one another."""
    return [replace(one, at=BEGAN + timedelta(days=day)) for day, one in enumerate(chained(*entries))]


def test_stays() -> None:
    """Each state that was entered is a stay, from its entry to the next; what changes no state is none."""
    history = days_apart(
        created(),
        entry(trigger="amend", source="submitted", target="submitted"),
        entry(EntryKind.COMMENTED),
        moved("submitted", "validated", "validate"),
    )
    found = stays(history)
    assert [(one.state, one.trigger, one.until) for one in found] == [
        ("submitted", "submit", BEGAN + timedelta(days=3)),
        ("validated", "validate", None),
    ]
    assert found[1].lasted(BEGAN + timedelta(days=5)) == timedelta(days=2)


def test_state_entered_anew() -> None:
    """A move into the same state begins another stay, and both count."""
    history = days_apart(created(), moved("submitted", "submitted", "amend"), moved("submitted", "rejected", "reject"))
    found = stays(history)
    assert [one.state for one in found] == ["submitted", "submitted", "rejected"]
    assert time_in(found, BEGAN + timedelta(days=2))["submitted"] == timedelta(days=2)


def test_taken_back() -> None:
    """A move that was taken back leads to where the case had been; one that leaves the state alone is no stay."""
    back = moved("validated", "submitted", "validate", kind=EntryKind.UNDONE)
    kept = moved("submitted", "submitted", "amend", kind=EntryKind.CORRECTED)
    found = stays(days_apart(created(), moved("submitted", "validated", "validate"), back, kept))
    assert [one.state for one in found] == ["submitted", "validated", "submitted"]
