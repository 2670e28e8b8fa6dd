"""The work placements of the demonstration, whatever the day on which it is loaded."""

from datetime import datetime
from pathlib import Path

import pytest

from commands.demonstration import work_placement
from tests.journeys.demonstrated import MONDAY, SUNDAY, told


@pytest.mark.parametrize("loaded", [MONDAY, SUNDAY], ids=["monday", "sunday"])
def test_placements(tmp_path: Path, loaded: datetime) -> None:
    """One is evaluated, one reviewed half-way and not over, one waits for the government's signature, none is overdue."""
    world, cast = told(tmp_path, loaded, work_placement.STORIES)
    placements = world.rows("cases", type="work_placement")
    assert [(one.state, one.waits_for) for one in placements] == [
        ("evaluated", []),
        ("midterm_reviewed", ["requester", "expert"]),
        ("placement_proposed", ["requester"]),
    ]
    assert [one.ref for one in placements if one.due_at and one.due_at <= loaded] == []
    assert placements[2].signatures["sign_agreement"]["official"] == cast.people[work_placement.OFFICIAL]
    assert world.differences() == []
    world.close()
