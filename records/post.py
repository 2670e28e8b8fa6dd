"""The letters of all cases, and of nothing else, for the desk and the command line: a page of them, the newest first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from records.casepage import Letter
from workflow.tables import deliveries, outbox

PAGE = 50  # letters

# How a list is narrowed → the statuses that it shows.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("created", "sending", "failed_for_now"),
    "held": ("held",),
    "failed": ("failed_for_good",),
    "sent": ("sent",),
    "dropped": ("dropped", "taken_back"),
}
COUNTED = ("waiting", "held", "failed")  # those of which there are few, unless something is wrong
# An index is only taken for a query that repeats its very condition.
INDEXED = (GROUPS["waiting"], ("held", "failed_for_good", "dropped", "taken_back"))


@dataclass(frozen=True)
class Posted(Letter):
    """A letter with its case; `sent_at` is when the last of those who got it did."""

    ref: str
    attempts: int
    sent_at: datetime | None


_sent_at = (
    select(func.max(deliveries.c.at))
    .where(deliveries.c.letter == outbox.c.id, deliveries.c.refused.is_(None))
    .scalar_subquery()
    .label("sent_at")
)
_columns = [outbox.c[name] for name in Posted.__dataclass_fields__ if name != "sent_at"]


def page(
    connection: Connection, group: str | None = None, *, before: int | None = None, limit: int = PAGE
) -> tuple[Sequence[Posted], int | None]:
    """Letters of a group (all, if none is named), and the `before` of the next page, None where this is the last."""
    query = select(*_columns, _sent_at).where(outbox.c.ref.is_not(None)).limit(limit + 1)
    if group is not None:
        query = query.where(*_among(GROUPS[group]))
    # SQLite would rather read all letters in their order than sort the few of a group: so it is told of no such order.
    order = outbox.c.id if group in (None, "sent") else outbox.c.id + 0
    query = query.order_by(order.desc())
    if before is not None:
        query = query.where(outbox.c.id < before)
    found = [_posted(row) for row in connection.execute(query)]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def get(connection: Connection, ident: int) -> Posted | None:
    """One letter; None if there is none of that number."""
    row = connection.execute(select(*_columns, _sent_at).where(outbox.c.id == ident)).one_or_none()
    return None if row is None else _posted(row)


def counts(connection: Connection) -> dict[str, int]:
    """How many letters there are of each group that is counted."""
    found: dict[str, int] = {}
    for indexed in INDEXED:
        wanted = [status for group in COUNTED for status in GROUPS[group] if status in indexed]
        of_cases = (*_among(wanted), outbox.c.ref.is_not(None))
        query = select(outbox.c.status, func.count()).where(*of_cases).group_by(outbox.c.status)
        found |= {str(status): int(number) for status, number in connection.execute(query)}
    return {group: sum(found.get(status, 0) for status in GROUPS[group]) for group in COUNTED}


def _among(statuses: Collection[str]) -> Iterator[ColumnElement[bool]]:
    yield outbox.c.status.in_(statuses)
    for indexed in INDEXED:
        if {*statuses} <= {*indexed}:
            yield outbox.c.status.in_(literal_column(f"'{status}'") for status in indexed)


def _posted(row: Any) -> Posted:
    return Posted(**row._mapping)
