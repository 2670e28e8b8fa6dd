"""Examples of the guards of a work placement: those of every exchange, and its own."""

from dataclasses import replace

from tests.states.examples import example
from tests.states.examples_exchange import Worlds, common
from tests.states.given import ASKING, EXPERT, EXPERT_TOO, KNOWING, LEARNED, REGISTRY, TODAY, TOMORROW, exchange, facts

DEFINITION = REGISTRY.newest("work_placement")
HERE = "work_placement"
it = Worlds(HERE)
at_city = {"host": KNOWING, "supervisor": EXPERT}


def signed(*parts: str) -> object:
    """A placement whose agreement these parts signed."""
    return facts(replace(exchange(type=HERE), signatures={"sign_agreement": dict.fromkeys(parts, ASKING)}))


EXAMPLES = [
    *common(HERE),
    example(
        "agreement_signed",
        signed("requester", "host"),
        signed("requester", "host", "official"),
        told={"parts": ["official"]},
    ),
    example("host_takes_part", it.made(host=LEARNED), it.made(host=KNOWING), told={"host": LEARNED}),
    example(
        "supervisor_named",
        it.made(host=KNOWING, supervisor=EXPERT_TOO),
        it.made(**at_city),
        told={"host": KNOWING},
    ),
    example(
        "insured",
        it.made(official=ASKING, insurance={EXPERT: {"status": "settled"}}),
        it.made(official=ASKING, insurance={ASKING: {"status": "settled"}}),
        told={"official": ASKING},
    ),
    example("length_fits", it.on("2017-03-06", "2017-04-17"), it.on("2017-03-06", "2017-04-16"), told={"n": 43}),
    example("host_has_expertise", it.made(), it.made(), form=at_city, bad={"host": LEARNED}, told={"host": LEARNED}),
    example(
        "supervisor_at_host",
        it.made(),
        it.made(),
        form=at_city,
        bad={"host": KNOWING, "supervisor": EXPERT_TOO},
        told={"supervisor": EXPERT_TOO, "host": KNOWING},
    ),
    example(
        "reviewed_meanwhile",
        it.on("2017-02-27", "2017-03-24"),
        it.on("2017-02-27", "2017-03-24"),
        form={"held_on": TODAY},
        bad={"held_on": TOMORROW},
        told={"first_day": TODAY.replace(month=2, day=27)},
    ),
]
