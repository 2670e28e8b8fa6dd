"""Clocks that misbehave: set back an hour, or nobody looking at one for three weeks."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.clock import Clock
from tests.scheduler.office import Office
from tests.web.site import Site

EVALUATION = datetime(2018, 6, 22, 9, tzinfo=UTC)  # a week after the last day of the exchange
THREE_WEEKS = timedelta(weeks=3)


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A post office whose letters leave as those of a service do."""
    office = Office(sqlite_url, tmp_path)
    office.folder = tmp_path / "instance/mail"
    yield office
    assert office.programme.differences() == []
    office.close()


def subjects(desk: Office, name: str) -> list[str]:
    """What somebody was written, in the order of the outbox."""
    who = f"person:{desk.programme.people[name]}"
    return [row.template for row in desk.letters(recipient=who) if row.follow_up and row.status == "sent"]


def test_set_back(desk: Office) -> None:
    """A clock that is set back an hour, and comes to the same hour again, sends nothing twice, and nothing too early."""
    desk.programme.exchange("executed")
    clock = Clock(desk.program)
    once = []
    for hour in (0, -1, 0, 1):
        desk.programme.now = EVALUATION + timedelta(hours=hour)
        clock.once()
        once.append(len(desk.mails))
    assert once == [once[0]] * 4
    assert max(Counter(mail["Message-ID"] for mail in desk.mails).values()) == 1
    assert [subjects(desk, name).count("evaluation") for name in ("north", "city")] == [1, 1]


def test_three_weeks(desk: Office) -> None:
    """Caught up after three weeks, of the reminders of a case each person gets the newest alone; letters come all the same."""
    ref = desk.programme.exchange("executed")
    desk.programme.now = EVALUATION + THREE_WEEKS
    follow_ups, _digests, letters = Clock(desk.program).once()
    assert (follow_ups.left, letters.left) == (0, 0)
    for name in ("north", "city"):
        told = subjects(desk, name)
        assert told.count("evaluation") == 1
        assert [one for one in told if "remind" in one] == ["reminder_two_days_before"]
    rows = desk.programme.rows("follow_ups", ref=ref, status="superseded")
    assert {row.rule for row in rows} == {"evaluation_reminders", "reminder_half_time"}


def test_superseded_is_seen(sqlite_url: str, tmp_path: Path) -> None:
    """The page of a case says of a reminder that a newer one took its place."""
    site = Site(sqlite_url, tmp_path)
    ref = site.programme.exchange("executed")
    site.programme.now = EVALUATION + THREE_WEEKS
    Clock(site.program).once()
    assert "a newer reminder took its place" in site.page("broker", ref).text
    site.close()
