"""A request: one or several governments have a challenge, and look for colleagues who know it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from states import request_rules as rules
from states.facts import ConnectFacts, country_of, title_of
from states.forms import Because, Missing, PerhapsBecause, scoring
from states.ladders import BROKER_LADDER, CLOCK_LADDER, LAST_WORD
from states.request_facts import (
    RequestFacts,
    is_chosen,
    joining,
    joins,
    links_joined,
    new_exchange,
    new_type,
    requester_seats,
    submitted_by,
)
from states.request_forms import (
    Amendment,
    Completion,
    Joining,
    Match,
    ReserveMatch,
    StillWanted,
    Submission,
    Twin,
)
from states.rules import committee_scored, judged_anew, no_interest, scores_with, time_to_answer
from states.words import (
    ARRANGED,
    BROKER,
    CANDIDATE,
    COMMITTEE,
    EVALUATED,
    EXECUTED,
    LIVE_CALL,
    MATCHED,
    OFFICES,
    REQUEST_CRITERIA,
    REQUESTER,
    SOUGHT,
    SUBMITTED,
    VALIDATED,
)
from workflow.definition import (
    CLOCK,
    LINK,
    START,
    Create,
    FollowUp,
    Kind,
    Link,
    Move,
    State,
    Transition,
    Workflow,
    follows,
    stay,
)
from workflow.moments import ENTERED, Hour, after, months, on, working_days
from workflow.words import _

STILL_WANTED = tuple(
    FollowUp("still_wanted", Kind.REMIND, after(ENTERED, days=days), (REQUESTER,), _("Is it still wanted?"))
    for days in (90, 180, 270)
)
CLOSING = replace(LAST_WORD, to=(REQUESTER, BROKER))

# fmt: off
#                      name                for staff                for the public                    milestone   whose turn, and until when
submitted        = State("submitted",        _("Submitted"),        _("Submitted"),                   SUBMITTED, turn=(BROKER,), limit=working_days(10), late=BROKER_LADDER)
incomplete       = State("incomplete",       _("Incomplete"),       _("More information asked"),      SUBMITTED, turn=(REQUESTER,), limit=on("answer_by", Hour.END), late=CLOCK_LADDER)
validated        = State("validated",        _("Validated"),        _("Validated"),                   VALIDATED, turn=(BROKER, COMMITTEE), limit=working_days(20), late=BROKER_LADDER)
on_reserve       = State("on_reserve",       _("On reserve"),       _("Waiting for a later round"),   VALIDATED, turn=(BROKER,), limit=months(12), late=(*STILL_WANTED, CLOSING))
expertise_sought = State("expertise_sought", _("Expertise sought"), _("Looking for expertise"),       SOUGHT,    turn=follows("call"))
unmatched        = State("unmatched",        _("Unmatched"),        _("No partner found yet"),        SOUGHT,    turn=(BROKER,), limit=working_days(20), late=BROKER_LADDER)
matched          = State("matched",          _("Matched"),          _("Matched"),                     MATCHED,   turn=follows("exchange"))
arranged         = State("arranged",         _("Arranged"),         _("Exchange arranged"),           ARRANGED,  turn=follows("exchange"))
executed         = State("executed",         _("Executed"),         _("Exchange held"),               EXECUTED,  turn=follows("exchange"))
evaluated        = State("evaluated",        _("Evaluated"),        _("Completed"),                   EVALUATED, end=True)
rejected         = State("rejected",         _("Rejected"),         _("Not accepted"),                end=True)
withdrawn        = State("withdrawn",        _("Withdrawn"),        _("Withdrawn"),                   end=True)
cancelled        = State("cancelled",        _("Cancelled"),        _("Cancelled"),                   end=True)
merged           = State("merged",           _("Merged"),           _("Joined with another request"), end=True)
closed_unmatched = State("closed_unmatched", _("Closed unmatched"), _("Closed without a partner"),    end=True)
# fmt: on

STATES = (
    submitted,
    incomplete,
    validated,
    on_reserve,
    expertise_sought,
    unmatched,
    matched,
    arranged,
    executed,
    evaluated,
    rejected,
    withdrawn,
    cancelled,
    merged,
    closed_unmatched,
)
SCORE = scoring(by=REQUEST_CRITERIA)
FILED = (rules.ones_own_government, rules.all_governments)


# --- what it causes elsewhere -----------------------------------------------------------------------------------------


def others_are_named(request: RequestFacts, _form: Mapping[str, Any], call: ConnectFacts) -> bool:
    """Whether the call it leaves names another request."""
    return any(other.ref != request.ref for other in call.linked("request"))


def it_alone_is_named(request: RequestFacts, form: Mapping[str, Any], call: ConnectFacts) -> bool:
    """Whether the call it leaves has nothing left to ask for."""
    return not others_are_named(request, form, call)


def others_take_part(request: RequestFacts, _form: Mapping[str, Any], exchange: ConnectFacts) -> bool:
    """Whether another government stays in the exchange."""
    return any(other.ref != request.ref for other in exchange.linked("request"))


def it_alone_takes_part(request: RequestFacts, form: Mapping[str, Any], exchange: ConnectFacts) -> bool:
    """Whether the exchange loses its last government."""
    return not others_take_part(request, form, exchange)


def itself(request: RequestFacts, _form: Mapping[str, Any], _other: ConnectFacts) -> dict[str, Any]:
    """Which request leaves."""
    return {"request": request.ref}


def nothing(_request: RequestFacts, _form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts stay as they are: what a match says is kept with the exchange, and a word that nothing changed is none."""
    return {}


LEAVE_CALL = (
    Move("call", "request_left", states=LIVE_CALL, when=others_are_named, form=itself),
    Move("call", "last_request_left", states=LIVE_CALL, when=it_alone_is_named),
)
LEAVE_EXCHANGE = (
    Move("exchange", "request_left", when=others_take_part, form=itself),
    Move("exchange", "end_without_request", when=it_alone_takes_part),
)
END_RESERVE = Move("applications", "cancel", states=("on_reserve",))
END_APPLICATIONS = Move("applications", "cancel", states=(*CANDIDATE, "on_reserve"))
TO_EXCHANGE = (
    Create("exchange", type=new_type, form=new_exchange),
    Move("exchange", "request_joined", when=joins, form=joining),
    Move("exchange.applications", "select", states=("shortlisted", "on_reserve"), when=is_chosen),
)

# fmt: off
TRANSITIONS = (
    # --- from the first word to being valid
    Transition("submit", _("Submit a request"), START >> submitted, by=(REQUESTER, BROKER), form=Submission,
               guards=FILED, record=submitted_by, seats=requester_seats, letters={"request_received": REQUESTER},
               explains=_("One or several governments describe a challenge and ask for colleagues who know it.")),
    Transition("amend", _("Amend"), stay(submitted), by=(REQUESTER,), form=Amendment,
               guards=FILED, seats=requester_seats, letters={"request_amended": REQUESTER}),
    Transition("ask_for_more", _("Ask for more information"), submitted >> incomplete, by=(BROKER,), form=Missing,
               guards=(time_to_answer,), letters={"request_incomplete": REQUESTER}),
    Transition("provide_information", _("Provide the information"), incomplete >> submitted, by=(REQUESTER, BROKER), form=Completion,
               guards=FILED, seats=requester_seats, letters={"information_received": REQUESTER}),
    Transition("lapse", _("Lapse"), incomplete >> withdrawn, by=(CLOCK,), at=on("answer_by", Hour.END),
               letters={"request_lapsed": REQUESTER}, explains=_("Nobody answered in time.")),
    Transition("validate", _("Validate"), submitted >> validated, by=(BROKER,),
               guards=(rules.partner_country, rules.consent_given, rules.no_twin, rules.no_interest_of_broker),
               letters={"request_validated": (REQUESTER, "associations")}),
    Transition("score", _("Score"), stay(validated), by=(COMMITTEE,), form=SCORE, guards=(no_interest,), record=scores_with),
    Transition("reject", _("Reject"), (submitted, incomplete) >> rejected, by=(BROKER,), form=Because,
               letters={"request_rejected": REQUESTER}, destructive=True),
    Transition("merge", _("Merge with a twin"), (submitted, incomplete, validated, on_reserve, unmatched) >> merged, by=(BROKER,), form=Twin,
               guards=(rules.another_one, rules.other_goes_on), moves=(END_RESERVE, *LEAVE_CALL), unlinks=("call",),
               letters={"request_merged": REQUESTER}, destructive=True),

    # --- waiting, and seeking expertise
    Transition("put_on_reserve", _("Put on reserve"), (validated, unmatched) >> on_reserve, by=(BROKER,),
               guards=(committee_scored,), letters={"request_on_reserve": REQUESTER}, back=True),
    Transition("still_wanted", _("It is still wanted"), on_reserve >> on_reserve, by=(REQUESTER,), form=StillWanted, record=nothing,
               explains=_("The twelve months begin anew.")),
    Transition("seek_expertise", _("Seek expertise"), (validated, on_reserve, unmatched) >> expertise_sought, by=(LINK,),
               letters={"expertise_sought": REQUESTER}),
    Transition("call_cancelled", _("The call is cancelled"), expertise_sought >> validated, by=(LINK,), record=judged_anew,
               letters={"request_back_in_queue": REQUESTER}, back=True),

    # --- the match
    Transition("match", _("Match"), expertise_sought >> matched, by=(LINK,), form=Match, record=nothing,
               links={"exchange": links_joined}, moves=TO_EXCHANGE, letters={"request_matched": REQUESTER}),
    Transition("no_match", _("No match"), expertise_sought >> unmatched, by=(LINK,), letters={"request_unmatched": REQUESTER}),
    Transition("match_from_reserve", _("Match from the reserve list"), unmatched >> matched, by=(BROKER,), form=ReserveMatch, record=nothing,
               guards=(rules.reserve_names_it, rules.chosen_from_reserve, rules.no_conflict, rules.one_exchange, rules.takes_another),
               links={"exchange": links_joined}, moves=(*LEAVE_CALL, *TO_EXCHANGE), unlinks=("call",), letters={"request_matched": REQUESTER}),
    Transition("join_exchange", _("Join an exchange"), unmatched >> matched, by=(BROKER,), form=Joining, record=nothing,
               guards=(rules.takes_another,), links={"exchange": links_joined}, moves=(*LEAVE_CALL, *TO_EXCHANGE), unlinks=("call",),
               letters={"request_matched": REQUESTER}),

    # --- following its exchange
    Transition("exchange_arranged",  _("The exchange is arranged"),  matched >> arranged,                by=(LINK,)),
    Transition("exchange_reopened",  _("The exchange is prepared anew"), (arranged, executed) >> matched, by=(LINK,), back=True),
    Transition("exchange_executed",  _("The exchange is executed"),  arranged >> executed,               by=(LINK,)),
    Transition("exchange_evaluated", _("The exchange is evaluated"), executed >> evaluated,              by=(LINK,)),
    Transition("exchange_cancelled", _("The exchange is cancelled"), (matched, arranged) >> unmatched,   by=(LINK,), unlinks=("exchange",), back=True),
    Transition("end_with_exchange",  _("End with the exchange"),     (matched, arranged) >> cancelled,   by=(LINK,), moves=(END_RESERVE,), unlinks=("exchange",)),

    # --- leaving
    Transition("close", _("Close unmatched"), (on_reserve, unmatched) >> closed_unmatched, by=(BROKER,), form=Because,
               moves=(END_RESERVE, *LEAVE_CALL), unlinks=("call",), letters={"request_closed": REQUESTER}, destructive=True),
    Transition("close_reserve", _("Close after a year on reserve"), on_reserve >> closed_unmatched, by=(CLOCK,), at=months(12),
               guards=(rules.not_called,), moves=(END_RESERVE,), letters={"request_closed": REQUESTER}),
    Transition("withdraw", _("Withdraw"), (submitted, incomplete, validated, on_reserve, expertise_sought, unmatched) >> withdrawn,
               by=(REQUESTER, BROKER), form=PerhapsBecause, moves=(END_APPLICATIONS, *LEAVE_CALL), unlinks=("call",),
               letters={"request_withdrawn": REQUESTER}, destructive=True),
    Transition("withdraw_from_exchange", _("Withdraw from the exchange"), (matched, arranged) >> withdrawn, by=(REQUESTER, BROKER), form=Because,
               guards=(rules.exchange_not_begun,), moves=(*LEAVE_EXCHANGE, END_RESERVE), unlinks=("exchange",),
               letters={"request_withdrawn": REQUESTER}, destructive=True),
    Transition("cancel", _("Cancel"), (validated, on_reserve, expertise_sought, unmatched) >> cancelled, by=(BROKER,), form=Because,
               moves=(END_APPLICATIONS, *LEAVE_CALL), unlinks=("call",), letters={"request_cancelled": REQUESTER}, destructive=True),
    Transition("reopen", _("Reopen"), (rejected, withdrawn, closed_unmatched) >> submitted, by=(BROKER,), form=Because, record=judged_anew,
               letters={"request_reopened": REQUESTER}, back=True),
)
# fmt: on

REQUEST = Workflow(
    name="request",
    kind="request",
    version=1,
    label=_("Request"),
    prefix="REQ",
    facts=RequestFacts,
    states=STATES,
    transitions=TRANSITIONS,
    title=title_of,
    country=country_of,
    links=(Link("call", "call"), Link("exchange", "exchange"), Link("applications", "application")),
    path=("submitted", "validated", "expertise_sought", "matched", "arranged", "executed", "evaluated"),
    offices=OFFICES,
    beside=(REQUESTER,),
)
