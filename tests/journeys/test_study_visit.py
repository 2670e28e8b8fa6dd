"""A study visit from two requests to its evaluation: governments share it, a visa is refused, and it takes place."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.support.situations import Scenes
from tests.support.stage import Stage
from workflow.errors import BadForm, Refused

MONDAY = datetime(2018, 6, 11, tzinfo=UTC)
DATES = {"first_day": "2018-06-11", "last_day": "2018-06-14"}


def codes(stage: Stage, trigger: str, **form: object) -> list[str]:
    """Why a button of the visit refuses."""
    with pytest.raises(Refused) as refusal:
        stage.go("exchange", trigger, **form)
    return [one.code for one in refusal.value.blockers]


def letters(stage: Stage, trigger: str, **form: object) -> set[str]:
    """The letters that a press of a button of the visit owes."""
    before = len(stage.rows("outbox"))
    stage.go("exchange", trigger, **form)
    return {row.template for row in sorted(stage.rows("outbox"), key=lambda row: row.id)[before:]}


def rows(stage: Stage, status: str, *names: str) -> list[dict[str, str]]:
    """The same known of the visas of these people."""
    return [{"who": stage.people[one], "status": status} for one in names]


def test_from_request_to_evaluated(scenes: Scenes) -> None:
    """Governments travel together; who is refused a visa is replaced; the clock begins and ends it; both are evaluated."""
    visit = scenes.at("study_visit/shared/matched")  # two requests, a call, an answer, and the match of both
    named = [visit.people[one] for one in ("north", "south", "ghana")]
    with pytest.raises(BadForm):
        visit.go("exchange", "draft_programme", "city", **{**DATES, "last_day": "2018-06-29"})
    assert letters(visit, "draft_programme", by="city", programme=None, places=3, **DATES) == {"programme_drafted"}
    assert codes(visit, "name_delegation", delegates=named[:1]) == ["two_to_five"]
    needed = [*rows(visit, "needed", "north", "south"), *rows(visit, "not_needed", "ghana")]
    assert letters(visit, "name_delegation", delegates=named, visa_needed=needed) == {"delegation_named"}
    assert letters(visit, "apply_for_visas") == {"visa_support_letters", "visas_applied_for"}
    visit.go("exchange", "record_visas", visas=[*rows(visit, "granted", "north"), *rows(visit, "refused", "south")])
    visit.go("exchange", "accept_invitation_association")
    assert codes(visit, "arrange", **DATES) == ["programme_set", "visas_settled", "insured"]

    others = [visit.people[one] for one in ("north", "ghana", "uganda")]
    said = rows(visit, "not_needed", "uganda")
    assert letters(visit, "replace_delegate", delegates=others, visa_needed=said) == {"delegation_changed"}
    assert letters(visit, "change_programme", by="city", places=3, **DATES) == {"programme_changed"}
    visit.go("exchange", "name_delegation", delegates=others, visa_needed=[*said, *rows(visit, "not_needed", "ghana")])
    assert codes(visit, "arrange", **DATES) == ["insured"]
    visit.go("exchange", "record_arrangements")
    assert "exchange_arranged" in letters(visit, "arrange", **DATES)
    assert {visit.case(visit.refs[one]).state for one in ("request", "second")} == {"arranged"}

    exchange = visit.refs["exchange"]
    assert visit.live(until=datetime.combine(MONDAY, time(12), UTC)) == [f"{exchange} start"]
    assert visit.live(until=MONDAY + timedelta(days=5)) == [f"{exchange} finish"]
    visit.go("exchange", "draft_report")
    visit.go("exchange", "agree_report")
    assert letters(visit, "agree_report") == {"report_filed"}
    for who in ("north", "south", "city"):
        visit.go("exchange", "answer_questionnaire", who, questionnaire="evaluation")
    visit.go("exchange", "record_lessons")
    assert "exchange_evaluated" in letters(visit, "evaluate")
    ends = {name: visit.case(visit.refs[name]).state for name in ("request", "second", "application", "exchange")}
    assert ends == {"request": "evaluated", "second": "evaluated", "application": "completed", "exchange": "evaluated"}
    assert visit.differences() == []


def test_who_leaves_does_not_travel(scenes: Scenes) -> None:
    """When a government withdraws, its people leave the delegation with it, and the others need not be named anew."""
    visit = scenes.at("study_visit/shared/programme_drafted")
    named = [visit.people[one] for one in ("north", "south", "ghana")]
    visit.go(
        "exchange", "name_delegation", delegates=named, visa_needed=rows(visit, "not_needed", "north", "south", "ghana")
    )
    visit.go("exchange", "record_arrangements")
    visit.go("exchange", "accept_invitation_association")
    visit.go("second", "withdraw_from_exchange")
    with visit.looking() as connection:
        law, _state = visit.law(visit.refs["exchange"])
        facts = visit.facts(connection, law, visit.refs["exchange"], visit.people["broker"])
    assert facts.who_travels == (visit.people["north"], visit.people["ghana"])
    assert "exchange_arranged" in letters(visit, "arrange", **DATES)
