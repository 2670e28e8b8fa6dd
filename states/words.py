"""The words all case types share: the seven milestones, who somebody can be in a case, and the codes of forms."""

from collections.abc import Mapping

from workflow.definition import Milestone, Part
from workflow.words import _

# --- milestones: the stages every reader knows ------------------------------------------------------------------------

SUBMITTED = Milestone("submitted", _("Submitted"), 1)
VALIDATED = Milestone("validated", _("Validated"), 2)
SOUGHT = Milestone("expertise_sought", _("Expertise sought"), 3)
MATCHED = Milestone("matched", _("Matched"), 4)
ARRANGED = Milestone("arranged", _("Arranged"), 5)
EXECUTED = Milestone("executed", _("Executed"), 6)
EVALUATED = Milestone("evaluated", _("Evaluated"), 7)

MILESTONES = (SUBMITTED, VALIDATED, SOUGHT, MATCHED, ARRANGED, EXECUTED, EVALUATED)

# --- parts in a case, and offices -------------------------------------------------------------------------------------

REQUESTER = Part("requester", _("the requesting government"))
EXPERT = Part("expert", _("the expert"))
HOST = Part("host", _("the host"))
OFFICIAL = Part("official", _("the official who travels"))
ASSOCIATION = Part("association", _("the association of local governments"))

BROKER = Part("broker", _("the broker"), office=True)
LEAD_BROKER = Part("lead_broker", _("the lead broker"), office=True)
COMMITTEE = Part("committee", _("the selection committee"), office=True)

BOTH = (REQUESTER, EXPERT)
EVERYONE = (REQUESTER, EXPERT, HOST, OFFICIAL, ASSOCIATION)
OFFICES = frozenset({BROKER.name, LEAD_BROKER.name, COMMITTEE.name})

# --- the codes of forms, and what they are called ---------------------------------------------------------------------

# The four forms an exchange can take: a request may wish for one whose case type is not installed.
EXCHANGE_TYPES: Mapping[str, str] = {
    "expert_assignment": _("Expert assignment"),
    "roundtable": _("Roundtable expert meeting"),
    "work_placement": _("Temporary work placement"),
    "study_visit": _("Study visit"),
}

RECOMMENDATIONS: Mapping[str, str] = {
    "yes": _("Recommended"),
    "later": _("Recommended for a later round"),
    "no": _("Not recommended"),
}
REQUEST_CRITERIA: Mapping[str, str] = {
    "need": _("The challenge is concrete and its own"),
    "fit": _("Colleagues elsewhere can help with it"),
    "commitment": _("The government stands behind it and can follow it up"),
    "sharing": _("Others can learn from it"),
}
EXPERT_CRITERIA: Mapping[str, str] = {
    "expertise": _("Knows the subject"),
    "similar_job": _("Has the same or a comparable job"),
    "approach": _("The approach fits the request"),
    "experience": _("Has worked across borders or cultures"),
}

OUTCOMES: Mapping[str, str] = {"matched": _("Matched"), "none": _("No match")}
OTHERS: Mapping[str, str] = {"reserve": _("Put on the reserve list"), "not_selected": _("Not selected")}
AFTERWARDS: Mapping[str, str] = {"seek_again": _("Seek expertise again"), "end": _("End the request too")}
KEPT: Mapping[str, str] = {"keep": _("Keep on the reserve list"), "release": _("Release")}

SETTLED: Mapping[str, str] = {
    "settled": _("Settled"),
    "not_needed": _("Not needed"),
    "open": _("Still open"),
}
CAUSES: Mapping[str, str] = {
    "requester": _("The requesting government"),
    "expert": _("The experts"),
    "host": _("The host"),
    "secretariat": _("The secretariat"),
    "outside": _("Events outside the exchange"),
}
LESSONS_WITH: Mapping[str, str] = {
    "members": _("Local and regional governments"),
    "central_government": _("Central government"),
    "donors": _("Donors and the international community"),
    "public": _("The public"),
}
WAIVED: Mapping[str, str] = {
    "evaluation": _("The evaluation of a side that does not answer"),
    "lessons": _("The association's word on how the lessons are shared"),
}

# Where the deadline of a call is read off the clock.
ZONES: Mapping[str, str] = {
    "UTC": _("Coordinated Universal Time"),
    "Atlantic/Reykjavik": _("Reykjavík"),
    "Europe/Lisbon": _("Lisbon"),
    "Europe/London": _("London"),
    "Europe/Amsterdam": _("Amsterdam"),
    "Europe/Brussels": _("Brussels"),
    "Europe/Madrid": _("Madrid"),
    "Europe/Paris": _("Paris"),
    "Europe/Athens": _("Athens"),
}

# --- states that several case types speak of --------------------------------------------------------------------------

CANDIDATE = ("submitted", "incomplete", "validated", "shortlisted")  # of an application
LIVE_CALL = ("draft", "open", "closed")
