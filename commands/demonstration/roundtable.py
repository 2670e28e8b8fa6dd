"""Roundtables between governments that are invented: one held, one under way online, one that looks for a date.

The held one lies in 2018; the others lie relative to the day of loading. Two governments ask, in one call, and share it.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commands.demonstration import forms, invented
from commands.demonstration.play import Play

ASKING = ("requester.sample-district", "requester.sample-valley")
KNOWING = ("expert.sample-city", "expert.sample-town")
EVERYBODY = (*ASKING, *KNOWING)
ASSOCIATION, HOST, MODERATOR = "association.ghana", KNOWING[0], KNOWING[1]
INVENTED = "Demonstration: these governments and their roundtable are invented."
HELD = date(2018, 11, 13)


@dataclass(frozen=True)
class Roundtable:
    """A roundtable; the days of its story are counted from its first one."""

    first: date
    days: int
    topic: str
    challenge: str
    mode: str

    def day(self, number: int) -> date:
        """A day so many days after the first one, or before it."""
        return self.first + timedelta(days=number)

    @property
    def options(self) -> list[dict[str, str]]:
        """The days on which it is, and the same a week later."""
        return [self._from(self.first), self._from(self.day(7))]

    def _from(self, first: date) -> dict[str, str]:
        last = first + timedelta(days=self.days - 1)
        return {"first_day": first.isoformat(), "last_day": last.isoformat()}


def held(play: Play, _loaded: date) -> Iterator[date]:
    """Two days of 2018 in one of the cities, evaluated."""
    roundtable = Roundtable(HELD, 2, "waste", "A landfill that two districts share.", "on_site")
    exchange = yield from _arranged(play, roundtable)
    yield roundtable.day(60)
    invented.evaluate(play, exchange, INVENTED)


def running(play: Play, loaded: date) -> Iterator[date]:
    """Three days online that began yesterday."""
    first, challenge = loaded - timedelta(days=1), "A market that two districts share."
    yield from _arranged(play, Roundtable(first, 3, "local_economy", challenge, "online"))


def asking(play: Play, loaded: date) -> Iterator[date]:
    """One in five weeks or in six: half of the governments have said when they can come."""
    first, challenge = loaded + timedelta(days=35), "School meals that grow nearby."
    roundtable = Roundtable(first, 1, "food_security", challenge, "on_site")
    exchange = yield from _polled(play, roundtable, roundtable.day(-40))
    yield roundtable.day(-39)
    _answer(play, exchange, roundtable, {ASKING[0]: ("yes", "no"), KNOWING[0]: ("yes", "yes")})


def _matched(play: Play, roundtable: Roundtable) -> Generator[date, None, str]:
    """Two requests, a call for both, an answer to each, and the match of all in one exchange."""
    match = invented.Match(
        type="roundtable",
        title="A roundtable of two districts",
        topic=roundtable.topic,
        challenge=roundtable.challenge,
        hoped_for="A way of their own",
        said=INVENTED,
        asking=ASKING,
        knowing=KNOWING,
        period=forms.period(roundtable.first, -10, 120),
        dates=roundtable.options[0],
        deadline=roundtable.day(-60),
        days=[roundtable.day(number) for number in (-110, -103, -89, -70, -66, -59, -52)],
    )
    return invented.matched(play, match)


def _polled(play: Play, roundtable: Roundtable, asked_on: date) -> Generator[date, None, str]:
    """All governments are asked when they can come; three are enough."""
    exchange = yield from _matched(play, roundtable)
    yield asked_on
    closes = (asked_on + timedelta(days=14)).isoformat()
    form = {"mode": roundtable.mode, "options": roundtable.options, "quorum": 3, "closes_on": closes}
    play.press("broker", exchange, "open_date_poll", form)
    play.press(ASSOCIATION, exchange, "accept_invitation_association", {"liaison": play.person(ASSOCIATION)})
    return exchange


def _answer(play: Play, exchange: str, roundtable: Roundtable, said: Mapping[str, Sequence[str]]) -> None:
    days = [option["first_day"] for option in roundtable.options]
    for account, answers in said.items():
        rows = [{"first_day": day, "can_come": can} for day, can in zip(days, answers, strict=True)]
        play.press(account, exchange, "answer_poll", {"poll": rows})


def _arranged(play: Play, roundtable: Roundtable) -> Generator[date, None, str]:
    """The date that three accept, a programme, an invitation that all accept; the clock begins and ends it."""
    exchange = yield from _polled(play, roundtable, roundtable.day(-45))
    yield roundtable.day(-38)
    _answer(play, exchange, roundtable, dict.fromkeys(EVERYBODY, ("yes", "no")))
    yield roundtable.day(-31)
    programme = _programme(play, roundtable)
    play.press("broker", exchange, "draft_programme", programme)
    play.press("broker", exchange, "complete_programme", {"agenda": f"Cases, questions, plans. {INVENTED}"})
    play.press("broker", exchange, "invite")
    yield roundtable.day(-28)
    for account in EVERYBODY:
        reply = {"coming": "yes", "persons": [play.person(account)]}
        play.press(account, exchange, "answer_invitation", reply)
    yield roundtable.day(-24)
    if roundtable.mode == "on_site":
        settled = [{"who": play.person(one), "status": "settled"} for one in EVERYBODY if one != HOST]
        play.press("broker", exchange, "record_arrangements", {"travel": settled, "insurance": settled})
    arrangement = {
        **roundtable.options[0],
        "place": programme["place"],
        "participants": [play.person(one) for one in EVERYBODY],
        "emergency_contacts": [play.person(HOST)],
    }
    play.press("lead.broker", exchange, "arrange", arrangement)
    return exchange


def _programme(play: Play, roundtable: Roundtable) -> dict[str, Any]:
    programme = {**roundtable.options[0], "moderator": play.person(MODERATOR)}
    if roundtable.mode == "online":
        return {**programme, "place": "A video conference"}
    return {**programme, "place": play.cast.names[HOST], "host": play.body(HOST)}


STORIES = (held, running, asking)
