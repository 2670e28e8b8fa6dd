"""How much there is of what, for whoever watches the service: read from the rows, so that every process says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, literal_column, select

from workflow.tables import cases, follow_ups, outbox

AGES: Mapping[str, timedelta] = {
    "0": timedelta(),
    "60": timedelta(minutes=1),
    "600": timedelta(minutes=10),
    "3600": timedelta(hours=1),
    "86400": timedelta(days=1),
}

_moves = select(cases.c.type, func.sum(cases.c.version)).group_by(cases.c.type)
_cases = select(cases.c.type, cases.c.state, func.count()).group_by(cases.c.type, cases.c.state)
_letters = select(outbox.c.status, func.count().label("number")).group_by(outbox.c.status)
_planned = follow_ups.c.status == literal_column("'planned'")
_due = select(*(func.count().filter(follow_ups.c.due_at <= bindparam(f"by_{age}")).label(age) for age in AGES)).where(
    _planned, follow_ups.c.due_at <= bindparam("by_0")
)


@dataclass(frozen=True)
class Measures:
    """`moves` by type; `cases` by type and state; `due`: follow-ups that wait longer than so many seconds; `letters` by status."""

    moves: Mapping[str, int]
    cases: Mapping[tuple[str, str], int]
    due: Mapping[str, int]
    letters: Mapping[str, int]


def measure(connection: Connection, now: datetime) -> Measures:
    """All of it, in four statements."""
    due = connection.execute(_due, {f"by_{age}": now - since for age, since in AGES.items()}).one()
    return Measures(
        moves={type_: int(number) for type_, number in connection.execute(_moves)},
        cases={(type_, state): number for type_, state, number in connection.execute(_cases)},
        due={age: int(due._mapping[age]) for age in AGES},
        letters={row.status: row.number for row in connection.execute(_letters)},
    )
