"""A call: what one or several requests need is made known, and answered until the deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from states import call_decision as decision
from states import call_decision_rules, rules
from states import call_rules as own
from states.call_facts import CHECKED, NAMEABLE, CallFacts
from states.call_forms import Amendment, Decision, NewDeadline, Preparation, Recommendation
from states.facts import country_of, title_of
from states.forms import Because, Leaving
from states.ladders import BROKER_LADDER, REMIND, REMIND_YET, TELL, TELL_LEAD
from states.words import BROKER, CANDIDATE, COMMITTEE, EXPERT, MATCHED, OFFICES, SOUGHT, VALIDATED
from workflow.definition import CLOCK, LINK, START, FollowUp, Kind, Link, Move, State, Transition, Workflow, stay
from workflow.moments import ENTERED, Hour, after, before, on, working_days
from workflow.words import _

DRAFTS = tuple(
    FollowUp("draft_reminder", Kind.REMIND, before("deadline", days=days), ("draft_holders",), _("Draft not sent yet"))
    for days in (7, 2)
)
# Ten working days are the committee's, then five the broker's.
SCORING = (
    replace(REMIND, at=after(ENTERED, working_days=5), to=(COMMITTEE,)),
    replace(REMIND_YET, at=after(ENTERED, working_days=8), to=(COMMITTEE,)),
    replace(TELL, at=after(ENTERED, working_days=10)),
    TELL_LEAD,
)

# fmt: off
#                   name       for staff       for the public             milestone  whose turn, and until when
draft     = State("draft",     _("Draft"),     _("In preparation"),       VALIDATED, turn=(BROKER,), limit=working_days(10), late=BROKER_LADDER)
opened    = State("open",      _("Open"),      _("Open"),                 SOUGHT,    turn=(EXPERT, CLOCK), limit=on("deadline", Hour.END), late=DRAFTS)
closed    = State("closed",    _("Closed"),    _("Closed for answers"),   SOUGHT,    turn=(COMMITTEE, BROKER), limit=working_days(15), late=SCORING)
decided   = State("decided",   _("Decided"),   _("Decided"),              MATCHED,   end=True)
cancelled = State("cancelled", _("Cancelled"), _("Cancelled"),            end=True)
# fmt: on


# --- what it leaves behind, and causes elsewhere ----------------------------------------------------------------------


def requests_named(_call: CallFacts, form: Mapping[str, Any]) -> Sequence[str] | None:
    """The requests it names from now on; None leaves them as they are."""
    return form.get("requests")


def without(call: CallFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without a request that left."""
    return {"requests": [ref for ref in call.value("requests") or () if ref != form["request"]]}


def ranked(call: CallFacts, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts after a member of the committee recommended: one ranking a member, the newest."""
    return {"rankings": {**call.rankings, call.actor: dict(form)}}


SEEK = Move("requests", "seek_expertise", states=NAMEABLE)
CANCELLED = (
    Move("requests", "call_cancelled", states=("expertise_sought",)),
    Move("applications", "cancel", states=CANDIDATE),
)
DECIDED = (
    Move("requests", "match", states=("expertise_sought",), when=decision.leads, form=decision.lead),
    Move("requests", "match", states=("expertise_sought",), when=decision.comes_along, form=decision.follow),
    Move("requests", "no_match", states=("expertise_sought",), when=decision.unmatched),
    Move("applications", "put_on_reserve", states=CHECKED, when=decision.becomes("reserve")),
    Move("applications", "not_select", states=CHECKED, when=decision.becomes("not_selected")),
)
CONCERNED = ("applicants", "draft_holders", "requesters", "subscribers")
UNSENT = ("draft_holders", "subscribers")

# fmt: off
TRANSITIONS = (
    # --- until it opens
    Transition("prepare", _("Prepare a call"), START >> draft, by=(BROKER,), form=Preparation, links={"requests": requests_named},
               guards=(own.requests_wait, own.named_once), explains=_("It names validated requests and asks governments elsewhere for expertise; a draft until you open it.")),
    Transition("amend", _("Amend"), stay(draft), by=(BROKER,), form=Amendment, links={"requests": requests_named},
               guards=(own.requests_wait, own.named_once)),
    Transition("open", _("Open the call"), draft >> opened, by=(BROKER,), guards=own.OPENING, moves=(SEEK,),
               letters={"call_opened": ("subscribers", "associations")}),
    Transition("discard", _("Discard the draft"), draft >> cancelled, by=(BROKER,), destructive=True),

    # --- the deadline
    Transition("extend_deadline", _("Extend the deadline"), stay(opened), by=(BROKER,), form=NewDeadline, guards=(own.later,),
               letters={"deadline_extended": CONCERNED}),
    Transition("close", _("Close"), opened >> closed, by=(CLOCK,), at=on("deadline", Hour.END),
               letters={"applications_to_score": COMMITTEE, "call_closed": "requesters"}, explains=_("It closes itself at its deadline.")),
    Transition("decide", _("Decide"), closed >> decided, by=(BROKER,), form=Decision, record=decision.kept,
               guards=(own.all_checked, own.committee_ranked, *call_decision_rules.SOUND), moves=DECIDED, letters={"call_decided": "associations"}),
    Transition("recommend", _("Recommend"), stay(closed), by=(COMMITTEE,), form=Recommendation, record=ranked,
               guards=(rules.no_interest, own.has_scored_all, own.ranks_answers, own.ranks_no_interest)),
    Transition("reopen", _("Reopen with a new deadline"), closed >> opened, by=(BROKER,), form=NewDeadline, guards=(own.a_week_ahead,),
               letters={"deadline_extended": CONCERNED}),

    # --- the decision
    Transition("cancel", _("Cancel the call"), (opened, closed) >> cancelled, by=(BROKER,), form=Because, moves=CANCELLED,
               letters={"call_cancelled": UNSENT}, destructive=True),

    # --- its requests leave
    Transition("request_left", _("A request leaves"), stay(draft), by=(LINK,), form=Leaving, record=without),
    Transition("request_left", _("A request leaves"), stay(opened, closed), by=(LINK,), form=Leaving, record=without,
               letters={"call_changed": "draft_holders"}),
    Transition("last_request_left", _("The last request leaves"), draft >> cancelled, by=(LINK,)),
    Transition("last_request_left", _("The last request leaves"), (opened, closed) >> cancelled, by=(LINK,),
               letters={"call_cancelled": UNSENT}),
)
# fmt: on

CALL = Workflow(
    name="call",
    kind="call",
    version=1,
    label=_("Call"),
    prefix="CALL",
    facts=CallFacts,
    states=(draft, opened, closed, decided, cancelled),
    transitions=TRANSITIONS,
    title=title_of,
    country=country_of,
    links=(Link("requests", "request"), Link("applications", "application")),
    path=("draft", "open", "closed", "decided"),
    offices=OFFICES,
)
