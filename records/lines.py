"""A line of a list: what is shown of a case wherever it is named, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from records.tables import Person
from workflow.tables import cases


@dataclass(frozen=True)
class Item:
    """A line of a list; `waits_for` and the due date are those of the case it follows, where it follows one."""

    ref: str
    kind: str
    type: str
    definition_version: int
    state: str
    milestone: str
    ended: bool
    version: int
    title: str
    country: str | None
    created_at: datetime
    is_demo: bool
    owner: str | None
    owner_name: str | None
    follows: str | None
    entered_on: date
    paused_on: date | None
    waits_for: tuple[str, ...]
    due_date: date | None
    due_zone: str | None
    due_at: datetime | None
    overdue: bool


followed = cases.alias("followed")
_TURN = ("waits_for", "due_date", "due_zone", "due_at")  # the last of an Item: its own, or those of the case it follows
_HEAD = [name for name in Item.__dataclass_fields__ if name not in (*_TURN, "overdue")]
_SPLIT = len(_HEAD)


def lines() -> Select[Any]:
    """All that a line shows: the case, who owns it, and the case it follows."""
    head = [Person.name if name == "owner_name" else cases.c[name] for name in _HEAD]
    turns = [table.c[name].label(f"{table.name}_{name}") for table in (cases, followed) for name in _TURN]
    return (
        select(*head, *turns)
        .select_from(cases.outerjoin(followed, followed.c.ref == cases.c.follows))
        .outerjoin(Person, Person.id == cases.c.owner)
    )


def item(row: Any, now: datetime) -> Item:
    """The line that a row of `lines` makes; an ended case is never overdue. Columns added after those are left alone."""
    values = tuple(row)
    head, own, theirs = values[:_SPLIT], values[_SPLIT : _SPLIT + 4], values[_SPLIT + 4 : _SPLIT + 8]
    if row.follows is not None and not row.ended:
        # A limit of its own stays its own, whoever it waits with.
        own = theirs if row.cases_due_at is None else (theirs[0], *own[1:])
    waits_for, due_date, due_zone, due_at = own
    late = not row.ended and due_at is not None and due_at < now
    turn: list[Any] = [tuple(waits_for or ()), due_date, due_zone, due_at, late]
    return Item(*head, *turn)
