"""The clock proposes what is kept for too long, and removes nothing."""

from datetime import timedelta

from records import drafts
from scheduler.clock import Clock
from tests.scheduler.office import Office
from workflow import streams
from workflow.streams import SYSTEM


def test_proposed(desk: Office) -> None:
    """Once a month the system's history says how much of what is kept for too long; all of it is still there."""
    programme = desk.programme
    ref = programme.request()
    with desk.program.database.begin() as connection:
        drafts.keep(connection, ref, "baseline", programme.people["north"], [("a", "b")], now=programme.now)
    programme.now += timedelta(days=181)
    clock = Clock(desk.program)
    assert clock.retention().done == 1
    assert clock.retention().done == 0
    with desk.program.database.connect() as connection:
        entry = streams.last_of(connection, SYSTEM)
    assert entry is not None
    assert (entry.trigger, entry.actor, entry.via) == ("propose_removal", SYSTEM, "clock")
    assert entry.changes == {"facts": {"counts": {"drafts": 1}}}
    assert len(programme.rows("drafts")) == 1
    clock.stop()
    programme.now += timedelta(days=31)
    assert clock.retention().done == 0
