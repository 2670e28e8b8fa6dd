"""Who stands in for whom, on which days, as a move reads it; on both databases."""

from datetime import date

import pytest
from sqlalchemy import Connection

from records import directory
from tests.records import given

FIRST, LAST = date(2018, 5, 14), date(2018, 5, 20)


@pytest.mark.parametrize(
    ("day", "roles", "stands_in"),
    [
        (FIRST, ["committee"], True),
        (LAST, ["committee"], True),
        (date(2018, 5, 13), ["committee"], False),
        (date(2018, 5, 21), ["committee"], False),
        (FIRST, ["auditor"], False),
        (FIRST, [], False),
    ],
)
def test_days(connection: Connection, day: date, roles: list[str], stands_in: bool) -> None:
    """A substitute has the offices of who is away on the days of the absence; auditors, and who has no role, never."""
    given.person(connection, "PER-0001", *roles)
    away = {"substitute": "PER-0001", "absent_from": FIRST, "absent_until": LAST}
    given.person(connection, "PER-0002", "lead_broker", **away)
    given.person(connection, "PER-0003", "broker", **{**away, "active": False})
    given.person(connection, "PER-0004", "broker", substitute="PER-0001")
    who = directory.read(connection, people=["PER-0001"], organisations=[])
    assert who.away_for("PER-0001", day) == ({"PER-0002": frozenset({"lead_broker"})} if stands_in else {})
