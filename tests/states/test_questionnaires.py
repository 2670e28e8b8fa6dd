"""What participants are asked: read off one table, by questionnaire, part and type of exchange."""

from typing import Any

import pytest

from states.all import DEFINITIONS
from states.questionnaires import QUESTIONNAIRES, all_of, answers_of, form_of
from states.words import BOTH, EXPERT, REQUESTER
from tests.states import forms
from tests.states.given import ASKING, BROKER, LIAISON, NORTH, TODAY, exchange, facts
from tests.states.given import EXPERT as SOMEBODY
from tests.states.given import Stage as Played

EXC = "EXC-2017-0001"
TYPES = [one.name for one in DEFINITIONS if one.kind == "exchange"]
BASELINE: dict[str, Any] = {
    "questionnaire": "baseline",
    "situation": "Waste is burnt.",
    "expectation": "Less of it.",
    "indicators": [forms.INDICATOR],
}


def asked(type_: str, questionnaire: str, part: str) -> set[str]:
    """The names of the questions."""
    form = form_of(type_, questionnaire, part)
    return set(form._declared_fields) if form else set()


@pytest.mark.parametrize("type_", TYPES)
def test_parts_differ(type_: str) -> None:
    """A requester is asked otherwise than an expert, and both the same core."""
    requester, expert = (asked(type_, "evaluation", part.name) for part in BOTH)
    assert requester - expert
    assert expert - requester
    assert {"goals_met", "use", "follow_up"} <= requester & expert


def test_types_differ() -> None:
    """Every type of exchange has questions of its own."""
    of_types = [asked(type_, "evaluation", REQUESTER.name) for type_ in TYPES]
    assert all(one - set().union(*(other for other in of_types if other is not one)) for one in of_types)


def test_only_requesters() -> None:
    """What came of it is asked of the requesting government alone."""
    assert asked(TYPES[0], "outcome_90", REQUESTER.name)
    assert form_of(TYPES[0], "outcome_90", EXPERT.name) is None


@pytest.mark.parametrize("type_", TYPES)
def test_button_holds_all(type_: str) -> None:
    """The button of a type holds every question of its questionnaires, under one name what is one question."""
    known = answers_of(type_)._declared_fields
    for name in QUESTIONNAIRES:
        for key, field in all_of(type_, name)._declared_fields.items():
            assert getattr(known[key], "label", "") == getattr(field, "label", None)
            assert not known[key].required


def test_missing_and_foreign() -> None:
    """An answer that is missing, and one to a question of another questionnaire, are each told at their question."""
    stage = Played(exchange(), actor=ASKING)
    form = {"questionnaire": "evaluation", "goals_met": 80, "situation": "As it was."}
    wrong = stage.errors(EXC, "answer_questionnaire", ASKING, **form)
    assert wrong.keys() == {"use", "follow_up", "situation"}


def test_answered() -> None:
    """An answer is kept with its day under the person whose word it is, also where a broker sends it for them."""
    stage = Played(exchange())
    stage.press(EXC, "answer_questionnaire", BROKER, behalf=ASKING, **forms.evaluation())
    said = stage.world.case(EXC).facts["answers"]["evaluation"]
    assert said.keys() == {ASKING}
    assert said[ASKING]["goals_met"] == 80
    assert said[ASKING]["answered_on"] == TODAY.isoformat()
    assert "questionnaire" not in said[ASKING]


def test_once() -> None:
    """What was sent is not sent again, in other words or the same; others answer all the same."""
    stage = Played(exchange())
    stage.press(EXC, "answer_questionnaire", ASKING, **forms.evaluation())
    assert stage.refused(EXC, "answer_questionnaire", ASKING, **forms.evaluation()) == ["not_answered_yet"]
    stage.press(EXC, "answer_questionnaire", SOMEBODY, **forms.evaluation())


def test_indicators_come_back() -> None:
    """The indicators of the baseline come back with their value of then, for whoever of that government answers."""
    said = {"baseline": {ASKING: {"indicators": [{"indicator": "Households", "today": "10", "hoped": "40"}]}}}
    rows = facts(exchange(answers=said), actor=ASKING).indicator_rows
    assert rows == [{"indicator": "Households", "before": "10", "hoped": "40"}]
    assert facts(exchange(answers=said), actor=SOMEBODY).indicator_rows == []
    assert NORTH in facts(exchange(answers=said), actor=ASKING).requesters


def test_indicators_of_the_terms() -> None:
    """Where nobody answered the baseline, those of the terms of reference come back."""
    rows = facts(exchange(indicators=[{"indicator": "Households"}]), actor=ASKING).indicator_rows
    assert rows == [{"indicator": "Households"}]


@pytest.mark.parametrize(
    ("state", "first"), [("matched", "baseline"), ("under_way", "check_in_first_day"), ("executed", "evaluation")]
)
def test_what_is_next(state: str, first: str) -> None:
    """What somebody can answer begins with what is asked at that time; what they answered is not among it."""
    open_ = facts(exchange(state=state), actor=ASKING).unanswered(ASKING)
    assert open_[0] == first
    answered = facts(exchange(state=state, answers={first: {ASKING: {}}}), actor=ASKING)
    assert set(open_) - set(answered.unanswered(ASKING)) == {first}


def test_only_the_chosen() -> None:
    """A form shows the questions of the questionnaire that was chosen, as they are asked of whose word it is."""
    law = answers_of("expert_assignment")
    mine = facts(exchange(state="executed"), actor=ASKING)
    fields, begun = law.narrowed(mine, {"questionnaire": "check_in_half_way"})
    assert list(fields) == ["questionnaire", "on_track", "change"]
    assert begun == {"questionnaire": "check_in_half_way"}
    broker = facts(exchange(state="executed"), actor=BROKER)
    assert "own_gain" in law.narrowed(broker, {"on_behalf_of": SOMEBODY})[0]
    assert "own_gain" not in law.narrowed(broker, {"on_behalf_of": ASKING})[0]


def test_denied() -> None:
    """Who says that it did not take place makes a task of the broker, and keeps the clock from noting that it did."""
    days = {"first_day": "2017-02-20", "last_day": "2017-02-28"}
    stage = Played(exchange(state="under_way", **days))
    stage.press(EXC, "answer_questionnaire", SOMEBODY, questionnaire="took_place", took_place="no")
    assert stage.last is not None
    assert "nobody_denies" in [one.rule for one in stage.last.planned]
    assert stage.refused(EXC, "finish", "clock") == ["nobody_denies"]


def test_asked_anew() -> None:
    """An exchange that did not take place asks anew what is asked of its days, and nothing else."""
    said = {"took_place": {SOMEBODY: {"took_place": "no"}}, "baseline": {SOMEBODY: {}}}
    days = {"first_day": "2017-02-20", "last_day": "2017-02-28"}
    stage = Played(exchange(state="under_way", answers=said, **days))
    stage.press(EXC, "did_not_take_place", BROKER, until="2017-06-01", reason="Nobody could travel.")
    assert stage.world.case(EXC).facts["answers"].keys() == {"baseline"}


def test_who_is_not_asked() -> None:
    """A liaison is asked no questionnaire."""
    mine = facts(exchange(), actor=LIAISON)
    assert mine.asked_as(LIAISON) is None
