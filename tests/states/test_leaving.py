"""Those who leave: experts and governments, before an exchange begins; who stays is told, and nothing is left over."""

from datetime import UTC, datetime

from tests.states import forms
from tests.states.given import (
    ASKING,
    BROKER,
    EXPERT,
    EXPERT_TOO,
    KNOWING,
    LEAD,
    LEARNED,
    LIAISON,
    LIAISON_TOO,
    MEMBER,
    UGANDA,
    Stage,
)
from tests.states.so_far import CRITERIA, agreed, closed, decided, opened
from workflow.definition import CLOCK

WHY = "They said so."


def arranged() -> tuple[Stage, str, str, str, str]:
    """An exchange that is arranged."""
    stage, *rest = agreed()
    stage.press(rest[1], "arrange", LEAD, **forms.dates("2017-05-15", "2017-05-19"))
    return stage, *rest


def seats(stage: Stage, ref: str, part: str) -> set[tuple[str | None, str | None]]:
    """Who has a part."""
    return {(seat.organisation, seat.person) for seat in stage.world.case(ref).seats if seat.part == part}


def test_decline() -> None:
    """When the only expert declines, the exchange is vacant, and another is chosen from the reserve list."""
    stage, _request, exchange, first, second = decided()
    stage.press(first, "decline", EXPERT, reason=WHY)
    assert stage.state(exchange) == "vacant"
    assert seats(stage, exchange, "expert") == set()
    assert ("looking_for_another_expert", ASKING) in stage.told
    stage.press(exchange, "add_expert", BROKER, applications=[second])
    assert (stage.state(exchange), stage.state(second)) == ("matched", "selected")
    assert seats(stage, exchange, "expert") == {(LEARNED, EXPERT_TOO)}


def test_offer_expires() -> None:
    """Who does not answer in time has declined, by the clock."""
    stage, _request, exchange, first, _ = decided()
    stage.at(datetime(2017, 5, 2, tzinfo=UTC))
    stage.press(first, "expire_offer", CLOCK.name)
    assert (stage.state(first), stage.state(exchange)) == ("declined", "vacant")


def test_one_of_two_leaves() -> None:
    """When one of two experts leaves, the other stays, and is welcomed if the last one asked has gone."""
    stage, _request, exchange, first, second = decided()
    stage.press(exchange, "add_another_expert", BROKER, applications=[second])
    stage.press(first, "confirm", EXPERT, available=forms.PERIOD, travellers=[EXPERT])
    assert stage.refused(exchange, "draft_terms", BROKER, **forms.terms()) == ["experts_confirmed"]
    stage.press(second, "decline", EXPERT_TOO, reason=WHY)
    assert stage.state(exchange) == "matched"
    assert {("one_expert_left", EXPERT), ("welcome", EXPERT), ("welcome", ASKING)} <= stage.told
    assert seats(stage, exchange, "expert") == {(KNOWING, EXPERT)}


def test_lost_when_arranged() -> None:
    """An arranged exchange that loses its expert takes its request back, and what was agreed is agreed anew."""
    stage, request, exchange, first, second = arranged()
    stage.press(first, "withdraw_from_exchange", EXPERT, reason=WHY)
    assert (stage.state(request), stage.state(exchange)) == ("matched", "vacant")
    assert stage.world.case(exchange).signatures == {}
    assert {one.group for one in stage.last.cancelled if one.ref == exchange} >= {"run_up", "aftermath", "outcome"}
    stage.press(exchange, "add_expert", BROKER, applications=[second])
    assert stage.state(exchange) == "matched"


def test_preparation_anew() -> None:
    """Another expert during the preparation brings it back to its beginning."""
    stage, _request, exchange, _first, second = agreed()
    stage.press(exchange, "add_another_expert", BROKER, applications=[second], reason=WHY)
    assert stage.state(exchange) == "matched"
    assert "agree_terms" not in stage.world.case(exchange).signatures


def test_postponed() -> None:
    """A postponed exchange has no dates, and finds new ones without agreeing anew."""
    stage, request, exchange, *_ = arranged()
    stage.press(exchange, "postpone", BROKER, until="2017-08-01", reason=WHY)
    assert (stage.state(request), stage.world.case(exchange).facts["first_day"]) == ("matched", None)
    stage.press(exchange, "set_new_dates", LEAD, **forms.dates("2017-08-14", "2017-08-18"))
    assert (stage.state(request), stage.state(exchange)) == ("arranged", "arranged")


def test_last_government() -> None:
    """When its only government withdraws, the exchange ends, and nobody stays on the reserve list for it."""
    stage, request, exchange, first, second = arranged()
    stage.press(request, "withdraw_from_exchange", ASKING, reason=WHY)
    assert [stage.state(ref) for ref in (request, exchange, first, second)] == [
        "withdrawn",
        "cancelled",
        "cancelled",
        "cancelled",
    ]
    assert {
        ("exchange_cancelled", EXPERT),
        ("exchange_cancelled", LIAISON),
        ("application_closed", EXPERT_TOO),
    } <= stage.told
    assert stage.linked(request, "exchange") == []


def test_cancelled_seeking_again() -> None:
    """A cancelled exchange can give its request back to the search, and its expert to the reserve list."""
    stage, request, exchange, first, _second = arranged()
    said = {
        "requests": [{"request": request, "outcome": "seek_again"}],
        "experts": [{"application": first, "outcome": "keep"}],
    }
    stage.press(exchange, "cancel", BROKER, caused_by="outside", reason=WHY, **said)
    assert (stage.state(request), stage.state(first)) == ("unmatched", "on_reserve")
    assert stage.linked(request, "exchange") == stage.linked(first, "exchange") == []
    stage.press(request, "match_from_reserve", BROKER, applications=[first], exchange_type="expert_assignment")
    [again] = stage.linked(request, "exchange")
    assert (stage.state(again), stage.state(first)) == ("matched", "selected")


def test_cancelled_for_good() -> None:
    """A cancelled exchange can end its request, and then nobody waits for it on the reserve list."""
    stage, request, exchange, first, second = arranged()
    said = {
        "requests": [{"request": request, "outcome": "end"}],
        "experts": [{"application": first, "outcome": "release"}],
    }
    stage.press(exchange, "cancel", BROKER, caused_by="requester", reason=WHY, **said)
    assert [stage.state(ref) for ref in (request, first, second)] == ["cancelled", "cancelled", "cancelled"]


def test_not_taken_place() -> None:
    """What was taken for held and was not is postponed, its request with it."""
    stage, request, exchange, *_ = arranged()
    stage.at(datetime(2017, 5, 15, 9, tzinfo=UTC))
    stage.press(exchange, "start", CLOCK.name)
    stage.at(datetime(2017, 5, 20, 9, tzinfo=UTC))
    stage.press(exchange, "finish", CLOCK.name)
    assert stage.state(request) == "executed"
    stage.press(exchange, "did_not_take_place", BROKER, until="2017-09-01", reason=WHY)
    assert (stage.state(request), stage.state(exchange)) == ("matched", "postponed")


def test_call_loses_its_request() -> None:
    """When its only request withdraws, an open call is cancelled, and who applied is told."""
    stage, request, call = opened()
    first = stage.press("application", "submit", EXPERT, **forms.offer(call, request))
    stage.press(request, "withdraw", ASKING)
    assert [stage.state(ref) for ref in (request, call, first)] == ["withdrawn", "cancelled", "cancelled"]
    assert ("application_closed", EXPERT) in stage.told


def test_call_cancelled() -> None:
    """A cancelled call gives its requests back to the queue, where another call can name them."""
    stage, request, call = opened()
    stage.press(call, "cancel", BROKER, reason=WHY)
    assert stage.state(request) == "validated"
    stage.press(request, "score", MEMBER, criteria=forms.points(*CRITERIA), recommend="yes")
    again = stage.press("call", "prepare", BROKER, **forms.preparation(request))
    stage.press(again, "open", BROKER)
    assert stage.world.case(request).follows == again


def test_nobody_found() -> None:
    """A request that found nobody is unmatched, and may be closed or wait on reserve."""
    stage, request, call, first, second = closed()
    others = [{"application": ref, "outcome": "not_selected"} for ref in (first, second)]
    stage.press(call, "decide", BROKER, requests=[{"request": request, "outcome": "none"}], others=others)
    assert [stage.state(ref) for ref in (request, first, second)] == ["unmatched", "not_selected", "not_selected"]
    stage.press(request, "close", BROKER, reason=WHY)
    assert stage.state(request) == "closed_unmatched"
    stage.press(request, "reopen", BROKER, reason=WHY)
    assert stage.state(request) == "submitted"


def test_filed_directly() -> None:
    """An application filed directly goes to the reserve list of a request that found nobody."""
    stage, request, call, first, second = closed()
    others = [{"application": ref, "outcome": "not_selected"} for ref in (first, second)]
    stage.press(call, "decide", BROKER, requests=[{"request": request, "outcome": "none"}], others=others)
    form = {name: value for name, value in forms.offer(call, request).items() if name != "call"}
    direct = stage.press("application", "file_direct", BROKER, earlier_application=first, reason=WHY, **form)
    assert stage.state(direct) == "on_reserve"
    stage.press(request, "match_from_reserve", BROKER, applications=[direct], exchange_type="expert_assignment")
    assert (stage.state(request), stage.state(direct)) == ("matched", "selected")


def test_who_comes_later_is_briefed_apart() -> None:
    """An exchange is not arranged until everybody who travels was at a briefing; each briefing adds to the earlier."""
    stage, _request, exchange, _first, second = agreed()
    stage.press(exchange, "postpone", BROKER, until="2017-08-01", reason=WHY)
    stage.press(exchange, "add_another_expert", BROKER, applications=[second])
    stage.press(second, "confirm", EXPERT_TOO, available=forms.PERIOD, travellers=[EXPERT_TOO])
    settled = [{"who": EXPERT_TOO, "status": "settled"}]
    stage.press(exchange, "record_arrangements", BROKER, travel=settled, insurance=settled, interpreter="Somebody")
    there = forms.dates("2017-08-14", "2017-08-18")
    assert stage.refused(exchange, "set_new_dates", LEAD, **there) == ["briefing_held"]
    stage.press(exchange, "record_briefing", BROKER, held_on="2017-04-04", who=[EXPERT_TOO])
    stage.press(exchange, "set_new_dates", LEAD, **there)
    assert stage.world.case(exchange).facts["briefed"] == [EXPERT, EXPERT_TOO]


DATED = {"tomorrow_note", "closing_note", "report_due"}


def test_a_late_association_is_welcome() -> None:
    """An association invited to an arranged exchange gets its notes of the run-up and the aftermath, nobody theirs again."""
    stage, _request, exchange, *_ = arranged()
    stage.press(exchange, "invite_association", BROKER, association=UGANDA)
    planned = {(one.rule, one.recipient) for one in stage.last.planned if one.ref == exchange}
    assert planned == {(rule, f"person:{LIAISON_TOO}") for rule in DATED}
    stage.press(exchange, "accept_invitation_association", LIAISON_TOO, liaison=LIAISON_TOO)
    assert stage.last.planned == ()


def test_nobody_is_welcomed_to_what_does_not_run() -> None:
    """While an exchange has lost its expert, whoever is invited gets no notes: they are planned when it is arranged anew."""
    stage, _request, exchange, first, _second = arranged()
    stage.press(first, "withdraw_from_exchange", EXPERT, reason=WHY)
    stage.press(exchange, "invite_association", BROKER, association=UGANDA)
    assert stage.last.planned == ()
