"""An exchange that several governments share: the smallest there can be, while no real type of that kind is built in.

It stands where the study visit will, and is left out as soon as there is one.
"""

import app
from states.exchange import exchange, matched
from states.exchange_facts import ExchangeFacts
from states.exchange_rules import experts_confirmed
from states.words import BROKER, EXCHANGE_TYPES, MATCHED
from workflow.definition import State, Transition, Workflow
from workflow.moments import working_days
from workflow.registry import Registry

NAME = "study_visit"

PLANNED = State("planned", EXCHANGE_TYPES[NAME], EXCHANGE_TYPES[NAME], MATCHED, turn=(BROKER,), limit=working_days(10))
SHARED: Workflow = exchange(
    NAME,
    version=1,
    facts=ExchangeFacts,
    own=(PLANNED,),
    holds=(),
    transitions=(
        Transition("plan", EXCHANGE_TYPES[NAME], matched >> PLANNED, by=(BROKER,), guards=(experts_confirmed,)),
    ),
    arrange_from=(PLANNED,),
    serves_several=True,
)
# What only a type that several share has.
OF_SEVERAL = ("request_joined", "request_left")


def types() -> Registry:
    """The case types of the program, and this one where they lack a shared exchange."""
    known = app.known_types()
    shared = any(one.kind == "exchange" and OF_SEVERAL[0] in one.triggers for one in known)
    return known if shared else Registry((*known, SHARED))
