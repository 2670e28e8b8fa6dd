"""When a request may not move, and why."""

from collections.abc import Mapping
from typing import Any

from states.facts import begun
from states.request_facts import RequestFacts, closed_to_others, conflicting, exchange_of
from states.rules import for_others, no_government
from states.words import REQUESTER
from workflow.definition import Refusal, guard
from workflow.words import _


@guard(
    rule=_("Who files a request does so for the government they work for."),
    refusal=_("{government} is not among the governments. Name your own one too."),
)
def ones_own_government(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    named = form.get("governments")
    if named is None or not for_others(request, named, REQUESTER):
        return None
    return {"government": request.directory.organisation(request.speaker)}


@guard(
    rule=_("Only governments file a request."),
    refusal=_("{government} is not a government."),
)
def all_governments(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    other = no_government(request, form.get("governments") or ())
    return {"government": other} if other else None


@guard(
    rule=_("Every government is in an EU partner country."),
    refusal=_("{government} is in {country}, which is not an EU partner country."),
    mend="amend",
)
def partner_country(request: RequestFacts) -> Refusal:
    for government in request.governments:
        country = request.country_of([government])
        if country and not request.directory.partner_country(country):
            return {"government": government, "country": country}
    return None


@guard(
    rule=_("The mayor or chief executive consents."),
    refusal=_("The consent of the mayor or chief executive is missing."),
    mend="ask_for_more",
)
def consent_given(request: RequestFacts) -> Refusal:
    return None if request.value("consent") else {}


@guard(
    rule=_("No other request of the same government is about the same."),
    refusal=_("{other} looks like the same request. Merge them, or say why not."),
    mend="merge",
    waivable=True,
)
def no_twin(request: RequestFacts) -> Refusal:
    return {"other": list(request.twins)} if request.twins else None


@guard(
    rule=_("Who validates a request has no interest in it."),
    refusal=_("You declared an interest in this request; another broker validates it."),
)
def no_interest_of_broker(request: RequestFacts) -> Refusal:
    return {"who": [request.actor]} if request.interested_in(request.subjects) else None


@guard(
    rule=_("A request is joined with another one."),
    refusal=_("{other} is this request itself."),
)
def another_one(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    return {"other": form["same_as"]} if form["same_as"] == request.ref else None


@guard(
    rule=_("A request is joined with one that goes on."),
    refusal=_("{other} has ended itself; a request can only be joined with one that goes on."),
)
def other_goes_on(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    other = request.of(form["same_as"], "request")
    return {"other": form["same_as"]} if other is None or other.ended else None


@guard(
    rule=_("An application on the reserve list names this request."),
    refusal=_(
        "No application on the reserve list names this request. Open a new call, or file an application directly."
    ),
    mend="file_direct",
)
def reserve_names_it(request: RequestFacts) -> Refusal:
    return None if request.reserve else {}


@guard(
    rule=_("Applications are chosen from the reserve list of this request."),
    refusal=_("{applications} cannot be chosen: not on the reserve list, or for another request."),
)
def chosen_from_reserve(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    others = [ref for ref in form.get("applications") or () if ref not in request.reserve]
    return {"applications": others} if others else None


@guard(
    rule=_("Experts and requesters have no interest in each other."),
    refusal=_("{expert} and {requester} have a declared conflict of interest."),
)
def no_conflict(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    found = conflicting(request, form.get("applications") or (), [request.ref, *(form.get("with_requests") or ())])
    return {"expert": found[0], "requester": found[1]} if found else None


@guard(
    rule=_("An exchange is joined that serves several governments and is not arranged yet."),
    refusal=_("{exchange} cannot take another government: it is a {type}, or already arranged."),
)
def takes_another(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    closed = next(closed_to_others(request, form), None)
    return {"exchange": closed.ref, "type": closed.type} if closed else None


@guard(
    rule=_("Requests that a match is shared with take part in one exchange."),
    refusal=_("Not in one and the same exchange: {requests}."),
)
def one_exchange(request: RequestFacts, form: Mapping[str, Any]) -> Refusal:
    named = form.get("with_requests") or ()
    found = {exchange.ref if (exchange := exchange_of(request, ref)) else "" for ref in named}
    return {"requests": list(named)} if "" in found or len(found) > 1 else None


@guard(
    rule=_("No live call names the request."),
    refusal=_("It is named in {call}."),
)
def not_called(request: RequestFacts) -> Refusal:
    return {"call": request.call.ref} if request.call else None


@guard(
    rule=_("The exchange has not begun."),
    refusal=_("The exchange has begun. Ask the broker to end it early."),
)
def exchange_not_begun(request: RequestFacts) -> Refusal:
    exchange = request.exchange
    return {"exchange": exchange.ref} if exchange and begun(exchange) else None
