"""A case as its entries told it at a moment."""

from datetime import timedelta

import pytest

from tests.workflow.chains import BEGAN, chained, created, entry, moved
from workflow.as_of import as_of
from workflow.history import Entry, EntryKind
from workflow.replay import DoesNotReplay

DUE = {"case": {"due_date": "2018-02-01", "milestone": "validated"}, "facts": {"topic": "waste"}}
TOLD = chained(
    created(),
    moved("submitted", "validated", "validate", changes=DUE, fingerprint="f" * 64),
    entry(
        EntryKind.CORRECTED,
        source="validated",
        target="submitted",
        changes={"unset": ["topic"], "undoes": {"act": "x"}},
    ),
)


def lines(told: list[Entry]) -> list[tuple[str, str]]:
    """Bodies and hashes, as they are kept."""
    return [(one.body, one.hash) for one in told]


def test_before() -> None:
    """Before it began there was no case, and no rules."""
    found = as_of(lines(TOLD), BEGAN - timedelta(seconds=1))
    assert (found.case, found.entries, found.law) == (None, (), None)


def test_meanwhile() -> None:
    """What stood in the history at the moment counts, that moment included; a correction that came later does not."""
    found = as_of(lines(TOLD), TOLD[1].at)
    assert found.case is not None
    assert (found.case.state, found.case.milestone, str(found.case.due_date)) == (
        "validated",
        "validated",
        "2018-02-01",
    )
    assert (found.case.facts, found.entries, found.law) == ({"topic": "waste"}, tuple(TOLD[:2]), TOLD[1])


def test_afterwards() -> None:
    """Once it is corrected, the case is as the correction gives it back."""
    found = as_of(lines(TOLD), TOLD[2].at)
    assert found.case is not None
    assert (found.case.state, found.case.facts, len(found.entries)) == ("submitted", {}, 3)


def test_changed() -> None:
    """A history that does not hold gives no case."""
    told = lines(TOLD)
    with pytest.raises(DoesNotReplay, match="hash"):
        as_of([told[0], (told[1][0], "0" * 64)], TOLD[1].at)
