"""A roundtable from three requests of one call to its evaluation: a date is found, a government leaves, it takes place."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.support.moves import CLOSE, ask, call_for, go, offer, refs, shortlist, valid
from tests.support.situations import Scenes
from tests.support.stage import Stage
from workflow.errors import BadForm, Refused

REQUESTS = ("request", "second", "third")
FIRST = {"first_day": "2018-06-11", "last_day": "2018-06-12"}
LATER = {"first_day": "2018-06-18", "last_day": "2018-06-19"}
POLL = {"options": [FIRST, LATER], "quorum": 4, "closes_on": "2018-05-11"}
CALLED = (
    ask(), ask("second", "south"), ask("third", "west"), *(step for one in REQUESTS for step in valid(one)),
    call_for(*REQUESTS, kind="roundtable"), go("call", "open"), offer(), offer("other", "town", "second"),
    *shortlist(), *shortlist("other"), *CLOSE, go("call", "recommend"),
)  # fmt: skip


def matched(stage: Stage) -> Stage:
    """Three requests share the exchange; two experts have confirmed that they take part."""
    for step in CALLED:
        step(stage)
    request, second, third = (stage.refs[one] for one in REQUESTS)
    shared = {"outcome": "matched", "exchange_type": "roundtable"}
    rows = [
        {"request": request, **shared, "applications": refs("application")(stage), "with_requests": [second, third]},
        {"request": second, **shared, "applications": refs("other")(stage)},
        {"request": third, **shared},
    ]
    stage.go("call", "decide", requests=rows)
    stage.refs["exchange"] = stage.rows("cases", type="roundtable")[0].ref
    for name in ("application", "other"):
        stage.go(name, "confirm")
    return stage


def codes(stage: Stage, trigger: str, by: str | None = None, **form: object) -> list[str]:
    """Why a button of the roundtable refuses."""
    with pytest.raises(Refused) as refusal:
        stage.go("exchange", trigger, by, **form)
    return [one.code for one in refusal.value.blockers]


def letters(stage: Stage, trigger: str, what: str = "exchange", **form: object) -> dict[str, set[str]]:
    """The letters that a press of a button owes: template → who is written to, by short name."""
    known = {f"person:{ident}": name for name, ident in stage.people.items()}
    before, owed = len(stage.rows("outbox")), dict[str, set[str]]()
    stage.go(what, trigger, **form)
    for row in sorted(stage.rows("outbox"), key=lambda row: row.id)[before:]:
        for item in row.items:
            owed.setdefault(item["template"], set()).add(known[row.recipient])
    return owed


def say(stage: Stage, who: str, first: str, later: str) -> None:
    """A government says on which of the two days it can come."""
    days = zip((FIRST, LATER), (first, later), strict=True)
    rows = [{"first_day": day["first_day"], "can_come": can} for day, can in days]
    stage.go("exchange", "answer_poll", who, poll=rows)


def states(stage: Stage, *names: str) -> list[str]:
    """Where these cases are."""
    return [stage.case(stage.refs[name]).state for name in names]


def test_from_call_to_evaluated(scenes: Scenes) -> None:
    """Five governments look for a date, one leaves before it is confirmed, and the others hold it, report and evaluate."""
    table = matched(scenes.at("start"))
    assert states(table, *REQUESTS, "exchange") == ["matched"] * 4
    everybody = {"north", "south", "west", "city", "town"}

    with pytest.raises(BadForm):  # four days
        table.go("exchange", "open_date_poll", **{**POLL, "options": [{**FIRST, "last_day": "2018-06-14"}]})
    assert letters(table, "open_date_poll", mode="on_site", **POLL) == {"date_poll": everybody}
    for who in ("north", "south", "city"):
        say(table, who, "yes", "no")
    say(table, "west", "no", "yes")
    assert codes(table, "draft_programme", **FIRST) == ["quorum_reached"]  # three of four
    assert table.case(table.refs["exchange"]).waits_for == ["requester", "expert"]
    say(table, "town", "yes", "no")
    assert table.case(table.refs["exchange"]).waits_for == ["broker"]  # nobody else has anything to do
    host = {"host": table.bodies["city"], "place": "The town hall"}
    drafted = letters(table, "draft_programme", agenda=None, moderator=None, **host, **FIRST)
    assert drafted == {"date_fixed": everybody}
    assert codes(table, "invite") == ["agenda_set", "moderator_named"]
    table.go("exchange", "complete_programme", agenda="Cases, then plans.", moderator=table.people["town"])
    assert letters(table, "invite") == {"invitation": everybody | {"ghana", "uganda"}}

    # West cannot come on that day, and leaves.
    table.go("exchange", "answer_invitation", "west", coming="no")
    told = letters(table, "withdraw_from_exchange", "third")
    assert told["government_left"] == {"north", "south", "city", "town", "ghana", "uganda"}
    assert states(table, *REQUESTS, "exchange") == ["matched", "matched", "withdrawn", "invited"]
    for who in ("north", "south", "city", "town"):
        table.go("exchange", "answer_invitation", who)
    assert table.case(table.refs["exchange"]).waits_for == ["broker"]
    table.go("exchange", "accept_invitation_association", "ghana")
    assert codes(table, "arrange", **LATER) == ["date_accepted"]
    assert "exchange_arranged" in letters(table, "arrange", **FIRST)
    assert states(table, "request", "second", "exchange") == ["arranged"] * 3

    exchange, monday = table.refs["exchange"], datetime(2018, 6, 11, tzinfo=UTC)
    assert table.live(until=datetime.combine(monday, time(12), UTC)) == [f"{exchange} start"]
    assert table.live(until=monday + timedelta(days=5)) == [f"{exchange} finish"]
    table.go("exchange", "draft_report")
    table.go("exchange", "agree_report")
    assert "report_filed" in letters(table, "agree_report")
    for who in ("north", "south", "city", "town"):
        table.go("exchange", "answer_questionnaire", who, questionnaire="evaluation")
    table.go("exchange", "record_lessons")
    assert "exchange_evaluated" in letters(table, "evaluate")
    ends = states(table, "request", "second", "third", "application", "other", "exchange")
    assert ends == ["evaluated", "evaluated", "withdrawn", "completed", "completed", "evaluated"]
    assert table.differences() == []


def test_too_few_are_left(scenes: Scenes) -> None:
    """When so many leave an arranged roundtable that only two remain, the broker gets a task, and it does not begin."""
    table = scenes.at("roundtable/arranged")
    day = table.case(table.refs["exchange"]).facts["first_day"]
    table.go("exchange", "answer_invitation", "west", coming="no")
    tasks = [row.rule for row in table.rows("follow_ups", ref=table.refs["exchange"], kind="task", status="planned")]
    assert any("three_take_part" in rule for rule in tasks), tasks
    table.wait(until=datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    assert codes(table, "start", "broker") == ["three_take_part"]
    assert table.differences() == []


def test_a_date_is_found_again(scenes: Scenes) -> None:
    """A poll that is opened again has no date and no host; what was said of days that are asked for again still counts."""
    table = scenes.at("roundtable/invited")
    kept = table.case(table.refs["exchange"]).facts["options"]
    told = letters(table, "reopen_poll", options=kept[:1])
    assert told == {"date_poll": {"north", "west", "city"}}
    facts = table.case(table.refs["exchange"]).facts
    assert (facts["first_day"], facts["host"], len(facts["options"])) == (None, None, 1)
    assert table.rows("follow_ups", ref=table.refs["exchange"], rule="logistics_check", status="planned") == []
    assert "date_fixed" in letters(table, "draft_programme")
    assert table.differences() == []


def test_online_nobody_travels(scenes: Scenes) -> None:
    """Online it is in the zone of the government that asks, nobody can be the host, and no travel has to be settled."""
    table = scenes.at("roundtable/matched")
    table.go("exchange", "open_date_poll", mode="online")
    for who in ("north", "west", "city"):
        table.go("exchange", "answer_poll", who)
    assert codes(table, "draft_programme", host=table.bodies["city"]) == ["can_be_host"]
    table.go("exchange", "draft_programme", host=None)
    table.go("exchange", "complete_programme")
    table.go("exchange", "invite")
    table.go("exchange", "answer_invitation", "city", persons=[table.people["city"]])
    with table.looking() as connection:
        law, _state = table.law(table.refs["exchange"])
        facts = table.facts(connection, law, table.refs["exchange"], table.people["broker"])
    assert (facts.who_travels, facts.host, facts.place().zone) == ((), table.bodies["north"], "Africa/Accra")
