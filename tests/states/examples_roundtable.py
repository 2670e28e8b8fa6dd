"""Examples of the guards of a roundtable: those of every exchange, and its own."""

from dataclasses import replace

from tests.states.examples import example
from tests.states.examples_exchange import Worlds, common
from tests.states.given import (
    ASKING,
    EXPERT,
    EXPERT_TOO,
    KNOWING,
    LEARNED,
    NEXT_MONTH,
    NORTH,
    REGISTRY,
    SOUTH,
    TODAY,
    TOMORROW,
    exchange,
    facts,
)
from workflow.definition import Seat

DEFINITION = REGISTRY.newest("roundtable")
HERE = "roundtable"
TEXT = {"text": "TXT-1", "commitment": "0"}
it = Worlds(HERE)
DAY, LAST = TODAY.replace(day=13), TODAY.replace(day=15)
OPTIONS = [{"first_day": DAY.isoformat(), "last_day": LAST.isoformat()}, {"first_day": NEXT_MONTH.isoformat()}]


def polled(*governments: str, **told: object) -> object:
    """These governments can come on the first of two options, and two are the quorum."""
    rows = {one: [{"first_day": DAY.isoformat(), "can_come": "yes"}] for one in governments}
    return it.made(**{"options": OPTIONS, "quorum": 2, "poll": rows, **told})


def on(first: str, last: str) -> object:
    """It is on these days, and two can come on the first option."""
    return polled(NORTH, KNOWING, first_day=first, last_day=last)


def several(*declined: str) -> object:
    """Three governments take part, of which these cannot come on the day."""
    no = {"coming": "no", "persons": [], "first_day": DAY.isoformat()}
    case = exchange(type=HERE, first_day=DAY.isoformat(), replies=dict.fromkeys(declined, no))
    return facts(replace(case, seats=(*case.seats, Seat("requester", SOUTH))))


programme = {"first_day": DAY, "last_day": LAST}
EXAMPLES = [
    *(one for one in common(HERE) if one.code != "holds_on_new_dates"),
    example(
        "holds_on_new_dates",
        polled(NORTH, KNOWING),
        polled(NORTH, KNOWING),
        form=programme,
        bad={"first_day": DAY, "last_day": LAST.replace(day=16)},
    ),
    example(
        "date_accepted",
        on("2017-04-03", "2017-04-03"),
        on("2017-03-14", "2017-03-15"),
        told={"n": 0, "quorum": 2},
    ),
    example("agenda_set", it.made(), it.made(agenda=TEXT)),
    example("moderator_named", it.made(moderator=EXPERT_TOO), it.made(moderator=EXPERT)),
    example("three_take_part", several(SOUTH), several(), told={"n": 2}),
    example("host_takes_part", it.made(host=LEARNED), it.made(host=KNOWING), told={"host": LEARNED}),
    example("closes_ahead", it.made(), it.made(), form={"closes_on": TOMORROW}, bad={"closes_on": TODAY}),
    example(
        "days_asked_for",
        polled(),
        polled(),
        form={"poll": [{"first_day": DAY, "can_come": "no"}]},
        bad={"poll": [{"first_day": LAST, "can_come": "no"}]},
        told={"days": [LAST]},
    ),
    # Of those who can come, Sample South takes no part any more.
    example(
        "quorum_reached",
        polled(NORTH, SOUTH),
        polled(NORTH, KNOWING),
        form=programme,
        told={"n": 1, "quorum": 2, "date": DAY},
    ),
    example("can_be_host", it.made(mode="online"), it.made(mode="on_site"), form={"host": KNOWING}),
    example(
        "people_of_ones_own",
        facts(exchange(type=HERE), actor=ASKING),
        facts(exchange(type=HERE), actor=ASKING),
        form={"coming": "yes", "persons": [ASKING]},
        bad={"coming": "yes", "persons": [ASKING, EXPERT]},
        told={"who": [EXPERT]},
    ),
]
