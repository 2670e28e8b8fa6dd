"""Study visits between governments that are invented: one held, one that is under way, one that waits for visas.

The held one lies in 2018; the others lie relative to the day of loading.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commands.demonstration import forms, invented
from commands.demonstration.play import Play

REQUESTER, ASSOCIATION = "requester.sample-district", "association.ghana"
INVENTED = "Demonstration: these governments and their visit are invented."
HELD = date(2018, 9, 18)  # a day on which the first one takes place


@dataclass(frozen=True)
class Visit:
    """A visit; its days are counted from the day `told`: for one that is not over, that of loading."""

    told: date
    expert: str
    topic: str
    challenge: str
    begins: int  # the first day

    def day(self, number: int) -> date:
        """A day so many days after that one, or before it."""
        return self.told + timedelta(days=number)

    @property
    def dates(self) -> dict[str, str]:
        """The first and the last day, four in all."""
        return {"first_day": self.day(self.begins).isoformat(), "last_day": self.day(self.begins + 3).isoformat()}


def held(play: Play, _loaded: date) -> Iterator[date]:
    """One of 2018, evaluated."""
    visit = Visit(HELD, "expert.sample-city", "policy_making", "Municipal policy making.", -1)
    exchange = yield from _arranged(play, visit)
    yield visit.day(60)
    invented.evaluate(play, exchange, INVENTED)


def running(play: Play, loaded: date) -> Iterator[date]:
    """One that began yesterday."""
    yield from _arranged(
        play, Visit(loaded, "expert.sample-town", "ecotourism", "Tourism that leaves nature alone.", -1)
    )


def waiting(play: Play, loaded: date) -> Iterator[date]:
    """One in two months: of two visas one is granted, and the other is not there yet."""
    yield from _visas(play, Visit(loaded, "expert.sample-city", "agriculture", "Markets for what farmers grow.", 60))


def _matched(play: Play, visit: Visit) -> Generator[date, None, str]:
    """A request, a call, an answer, and the match of both; the exchange."""
    match = invented.Match(
        type="study_visit",
        title="A study visit for Sample District, Ghana",
        topic=visit.topic,
        challenge=visit.challenge,
        hoped_for="A plan of its own",
        said=INVENTED,
        asking=(REQUESTER,),
        knowing=(visit.expert,),
        period=forms.period(visit.told, -10, 120),
        dates=visit.dates,
        deadline=visit.day(-18),
        days=[visit.day(number) for number in (-80, -70, -50, -20, -18, -17, -16)],
    )
    return invented.matched(play, match)


def _visas(play: Play, visit: Visit) -> Generator[date, None, str]:
    """The programme, who travels, and what is known of visas: that of the requester is granted."""
    exchange = yield from _matched(play, visit)
    yield visit.day(-15)
    programme = {**visit.dates, "places": 4, "place": play.cast.names[visit.expert], "programme": INVENTED}
    play.press("broker", exchange, "draft_programme", programme)
    yield visit.day(-14)
    travelling = [play.person(REQUESTER), play.person(ASSOCIATION)]
    needed = [{"who": one, "status": "needed"} for one in travelling]
    play.press(REQUESTER, exchange, "name_delegation", {"delegates": travelling, "visa_needed": needed})
    play.press(REQUESTER, exchange, "apply_for_visas", {"appointments": _appointments(play, visit)})
    play.press(ASSOCIATION, exchange, "accept_invitation_association", {"liaison": play.person(ASSOCIATION)})
    yield visit.day(-8)
    granted = {"who": play.person(REQUESTER), "status": "granted"}
    play.press(REQUESTER, exchange, "record_visas", {"visas": [granted]})
    return exchange


def _appointments(play: Play, visit: Visit) -> list[dict[str, Any]]:
    where, day = "The embassy in Accra", visit.day(-10).isoformat()
    return [{"who": play.person(one), "day": day, "where": where} for one in (REQUESTER, ASSOCIATION)]


def _arranged(play: Play, visit: Visit) -> Generator[date, None, str]:
    """All visas are there, everybody is insured, and it is confirmed; the clock begins and ends it."""
    exchange = yield from _visas(play, visit)
    yield visit.day(-6)
    travelling = [play.person(REQUESTER), play.person(ASSOCIATION)]
    play.press(REQUESTER, exchange, "record_visas", {"visas": [{"who": travelling[1], "status": "granted"}]})
    settled = [{"who": one, "status": "settled"} for one in travelling]
    play.press("broker", exchange, "record_arrangements", {"travel": settled, "insurance": settled})
    arrangement = {
        **visit.dates,
        "place": play.cast.names[visit.expert],
        "participants": [*travelling, play.person(visit.expert)],
        "emergency_contacts": [play.person(visit.expert)],
    }
    play.press("lead.broker", exchange, "arrange", arrangement)
    return exchange


STORIES = (held, running, waiting)
