"""For every guard a press that it refuses: where it begins, what happens there first, and what is pressed."""

from collections.abc import Mapping
from typing import Any

from tests.support.beside import doctor, grant, interest, unlink
from tests.support.exchanges import EXCHANGES
from tests.support.moves import (
    CLOSE,
    Brings,
    Later,
    Step,
    Walk,
    ahead,
    ask,
    call_for,
    decide,
    go,
    make,
    offer,
    person,
    recorded,
    ref,
    refs,
    shortlist,
    valid,
    wait_for,
    walk,
)
from tests.support.stage import REGISTRY
from tests.support.walks import every

EXCHANGE = "expert_assignment"


def guards(*types: str) -> list[tuple[str, str]]:
    """Every guard of every type (or of these) by (type, code), counted from the registry: of transitions and states."""
    found = ((key[0], guard.code) for key, one in every() for guard in REGISTRY.newest(key[0]).guards_of(one))
    return [one for one in dict.fromkeys(found) if not types or one[0] in types]


# --- more words for the table -----------------------------------------------------------------------------------------


def body(name: str) -> Later:
    """The id of an organisation."""
    return lambda stage: stage.bodies[name]


def ask_for(by: str, *governments: str) -> Step:
    """A government submits a request of others."""
    form = {"governments": [body(one) for one in governments], "people": [person(by)], "languages": ["en"]}
    return make("request", "request", "submit", by, **form)


def wait(days: int) -> Step:
    """Days pass."""
    return lambda stage: stage.wait(days)


def match(request: str, *applications: str, **more: Any) -> dict[str, Any]:
    """A row of a decision."""
    return {
        "request": ref(request),
        "outcome": "matched",
        "applications": refs(*applications),
        "exchange_type": EXCHANGE,
        **more,
    }


def nobody(request: str) -> dict[str, Any]:
    """A row of a decision that found nobody."""
    return {"request": ref(request), "outcome": "none"}


def kept(*applications: str) -> list[dict[str, Any]]:
    """What a decision says of applications that go on the reserve list."""
    return [{"application": ref(one), "outcome": "reserve"} for one in applications]


def decided(*rows: Mapping[str, Any], others: Any = (), ranked: bool = True) -> Step:
    """A decision as it is written; without a ranking, waived."""
    beside = {} if ranked else {"beside": {"waivers": {"committee_ranked": "Nobody answered."}}}
    return go("call", "decide", requests=list(rows), others=list(others), **beside)


SECOND = (ask("second", "south"), *valid("second"))
RANKED = (*CLOSE, go("call", "recommend"))
# Two requests in one call with an application each; and a third application.
TWO = (*SECOND, call_for("request", "second"), go("call", "open"), offer(), offer("other", "town", "second"))
TWO_RANKED = (*TWO, *shortlist(), *shortlist("other"), *RANKED)
THIRD = (offer("third", "port", "second"), *shortlist(), *shortlist("other"), *shortlist("third"), *RANKED)
_OTHERS = (
    *SECOND, call_for("request", "second"), go("call", "open"), offer(), offer("other", "town"), *THIRD,
)  # fmt: skip


def _others_on_reserve(type_: str) -> tuple[Step, ...]:
    """One request is matched, the other is not; each has an application on reserve."""
    decision = decide(type_, request=["application"], second=[], reserve=["other", "third"])
    return (*_OTHERS, decision, go("application", "confirm"))


# Three requests: two matched each for itself, the third unmatched with an application on reserve.
THREE = (
    *SECOND, ask("last", "west"), *valid("last"), call_for("request", "second", "last"), go("call", "open"),
    offer(), offer("other", "town", "second"), offer("third", "port", "last"),
    *shortlist(), *shortlist("other"), *shortlist("third"), *RANKED,
    decide(request=["application"], second=["other"], last=[], reserve=["third"]),
)  # fmt: skip
FRENCH = (
    make("call", "call", "prepare", requests=refs("request"), working_language="en", exchange_types=[EXCHANGE],
         asked_of_experts=[{"language": "fr", "text": "Un collègue."}]),
)  # fmt: skip
FRENCH_OFFER = (go("application", "amend", languages=["fr"]), *shortlist(), *RANKED)
FRENCH_REQUEST = (
    go("request", "amend", languages=["fr"]), *valid(), call_for("request"), go("call", "open"), offer(), *shortlist(), *RANKED,
)  # fmt: skip
PAST = {"first_day": ahead(-10), "last_day": ahead(-7)}
# A broker who judges as well sees what a member of the committee alone, having an interest in it, would not.
JUDGES = (grant("other_broker", "committee"), interest("other_broker", body("north")))
ANSWER = "answer_questionnaire"
EVALUATION = go("exchange", ANSWER, "north", questionnaire="evaluation")
ARRANGE, DECLINE = go("exchange", "arrange"), go("application", "decline")
SEEK_TWICE = [{"request": ref("request"), "outcome": "seek_again"}] * 2
END = [{"request": ref("request"), "outcome": "end"}]
KEEP = [{"application": ref("application"), "outcome": "keep"}]

# fmt: off
REQUESTS: dict[str, Walk] = {
    "time_to_answer": walk("request/submitted", go("request", "ask_for_more", answer_by=ahead(0))),
    "partner_country": walk("start", make("request", "request", "submit", "broker", governments=[body("city")]), go("request", "validate")),
    "consent_given": walk("start", make("request", "request", "submit", "broker", governments=[body("north")], consent=None), go("request", "validate")),
    "no_twin": walk("request/submitted", ask("twin"), go("twin", "validate")),
    "no_interest_of_broker": walk("request/submitted", interest("broker", ref("request")), go("request", "validate", "broker")),
    "no_interest": walk("request/validated", *JUDGES, go("request", "score", "other_broker")),
    "ones_own_government": walk("start", ask_for("south", "north")),
    "all_governments": walk("start", ask_for("north", "north", "ghana")),
    "another_one": walk("request/submitted", go("request", "merge", same_as=ref("request"))),
    "other_goes_on": walk("request/submitted", ask("twin"), go("twin", "withdraw"), go("request", "merge", same_as=ref("twin"))),
    "committee_scored": walk("request/submitted", go("request", "validate"), go("request", "put_on_reserve")),
    "reserve_names_it": walk("call/ranked", decide(request=[], not_selected=["application"]), go("request", "match_from_reserve", applications=refs("application"))),
    "chosen_from_reserve": walk("request/validated", *TWO_RANKED, decide(request=[], second=[], reserve=["application", "other"]),
                                go("request", "match_from_reserve", applications=refs("other"))),
    "no_conflict": walk("request/unmatched", interest("city", body("north")), go("request", "match_from_reserve")),
    "one_exchange": walk("request/validated", *THREE, go("last", "match_from_reserve", with_requests=refs("request", "second"))),
    "takes_another": walk("request/validated", *THREE, go("last", "match_from_reserve", with_requests=refs("request"))),
    "not_called": walk("request/on_reserve", call_for("request"), wait(400), go("request", "close_reserve")),
    "exchange_not_begun": walk(f"{EXCHANGE}/under_way", go("request", "withdraw_from_exchange")),
}

CALLS: dict[str, Walk] = {
    "requests_wait": walk("request/submitted", call_for("request")),
    "named_once": walk("call/draft", call_for("request")),
    "names_a_request": walk("call/draft", unlink("call", "request"), go("call", "open")),
    "deadline_ahead": walk("call/draft", wait(20), go("call", "open")),
    "written_in_language": walk("request/validated", *FRENCH, go("call", "open")),
    "requests_recommended": walk("request/submitted", go("request", "validate"), call_for("request"), go("call", "open")),
    "requests_still_wait": walk("call/draft", doctor("request", "submitted"), go("call", "open")),
    "later": walk("call/open", go("call", "extend_deadline", deadline=ahead(1))),
    "all_checked": walk("application/submitted", *CLOSE, decided(nobody("request"))),
    "committee_ranked": walk("call/closed", decided(nobody("request"), others=kept("application"))),
    "every_request_decided": walk("call/ranked", decided(nobody("request"), nobody("request"), others=kept("application"))),
    "every_application_decided": walk("call/ranked", decided(nobody("request"))),
    "match_complete": walk("call/ranked", decided(match("request"), others=kept("application"))),
    "others_joinable": walk("call/ranked", ask("elsewhere", "south"), decided(match("request", "application", with_requests=refs("elsewhere")))),
    "can_be_chosen": walk("checked only", decided(match("request", "application"))),
    "names_the_request": walk("request/validated", *TWO_RANKED, decided(match("request", "other"), nobody("second"), others=kept("application"))),
    "chosen_once": walk("request/validated", *TWO_RANKED, decided(match("request", "application"), match("second", "application"), others=kept("other"))),
    "no_conflict": walk("call/ranked", interest("city", body("north")), decide(request=["application"])),
    "language_spoken": walk("application/submitted", *FRENCH_OFFER, decide(request=["application"])),
    "ranked_highest": walk("rivals ranked", decide(request=["other"], reserve=["application"])),
    "no_interest": walk("call/closed", *JUDGES, go("call", "recommend", "other_broker")),
    "has_scored_all": walk("application/validated", *CLOSE, go("call", "recommend")),
    "ranks_answers": walk("call/closed", go("call", "recommend", ranking=[{"application": ref("application"), "place": 1}] * 2)),
    "ranks_no_interest": walk("call/closed", interest("committee", body("city")), go("call", "recommend", ranking=[{"application": ref("application"), "place": 1}])),
    "a_week_ahead": walk("call/closed", go("call", "reopen", deadline=ahead(1))),
}

APPLICATIONS: dict[str, Walk] = {
    "call_published": walk("call/draft", offer(filed_by="broker")),
    "ones_own_government": walk("call/open", offer(by="town", government=body("city"))),
    "is_government": walk("call/open", offer(filed_by="broker", government=body("ghana"))),
    "call_open": walk("call/open", *CLOSE, offer("late", "town")),
    "not_applied_yet": walk("application/submitted", offer("again")),
    "names_its_request": walk("call/open", ask("elsewhere", "south"), offer(request="elsewhere", filed_by="broker")),
    "call_takes_late": walk("call/draft", offer(trigger="file_late")),
    "helps_the_request": walk("call/open", offer(trigger="file_direct")),
    "cv_given": walk("request/unmatched", offer("direct", "town", trigger="file_direct", cv=None)),
    "letter_given": walk("request/unmatched", offer("direct", "town", trigger="file_direct", commitment_letter=None)),
    "no_conflict": walk("request/unmatched", interest("town", body("north")), offer("direct", "town", trigger="file_direct")),
    "call_still_open": walk("application/validated", *CLOSE, go("application", "amend")),
    "time_to_answer": walk("application/submitted", go("application", "ask_for_more", answer_by=ahead(0))),
    "no_interest": walk("application/validated", *JUDGES, go("application", "score", "other_broker")),
    "is_scored": walk("application/validated", go("application", "shortlist")),
    "more_time": walk("application/selected", go("application", "extend_offer", confirm_by=ahead(0))),
    "exchange_not_begun": walk(f"{EXCHANGE}/under_way", go("application", "release_expert")),
}

def _of_exchange(exchange: Brings) -> dict[str, Walk]:
    """What exchanges refuse, as far as this type does, then what is only its own."""
    here, last = exchange.type, exchange.last
    refusals: dict[str, Walk] = {
        "experts_confirmed": walk(f"{here}/asked", exchange.prepare[0]),
        "reserve_names_it": walk(f"{here}/vacant", go("exchange", "add_expert", applications=refs("application"))),
        "chosen_from_reserve": walk("request/validated", *_others_on_reserve(here), go("exchange", "add_another_expert", applications=refs("third"))),
        "no_conflict": walk(f"{here}/reserve/vacant", interest("town", body("north")), go("exchange", "add_expert")),
        "is_association": walk(f"{here}/matched", go("exchange", "invite_association", association=body("city"))),
        "liaison_of_ones_own": walk(f"{here}/matched", go("exchange", "invite_association", association=body("uganda")),
                                    go("exchange", "accept_invitation_association", "uganda", liaison=person("ghana"))),
        "first_day_past": walk(f"{here}/ready", go("exchange", "arrange", **PAST)),
        "association_takes_part": walk(f"{here}/{last}", ARRANGE),
        "language_shared": walk(f"{exchange.asks}request/submitted", *FRENCH_REQUEST, decide(here, request=["application"]), go("application", "confirm"), *exchange.prepare, ARRANGE),
        "holds_on_new_dates": walk(f"{here}/arranged", go("exchange", "change_dates", first_day=ahead(31), last_day=ahead(60))),
        "not_for_ever": walk(f"{here}/matched", go("exchange", "postpone", until=ahead(300))),
        "expert_left": walk(f"{here}/asked, postponed", DECLINE, go("exchange", "resume_preparation")),
        "first_day_come": walk(f"{here}/arranged", go("exchange", "start")),
        "last_day_come": walk(f"{here}/under_way", go("exchange", "finish")),
        "ended_meanwhile": walk(f"{here}/under_way", go("exchange", "end_early", last_day=ahead(10))),
        "report_drafted": walk(f"{here}/executed", go("exchange", "agree_report")),
        "evaluation_answered": walk(f"{here}/reported", go("exchange", "evaluate")),
        "lessons_shared": walk(f"{here}/reported", go("exchange", "evaluate")),
        "asked_of_them": walk(f"{here}/executed", go("exchange", ANSWER, "city", questionnaire="outcome_90")),
        "questions_of_theirs": walk(f"{here}/matched", go("exchange", ANSWER, "city", questionnaire="baseline", at_home="A colleague.")),
        "not_answered_yet": walk(f"{here}/executed", EVALUATION, EVALUATION),
        "nobody_denies": walk(f"{here}/under_way", go("exchange", ANSWER, "city", questionnaire="took_place", took_place="no"),
                              wait_for("exchange", "last_day", 1), go("exchange", "finish")),
        "every_request_said": walk(f"{here}/matched", go("exchange", "cancel", requests=SEEK_TWICE)),
        "every_expert_said": walk(f"{here}/matched", go("exchange", "cancel", experts=[])),
        "kept_for_a_request": walk(f"{here}/matched", go("exchange", "cancel", requests=END, experts=KEEP)),
    }
    refusals |= {
        "is_over": walk("start", recorded(here, last_day=ahead(0))),
        "between_governments": walk("start", recorded(here, experts=[body("ghana")])),
        "two_sides": walk("start", recorded(here, experts=[body("north")])),
        "associations_only": walk("start", recorded(here, invited=[body("west")])),
        "was_recorded": walk(f"{here}/evaluated", go("exchange", "retract")),
    }
    both = (match("request", "application", exchange_type=here, with_requests=refs("second")), match("second", "other", exchange_type=here))
    refusals["one_request"] = walk("request/validated", *TWO_RANKED, decided(*both))
    declared = {code for _, code in guards(here)}
    return {code: one for code, one in refusals.items() if code in declared} | dict(exchange.refusals)


# fmt: on

REFUSALS: Mapping[tuple[str, str], Walk] = {
    (type_, code): one
    for type_, table in (
        ("request", REQUESTS),
        ("call", CALLS),
        ("application", APPLICATIONS),
        *((one.type, _of_exchange(one)) for one in EXCHANGES),
    )
    for code, one in table.items()
}
