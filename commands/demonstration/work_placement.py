"""Work placements between governments that are invented: one held, one reviewed half-way, one that waits for a signature.

The held one lies in 2018; the others lie relative to the day of loading. Every one begins on a Monday.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commands.demonstration import forms, invented
from commands.demonstration.play import Play

HOME, OFFICIAL, ASSOCIATION = "requester.sample-district", "official.sample-district", "association.ghana"
INVENTED = "Demonstration: these governments and their placement are invented."
HELD = date(2018, 10, 1)


@dataclass(frozen=True)
class Placement:
    """A placement; the days of its story are counted from its first one."""

    first: date
    weeks: int
    host: str
    topic: str
    challenge: str

    def day(self, number: int) -> date:
        """A day so many days after the first one, or before it."""
        return self.first + timedelta(days=number)

    @property
    def dates(self) -> dict[str, str]:
        """A Monday, and the Friday of its last week."""
        last = self.first + timedelta(weeks=self.weeks, days=-3)
        return {"first_day": self.first.isoformat(), "last_day": last.isoformat()}


def held(play: Play, _loaded: date) -> Iterator[date]:
    """Three weeks of 2018, evaluated."""
    placement = Placement(HELD, 3, "expert.sample-city", "human_resources", "How a municipality finds its people.")
    exchange = yield from _reviewed(play, placement)
    yield placement.day(60)
    invented.evaluate(play, exchange, INVENTED)


def running(play: Play, loaded: date) -> Iterator[date]:
    """Four weeks that began two weeks ago."""
    first = _monday(loaded) - timedelta(weeks=2)
    yield from _reviewed(play, Placement(first, 4, "expert.sample-town", "sanitation", "Drains that are kept open."))


def half_signed(play: Play, loaded: date) -> Iterator[date]:
    """One in six weeks: the official and the host have signed, and the requesting government is asked."""
    first = _monday(loaded) + timedelta(weeks=6)
    yield from _proposed(play, Placement(first, 2, "expert.sample-city", "water", "A map of all wells."))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _matched(play: Play, placement: Placement) -> Generator[date, None, str]:
    """A request, a call, an answer, and the match of both; the exchange."""
    match = invented.Match(
        type="work_placement",
        title="A work placement for Sample District, Ghana",
        topic=placement.topic,
        challenge=placement.challenge,
        hoped_for="A way of its own",
        said=INVENTED,
        asking=(HOME,),
        knowing=(placement.host,),
        period=forms.period(placement.first, -10, 120),
        dates=placement.dates,
        deadline=placement.day(-60),
        days=[placement.day(number) for number in (-110, -103, -89, -70, -66, -59, -52)],
    )
    return invented.matched(play, match)


def _proposed(play: Play, placement: Placement) -> Generator[date, None, str]:
    """Who is placed where, signed by the official and the host."""
    exchange = yield from _matched(play, placement)
    yield placement.day(-45)
    proposal: dict[str, Any] = {
        "host": play.body(placement.host),
        "official": play.person(OFFICIAL),
        "office": "The town hall",
        "supervisor": play.person(placement.host),
        "tasks": f"To work along with colleagues who have the same job. {INVENTED}",
    }
    play.press("broker", exchange, "propose_placement", proposal | placement.dates)
    play.press(OFFICIAL, exchange, "sign_agreement")
    play.press(placement.host, exchange, "sign_agreement")
    play.press(ASSOCIATION, exchange, "accept_invitation_association", {"liaison": play.person(ASSOCIATION)})
    return exchange


def _reviewed(play: Play, placement: Placement) -> Generator[date, None, str]:
    """Signed by all, insured, confirmed, begun by the clock, and reviewed in the second week."""
    exchange = yield from _proposed(play, placement)
    yield placement.day(-38)
    play.press(HOME, exchange, "sign_agreement")
    yield placement.day(-31)
    settled = [{"who": play.person(OFFICIAL), "status": "settled"}]
    play.press("broker", exchange, "record_arrangements", {"travel": settled, "insurance": settled})
    arrangement = {
        **placement.dates,
        "place": play.cast.names[placement.host],
        "participants": [play.person(OFFICIAL), play.person(placement.host)],
        "emergency_contacts": [play.person(placement.host)],
    }
    play.press("lead.broker", exchange, "arrange", arrangement)
    yield placement.day(10)
    review = {"on_track": "yes", "held_on": placement.day(10).isoformat()}
    play.press(placement.host, exchange, "review_midterm", review)
    return exchange


STORIES = (held, running, half_signed)
