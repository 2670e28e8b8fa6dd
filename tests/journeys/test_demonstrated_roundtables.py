"""The roundtables of the demonstration, whatever the day on which it is loaded."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.demonstration import roundtable
from commands.demonstration.cast import BEGINNING, assemble
from commands.demonstration.play import Play
from commands.demonstration.stories import tell
from tests.support.database import sqlite_template
from tests.support.stage import ENGINE
from tests.support.world import World

MONDAY, SUNDAY = datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize("loaded", [MONDAY, SUNDAY], ids=["monday", "sunday"])
def test_roundtables(tmp_path: Path, loaded: datetime) -> None:
    """One is evaluated, one is under way online, of one two of four governments have said when they can come."""
    file = tmp_path / "connect.sqlite"
    sqlite_template(file)
    world = World(f"sqlite:///{file}", ENGINE, loaded)
    with world.database.begin() as connection:
        cast = assemble(connection, "")
        tell(Play(ENGINE, connection, cast, BEGINNING), loaded, roundtable.STORIES)
    told = world.rows("cases", type="roundtable")
    assert [(one.state, one.waits_for) for one in told] == [
        ("evaluated", []),
        ("under_way", ["requester", "expert"]),
        ("date_poll", ["requester", "expert"]),
    ]
    assert [one.ref for one in told if one.due_at and one.due_at <= loaded] == []
    assert {len(world.linked(one.ref)) for one in told} == {4}
    # At the host's on site; online at the first that asks.
    hosts = [world.rows("participants", ref=one.ref, part="host", until_act=None)[0].organisation for one in told[:2]]
    assert hosts == [cast.organisations[roundtable.HOST], cast.organisations[roundtable.ASKING[0]]]
    asked = {cast.organisations[one] for one in (roundtable.ASKING[0], roundtable.KNOWING[0])}
    assert set(told[2].facts["poll"]) == asked
    assert world.differences() == []
    world.close()
