"""Who moved a case last, and when: what the loser of a race is told, and whoever saw an older version."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflow.earlier import COUNTED
from workflow.errors import AssignedMeanwhile, NoSuchVersion, Stale
from workflow.history import EntryKind
from workflow.tables import entries
from workflow.words import _

# What was done where no button was pressed.
DONE: Mapping[str, str] = {
    EntryKind.UNDONE.value: _("Taken back"),
    EntryKind.CORRECTED.value: _("Corrected"),
    EntryKind.MIGRATED.value: _("Moved to newer rules"),
}

_last = (
    select(entries.c.actor, entries.c.trigger, entries.c.kind, entries.c.at)
    .where(entries.c.ref == bindparam("of_ref"), entries.c.kind.in_([kind.value for kind in COUNTED]))
    .order_by(entries.c.seq.desc())
    .limit(1)
)


def last_move(connection: Connection, ref: str) -> dict[str, Any]:
    """`who`, `trigger` and `at` of the newest entry that changed a case."""
    row = connection.execute(_last, {"of_ref": ref}).one()
    done = row.trigger or {"message": DONE[row.kind], "facts": {}}
    return {"who": row.actor, "trigger": done, "at": row.at}


_assigned = (
    select(entries.c.actor, entries.c.at)
    .where(entries.c.ref == bindparam("of_ref"), entries.c.kind == EntryKind.ASSIGNED.value)
    .order_by(entries.c.seq.desc())
    .limit(1)
)


def refuse_assigned(connection: Connection, ref: str, *, seen: str | None, now: str | None) -> None:
    """Raise AssignedMeanwhile if another was seen in charge of a case than is in charge of it."""
    if seen != now:
        row = connection.execute(_assigned, {"of_ref": ref}).one_or_none()
        told = {"who": row.actor, "at": row.at} if row else {}
        raise AssignedMeanwhile(owner=now or {"message": _("nobody in particular"), "facts": {}}, **told)


def refuse_stale(connection: Connection, ref: str, *, seen: int | None, now: int) -> None:
    """Raise Stale, or NoSuchVersion, if a version of a case was seen that is not the one it has."""
    if seen is not None and seen > now:
        raise NoSuchVersion(ref=ref, seen=seen, now=now)
    if seen is not None and seen != now:
        raise Stale(seen=seen, now=now, **last_move(connection, ref))
