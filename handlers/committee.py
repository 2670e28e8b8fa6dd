"""What the committee said, as rows that lists can be sorted by."""

from collections.abc import Iterator

from workflow.attempt import Gone, Row, Step
from workflow.snapshot import Snapshot


def keep_score(step: Step, snapshot: Snapshot) -> Iterator[Row]:
    """The newest score of a member for a case; scoring again replaces it."""
    values = {
        "ref": step.ref,
        "person": snapshot.actor,
        "total": sum(row["points"] for row in step.form["criteria"]),
        "recommend": step.form["recommend"],
        "scored_at": snapshot.now,
    }
    yield Row("committee_scores", values, key=("ref", "person"))


def forget_scores(step: Step, _snapshot: Snapshot) -> Iterator[Gone]:
    """What was judged is judged anew: no list is sorted by what the committee thought of it before."""
    yield Gone("committee_scores", {"ref": step.ref})
