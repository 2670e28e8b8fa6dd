"""A forecast comes true: what is told beforehand is what scheduler and engine then do, while nobody does anything."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from records.database import reading
from tests.journeys.demonstrated import Demonstrated
from tests.support.database import sqlite_template
from tests.support.programme import Programme
from tests.support.world import World
from workflow import doing, outlook
from workflow.history import EntryKind
from workflow.tables import follow_ups

DAYS = 60

Moves = list[tuple[datetime, str, str, str]]  # when, which case, trigger, and whether it can be done
# When, what, about which case, to whom, in which zone and language.
Told = tuple[datetime, str, str, str, str, str | None]


def foretold(world: World, until: datetime) -> tuple[list[Told], Moves]:
    """The letters, and the moves of the clock, that a forecast of all cases tells now."""
    with reading(world.database) as connection:
        found = outlook.of_all(connection, world.engine, world.now, days=DAYS)
    assert found.until == until
    letters = [
        (one.due_at, one.rule, one.ref, one.recipient, one.zone, one.language)
        for one in found.lines
        if one.kind != "fire"
    ]
    moves = [(one.due_at, one.ref, str(one.trigger), one.status) for one in found.lines if one.kind == "fire"]
    return letters, moves


def lived(world: World, until: datetime) -> tuple[list[Told], Moves]:
    """The same as it comes: a tick at every moment at which something is due."""
    known = {row.id for row in world.rows("outbox")}
    since = world.now
    doing.tick(world.database, world.engine, now=world.now)
    while (moment := _next(world)) is not None and moment <= until:
        doing.tick(world.database, world.engine, now=moment)
    rules = {row.id: row.rule for row in world.rows("follow_ups")}
    written = [row for row in world.rows("outbox") if row.id not in known]
    letters = [
        (one.not_before, rules.get(one.follow_up, one.template), one.ref, one.recipient, one.zone, one.language)
        for one in written
        if one.not_before <= until
    ]
    return sorted(letters, key=lambda one: one[0]), list(_moves(world, since))


def _next(world: World) -> datetime | None:
    with reading(world.database) as connection:
        found: datetime | None = connection.execute(
            select(func.min(follow_ups.c.due_at)).where(follow_ups.c.status == "planned")
        ).scalar()
        return found


def _moves(world: World, since: datetime) -> Iterator[tuple[datetime, str, str, str]]:
    """What the clock pressed since, or could not press; what followed in linked cases is not its own."""
    entries = (entry for case in world.rows("cases") for entry in world.entries(case.ref))
    mine = [one for one in entries if one.via == "clock" and one.at >= since and one.grounds["cause"] is None]
    for entry in sorted(mine, key=lambda one: one.at):
        status = "refused" if entry.kind is EntryKind.FOLLOW_UP else "planned"
        yield entry.at, entry.ref, str(entry.trigger), status


def agree(world: World) -> tuple[list[Told], Moves]:
    """Foretells, lives on, and compares; what came."""
    until = world.now + timedelta(days=DAYS)
    before = foretold(world, until)
    came = lived(world, until)
    assert before[0] == came[0]
    assert sorted(before[1]) == sorted(came[1])
    return came


@pytest.fixture
def programme(sqlite_url: str) -> Iterator[Programme]:
    """A programme of a test's own."""
    programme = Programme(sqlite_url)
    yield programme
    programme.close()


def test_demonstration(tmp_path: Path) -> None:
    """Sixty days of the demonstration come as they were foretold, letter by letter."""
    file = tmp_path / "connect.sqlite"
    sqlite_template(file)
    world = Demonstrated(f"sqlite:///{file}")
    letters, moves = agree(world)
    world.close()
    assert len(letters) > 50
    assert {"close", "finish"} <= {trigger for _at, _ref, trigger, _status in moves}


def test_left_alone(programme: Programme) -> None:
    """An offer that expires, a request that lapses and a start that is refused are foretold with all that they cause."""
    _everything(programme)
    letters, moves = agree(programme)
    assert {trigger for _at, _ref, trigger, _status in moves} == {"close", "expire_offer", "lapse", "start"}
    assert {"offer_expired", "request_lapsed", "call_closed", "looking_for_another_expert"} <= {
        one[1] for one in letters
    }
    assert [status for _at, _ref, trigger, status in moves if trigger == "start"] == ["refused"]


def test_late(programme: Programme) -> None:
    """After weeks without a scheduler, what comes at once is foretold, and of stale reminders only the newest."""
    _everything(programme)
    programme.now += timedelta(days=25)
    letters, _moves = agree(programme)
    reminders = {"reminder_half_time", "reminder_two_days_before", "last_reminder"}
    at_once = [(rule, ref[:3]) for at, rule, ref, *_ in letters if at == programme.now and rule in reminders]
    assert at_once == [("last_reminder", "REQ"), ("last_reminder", "APP")]


def _everything(programme: Programme) -> None:
    """An exchange that cannot begin, an expert who is asked, a request that is incomplete, and a call that is open."""
    exchange = programme.exchange("arranged")
    open_again = [{"who": programme.people["city"], "status": "open"}]
    programme.fire(exchange, "record_arrangements", "broker", travel=open_again)
    programme.fire(programme.request("south"), "ask_for_more", "broker", missing="A map.", answer_by="2018-05-28")
    call, form = programme.to_decide()
    programme.fire(call, "decide", "broker", **form)
    programme.call(programme.request("west", state="validated"))
