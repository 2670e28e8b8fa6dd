"""One exchange from the first word to the last, on a snapshot alone."""

from datetime import UTC, datetime

from tests.states import forms
from tests.states.given import (
    ASKING,
    BROKER,
    EXPERT,
    EXPERT_TOO,
    GHANA,
    LEAD,
    LEARNED,
    LIAISON,
    MEMBER,
    Stage,
)
from workflow.definition import CLOCK

CRITERIA = ("need", "fit", "commitment", "sharing")
SKILLS = ("expertise", "similar_job", "approach", "experience")


def opened() -> tuple[Stage, str, str]:
    """A request that was validated and recommended, and an open call that names it."""
    stage = Stage()
    request = stage.press("request", "submit", ASKING, **forms.submission())
    stage.press(request, "validate", BROKER)
    stage.press(request, "score", MEMBER, criteria=forms.points(*CRITERIA), recommend="yes")
    call = stage.press("call", "prepare", BROKER, **forms.preparation(request))
    stage.press(call, "open", BROKER)
    return stage, request, call


def closed() -> tuple[Stage, str, str, str, str]:
    """The same, with two applications checked, scored and shortlisted, after the deadline."""
    stage, request, call = opened()
    first = stage.press("application", "submit", EXPERT, **forms.offer(call, request))
    other = forms.offer(call, request, government=LEARNED, people=[EXPERT_TOO])
    second = stage.press("application", "submit", EXPERT_TOO, **other)
    for one in (first, second):
        stage.press(one, "validate", BROKER)
        stage.press(one, "score", MEMBER, criteria=forms.points(*SKILLS), recommend="yes")
        stage.press(one, "shortlist", BROKER)
    stage.at(datetime(2017, 4, 4, tzinfo=UTC))
    stage.press(call, "close", CLOCK.name)
    ranking = [{"application": first, "place": 1}, {"application": second, "place": 2}]
    stage.press(call, "recommend", MEMBER, ranking=ranking)
    return stage, request, call, first, second


def decided() -> tuple[Stage, str, str, str, str]:
    """The same, decided: the first application is chosen, the second kept on reserve."""
    stage, request, call, first, second = closed()
    others = [{"application": second, "outcome": "reserve"}]
    stage.press(call, "decide", BROKER, requests=[forms.matched(request, first)], others=others)
    [exchange] = stage.linked(request, "exchange")
    return stage, request, exchange, first, second


def agreed() -> tuple[Stage, str, str, str, str]:
    """The same with everything ready to be arranged."""
    stage, request, exchange, first, second = decided()
    stage.press(first, "confirm", EXPERT, available=forms.PERIOD, travellers=[EXPERT])
    stage.press(exchange, "draft_terms", BROKER, **forms.terms())
    stage.press(exchange, "agree_terms", ASKING)
    stage.press(exchange, "agree_terms", BROKER, behalf=EXPERT)
    settled = [{"who": EXPERT, "status": "settled"}]
    stage.press(exchange, "record_arrangements", EXPERT, travel=settled, insurance=settled)
    stage.press(exchange, "record_briefing", BROKER, held_on="2017-04-20", who=[EXPERT])
    stage.press(exchange, "accept_invitation_association", BROKER, behalf=LIAISON, liaison=LIAISON)
    return stage, request, exchange, first, second


def test_decision() -> None:
    """A decision makes the exchange, asks the expert chosen and keeps the other, and everybody is told once."""
    stage, request, exchange, first, second = decided()
    assert [stage.state(ref) for ref in (request, exchange, first, second)] == [
        "matched",
        "matched",
        "selected",
        "on_reserve",
    ]
    assert stage.linked(exchange, "application") == [first]
    assert stage.world.case(exchange).title == "Waste management: Sample North – Sample City"
    assert stage.world.case(exchange).country == "GH"
    assert stage.world.case(request).follows == exchange
    assert stage.world.case(exchange).paused_on is not None
    assert stage.told >= {
        ("request_matched", ASKING),
        ("application_selected", EXPERT),
        ("application_on_reserve", EXPERT_TOO),
        ("association_invited", LIAISON),
    }


def test_to_the_end() -> None:
    """Pressed on its days, an exchange comes to its evaluation, and its request and application with it."""
    stage, request, exchange, first, second = agreed()
    assert stage.refused(exchange, "arrange", BROKER, **forms.dates("2017-05-15", "2017-05-19")) == ["other_eyes"]
    stage.press(exchange, "arrange", LEAD, **forms.dates("2017-05-15", "2017-05-19"))
    assert stage.state(request) == "arranged"
    stage.at(datetime(2017, 5, 15, 9, tzinfo=UTC))
    stage.press(exchange, "start", CLOCK.name)
    assert stage.state(second) == "not_selected"
    stage.at(datetime(2017, 5, 20, 9, tzinfo=UTC))
    stage.press(exchange, "finish", CLOCK.name)
    conclude(stage, exchange)
    assert [stage.state(ref) for ref in (request, exchange, first)] == ["evaluated", "evaluated", "completed"]


def test_after_the_fact() -> None:
    """With a waiver of the first day, one that is over already goes from arranging to evaluated in one sitting."""
    stage, request, exchange, first, _ = agreed()
    stage.at(datetime(2017, 6, 1, tzinfo=UTC))
    past = forms.dates("2017-05-15", "2017-05-19")
    assert stage.refused(exchange, "arrange", LEAD, **past) == ["first_day_past"]
    stage.press(exchange, "arrange", LEAD, waive="first_day_past", **past)
    stage.press(exchange, "start", BROKER)
    stage.press(exchange, "finish", BROKER, took_place=True)
    conclude(stage, exchange)
    assert stage.state(exchange) == "evaluated"


def conclude(stage: Stage, exchange: str) -> None:
    """Report, lessons, evaluation: what the broker does on behalf of the parties counts as theirs."""
    report = {"report": "What was done.", "goals_met": 80, "lessons": "What was learned."}
    assert stage.refused(exchange, "agree_report", ASKING) == ["report_drafted"]
    stage.press(exchange, "draft_report", BROKER, **report)
    stage.press(exchange, "agree_report", BROKER, behalf=ASKING)
    stage.press(exchange, "agree_report", EXPERT)
    assert stage.refused(exchange, "evaluate", BROKER, conclusion="Well done.") == [
        "evaluation_answered",
        "lessons_shared",
    ]
    stage.press(exchange, "record_lessons", BROKER, behalf=LIAISON, with_whom="members", how="In a newsletter.")
    assert stage.world.case(exchange).facts["shared"][0]["association"] == GHANA
    stage.press(exchange, "answer_questionnaire", BROKER, behalf=ASKING, **forms.evaluation())
    stage.press(exchange, "answer_questionnaire", EXPERT, **forms.evaluation())
    stage.press(exchange, "evaluate", BROKER, conclusion="Well done.")
