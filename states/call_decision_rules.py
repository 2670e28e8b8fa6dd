"""When a decision on a call cannot stand, and why."""

from collections.abc import Mapping
from typing import Any

from states.call_decision import applications_of, chosen, groups, joined_by
from states.call_facts import CHECKED, CHOOSABLE, CallFacts
from states.facts import experts_of
from states.request_facts import conflicting
from workflow.definition import Guard, Refusal, guard
from workflow.words import _

# --- it is complete ---------------------------------------------------------------------------------------------------


@guard(
    rule=_("It is decided for every request, once."),
    refusal=_("Decide once for each request: {requests}."),
)
def every_request_decided(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    mine = sorted(case.ref for case in call.requests)
    decided = sorted(row["request"] for row in form["requests"])
    return {"requests": mine} if mine != decided else None


@guard(
    rule=_("It is decided for every application that was not chosen, once."),
    refusal=_("Say once what becomes of each application that is not chosen: {applications}."),
)
def every_application_decided(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    left = sorted({case.ref for case in call.answers(*CHECKED)} - set(chosen(form)))
    decided = sorted(row["application"] for row in form.get("others") or ())
    return {"applications": left or decided} if left != decided else None


@guard(
    rule=_("A match names the experts and one form of exchange."),
    refusal=_("For {requests}, name the experts and one form of exchange."),
)
def match_complete(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for group in groups(form):
        joins = joined_by(call, group) is not None
        if len(group.types) > 1 or not (joins or (group.types and group.applications)):
            return {"requests": list(group.requests)}
    return None


@guard(
    rule=_("Requests named besides take part in an exchange that can take another government."),
    refusal=_("In no exchange that could take another government: {requests}."),
)
def others_joinable(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for group in groups(form):
        if group.outside and joined_by(call, group) is None:
            return {"requests": list(group.outside)}
    return None


# --- the choice is possible -------------------------------------------------------------------------------------------


@guard(
    rule=_("Only an application that is shortlisted or on reserve is chosen."),
    refusal=_("{application} is {state}; only one that is shortlisted or on reserve can be chosen."),
)
def can_be_chosen(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for ref in chosen(form):
        application = call.of(ref, "application")
        if application is None or application.state not in CHOOSABLE:
            return {"application": ref, "state": application.state if application else None}
    return None


@guard(
    rule=_("An expert is chosen for a request that the application names."),
    refusal=_("{application} does not name {requests}."),
)
def names_the_request(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for group in groups(form):
        for ref, requests in applications_of(call, group):
            if not set(requests) & {*group.requests, *group.outside}:
                return {"application": ref, "requests": list(group.requests)}
    return None


@guard(
    rule=_("An application is chosen for one exchange."),
    refusal=_("Chosen twice: {application}."),
)
def chosen_once(_call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    refs = chosen(form)
    twice = [ref for ref in dict.fromkeys(refs) if refs.count(ref) > 1]
    return {"application": twice} if twice else None


@guard(
    rule=_("Experts and requesters have no interest in each other."),
    refusal=_("{expert} and {requester} have a declared conflict of interest."),
)
def no_conflict(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    for group in groups(form):
        if found := conflicting(call, group.applications, (*group.requests, *group.outside)):
            return {"expert": found[0], "requester": found[1]}
    return None


@guard(
    rule=_("Every expert speaks the working language, or an interpreter is named."),
    refusal=_("{expert} does not speak {language} and no interpreter is named."),
)
def language_spoken(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    language = call.value("working_language")
    for group in groups(form):
        for ref in () if group.interpreter else group.applications:
            application = call.of(ref, "application")
            if application and language not in (application.facts.get("languages") or ()):
                return {"expert": next(iter(experts_of(application)), ref), "language": language}
    return None


@guard(
    rule=_("Who was ranked higher is chosen first."),
    refusal=_("{application} was ranked higher; say why not it."),
    waivable=True,
)
def ranked_highest(call: CallFacts, form: Mapping[str, Any]) -> Refusal:
    taken = set(chosen(form))
    for group in groups(form):
        places = [place for ref in group.applications if (place := call.standing(ref)) is not None]
        rivals = (ref for ref in call.choosable if ref not in taken and _names(call, ref, group.requests))
        for ref in rivals:
            place = call.standing(ref)
            if place is not None and places and place < max(places):
                return {"application": ref}
    return None


def _names(call: CallFacts, application: str, requests: tuple[str, ...]) -> bool:
    return any(case.ref in requests for case in call.snapshot.linked(application, "request"))


SOUND: tuple[Guard, ...] = (
    every_request_decided,
    every_application_decided,
    match_complete,
    others_joinable,
    can_be_chosen,
    names_the_request,
    chosen_once,
    no_conflict,
    language_spoken,
    ranked_highest,
)
