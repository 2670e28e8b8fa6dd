"""The roundtables of the demonstration, whatever the day on which it is loaded."""

from datetime import datetime
from pathlib import Path

import pytest

from commands.demonstration import roundtable
from tests.journeys.demonstrated import MONDAY, SUNDAY, told


@pytest.mark.parametrize("loaded", [MONDAY, SUNDAY], ids=["monday", "sunday"])
def test_roundtables(tmp_path: Path, loaded: datetime) -> None:
    """One is evaluated, one is under way online, of one two of four governments have said when they can come."""
    world, cast = told(tmp_path, loaded, roundtable.STORIES)
    found = world.rows("cases", type="roundtable")
    assert [(one.state, one.waits_for) for one in found] == [
        ("evaluated", []),
        ("under_way", ["requester", "expert"]),
        ("date_poll", ["requester", "expert"]),
    ]
    assert [one.ref for one in found if one.due_at and one.due_at <= loaded] == []
    assert {len(world.linked(one.ref)) for one in found} == {4}
    # At the host's on site; online at the first that asks.
    hosts = [world.rows("participants", ref=one.ref, part="host", until_act=None)[0].organisation for one in found[:2]]
    assert hosts == [cast.organisations[roundtable.HOST], cast.organisations[roundtable.ASKING[0]]]
    asked = {cast.organisations[one] for one in (roundtable.ASKING[0], roundtable.KNOWING[0])}
    assert set(found[2].facts["poll"]) == asked
    assert world.differences() == []
    world.close()
