"""An exchange that several governments share: they come and go."""

import pytest

from states.all import DEFINITIONS
from tests.states import forms
from tests.states.given import (
    ASKING,
    ASKING_TOO,
    BROKER,
    EXPERT,
    GHANA,
    KNOWING,
    LIAISON_TOO,
    NORTH,
    SOUTH,
    UGANDA,
    Stage,
    application,
    call,
    request,
)
from workflow.registry import Registry

ONE, TWO, THREE = "REQ-2017-0001", "REQ-2017-0002", "REQ-2017-0003"
CALL, APP, LATER = "CALL-2017-0001", "APP-2017-0001", "APP-2017-0002"


INSTALLED = ("request", "call", "application", "expert_assignment", "study_visit")
REGISTRY = Registry(one for one in DEFINITIONS if one.name in INSTALLED)


def stage(*, third: str = "unmatched") -> Stage:
    """A closed call for two requests, with one application to the first; a third request waits."""
    cases = (
        call(state="closed", rankings={BROKER: {"ranking": []}}),
        request(ONE, "expertise_sought", people=[ASKING]),
        request(TWO, "expertise_sought", governments=[SOUTH], people=[ASKING_TOO]),
        request(THREE, third, governments=[SOUTH]),
        application(APP, "shortlisted"),
        application(LATER, "on_reserve"),
    )
    links = [(CALL, ONE), (CALL, TWO), (CALL, APP), (APP, ONE), (LATER, THREE)]
    return Stage(*cases, links=links, registry=REGISTRY)


def together(*, says: tuple[str, ...]) -> Stage:
    """Both requests matched in one exchange; `says` names the requests whose rows say so."""
    it = stage()
    rows = [
        forms.matched(ONE, APP, exchange_type="study_visit", with_requests=[TWO] if ONE in says else []),
        forms.matched(TWO, exchange_type="study_visit", with_requests=[ONE] if TWO in says else []),
    ]
    it.press(CALL, "decide", BROKER, requests=rows)
    return it


@pytest.mark.parametrize("says", [(ONE,), (TWO,), (ONE, TWO)])
def test_joint_decision(says: tuple[str, ...]) -> None:
    """Requests that share an exchange get one, whichever of their rows says so."""
    it = together(says=says)
    assert it.linked(ONE, "exchange") == it.linked(TWO, "exchange") == ["EXC-2017-0001"]
    assert (it.state(ONE), it.state(TWO), it.state(APP)) == ("matched", "matched", "selected")
    seats = {(seat.part, seat.organisation) for seat in it.world.case("EXC-2017-0001").seats}
    assert seats == {
        ("requester", NORTH),
        ("requester", SOUTH),
        ("expert", KNOWING),
        ("host", KNOWING),
        ("association", GHANA),
        ("association", UGANDA),
    }


def test_joins_later() -> None:
    """A request joins an exchange that is being prepared; the other governments are told, it is told of its match."""
    it = together(says=(ONE,))
    it.press(THREE, "join_exchange", BROKER, exchange="EXC-2017-0001")
    assert it.state(THREE) == "matched"
    assert it.linked(THREE, "exchange") == ["EXC-2017-0001"]
    assert ("government_joined", ASKING) in it.told
    assert ("request_matched", ASKING_TOO) in it.told


def test_who_joins_is_prepared() -> None:
    """Who joins after all experts have confirmed gets the preparation course and the baseline; those there do not again."""
    it = stage()
    alone = [forms.matched(ONE, APP, exchange_type="study_visit"), {"request": TWO, "outcome": "none"}]
    it.press(CALL, "decide", BROKER, requests=alone)
    it.press(APP, "confirm", EXPERT, available=forms.PERIOD, travellers=[EXPERT])
    it.press(TWO, "join_exchange", BROKER, exchange="EXC-2017-0001")
    who = f"person:{ASKING_TOO}"
    new = [(one.rule, one.recipient) for one in it.last.planned if one.group == "preparation"]
    assert new == [("preparation_course", who), ("baseline", who)]


def test_first_stays_first() -> None:
    """Who joins later comes after those who are there: the exchange keeps its title and its country."""
    it = stage()
    it.press(THREE, "match_from_reserve", BROKER, applications=[LATER], exchange_type="study_visit")
    rows = [{"request": one, "outcome": "none"} for one in (ONE, TWO)]
    it.press(CALL, "decide", BROKER, requests=rows, others=[{"application": APP, "outcome": "reserve"}])
    it.press(ONE, "join_exchange", BROKER, exchange="EXC-2017-0001")
    exchange = it.world.case("EXC-2017-0001")
    assert [seat.organisation for seat in exchange.seats if seat.part == "requester"] == [SOUTH, NORTH]
    assert exchange.country == "UG"


def test_joins_with_experts() -> None:
    """A request matched from the reserve list together with one that is matched brings its expert along."""
    it = together(says=(ONE,))
    chosen = {"applications": [LATER], "exchange_type": "study_visit", "with_requests": [ONE]}
    it.press(THREE, "match_from_reserve", BROKER, **chosen)
    assert it.linked("EXC-2017-0001", "application") == [APP, LATER]
    assert it.state(LATER) == "selected"


def test_decided_to_join() -> None:
    """A decision can put a request into an exchange that another request was matched to before."""
    it = stage()
    it.press(THREE, "match_from_reserve", BROKER, applications=[LATER], exchange_type="study_visit")
    rows = [
        forms.matched(ONE, APP, with_requests=[THREE], exchange_type="study_visit"),
        {"request": TWO, "outcome": "none"},
    ]
    it.press(CALL, "decide", BROKER, requests=rows)
    assert it.linked(ONE, "exchange") == it.linked(THREE, "exchange")
    assert (it.state(TWO), it.linked("EXC-2017-0001", "application")) == ("unmatched", [APP, LATER])


def test_leaves() -> None:
    """When one of several governments withdraws, the exchange goes on with the others, who are told."""
    it = together(says=(ONE,))
    it.press(ONE, "withdraw_from_exchange", ASKING, reason="They said so.")
    assert (it.state(ONE), it.state("EXC-2017-0001"), it.state(TWO)) == ("withdrawn", "matched", "matched")
    assert it.linked("EXC-2017-0001", "request") == [TWO]
    assert {seat.organisation for seat in it.world.case("EXC-2017-0001").seats if seat.part == "requester"} == {SOUTH}
    assert {("government_left", ASKING_TOO), ("government_left", EXPERT), ("government_left", LIAISON_TOO)} <= it.told


def test_not_shared() -> None:
    """An expert assignment serves one request: a decision that shares one is refused, and so is joining it."""
    it = stage()
    rows = [forms.matched(ONE, APP, with_requests=[TWO]), forms.matched(TWO)]
    assert it.refused(CALL, "decide", BROKER, requests=rows) == ["linked:one_request"]
    alone = [forms.matched(ONE, APP), {"request": TWO, "outcome": "none"}]
    it.press(CALL, "decide", BROKER, requests=alone)
    assert it.refused(THREE, "join_exchange", BROKER, exchange="EXC-2017-0001") == ["takes_another"]


def test_not_installed() -> None:
    """A form of exchange that is not installed can be wished for, and not decided."""
    it = stage()
    rows = [forms.matched(ONE, APP, exchange_type="roundtable"), {"request": TWO, "outcome": "none"}]
    assert it.refused(CALL, "decide", BROKER, requests=rows) == ["linked:no_such_type"]
