"""The work placements of the demonstration, whatever the day on which it is loaded."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.demonstration import work_placement
from commands.demonstration.cast import BEGINNING, assemble
from commands.demonstration.play import Play
from commands.demonstration.stories import tell
from tests.support.database import sqlite_template
from tests.support.stage import ENGINE
from tests.support.world import World

MONDAY, SUNDAY = datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize("loaded", [MONDAY, SUNDAY], ids=["monday", "sunday"])
def test_placements(tmp_path: Path, loaded: datetime) -> None:
    """One is evaluated, one reviewed half-way and not over, one waits for the government's signature, none is overdue."""
    file = tmp_path / "connect.sqlite"
    sqlite_template(file)
    world = World(f"sqlite:///{file}", ENGINE, loaded)
    with world.database.begin() as connection:
        cast = assemble(connection, "")
        tell(Play(ENGINE, connection, cast, BEGINNING), loaded, work_placement.STORIES)
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
