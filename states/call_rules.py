"""When a call may not move, and why."""

from collections.abc import Mapping
from typing import Any

from states.call_facts import NAMEABLE, UNCHECKED, CallFacts, named, other_call
from states.facts import recommended
from workflow.definition import Guard, Refusal, guard
from workflow.words import _

LEAST_TIME, LEAST_MORE_TIME = 14, 7  # days to answer a new call, and a reopened one

# --- naming requests --------------------------------------------------------------------------------------------------


@guard(
    rule=_("Every request waits for a call."),
    refusal=_("{request} is {state}; a call can name what is validated, on reserve or unmatched."),
)
def requests_wait(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for request in named(call, form):
        if request.state not in NAMEABLE:
            return {"request": request.ref, "state": request.state}
    return None


@guard(
    rule=_("No other live call names the request."),
    refusal=_("{request} is named in {call} already."),
)
def named_once(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for request in named(call, form):
        if other := other_call(call, request):
            return {"request": request.ref, "call": other.ref}
    return None


@guard(
    rule=_("The call names a request."),
    refusal=_("The call names no request."),
    mend="amend",
)
def names_a_request(call: CallFacts) -> Refusal:
    return None if call.requests else {}


@guard(
    rule=_("Its requests still wait for a call."),
    refusal=_("{request} is {state} now."),
    mend="amend",
)
def requests_still_wait(call: CallFacts) -> Refusal:
    for request in call.requests:
        if request.state not in NAMEABLE:
            return {"request": request.ref, "state": request.state}
    return None


# --- opening, and the deadline ----------------------------------------------------------------------------------------


@guard(
    rule=_("Experts have two weeks at least."),
    refusal=_("The deadline must lie at least {days} days ahead."),
    mend="amend",
)
def deadline_ahead(call: CallFacts) -> Refusal:
    deadline = call.day("deadline")
    fits = deadline is not None and (deadline - call.today).days >= LEAST_TIME
    return None if fits else {"days": LEAST_TIME, "deadline": deadline}


@guard(
    rule=_("The call is written in its working language."),
    refusal=_("The call's text is missing in {language}."),
    mend="amend",
)
def written_in_language(call: CallFacts) -> Refusal:
    language = call.value("working_language")
    written = {row["language"] for row in call.value("asked_of_experts") or ()}
    return None if language in written else {"language": language}


@guard(
    rule=_("The committee recommended every request for this round."),
    refusal=_("The committee has not recommended {request} for this round."),
    waivable=True,
)
def requests_recommended(call: CallFacts) -> Refusal:
    quorum = call.directory.setting("committee_quorum")
    missing = [request.ref for request in call.requests if not recommended(request, quorum)]
    return {"request": missing} if missing else None


@guard(
    rule=_("A deadline is moved to a later day."),
    refusal=_("The new deadline must be later than {deadline}."),
)
def later(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    deadline = call.day("deadline")
    return {"deadline": deadline} if deadline and form["deadline"] <= deadline else None


@guard(
    rule=_("Who may answer again has a week at least."),
    refusal=_("The new deadline must lie at least {days} days ahead."),
)
def a_week_ahead(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    return {"days": LEAST_MORE_TIME} if (form["deadline"] - call.today).days < LEAST_MORE_TIME else None


# --- the committee ----------------------------------------------------------------------------------------------------


@guard(
    rule=_("Who ranks has scored every application."),
    refusal=_("You have not scored {application}."),
)
def has_scored_all(call: CallFacts) -> Refusal:
    return {"application": list(call.unscored)} if call.unscored else None


@guard(
    rule=_("Answers to this call are ranked, each once."),
    refusal=_("{application} is no answer to this call, or is ranked twice."),
)
def ranks_answers(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    answers = {case.ref for case in call.applications}
    seen: set[str] = set()
    for row in form["ranking"]:
        if row["application"] not in answers or row["application"] in seen:
            return {"application": row["application"]}
        seen.add(row["application"])
    return None


@guard(
    rule=_("No member of the committee ranks an application that they have an interest in."),
    refusal=_("You declared an interest in {application}, or in who takes part in it. Leave it out of your ranking."),
)
def ranks_no_interest(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    shut = [row["application"] for row in form["ranking"] if call.of(row["application"], "application")]
    shut = [ref for ref in shut if call.shut(ref)]
    return {"application": shut} if shut else None


@guard(
    rule=_("Every application has been checked by the secretariat."),
    refusal=_("Not checked yet: {applications}."),
)
def all_checked(call: CallFacts) -> Refusal:
    open_ones = [case.ref for case in call.answers(*UNCHECKED)]
    return {"applications": open_ones} if open_ones else None


@guard(
    rule=_("The committee has given its opinion."),
    refusal=_("The committee has not recommended yet ({scored} of {quorum})."),
    mend="recommend",
    waivable=True,
)
def committee_ranked(call: CallFacts) -> Refusal:
    count, quorum = len(call.rankings), call.directory.setting("committee_quorum")
    return {"scored": count, "quorum": quorum} if count < quorum else None


OPENING: tuple[Guard, ...] = (
    names_a_request,
    deadline_ahead,
    written_in_language,
    requests_recommended,
    requests_still_wait,
)
