"""An application: a European government offers a colleague's expertise for one request."""

from states import application_rules as own
from states.application_facts import (
    ApplicationFacts,
    all_have_confirmed,
    amended,
    asked_until,
    call_named,
    expert_seats,
    filed,
    nobody_stays,
    others_stay,
    request_named,
    today,
)
from states.application_forms import (
    Amendment,
    Completion,
    Confirmation,
    DirectOffer,
    Extension,
    LateOffer,
    Offer,
)
from states.facts import country_of, title_of
from states.forms import Because, Missing, PerhapsBecause, scoring
from states.ladders import BROKER_LADDER, CLOCK_LADDER
from states.rules import no_interest, scores_with, time_to_answer
from states.words import (
    BROKER,
    COMMITTEE,
    EVALUATED,
    EXPERT,
    EXPERT_CRITERIA,
    MATCHED,
    OFFICES,
    SOUGHT,
    SUBMITTED,
    VALIDATED,
)
from workflow.definition import CLOCK, LINK, START, Link, Move, State, Transition, Workflow, follows, stay
from workflow.moments import Hour, days, on, working_days
from workflow.words import _

# fmt: off
#                      name            for staff            for the public                      milestone  whose turn, and until when
submitted    = State("submitted",    _("Submitted"),    _("Submitted"),                       SUBMITTED, turn=(BROKER,), limit=working_days(5), late=BROKER_LADDER)
incomplete   = State("incomplete",   _("Incomplete"),   _("More information asked"),          SUBMITTED, turn=(EXPERT,), limit=on("answer_by", Hour.END), late=CLOCK_LADDER)
validated    = State("validated",    _("Validated"),    _("Validated"),                       VALIDATED, turn=follows("call"))
shortlisted  = State("shortlisted",  _("Shortlisted"),  _("Considered by the committee"),     SOUGHT,    turn=follows("call"))
on_reserve   = State("on_reserve",   _("On reserve"),   _("On the reserve list"),             SOUGHT,    turn=(BROKER,), limit=days(90), late=CLOCK_LADDER)
selected     = State("selected",     _("Selected"),     _("Selected: waiting for your word"), MATCHED,   turn=(EXPERT,), limit=on("confirm_by", Hour.END), late=CLOCK_LADDER)
confirmed    = State("confirmed",    _("Confirmed"),    _("Confirmed"),                       MATCHED,   turn=follows("exchange"))
completed    = State("completed",    _("Completed"),    _("Completed"),                       EVALUATED, end=True)
rejected     = State("rejected",     _("Rejected"),     _("Not accepted"),                    end=True)
not_selected = State("not_selected", _("Not selected"), _("Not selected"),                    end=True)
declined     = State("declined",     _("Declined"),     _("Declined"),                        end=True)
withdrawn    = State("withdrawn",    _("Withdrawn"),    _("Withdrawn"),                       end=True)
cancelled    = State("cancelled",    _("Cancelled"),    _("Closed"),                          end=True)
# fmt: on

STATES = (
    submitted,
    incomplete,
    validated,
    shortlisted,
    on_reserve,
    selected,
    confirmed,
    completed,
    rejected,
    not_selected,
    declined,
    withdrawn,
    cancelled,
)
CANDIDATES = (submitted, incomplete, validated, shortlisted)
SCORE = scoring(by=EXPERT_CRITERIA)

ANSWERS = {"call": call_named, "request": request_named}
CONFIRMED = Move("exchange", "experts_confirmed", states=("matched", "postponed"), when=all_have_confirmed, form=today)
LEAVES = (
    Move("exchange", "expert_left", when=others_stay),
    Move("exchange", "lose_expert", when=nobody_stays),
    CONFIRMED,
)

# fmt: off
TRANSITIONS = (
    # --- from the first word to being valid
    Transition("submit", _("Apply"), START >> submitted, by=(EXPERT, BROKER), form=Offer, record=filed, seats=expert_seats, links=ANSWERS,
               guards=(own.call_published, own.call_open, own.ones_own_government, own.is_government, own.not_applied_yet, own.names_its_request),
               letters={"application_received": EXPERT}, explains=_("A government offers its expertise to a request of an open call.")),
    Transition("file_late", _("File a late application"), START >> submitted, by=(BROKER,), form=LateOffer, record=filed, seats=expert_seats, links=ANSWERS,
               guards=(own.call_takes_late, own.ones_own_government, own.is_government, own.names_its_request), letters={"application_received": EXPERT},
               explains=_("After the deadline, as long as the call is not decided; with a reason.")),
    Transition("file_direct", _("File an application directly"), START >> on_reserve, by=(BROKER,), form=DirectOffer, record=filed, seats=expert_seats,
               links={"request": request_named}, guards=(own.helps_the_request, own.ones_own_government, own.is_government, own.cv_given, own.letter_given, own.no_conflict),
               letters={"application_on_reserve": EXPERT}, explains=_("Without a call, for a request that found nobody.")),
    Transition("amend", _("Amend"), (submitted, validated) >> submitted, by=(EXPERT,), form=Amendment, record=amended, seats=expert_seats,
               links={"request": request_named}, guards=(own.call_still_open, own.not_applied_yet, own.names_its_request), letters={"application_amended": EXPERT}, back=True,
               explains=_("It is checked and scored again.")),
    Transition("ask_for_more", _("Ask for more information"), submitted >> incomplete, by=(BROKER,), form=Missing, guards=(time_to_answer,),
               letters={"application_incomplete": EXPERT}),
    Transition("provide_information", _("Provide the information"), incomplete >> submitted, by=(EXPERT, BROKER), form=Completion, seats=expert_seats,
               links={"request": request_named}, guards=(own.not_applied_yet, own.names_its_request), letters={"information_received": EXPERT}),
    Transition("lapse", _("Lapse"), incomplete >> withdrawn, by=(CLOCK,), at=on("answer_by", Hour.END), letters={"application_lapsed": EXPERT},
               explains=_("Nobody answered in time.")),
    Transition("validate", _("Validate"), submitted >> validated, by=(BROKER,), guards=(own.cv_given, own.letter_given),
               letters={"application_validated": EXPERT}),

    # --- being weighed
    Transition("score", _("Score"), stay(validated, shortlisted), by=(COMMITTEE,), form=SCORE, guards=(no_interest,), record=scores_with),
    Transition("reject", _("Reject"), (*CANDIDATES, on_reserve) >> rejected, by=(BROKER,), form=Because,
               letters={"application_rejected": EXPERT}, destructive=True),
    Transition("shortlist", _("Shortlist"), validated >> shortlisted, by=(BROKER,), guards=(own.is_scored,)),
    Transition("put_on_reserve", _("Put on reserve"), (validated, shortlisted) >> on_reserve, by=(LINK,), letters={"application_on_reserve": EXPERT}),
    Transition("not_select", _("Not selected"), (validated, shortlisted) >> not_selected, by=(LINK,), letters={"application_not_selected": EXPERT}),
    Transition("select", _("Select"), (shortlisted, on_reserve) >> selected, by=(LINK,), record=asked_until, letters={"application_selected": EXPERT}),

    # --- the expert's word
    Transition("extend_offer", _("Give more time to confirm"), stay(selected), by=(BROKER,), form=Extension, guards=(own.more_time,),
               letters={"offer_extended": EXPERT}),
    Transition("confirm", _("Confirm"), selected >> confirmed, by=(EXPERT, BROKER), form=Confirmation, seats=expert_seats, moves=(CONFIRMED,),
               letters={"confirmation_noted": EXPERT}),
    Transition("decline", _("Decline"), selected >> declined, by=(EXPERT, BROKER), form=Because, moves=LEAVES, letters={"decline_noted": EXPERT}, destructive=True),
    Transition("expire_offer", _("The offer expires"), selected >> declined, by=(CLOCK,), at=on("confirm_by", Hour.END), moves=LEAVES,
               letters={"offer_expired": EXPERT}),

    # --- leaving
    Transition("withdraw", _("Withdraw"), (*CANDIDATES, on_reserve) >> withdrawn, by=(EXPERT, BROKER), form=PerhapsBecause,
               letters={"application_withdrawn": EXPERT}, destructive=True),
    Transition("withdraw_from_exchange", _("Withdraw from the exchange"), confirmed >> withdrawn, by=(EXPERT, BROKER), form=Because,
               guards=(own.exchange_not_begun,), moves=LEAVES, letters={"application_withdrawn": EXPERT}, destructive=True),
    Transition("release_expert", _("Release the expert"), (selected, confirmed) >> cancelled, by=(BROKER,), form=Because,
               guards=(own.exchange_not_begun,), moves=LEAVES, letters={"expert_released": EXPERT}, destructive=True),
    Transition("release", _("Release from the reserve list"), on_reserve >> not_selected, by=(BROKER, LINK), letters={"reserve_released": EXPERT}),
    Transition("reserve_expired", _("The reserve expires"), on_reserve >> not_selected, by=(CLOCK,), at=days(90), letters={"reserve_released": EXPERT}),

    # --- following its call and its exchange
    Transition("cancel",             _("Nothing comes of it"),         (*CANDIDATES, on_reserve) >> cancelled, by=(LINK,), letters={"application_closed": EXPERT}),
    Transition("exchange_cancelled", _("The exchange is cancelled"),   (selected, confirmed) >> cancelled,     by=(LINK,)),
    Transition("return_to_reserve",  _("Back to the reserve list"),    (selected, confirmed) >> on_reserve,    by=(LINK,), unlinks=("exchange",), back=True),
    Transition("complete",           _("Complete"),                    confirmed >> completed,                 by=(LINK,)),
)
# fmt: on

APPLICATION = Workflow(
    name="application",
    kind="application",
    version=1,
    label=_("Application"),
    prefix="APP",
    facts=ApplicationFacts,
    states=STATES,
    transitions=TRANSITIONS,
    title=title_of,
    country=country_of,
    links=(Link("call", "call"), Link("request", "request"), Link("exchange", "exchange")),
    path=("submitted", "validated", "shortlisted", "selected", "confirmed"),
    offices=OFFICES,
)
