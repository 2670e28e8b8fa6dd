"""Stories that go otherwise: nobody is found, somebody leaves, dates move, things end early, and what comes of it."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.support.moves import ask, call_for, decide, offer, valid
from tests.support.situations import Scenes
from tests.support.stage import Stage
from workflow.errors import BadForm, Refused


def states(stage: Stage) -> dict[str, str]:
    """Where every case is; the history gives the same."""
    assert stage.differences() == []
    return {name: stage.case(ref).state for name, ref in stage.refs.items()}


def on(stage: Stage, fact: str, hour: int = 12) -> datetime:
    """That hour, in UTC, of a day that is a fact of the exchange."""
    day = datetime.fromisoformat(stage.case(stage.refs["exchange"]).facts[fact]).date()
    return datetime.combine(day, time(hour), UTC)


def prepared(stage: Stage, *experts: str) -> None:
    """Terms drafted and agreed, the association on board, travel settled, the briefing held, confirmed by others."""
    stage.go("exchange", "draft_terms")
    stage.go("exchange", "agree_terms")
    stage.go("exchange", "agree_terms")
    if not stage.case(stage.refs["exchange"]).facts["accepted"]:
        stage.go("exchange", "accept_invitation_association")
    stage.go("exchange", "record_arrangements")
    stage.go("exchange", "record_briefing", who=[stage.people[one] for one in experts])
    stage.go("exchange", "arrange")


def test_nobody_is_found(scenes: Scenes) -> None:
    """A request for which nothing was found waits on reserve until a year is over, and the clock closes it."""
    stage = scenes.at("call/ranked")
    decide(request=[], not_selected=["application"])(stage)
    stage.go("request", "put_on_reserve")
    assert stage.live(days=364) == []
    assert stage.live(days=2) == [f"{stage.refs['request']} close_reserve"]
    assert states(stage) == {"request": "closed_unmatched", "call": "decided", "application": "not_selected"}


def test_still_wanted(scenes: Scenes) -> None:
    """The year on reserve begins anew when the requester says that the request is still wanted."""
    stage = scenes.at("request/on_reserve")
    stage.live(days=300)
    stage.go("request", "still_wanted")
    assert stage.live(days=300) == []
    assert states(stage)["request"] == "on_reserve"


def test_an_offer_expires(scenes: Scenes) -> None:
    """Nobody answers: the clock takes it as declined, the next from the reserve list is asked, and it takes place."""
    stage = scenes.at("expert_assignment/reserve/asked")
    assert stage.live(days=21) == [f"{stage.refs['application']} expire_offer"]
    assert states(stage)["exchange"] == "vacant"
    stage.go("exchange", "add_expert")
    stage.go("other", "confirm")
    prepared(stage, "town")
    assert stage.live(until=on(stage, "first_day")) == [f"{stage.refs['exchange']} start"]
    assert stage.live(days=10) == [f"{stage.refs['exchange']} finish"]
    assert states(stage) | {"call": ""} == {
        "request": "executed",
        "call": "",
        "application": "declined",
        "other": "confirmed",
        "exchange": "executed",
    }


def test_an_expert_withdraws(scenes: Scenes) -> None:
    """The preparation begins anew with another expert: what was agreed with the first has to be agreed again."""
    stage = scenes.at("expert_assignment/reserve/arranged")
    assert stage.case(stage.refs["exchange"]).signatures["agree_terms"].keys() == {"requester", "expert"}
    stage.go("application", "withdraw_from_exchange")
    exchange = stage.case(stage.refs["exchange"])
    assert (exchange.state, exchange.signatures, states(stage)["request"]) == ("vacant", {}, "matched")
    assert not {"start", "tomorrow_note", "evaluation"} & set(stage.planned(exchange.ref))
    stage.go("exchange", "add_expert")
    stage.go("other", "confirm")
    stage.go("exchange", "draft_terms")
    with pytest.raises(AssertionError, match="arrange means nothing"):
        stage.go("exchange", "arrange")
    stage.go("exchange", "agree_terms")
    stage.go("exchange", "agree_terms")
    with pytest.raises(Refused) as refusal:
        stage.go("exchange", "arrange")
    assert [one.code for one in refusal.value.blockers] == ["travel_settled", "briefing_held"]
    stage.go("exchange", "record_arrangements")
    stage.go("exchange", "record_briefing")
    stage.go("exchange", "arrange")
    assert states(stage)["request"] == "arranged"


def test_dates_move(scenes: Scenes) -> None:
    """Postponed, it waits without dates; on new ones it starts then, and not before."""
    stage = scenes.at("expert_assignment/arranged")
    before = on(stage, "first_day")
    stage.go("exchange", "postpone")
    assert states(stage)["request"] == "matched"
    assert stage.live(until=before) == []
    stage.go("exchange", "set_new_dates")
    assert on(stage, "first_day") > before
    assert stage.live(until=on(stage, "first_day", 0)) == []
    assert stage.live(until=on(stage, "first_day")) == [f"{stage.refs['exchange']} start"]
    assert states(stage)["exchange"] == "under_way"


def test_it_did_not_take_place(scenes: Scenes) -> None:
    """What the clock took as held was not: request and exchange go back, and it is held on other days."""
    stage = scenes.at("expert_assignment/executed")
    stage.go("exchange", "did_not_take_place")
    assert states(stage)["request"] == "matched"
    stage.go("exchange", "set_new_dates")
    stage.live(until=on(stage, "first_day"))
    assert states(stage)["exchange"] == "under_way"


def test_it_is_sought_again(scenes: Scenes) -> None:
    """A cancelled exchange gives the request back, and its expert to the reserve list, from which both are matched anew."""
    stage = scenes.at("expert_assignment/arranged")
    first = stage.refs["exchange"]
    stage.go("exchange", "cancel")
    assert states(stage) == {
        "request": "unmatched",
        "call": "decided",
        "application": "on_reserve",
        "exchange": "cancelled",
    }
    stage.go("request", "match_from_reserve", exchange_type="expert_assignment")
    (second,) = {ident.split("/")[0] for ident in stage.pressed if ident.startswith("EXC-")}
    assert second != first
    stage.refs["exchange"] = second
    stage.go("application", "confirm")
    prepared(stage, "city")
    assert states(stage)["request"] == "arranged"


def test_a_second_call(scenes: Scenes) -> None:
    """A request for which nothing was found is named in another call, and matched there."""
    stage = scenes.at("call/ranked")
    decide(request=[], not_selected=["application"])(stage)
    call_for("request")(stage)
    stage.go("call", "open")
    offer("application", "town")(stage)
    stage.go("application", "validate")
    stage.go("application", "score")
    stage.go("application", "shortlist")
    assert stage.live(days=60) == [f"{stage.refs['call']} close"]
    stage.go("call", "recommend")
    decide(request=["application"])(stage)
    assert states(stage) == {"request": "matched", "call": "decided", "application": "selected", "exchange": "matched"}


def test_what_breaks_is_a_task(scenes: Scenes) -> None:
    """What no longer holds is told the broker and keeps the exchange from starting, until it is settled again."""
    stage = scenes.at("expert_assignment/arranged")
    exchange, city = stage.refs["exchange"], stage.people["city"]
    stage.go("exchange", "record_arrangements", travel=[{"who": city, "status": "open"}])
    assert states(stage)["exchange"] == "arranged"
    tasks = stage.rows("follow_ups", ref=exchange, group="task:travel_settled", status="planned")
    assert [(one.kind, one.recipient) for one in tasks] == [("task", "office:broker")]
    stage.wait(until=on(stage, "first_day"))
    assert stage.refused(exchange, "start", "clock") == ["travel_settled"]
    stage.go("exchange", "record_arrangements", travel=[{"who": city, "status": "settled"}])
    assert stage.rows("follow_ups", ref=exchange, group="task:travel_settled", status="planned") == []
    stage.go("exchange", "start")
    assert states(stage)["exchange"] == "under_way"


def test_it_ends_early(scenes: Scenes) -> None:
    """An exchange that breaks off is executed on the day on which it did, and what follows hangs on that day."""
    stage = scenes.at("expert_assignment/under_way")
    stage.wait(days=1)
    stage.go("exchange", "end_early")
    exchange = stage.case(stage.refs["exchange"])
    assert exchange.facts["last_day"] == stage.now.date().isoformat()
    asked = stage.planned(exchange.ref)["evaluation"].date() - stage.now.date()
    assert timedelta(days=7) <= asked <= timedelta(days=10)
    assert states(stage)["request"] == "executed"


def test_the_deadline_moves(scenes: Scenes) -> None:
    """A call with a later deadline closes then and takes answers until then; reopened, it takes them again."""
    stage = scenes.at("call/open")
    first = stage.case(stage.refs["call"]).due_at
    stage.go("call", "extend_deadline", deadline=(first + timedelta(days=10)).date().isoformat())
    assert stage.live(until=first + timedelta(days=1)) == []
    offer()(stage)
    assert stage.live(days=20) == [f"{stage.refs['call']} close"]
    stage.go("call", "reopen")
    offer("other", "town")(stage)
    assert states(stage)["other"] == "submitted"


def test_governments_share_one(scenes: Scenes) -> None:
    """Governments join an exchange and leave it; with the last one it is cancelled, and its expert let go."""
    stage = scenes.at("study_visit/shared/matched")
    seats = {
        seat.organisation
        for seat in stage.rows("participants", ref=stage.refs["exchange"], part="requester", until_act=None)
    }
    assert seats == {stage.bodies["north"], stage.bodies["south"]}
    stage.go("request", "withdraw_from_exchange")
    assert states(stage)["exchange"] == "matched"
    stage.go("second", "withdraw_from_exchange")
    assert {name: state for name, state in states(stage).items() if name != "call"} == {
        "request": "withdrawn",
        "second": "withdrawn",
        "application": "cancelled",
        "exchange": "cancelled",
    }


def test_twins_are_merged(scenes: Scenes) -> None:
    """Of two requests that are the same one goes on; the call that named the other is discarded with it."""
    stage = scenes.at("call/draft")
    ask("twin")(stage)
    for step in valid("twin"):
        step(stage)
    stage.go("request", "merge", same_as=stage.refs["twin"])
    assert states(stage) == {"request": "merged", "call": "cancelled", "twin": "validated"}


def test_who_left_hears_no_more(scenes: Scenes) -> None:
    """Of two experts one leaves: what was planned for that one ends, and the other keeps all of it."""
    stage = scenes.at("expert_assignment/two/arranged")
    exchange, city, town = stage.refs["exchange"], *(f"person:{stage.people[name]}" for name in ("city", "town"))

    def planned(person: str) -> set[str]:
        return {row.rule for row in stage.rows("follow_ups", ref=exchange, recipient=person, status="planned")}

    before = planned(town)
    assert {"tomorrow_note", "evaluation", "report_due"} <= before == planned(city)
    stage.go("application", "withdraw_from_exchange")
    assert (planned(city), planned(town)) == (set(), before)
    ended = stage.rows("follow_ups", ref=exchange, recipient=city, status="cancelled")
    assert {row.ended_by for row in ended if row.rule == "tomorrow_note"} == {stage.entries(exchange)[-1].act}


def test_what_one_cannot_see(scenes: Scenes) -> None:
    """Who applies can name a request only of a call they see; who amends, only what stands near their own case."""
    stage = scenes.at("call/draft")
    with pytest.raises(BadForm) as error:
        offer()(stage)
    assert sorted(error.value.errors) == ["call", "request"]
    stage = scenes.at("application/submitted")
    ask("elsewhere", "south")(stage)
    with pytest.raises(BadForm) as error:
        stage.go("application", "amend", "city", request=stage.refs["elsewhere"])
    assert list(error.value.errors) == ["request"]
    stage.go("application", "amend", "city", request=stage.refs["request"], approach="Another one.")
    assert states(stage)["application"] == "submitted"
