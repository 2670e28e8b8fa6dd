"""A work placement from the request to its evaluation, and what happens when it changes on the way."""

from datetime import UTC, datetime, time

import pytest

from records import accounts
from tests.support.moves import CLOSE, ask, call_for, decide, go, offer, person, shortlist, valid
from tests.support.situations import Scenes
from tests.support.stage import Stage
from workflow.errors import BadForm, UnknownCase
from workflow.streams import SYSTEM

PROPOSED = "work_placement/placement_proposed"
FOUND = (
    ask(), *valid(), call_for("request", kind="work_placement"), go("call", "open"), offer(), *shortlist(), *CLOSE,
    go("call", "recommend"), decide("work_placement", request=["application"]),
    go("application", "confirm", "city", travellers=[person("city")]),
)  # fmt: skip


def hire(stage: Stage, name: str) -> str:
    """Somebody else begins to work for the requesting government."""
    with stage.database.begin() as connection:
        stage.people[name] = accounts.create(
            connection, email=f"{name}@connect.example", name=name, roles=["requester"], language="en",
            organisation=stage.bodies["north"], is_demo=True, actor=SYSTEM, now=stage.now, via="test",
        )  # fmt: skip
    return stage.people[name]


def exchange(stage: Stage) -> tuple[str, list[str]]:
    """Where the placement is, and who is waited for; the history gives the same."""
    assert stage.differences() == []
    row = stage.case(stage.refs["exchange"])
    return row.state, row.waits_for


def letters(stage: Stage, who: str) -> list[str]:
    """The letters that the newest press owes somebody."""
    act = stage.entries(stage.refs["exchange"])[-1].act
    rows = stage.rows("outbox", act=act, recipient=f"person:{stage.people[who]}")
    return [item["template"] for row in rows for item in row.items]


def on(stage: Stage, fact: str) -> datetime:
    """Noon of a day that is a fact of the placement."""
    day = datetime.fromisoformat(stage.case(stage.refs["exchange"]).facts[fact]).date()
    return datetime.combine(day, time(12), UTC)


def test_from_request_to_evaluated(scenes: Scenes) -> None:
    """A request is answered, the official signs from an own account beside home and host, works there, and it is evaluated."""
    stage = scenes.at("start")
    for step in FOUND:
        step(stage)
    official = hire(stage, "official")
    stage.go("exchange", "propose_placement", "city", official=official, supervisor=stage.people["city"])
    assert exchange(stage) == ("placement_proposed", ["official", "requester", "host"])
    assert letters(stage, "official") == ["placement_proposed"]
    stage.go("exchange", "sign_agreement", "official")
    stage.go("exchange", "sign_agreement", "city")
    assert exchange(stage) == ("placement_proposed", ["requester"])
    stage.go("exchange", "sign_agreement", "north", signed=None)
    assert exchange(stage) == ("agreement_signed", ["broker"])
    stage.go("exchange", "accept_invitation_association", "ghana")
    stage.go("exchange", "record_arrangements", "north")
    stage.go("exchange", "arrange", "lead")
    told = stage.rows("follow_ups", ref=stage.refs["exchange"], rule="tomorrow_note", recipient=f"person:{official}")
    assert [row.status for row in told] == ["planned"]
    assert stage.live(until=on(stage, "first_day")) == [f"{stage.refs['exchange']} start"]
    stage.wait(days=2)
    stage.go("exchange", "review_midterm", "city")
    assert exchange(stage) == ("midterm_reviewed", ["requester", "expert"])
    assert letters(stage, "official") == ["midterm_reviewed"]
    assert stage.live(days=10) == [f"{stage.refs['exchange']} finish"]
    _evaluate(stage)
    assert {name: stage.case(ref).state for name, ref in stage.refs.items()} == {
        "request": "evaluated",
        "call": "decided",
        "application": "completed",
        "exchange": "evaluated",
    }
    assert stage.differences() == []


def _evaluate(stage: Stage) -> None:
    stage.go("exchange", "draft_report", "north")
    for who in ("north", "city"):
        stage.go("exchange", "agree_report", who)
        stage.go("exchange", "answer_questionnaire", who, questionnaire="evaluation")
    stage.go("exchange", "record_lessons", "ghana")
    stage.go("exchange", "evaluate", "broker")


def test_another_official(scenes: Scenes) -> None:
    """Who is named in the place of another signs with the others anew; who was named before no longer sees the case."""
    stage = scenes.at("work_placement/matched")
    first, second = hire(stage, "first"), hire(stage, "second")
    stage.go("exchange", "propose_placement", official=first)
    stage.go("exchange", "sign_agreement", "first", signed=None)
    stage.go("exchange", "sign_agreement", "city", signed=None)
    stage.go("exchange", "change_placement", official=second)
    assert exchange(stage) == ("placement_proposed", ["official", "requester", "host"])
    assert letters(stage, "second") == ["placement_changed"]
    with pytest.raises(UnknownCase):
        stage.fire(stage.refs["exchange"], "sign_agreement", "first")
    for who in ("second", "north", "city"):
        stage.go("exchange", "sign_agreement", who)
    assert exchange(stage) == ("agreement_signed", ["broker"])


def test_who_can_be_placed(scenes: Scenes) -> None:
    """Only somebody of the requesting government is placed, and only somebody of a host supervises."""
    stage = scenes.at("work_placement/matched")
    with pytest.raises(BadForm) as error:
        stage.go("exchange", "propose_placement", official=stage.people["city"], supervisor=stage.people["north"])
    assert sorted(error.value.errors) == ["official", "supervisor"]


def test_too_long(scenes: Scenes) -> None:
    """A proposal of more than six weeks, or of a day, is no placement."""
    stage = scenes.at("work_placement/matched")
    for last in ("2018-06-04", "2018-07-16"):
        with pytest.raises(BadForm) as error:
            stage.go("exchange", "propose_placement", first_day="2018-06-04", last_day=last)
        assert list(error.value.errors) == ["last_day"]
    stage.go("exchange", "propose_placement", first_day="2018-06-04", last_day="2018-07-15")


def test_the_host_leaves(scenes: Scenes) -> None:
    """An agreement with a government that has left cannot be signed; with another host, who then has the part, it can."""
    stage = scenes.at("work_placement/two/matched")
    stage.go("exchange", "propose_placement", host=stage.bodies["city"], supervisor=stage.people["city"])
    stage.go("application", "withdraw_from_exchange")
    ref = stage.refs["exchange"]
    assert stage.refused(ref, "sign_agreement", "north") == ["host_takes_part"]
    stage.go("exchange", "change_placement", host=stage.bodies["town"], supervisor=stage.people["town"])
    hosts = {seat.organisation for seat in stage.rows("participants", ref=ref, part="host", until_act=None)}
    assert hosts == {stage.bodies["town"]}
    stage.go("exchange", "sign_agreement", "town")
    assert exchange(stage) == ("placement_proposed", ["official", "requester"])


def test_signed_for_somebody(scenes: Scenes) -> None:
    """A broker signs for an official who said so; the agreement is signed by the official, not by the broker."""
    stage = scenes.at("work_placement/matched")
    official = hire(stage, "official")
    stage.go("exchange", "propose_placement", official=official)
    behalf = {"on_behalf_of": official, "on_behalf_reason": "Signed on paper."}
    stage.go("exchange", "sign_agreement", "broker", beside=behalf, signed=stage.paper)
    case = stage.case(stage.refs["exchange"])
    assert (case.signatures, case.facts["signed"]) == ({"sign_agreement": {"official": official}}, stage.paper)


def test_paper_of_before(scenes: Scenes) -> None:
    """The paper on which an earlier placement was signed is forgotten with the first signature of the changed one."""
    stage = scenes.at(PROPOSED)
    stage.go("exchange", "sign_agreement", signed=stage.paper)
    stage.go("exchange", "change_placement", tasks="To learn something else.")
    stage.go("exchange", "sign_agreement")
    assert stage.case(stage.refs["exchange"]).facts["signed"] is None
