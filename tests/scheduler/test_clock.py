"""The clock ticks until it is stopped, and a tick that fails stops nothing."""

import logging
from threading import Event
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from scheduler import alone, clock
from scheduler.clock import Clock
from tests.scheduler.office import Office
from workflow.tally import Tally

LONGEST = 30  # seconds until a thread that never ticks is given up


def test_ticks(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """All ticks are called as soon as the clock starts, and are told to stop when it stops."""
    ticked: dict[str, Event] = {"doing": Event(), "post": Event(), "digests": Event(), "checkpoints": Event()}
    stops: list[Any] = []

    def tick(name: str) -> Any:
        def ticks(*_: Any, **given: Any) -> Tally:
            stops.append(given["stop"])
            ticked[name].set()
            return Tally(0, 0)

        return ticks

    monkeypatch.setattr("scheduler.clock.doing.tick", tick("doing"))
    monkeypatch.setattr("scheduler.clock.post.tick", tick("post"))
    monkeypatch.setattr("scheduler.clock.digests.tick", tick("digests"))
    monkeypatch.setattr("scheduler.clock.checkpoints.tick", tick("checkpoints"))
    running = Clock(desk.program)
    running.start()
    assert all(one.wait(LONGEST) for one in ticked.values())
    assert not any(stop() for stop in stops)
    running.stop()
    assert all(stop() for stop in stops)


def test_finishes(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping waits for the tick in hand."""
    begun, ended = Event(), Event()

    def tick(*_: Any, **given: Any) -> Tally:
        begun.set()
        running.wait()  # until it is asked to stop
        ended.set()
        return Tally(1, 0)

    monkeypatch.setattr("scheduler.clock.doing.tick", tick)
    running = Clock(desk.program)
    running.start()
    assert begun.wait(LONGEST)
    running.stop()
    assert ended.is_set()


def test_stopped_before_it_starts(desk: Office) -> None:
    """What is told to stop before it starts does nothing."""
    desk.programme.request()
    stopped = Clock(desk.program)
    stopped.stop()
    assert [one.done for one in stopped.once()] == [0, 0, 0]


def test_failing_tick(caplog: pytest.LogCaptureFixture) -> None:
    """A database that does not answer is told in a sentence, and the next tick comes."""

    def tick() -> Tally:
        raise OperationalError("SELECT 1", {}, Exception("no route to host"))

    with caplog.at_level(logging.WARNING):
        clock.careful(tick)
    assert "no route to host" in caplog.text
    assert "Traceback" not in caplog.text


def test_any_number(desk: Office) -> None:
    """Where the database is no file, nobody need be alone."""
    with alone.alone(None), alone.alone(None):
        pass


def test_all_that_follows(desk: Office) -> None:
    """Once means: what is due, the letters it owes, and what becomes due by sending them."""
    programme = desk.programme
    call = programme.call()
    desk.programme.now = programme.case(call).due_at
    desk.change("north", active=False)
    follow_ups, _digests, letters = Clock(desk.program).once()
    assert programme.case(call).state == "closed"
    assert (follow_ups.done > 0, follow_ups.left, letters.left) == (True, 0, 0)
