"""Who was asked what in a case, and when: read off the follow-ups that ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflow.tables import follow_ups

PERSON = "person:"
DONE, COMING = ("done",), ("planned", "claimed")

_c = follow_ups.c


@dataclass(frozen=True)
class Asking:
    """When somebody was asked, or (`done` is false) will be."""

    at: datetime
    done: bool


def of_case(connection: Connection, ref: str, rules: Collection[str]) -> Mapping[tuple[str, str], Asking]:
    """(follow-up, person) → when, for those of the named ones that were told or are to come; the newest telling counts."""
    query = select(_c.rule, _c.recipient, _c.status, _c.due_at).where(
        _c.ref == ref, _c.rule.in_(rules), _c.status.in_((*DONE, *COMING)), _c.recipient.startswith(PERSON)
    )
    found: dict[tuple[str, str], Asking] = {}
    for row in connection.execute(query.order_by(_c.due_at, _c.id)):
        key, done = (row.rule, row.recipient.removeprefix(PERSON)), row.status in DONE
        if done or key not in found or not found[key].done:
            found[key] = Asking(row.due_at, done)
    return found
