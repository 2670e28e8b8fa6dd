"""Examples of the guards of an expert assignment: those of every exchange, and its own."""

from dataclasses import replace

from tests.states.examples import example
from tests.states.examples_exchange import Worlds, common
from tests.states.given import (
    ASKING,
    EXPERT,
    EXPERT_TOO,
    LIAISON,
    REGISTRY,
    TODAY,
    TOMORROW,
    application,
    exchange,
    facts,
)

DEFINITION = REGISTRY.newest("expert_assignment")
SETTLED = {EXPERT: {"status": "settled"}}
it = Worlds("expert_assignment")
settled = it.made(application(state="confirmed", travellers=[EXPERT]), travel=SETTLED, insurance=SETTLED)
# Somebody else was briefed, before another expert took their place.
replaced = it.made(application(state="confirmed", travellers=[EXPERT]), briefed=[EXPERT_TOO])
briefed = it.made(application(state="confirmed", travellers=[EXPERT]), briefed=[EXPERT_TOO, EXPERT])


def signed(*parts: str) -> object:
    """An exchange whose terms these parts agreed to."""
    return facts(replace(exchange(), signatures={"agree_terms": dict.fromkeys(parts, ASKING)}))


EXAMPLES = [
    *common("expert_assignment"),
    example("terms_agreed", signed("requester"), signed("requester", "expert")),
    example("length_fits", it.on("2017-03-13", "2017-03-13"), it.on("2017-03-13", "2017-03-17"), told={"n": 1}),
    example(
        "one_or_two",
        it.with_expert("confirmed", travellers=[EXPERT, EXPERT_TOO, LIAISON]),
        it.with_expert("confirmed", travellers=[EXPERT, EXPERT_TOO]),
        told={"n": 3},
    ),
    example("travel_settled", it.with_expert("confirmed", travellers=[EXPERT]), settled, told={"who": [EXPERT]}),
    example("held_already", it.made(), it.made(), form={"held_on": TODAY}, bad={"held_on": TOMORROW}),
    example("briefing_held", replaced, briefed, told={"who": [EXPERT]}),
]
