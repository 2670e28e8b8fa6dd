"""When an exchange may not move, and why: the rules that hold for every type."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from states.exchange_facts import ExchangeFacts
from states.request_facts import conflicting
from states.words import ASSOCIATION
from workflow.definition import Guard, Refusal, guard
from workflow.words import _

LONGEST_PAUSE = 180  # days an exchange can be postponed at once

# --- what must hold to be arranged, and to stay so --------------------------------------------------------------------


@guard(
    rule=_("Every expert who was asked has confirmed."),
    refusal=_("{expert} has not confirmed yet (by {date})."),
)
def experts_confirmed(exchange: ExchangeFacts) -> Refusal:
    asked = next(iter(exchange.asked), None)
    if asked is None:
        return None
    return {"expert": asked.facts.get("government"), "date": asked.facts.get("confirm_by"), "application": asked.ref}


@guard(
    rule=_("An association of local governments takes part."),
    refusal=_("No association of local governments takes part yet. Invite one, or note that one has accepted."),
    mend="accept_invitation_association",
)
def association_takes_part(exchange: ExchangeFacts) -> Refusal:
    return None if exchange.taking_part else {"invited": list(exchange.invited)}


@guard(
    rule=_("Both sides share a language, or an interpreter is named."),
    refusal=_("{sides} share no language and no interpreter is named."),
    mend="record_arrangements",
    sets=("interpreter",),
)
def language_shared(exchange: ExchangeFacts) -> Refusal:
    return {"sides": list(exchange.without_language)} if exchange.without_language else None


# --- making, and choosing experts -------------------------------------------------------------------------------------


@guard(
    rule=_("It serves one request."),
    refusal=_("{requests} cannot share it: this form of exchange serves one request."),
)
def one_request(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    return {"requests": list(form["requests"])} if len(form["requests"]) > 1 else None


@guard(
    rule=_("An application on the reserve list names a request of the exchange."),
    refusal=_(
        "No application on the reserve list names a request of this exchange."
        " File one directly, or cancel, seeking again."
    ),
    mend="file_direct",
)
def reserve_names_it(exchange: ExchangeFacts) -> Refusal:
    return None if exchange.reserve else {}


@guard(
    rule=_("Applications are chosen from the reserve list of its requests."),
    refusal=_("{applications} cannot be chosen: not on the reserve list, or for another request."),
)
def chosen_from_reserve(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    others = [ref for ref in form["applications"] if ref not in exchange.reserve]
    return {"applications": others} if others else None


@guard(
    rule=_("Experts and requesters have no interest in each other."),
    refusal=_("{expert} and {requester} have a declared conflict of interest."),
)
def no_conflict(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    found = conflicting(exchange, form["applications"], [case.ref for case in exchange.requests])
    return {"expert": found[0], "requester": found[1]} if found else None


@guard(
    rule=_("An expert is left."),
    refusal=_("No expert is left. Add one from the reserve, or cancel, seeking again."),
    mend="add_another_expert",
)
def expert_left(exchange: ExchangeFacts) -> Refusal:
    return None if exchange.offers else {}


# --- associations -----------------------------------------------------------------------------------------------------


@guard(
    rule=_("An association of local governments is invited."),
    refusal=_("{association} is not an association of local governments."),
)
def is_association(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    known = exchange.directory.organisations.get(form["association"])
    return None if known and known.kind == "association" else {"association": form["association"]}


@guard(
    rule=_("An association accepts for itself: its liaison acts for it."),
    refusal=_("{person} does not act for the association that accepts."),
)
def liaison_of_ones_own(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    own = exchange.directory.organisation(exchange.speaker)
    acting = exchange.directory.people_of(own, ASSOCIATION.name) if own else ()
    return None if form["liaison"] in acting else {"person": form["liaison"]}


# --- dates ------------------------------------------------------------------------------------------------------------


@guard(
    rule=_("The first day lies ahead."),
    refusal=_("The first day is past; record it after the fact, saying why."),
    waivable=True,
)
def first_day_past(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    return {"first_day": form["first_day"]} if form["first_day"] < exchange.today else None


@guard(
    rule=_("It is postponed to a day within half a year."),
    refusal=_("{until} is not a day within the next {days} days."),
)
def not_for_ever(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    ahead = form["until"] - exchange.today
    fits = timedelta(0) < ahead <= timedelta(days=LONGEST_PAUSE)
    return None if fits else {"until": form["until"], "days": LONGEST_PAUSE}


@guard(
    rule=_("Its first day has come."),
    refusal=_("It begins on {first_day}."),
    mend="change_dates",
)
def first_day_come(exchange: ExchangeFacts) -> Refusal:
    first = exchange.day("first_day")
    return None if first and first <= exchange.today else {"first_day": first}


@guard(
    rule=_("Its last day has come."),
    refusal=_("It ends on {last_day}. Before that day it is ended early."),
    mend="end_early",
)
def last_day_come(exchange: ExchangeFacts) -> Refusal:
    last = exchange.day("last_day")
    return None if last and last <= exchange.today else {"last_day": last}


@guard(
    rule=_("It ended after its first day, and not in the future."),
    refusal=_("{last_day} does not lie between {first_day} and today."),
)
def ended_meanwhile(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    first = exchange.day("first_day")
    fits = first is not None and first <= form["last_day"] <= exchange.today
    return None if fits else {"last_day": form["last_day"], "first_day": first}


def on_new_dates(holds: Sequence[Guard]) -> tuple[Guard, ...]:
    """What must hold, asked again of other dates: only what hangs on the dates can change; nothing if nothing does."""
    dated = tuple(hold for hold in holds if {"first_day", "last_day"} & set(hold.sets))

    @guard(
        rule=_("What must hold also holds on the new dates."),
        refusal=_("On the new dates something no longer holds. {what} Postpone instead."),
        mend="postpone",
    )
    def holds_on_new_dates(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
        moved = with_dates(exchange, form)
        for hold in dated:
            refusal = hold.test(moved)
            if refusal is not None:
                return {"what": {"message": hold.refusal, "facts": dict(refusal)}}
        return None

    return (holds_on_new_dates,) if dated else ()


def with_dates(exchange: ExchangeFacts, form: Mapping[str, Any]) -> ExchangeFacts:
    """The same exchange on other dates."""
    dates = {name: form[name].isoformat() for name in ("first_day", "last_day")}
    case = replace(exchange.case, facts={**exchange.case.facts, **dates})
    return type(exchange)(exchange.snapshot.with_case(case), exchange.ref)


# --- afterwards -------------------------------------------------------------------------------------------------------


@guard(
    rule=_("There is a draft of the report."),
    refusal=_("There is no draft of the report yet."),
    mend="draft_report",
)
def report_drafted(exchange: ExchangeFacts) -> Refusal:
    return None if exchange.value("report") else {}


@guard(
    rule=_("Both sides answered the evaluation."),
    refusal=_("These have not answered the evaluation yet: {who}. Ask them, or conclude with a waiver."),
    mend="answer_questionnaire",
)
def evaluation_answered(exchange: ExchangeFacts) -> Refusal:
    return {"who": list(exchange.silent)} if exchange.silent else None


@guard(
    rule=_("An association said how the lessons are shared."),
    refusal=_("The association has not said how the lessons will be shared."),
    mend="record_lessons",
)
def lessons_shared(exchange: ExchangeFacts) -> Refusal:
    return None if exchange.value("shared") else {"association": list(exchange.invited)}


# --- the end of one that is cancelled ---------------------------------------------------------------------------------


@guard(
    rule=_("It is said of every request what becomes of it."),
    refusal=_("Say once of each request what becomes of it: {requests}."),
)
def every_request_said(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    mine = sorted(case.ref for case in exchange.requests)
    said = sorted(row["request"] for row in form["requests"])
    return {"requests": mine} if mine != said else None


@guard(
    rule=_("It is said of every expert what becomes of the application."),
    refusal=_("Say once of each application what becomes of it: {applications}."),
)
def every_expert_said(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    mine = sorted(case.ref for case in exchange.offers)
    said = sorted(row["application"] for row in form.get("experts") or ())
    return {"applications": mine} if mine != said else None


@guard(
    rule=_("An application is kept on the reserve list only if the request it names seeks again."),
    refusal=_("{application} cannot be kept: the request it names does not seek again."),
)
def kept_for_a_request(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    seeking = {row["request"] for row in form["requests"] if row["outcome"] == "seek_again"}
    for row in form.get("experts") or ():
        named = {case.ref for case in exchange.snapshot.linked(row["application"], "request")}
        if row["outcome"] == "keep" and not named & seeking:
            return {"application": row["application"]}
    return None
