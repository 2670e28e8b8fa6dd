"""Who was asked what in a case, and when: read off the follow-ups that ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.recipients import PERSON
from workflow.tables import follow_ups

# Status of a follow-up that asks → how it stands; where there are several, what stands first counts.
ASKED, COMING, LEFT_OUT = "asked", "coming", "left_out"
STANDING = {"done": ASKED, "planned": COMING, "claimed": COMING, "skipped": LEFT_OUT}
ORDER = (ASKED, COMING, LEFT_OUT)

_c = follow_ups.c


@dataclass(frozen=True)
class Asking:
    """When somebody was asked, will be, or would have been had the moment not been past; `how` is one of ORDER."""

    at: datetime
    how: str


def of_case(connection: Connection, ref: str, rules: Collection[str]) -> Mapping[tuple[str, str], Asking]:
    """(follow-up, person) → when, for the named ones; of several the newest of what counts most."""
    query = select(_c.rule, _c.recipient, _c.status, _c.due_at).where(
        _c.ref == ref, _c.rule.in_(rules), _c.status.in_(STANDING), _c.recipient.startswith(PERSON)
    )
    found: dict[tuple[str, str], Asking] = {}
    for row in connection.execute(query.order_by(_c.due_at, _c.id)):
        key, how = (row.rule, row.recipient.removeprefix(PERSON)), STANDING[row.status]
        if key not in found or ORDER.index(how) <= ORDER.index(found[key].how):
            found[key] = Asking(row.due_at, how)
    return found
