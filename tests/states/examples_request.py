"""Examples of the guards of a request."""

from states.all import DEFINITIONS
from tests.states.examples import example
from tests.states.given import (
    ASKING,
    BROKER,
    CONSENT,
    EXPERT,
    GHANA,
    KNOWING,
    MEMBER,
    NORTH,
    SOUTH,
    TODAY,
    TOMORROW,
    application,
    call,
    exchange,
    facts,
    request,
)

TWIN = "REQ-2017-0002"
APP = "APP-2017-0001"
EXC = "EXC-2017-0001"
SCORED = {MEMBER: {"recommend": "yes"}}
SHARED = exchange(serves_several=True)

alone = facts(request())
waits = facts(request(state="unmatched"), application(state="on_reserve"))
conflicting = {"interests": [(EXPERT, NORTH)]}


def beside_twin(topic: str) -> object:
    """A request beside another one of the same government."""
    return facts(request(), request(TWIN, topic=topic), links=[])


def with_other(state: str, **more: object) -> object:
    """An unmatched request that knows another one, and its exchange."""
    shared = exchange(state=state, **more)
    return facts(request(state="unmatched"), request(TWIN, "matched"), shared, links=[(TWIN, EXC)])


EXAMPLES = [
    example(
        "ones_own_government",
        facts(new="request", actor=ASKING),
        facts(new="request", actor=ASKING),
        form={"governments": [SOUTH, NORTH]},
        bad={"governments": [SOUTH]},
        told={"government": NORTH},
    ),
    example(
        "all_governments",
        alone,
        alone,
        form={"governments": [NORTH, SOUTH]},
        bad={"governments": [NORTH, GHANA]},
        told={"government": GHANA},
    ),
    example(
        "partner_country",
        facts(request(governments=[NORTH, KNOWING])),
        facts(request(governments=[NORTH, SOUTH])),
        told={"government": KNOWING, "country": "NL"},
    ),
    example("consent_given", alone, facts(request(consent=CONSENT))),
    example("no_twin", beside_twin("waste"), beside_twin("water"), told={"other": [TWIN]}),
    example("no_interest_of_broker", facts(request(), interests=[(BROKER, NORTH)]), alone),
    example(
        "no_interest",
        facts(request(), actor=MEMBER, interests=[(MEMBER, "REQ-2017-0001")]),
        facts(request(), actor=MEMBER),
    ),
    example("time_to_answer", alone, alone, form={"answer_by": TOMORROW}, bad={"answer_by": TODAY}),
    example("another_one", alone, alone, form={"same_as": TWIN}, bad={"same_as": "REQ-2017-0001"}),
    example(
        "other_goes_on",
        facts(request(), request(TWIN, "rejected"), links=[]),
        facts(request(), request(TWIN), links=[]),
        form={"same_as": TWIN},
    ),
    example(
        "committee_scored",
        facts(request(scores=SCORED), committee_quorum=2),
        facts(request(scores=SCORED)),
        told={"scored": 1, "quorum": 2},
    ),
    example("reserve_names_it", facts(request(), application(state="rejected")), waits),
    example("chosen_from_reserve", alone, waits, form={"applications": [APP]}),
    example(
        "no_conflict",
        facts(request(), application(state="on_reserve"), **conflicting),
        waits,
        form={"applications": [APP]},
        told={"expert": KNOWING, "requester": NORTH},
    ),
    example(
        "one_exchange",
        facts(request(), request(TWIN, "unmatched"), links=[]),
        with_other("matched", serves_several=True),
        form={"with_requests": [TWIN]},
        told={"requests": [TWIN]},
    ),
    example(
        "takes_another",
        with_other("arranged", serves_several=True),
        with_other("matched", serves_several=True),
        form={"exchange": EXC},
        told={"exchange": EXC, "type": "expert_assignment"},
    ),
    example(
        "not_called",
        facts(request(), call(state="draft")),
        facts(request(), call(state="decided")),
        told={"call": "CALL-2017-0001"},
    ),
    example(
        "exchange_not_begun",
        facts(request(), exchange(state="under_way")),
        facts(request(), exchange(state="arranged")),
    ),
]
DEFINITION = next(one for one in DEFINITIONS if one.name == "request")
