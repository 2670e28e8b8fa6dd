"""One exchange from the first word to the last, on a snapshot alone."""

from datetime import UTC, datetime

from tests.states import forms
from tests.states.given import ASKING, BROKER, EXPERT, EXPERT_TOO, GHANA, LEAD, LIAISON, Stage
from tests.states.so_far import agreed, decided
from workflow.definition import CLOCK


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
    stage, _request, exchange, *_ = agreed()
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
