"""What the committee said, as rows that lists can be sorted by."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow.attempt import Gone, Row, Step
from workflow.history import Entry
from workflow.snapshot import Snapshot


def keep_score(step: Step, snapshot: Snapshot) -> Iterator[Row]:
    """The newest score of a member for a case; scoring again replaces it."""
    yield _score(step.ref, snapshot.actor, step.form, snapshot.now)


def forget_scores(step: Step, _snapshot: Snapshot) -> Iterator[Gone]:
    """What was judged is judged anew: no list is sorted by what the committee thought of it before."""
    yield Gone("committee_scores", {"ref": step.ref})


def scores_as_they_were(entry: Entry, others: Sequence[Entry]) -> Iterator[Row | Gone]:
    """What the committee said of a case before an entry that is taken back; `others` are those of the case that stand."""
    said: dict[str, Row] = {}
    for one in others:
        scores = (one.changes or {}).get("facts", {}).get("scores")
        if scores is not None:  # all that are known then; none where they are forgotten
            said = {who: row for who, row in said.items() if who in scores}
            if one.actor in scores:
                said[one.actor] = _score(one.ref, one.actor, scores[one.actor], one.at)
    yield Gone("committee_scores", {"ref": entry.ref})
    yield from said.values()


def _score(ref: str, person: str, said: Mapping[str, Any], at: datetime) -> Row:
    values = {
        "ref": ref,
        "person": person,
        "total": sum(row["points"] for row in said["criteria"]),
        "recommend": said["recommend"],
        "scored_at": at,
    }
    return Row("committee_scores", values, key=("ref", "person"))
