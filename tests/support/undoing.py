"""Acts that are taken back: what is there before and after, as far as undoing gives it back."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from tests.support.stage import Stage
from workflow import tables
from workflow.errors import Refused

COUNTERS = ("version", "seq", "head")  # of a case: an undo is one more entry
ACTS = ("id", "planned_by", "ended_by", "since_act", "until_act")
LIVE = {"follow_ups": ("status", "planned"), "links": ("until_act", None), "participants": ("until_act", None)}
WHY = "It was the wrong button."


def standing(connection: Connection) -> dict[str, list[Any]]:
    """Every case as it is, who has which part in which order, what is linked, planned and kept of opinions and lessons."""
    found: dict[str, list[Any]] = {}
    for name in ("cases", "turns", "links", "participants", "follow_ups", "committee_scores", "lessons"):
        table = tables.metadata.tables[name]
        query = select(*(column for column in table.c if column.name not in (*COUNTERS, *ACTS)))
        if name in LIVE:
            column, value = LIVE[name]
            query = query.where(table.c[column] == value)
        rows = [dict(row) for row in connection.execute(query.order_by(*_order(table))).mappings()]
        found[name] = rows if name == "participants" else sorted(rows, key=repr)
    return found


def _order(table: Any) -> list[Any]:
    """Who came first names a case."""
    return [table.c.ref, table.c.id] if table.name == "participants" else []


def look(stage: Stage) -> dict[str, list[Any]]:
    """The same of a stage."""
    with stage.looking() as connection:
        return standing(connection)


def undo(stage: Stage, ref: str, by: str = "lead", reason: str = WHY, **given: Any) -> Any:
    """Take back the newest act of a case, or the one named."""
    asked = {"actor": stage.people.get(by, by), "now": stage.now, "via": "test", **given}
    with stage.database.begin() as connection:
        return stage.engine.undo(connection, ref, reason, **asked)


def refusal(stage: Stage, ref: str, by: str = "lead", reason: str = WHY, **given: Any) -> list[str]:
    """The codes of the reasons why an act is not taken back."""
    with pytest.raises(Refused) as refused:
        undo(stage, ref, by, reason, **given)
    return [one.code for one in refused.value.blockers]
