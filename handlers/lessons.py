"""How lessons were passed on, as rows that outlive the exchange's page."""

from collections.abc import Iterator, Sequence

from workflow.attempt import Gone, Row, Step
from workflow.history import Entry
from workflow.snapshot import Snapshot

PART = "association"


def keep_lesson(step: Step, snapshot: Snapshot) -> Iterator[Row]:
    """One row each time an association records how, and with whom, it shared what was learned."""
    organisation = _association(step.ref, snapshot)
    if organisation is None:
        return
    yield Row(
        "lessons",
        {
            "ref": step.ref,
            "organisation": organisation,
            "with_whom": step.form["with_whom"],
            "held_on": step.form.get("held_on"),
            "text": step.form["how"].id,
        },
    )


def lesson_taken_back(entry: Entry, _others: Sequence[Entry]) -> Iterator[Gone]:
    """The row of an entry that is taken back: it is found by its text, which no other has."""
    yield Gone("lessons", {"text": (entry.changes or {})["facts"]["shared"][-1]["how"]["text"]})


def _association(ref: str, snapshot: Snapshot) -> str | None:
    """The association of whoever speaks, else the first that takes part: a broker may record it for them."""
    seated = [seat.organisation for seat in snapshot.case(ref).seats if seat.part == PART and seat.organisation]
    own = snapshot.directory.organisation(getattr(snapshot, "on_behalf_of", None) or snapshot.actor)
    return own if own in seated else next(iter(seated), None)
