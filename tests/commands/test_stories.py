"""Stories of the demonstration are told together, in the order of time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from commands.demonstration.play import Play
from commands.demonstration.stories import Story, tell

LOADED = datetime(2018, 3, 5, 8, tzinfo=UTC)


class Silent(Play):
    """A play without a database, which only keeps the time."""

    def __init__(self) -> None:
        self.now = datetime(2016, 11, 1, 9, tzinfo=UTC)

    def until(self, moment: datetime) -> None:
        self.now = moment


def story(name: str, told: list[tuple[str, datetime]], *days: date) -> Story:
    """A story that only says when it goes on."""

    def play(play: Any, today: date) -> Iterator[date]:
        for day in (*days, today):
            yield day
            told.append((name, play.now))

    return play


def test_in_order_of_time() -> None:
    """Whichever story waits for the earliest day goes on, at ten at the office; none goes beyond the moment of loading."""
    told: list[tuple[str, datetime]] = []
    first = story("first", told, date(2017, 1, 10), date(2017, 7, 1))
    second = story("second", told, date(2017, 1, 9))
    tell(Silent(), LOADED, [first, second])
    assert told == [
        ("second", datetime(2017, 1, 9, 9, tzinfo=UTC)),
        ("first", datetime(2017, 1, 10, 9, tzinfo=UTC)),
        ("first", datetime(2017, 7, 1, 8, tzinfo=UTC)),
        ("first", LOADED),
        ("second", LOADED),
    ]


def test_never_back() -> None:
    """A story that waits for a day which is past goes on at once, and time does not go back for it."""
    told: list[tuple[str, datetime]] = []
    tell(Silent(), LOADED, [story("one", told, date(2017, 1, 10), date(2016, 12, 1))])
    assert [when for _, when in told] == sorted(when for _, when in told)
