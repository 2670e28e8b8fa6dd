"""When an application may not move, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from states.application_facts import ApplicationFacts, earlier, requests_of
from states.facts import begun, governments_of, scored
from states.rules import for_others, no_government
from states.words import EXPERT
from workflow.definition import Refusal, guard
from workflow.snapshot import Case, Place
from workflow.words import _

# --- the call ---------------------------------------------------------------------------------------------------------


def over(application: ApplicationFacts, call: Case | None) -> bool:
    """Whether a call takes no more answers: it is not open, or its last day is over where its deadline was published."""
    if call is None or call.state != "open":
        return True
    office = application.directory.place("office:broker")
    here = Place(call.facts["zone"], office.country, office.language)
    return here.today(application.snapshot.now) > date.fromisoformat(call.facts["deadline"])


def closing(call: Case | None) -> dict[str, Any]:
    """What a refusal says of a call."""
    return {"call": call.ref, "deadline": call.facts.get("deadline"), "state": call.state} if call else {}


@guard(
    rule=_("The call was opened, and not cancelled."),
    refusal=_("{call} is {state}; it takes no applications."),
)
def call_published(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    call = application.of(form.get("call"), "call")
    return closing(call) if call and call.state in ("draft", "cancelled") else None


@guard(
    rule=_("The call is open."),
    refusal=_("The call closed on {deadline}. Ask the broker."),
)
def call_open(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    call = application.of(form.get("call"), "call")
    published = call is None or call.state not in ("draft", "cancelled")
    return closing(call) if published and over(application, call) else None


@guard(
    rule=_("The call is still open."),
    refusal=_("The call closed on {deadline}."),
)
def call_still_open(application: ApplicationFacts) -> Refusal:
    return closing(application.call) if over(application, application.call) else None


@guard(
    rule=_("The call is open, or closed and not decided yet."),
    refusal=_("The call is {state}; a late application is no longer possible."),
)
def call_takes_late(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    call = application.of(form.get("call"), "call")
    return None if call and call.state in ("open", "closed") else closing(call)


@guard(
    rule=_("The application names a request of the call."),
    refusal=_("Name a request of this call."),
)
def names_its_request(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    if not form.get("request"):
        return None
    call = application.of(form.get("call"), "call") or application.call
    return None if form["request"] in requests_of(application, call) else {"request": form["request"]}


@guard(
    rule=_("A government applies to a request once."),
    refusal=_("You have already applied to this request ({other})."),
)
def not_applied_yet(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    other = earlier(application, form)
    return {"other": other} if other else None


@guard(
    rule=_("An expert applies for the government they work for."),
    refusal=_("You do not work for {government}. Apply for your own government."),
)
def ones_own_government(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    government = form["government"]
    return {"government": government} if for_others(application, [government], EXPERT) else None


@guard(
    rule=_("A government applies."),
    refusal=_("{government} is not a government."),
)
def is_government(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    other = no_government(application, [form["government"]])
    return {"government": other} if other else None


# --- the papers, and the committee ------------------------------------------------------------------------------------


@guard(
    rule=_("There is a CV."),
    refusal=_("The CV is missing."),
)
def cv_given(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    return None if application.given(form, "cv") else {}


@guard(
    rule=_("The expert's superior commits to it."),
    refusal=_("The superior's letter of commitment is missing."),
)
def letter_given(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    return None if application.given(form, "commitment_letter") else {}


@guard(
    rule=_("A member of the committee has scored it."),
    refusal=_("No member of the committee has scored it."),
    mend="score",
    waivable=True,
)
def is_scored(application: ApplicationFacts) -> Refusal:
    return None if scored(application.case) else {}


# --- filed directly ---------------------------------------------------------------------------------------------------


@guard(
    rule=_("The request is unmatched, or its exchange is being prepared."),
    refusal=_(
        "{request} is {state}; a direct application helps only while it is unmatched or its exchange is being prepared."
    ),
)
def helps_the_request(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    request = application.of(form.get("request"), "request")
    if request and request.state in ("unmatched", "matched"):
        return None
    return {"request": form.get("request"), "state": request.state if request else None}


@guard(
    rule=_("Expert and requester have no interest in each other."),
    refusal=_("{expert} and {requester} have a declared conflict of interest."),
)
def no_conflict(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    request = application.of(form.get("request"), "request")
    expert = form.get("government")
    for requester in governments_of(request) if request and expert else ():
        if application.directory.conflict(str(expert), requester):
            return {"expert": expert, "requester": requester}
    return None


# --- chosen -----------------------------------------------------------------------------------------------------------


@guard(
    rule=_("The exchange has not begun."),
    refusal=_("The exchange has begun. Ask the broker to end it early."),
)
def exchange_not_begun(application: ApplicationFacts) -> Refusal:
    exchange = application.exchange
    return {"exchange": exchange.ref} if exchange and begun(exchange) else None


@guard(
    rule=_("The new day lies ahead, and later than the old one."),
    refusal=_("{date} is not later than {confirm_by}, or not in the future."),
)
def more_time(application: ApplicationFacts, form: Mapping[str, Any]) -> Refusal:
    until = application.day("confirm_by")
    fits = form["confirm_by"] > application.today and (until is None or form["confirm_by"] > until)
    return None if fits else {"date": form["confirm_by"], "confirm_by": until}
