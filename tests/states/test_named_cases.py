"""A case named in a form that has moved on meanwhile: a rule says so in words, not the form's “cannot be chosen here”."""

from tests.states import forms
from tests.states.given import BROKER, EXPERT, Stage, application, call, exchange, request

REQ, CALL, APP, KEPT, EXC = "REQ-2017-0001", "CALL-2017-0001", "APP-2017-0001", "APP-2017-0002", "EXC-2017-0001"


def test_closed_call() -> None:
    """Who applies to a call that has closed reads when it closed."""
    stage = Stage(request(state="expertise_sought"), call(state="closed"), links=[(REQ, CALL)])
    (no,) = stage.plan("application", "submit", EXPERT, **forms.offer(CALL, REQ)).blockers
    assert (no.code, no.facts["deadline"]) == ("call_open", "2017-04-03")


def test_request_that_does_not_wait() -> None:
    """Who prepares a call for a request that does not wait for one reads where it is."""
    stage = Stage(request(state="submitted"))
    (no,) = stage.plan("call", "prepare", BROKER, **forms.preparation(REQ)).blockers
    assert (no.code, no.facts) == ("requests_wait", {"request": REQ, "state": "submitted"})


def test_not_on_reserve() -> None:
    """Who chooses an application that is not on the reserve list any more reads which, for a request and in an exchange."""
    offers = application(KEPT, "on_reserve"), application(APP, "withdrawn")
    alone = Stage(request(state="unmatched"), *offers, links=[(REQ, KEPT), (REQ, APP)])
    chosen = {"applications": [APP], "exchange_type": "expert_assignment"}
    assert alone.refused(REQ, "match_from_reserve", BROKER, **chosen) == ["chosen_from_reserve"]
    links = [(REQ, KEPT), (REQ, APP), (REQ, EXC)]
    matched = Stage(request(state="matched"), exchange(state="vacant"), *offers, links=links)
    (no,) = matched.plan(EXC, "add_expert", BROKER, applications=[APP]).blockers
    assert (no.code, no.facts) == ("chosen_from_reserve", {"applications": [APP]})
