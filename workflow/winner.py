"""Who moved a case last, and when: what the loser of a race is told."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflow.conclude import COUNTED
from workflow.tables import entries

_last = (
    select(entries.c.actor, entries.c.trigger, entries.c.at)
    .where(entries.c.ref == bindparam("of_ref"), entries.c.kind.in_([kind.value for kind in COUNTED]))
    .order_by(entries.c.seq.desc())
    .limit(1)
)


def last_move(connection: Connection, ref: str) -> dict[str, Any]:
    """`who`, `trigger` and `at` of the newest entry that changed a case."""
    row = connection.execute(_last, {"of_ref": ref}).one()
    return {"who": row.actor, "trigger": row.trigger, "at": row.at}
