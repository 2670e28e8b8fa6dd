"""Whom the reserve list proposes: the next one first; the broker decides."""

from states.exchange_forms import FromReserve
from states.request_forms import ReserveMatch
from tests.states.given import BROKER, EXPERT, MEMBER, REGISTRY
from tests.states.so_far import closed, decided


def test_order() -> None:
    """The list is in the order that the committee gave, not in that of filing, and a match from it begins with its first."""
    stage, request, call, first, second = closed()
    stage.press(
        call, "recommend", MEMBER, ranking=[{"application": first, "place": 2}, {"application": second, "place": 1}]
    )
    others = [{"application": one, "outcome": "reserve"} for one in (first, second)]
    stage.press(call, "decide", BROKER, requests=[{"request": request, "outcome": "none"}], others=others)
    facts = REGISTRY.newest("request").facts(stage.world, request)
    assert facts.reserve == (second, first)
    assert ReserveMatch.narrowed(facts, {})[1] == {"applications": [second]}


def test_next_is_proposed() -> None:
    """When an offer ends, adding an expert begins with the next on the reserve list; with nobody, where there is none."""
    stage, _request, exchange, first, second = decided()
    stage.press(first, "decline", EXPERT, reason="They said so.")
    law = REGISTRY.newest("expert_assignment")
    assert FromReserve.narrowed(law.facts(stage.world, exchange), {})[1] == {"applications": [second]}
    stage.press(exchange, "add_expert", BROKER, applications=[second])
    assert FromReserve.narrowed(law.facts(stage.world, exchange), {})[1] == {"applications": []}
