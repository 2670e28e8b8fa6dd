"""Study visit: a delegation of the requesting governments spends two to five days with the host."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, validates_schema

from states.exchange import arranged, exchange, matched
from states.exchange_facts import ExchangeFacts
from states.exchange_follow_ups import LOGISTICS
from states.exchange_rules import experts_confirmed
from states.forms import Dates, why
from states.ladders import LADDER
from states.words import ASSOCIATION, BOTH, BROKER, EXPERT, HOST, MATCHED, REQUESTER
from workflow.definition import Refusal, State, Transition, guard, stay
from workflow.forms import Choice, Day, Form, Line, Person, Persons, Table, Text, Whole, also
from workflow.moments import before, working_days
from workflow.paper import Paper
from workflow.words import _

SHORTEST, LONGEST = 2, 5  # days
FEWEST, MOST = 2, 5  # people who travel; more with a reason
MOST_PLACES = 100

NEED: Mapping[str, str] = {"needed": _("Needed"), "not_needed": _("Not needed")}
VISAS: Mapping[str, str] = {
    "applied_for": _("Applied for"),
    "granted": _("Granted"),
    "refused": _("Refused"),
    "not_needed": _("Not needed"),
}


class StudyVisit(ExchangeFacts):
    """The requesting governments travel; the experts' government is the host.

    `delegates` are the people named, `visas` (person → row) what is known of each one's visa.
    """

    host_side = EXPERT
    owed = ("travel", "visas", "insurance")

    @property
    def may_travel(self) -> tuple[str, ...]:
        """Who can be in the delegation: who takes part in it, and is not at the host's."""
        at_home = self.directory.people_of(self.host or "")
        return tuple(one for one in self.colleagues if one not in at_home)

    @property
    def who_travels(self) -> tuple[str, ...]:
        """The delegation: those who were named and still take part, for a government may have left since."""
        there = self.may_travel
        return tuple(one for one in self.value("delegates") or () if one in there)

    @property
    def visas(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of visas: person → status and note."""
        return self.value("visas") or {}

    @property
    def candidate_rows(self) -> list[dict[str, str]]:
        """One for each who can travel."""
        return [{"who": who} for who in self.may_travel]

    @property
    def applicant_rows(self) -> list[dict[str, str]]:
        """One for each of the delegation whose visa is not settled."""
        return [{"who": who} for who in self.unsettled(self.who_travels, "visas")]


def the_delegation(visit: StudyVisit) -> tuple[str, ...]:
    """Who travels."""
    return visit.who_travels


def delegation_is_ahead(visit: StudyVisit) -> bool:
    """Somebody is named, and is still to travel: an embassy is told nothing of what is over, or called off."""
    first, ahead = visit.day("first_day"), visit.state in (*(one.name for one in OWN), arranged.name)
    return bool(ahead and visit.who_travels and first and first > visit.today)


# --- what must hold to be arranged, and to stay so --------------------------------------------------------------------


@guard(rule=_("The delegation is named."), refusal=_("The delegation is not named."), mend="name_delegation")
def delegation_named(visit: StudyVisit) -> Refusal:
    return None if visit.who_travels else {}


@guard(
    rule=_("The delegation fits the host's places."),
    refusal=_("The delegation is {size} people; {host} can receive {places}."),
    mend="replace_delegate",
)
def delegation_fits(visit: StudyVisit) -> Refusal:
    size, places = len(visit.who_travels), visit.value("places") or 0
    return {"size": size, "host": visit.host, "places": places} if size > places else None


@guard(rule=_("There is a programme."), refusal=_("The programme is missing."), mend="change_programme")
def programme_set(visit: StudyVisit) -> Refusal:
    return None if visit.value("programme") else {}


@guard(
    rule=_("It lasts two to five days."),
    refusal=_("Days: {n}; 2 to 5 are possible."),
    mend="change_programme",
    sets=("first_day", "last_day"),
)
def length_fits(visit: StudyVisit) -> Refusal:
    days = visit.length
    return {"n": days} if days is not None and not SHORTEST <= days <= LONGEST else None


@guard(
    rule=_("Everybody's visa is granted, or not needed."),
    refusal=_("The visa of {who} is neither granted nor not needed."),
    mend="record_visas",
)
def visas_settled(visit: StudyVisit) -> Refusal:
    missing = visit.unsettled(visit.who_travels, "visas")
    return {"who": list(missing)} if missing else None


@guard(
    rule=_("Everybody who travels is insured."),
    refusal=_("Insurance is missing for {who}."),
    mend="record_arrangements",
)
def insured(visit: StudyVisit) -> Refusal:
    missing = visit.unsettled(visit.who_travels, "insurance")
    return {"who": list(missing)} if missing else None


# --- who travels ------------------------------------------------------------------------------------------------------


@guard(
    rule=_("Two to five people travel."),
    refusal=_("People: {size}; 2 to 5 travel."),
    waivable=True,
)
def two_to_five(visit: StudyVisit, form: Mapping[str, Any]) -> Refusal:
    size = len(set(form["delegates"]))
    return None if FEWEST <= size <= MOST else {"size": size}


@guard(
    rule=_("Of each who travels it is known whether a visa is needed."),
    refusal=_("Say whether a visa is needed for {who}."),
)
def visa_need_said(visit: StudyVisit, form: Mapping[str, Any]) -> Refusal:
    known = visit.visas.keys() | {row["who"] for row in form.get("visa_needed") or ()}
    unknown = [who for who in form["delegates"] if who not in known]
    return {"who": unknown} if unknown else None


# --- what it asks, and what is kept of it -----------------------------------------------------------------------------


class Programme(Dates):
    """When, where, what, and for how many."""

    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), required=True, hint=_("Two to five days, the first and the last included."))
    places = Whole(_("How many people can the host receive?"), least=1, most=MOST_PLACES, required=True)
    programme = Text(_("Programme"), hint=_("Day by day. It can follow later, before the visit is confirmed."))
    place = Line(_("Place"), required=True)

    @validates_schema
    def long_enough(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse what is shorter or longer than a study visit; dates in the wrong order are told as that."""
        first, last = values.get("first_day"), values.get("last_day")
        days = (last - first).days + 1 if isinstance(first, date) and isinstance(last, date) else SHORTEST
        if days > 0 and not SHORTEST <= days <= LONGEST:
            raise ValidationError(_("A study visit lasts two to five days."), "last_day")


class Need(Form):
    """Whether one person needs a visa."""

    who = Person(_("Who"), required=True, offers="may_travel")
    status = Choice(_("Visa"), NEED, required=True)


class Delegation(Form):
    """Who travels, and who of them needs a visa."""

    delegates = Persons(_("Who travels?"), required=True, offers="may_travel")
    visa_needed = Table(_("Who needs a visa?"), Need, required=True, rows="candidate_rows")


class Replacement(Form):
    """Who travels now, and what is new about visas."""

    delegates = Persons(_("Who travels now?"), required=True, offers="may_travel")
    visa_needed = Table(_("Who needs a visa?"), Need, rows="candidate_rows")
    reason = why()


class Appointment(Form):
    """When one person has to be where for the visa."""

    who = Person(_("Who"), required=True, offers="who_travels")
    day = Day(_("Day"))
    where = Line(_("Embassy or consulate"))


class Appointments(Form):
    """Appointments for visas, as far as they are known."""

    appointments = Table(_("Appointments"), Appointment, rows="applicant_rows")


class Visa(Form):
    """What became of one person's visa."""

    who = Person(_("Who"), required=True, offers="who_travels")
    status = Choice(_("Visa"), VISAS, required=True)
    note = Line(_("Note"))


class Visas(Form):
    """What became of visas so far."""

    visas = Table(_("Visas"), Visa, required=True, rows="traveller_rows")


def delegation(visit: StudyVisit, form: Mapping[str, Any]) -> dict[str, Any]:
    """Who travels, with what is known of their visas; what was known of others is forgotten."""
    said = {row["who"]: {"status": row["status"]} for row in form.get("visa_needed") or ()}
    delegates = list(dict.fromkeys(form["delegates"]))
    return {"delegates": delegates, "visas": {who: said.get(who) or visit.visas[who] for who in delegates}}


def applied_for(visit: StudyVisit, form: Mapping[str, Any]) -> dict[str, Any]:
    """The appointments; every visa that is not settled is applied for."""
    waiting = {who: {"status": "applied_for"} for who in visit.unsettled(visit.who_travels, "visas")}
    return {"appointments": form.get("appointments") or [], "visas": {**visit.visas, **waiting}}


def visas(visit: StudyVisit, form: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of visas now."""
    rows = {row["who"]: {"status": row["status"], "note": row.get("note")} for row in form["visas"]}
    return {"visas": {**visit.visas, **rows}}


# fmt: off
#                        name                  for staff               for the public       milestone  whose turn                  until
PROGRAMME_DRAFTED = State("programme_drafted", _("Programme drafted"), _("In preparation"), MATCHED,   turn=(REQUESTER,),          limit=working_days(10), late=LADDER)
DELEGATION_NAMED  = State("delegation_named",  _("Delegation named"),  _("In preparation"), MATCHED,   turn=(REQUESTER, BROKER),   limit=working_days(10), late=LADDER)
VISAS_IN_PROGRESS = State("visas_in_progress", _("Visas in progress"), _("In preparation"), MATCHED,   turn=(REQUESTER,),          limit=before("first_day", days=14), late=LADDER)

OWN = (PROGRAMME_DRAFTED, DELEGATION_NAMED, VISAS_IN_PROGRESS)
NAMED = (two_to_five, visa_need_said)

VISA_SUPPORT_LETTER = Paper("visa_support_letter", _("Visa support letter"), when=delegation_is_ahead, whom=the_delegation)

STUDY_VISIT = exchange("study_visit", version=1, facts=StudyVisit, own=OWN, arrange_from=(DELEGATION_NAMED, VISAS_IN_PROGRESS), serves_several=True,
    papers=(VISA_SUPPORT_LETTER,),
    holds=(delegation_named, delegation_fits, programme_set, length_fits, visas_settled, insured),
    # Who applies for visas or records them has decided nothing, and may confirm.
    prepared_by=("draft_programme", "change_programme", "name_delegation", "replace_delegate"),
    transitions=(
        Transition("draft_programme", _("Draft the programme"), matched >> PROGRAMME_DRAFTED, by=(BROKER, HOST), form=Programme,
                   guards=(experts_confirmed,), plans=(LOGISTICS,), letters={"programme_drafted": BOTH}),
        Transition("name_delegation", _("Name the delegation"), PROGRAMME_DRAFTED >> DELEGATION_NAMED, by=(REQUESTER, BROKER), form=Delegation,
                   guards=NAMED, record=delegation, letters={"delegation_named": (REQUESTER, EXPERT, ASSOCIATION)}),
        Transition("apply_for_visas", _("Apply for visas"), DELEGATION_NAMED >> VISAS_IN_PROGRESS, by=(REQUESTER, BROKER), form=Appointments,
                   record=applied_for, letters={"visa_support_letters": REQUESTER, "visas_applied_for": EXPERT}),
        Transition("record_visas", _("Record visas"), stay(VISAS_IN_PROGRESS), by=(REQUESTER, BROKER), form=Visas, record=visas),
        Transition("replace_delegate", _("Replace a delegate"), (DELEGATION_NAMED, VISAS_IN_PROGRESS) >> DELEGATION_NAMED, by=(REQUESTER, BROKER),
                   form=Replacement, guards=NAMED, record=delegation, letters={"delegation_changed": BOTH}),
        Transition("change_programme", _("Change the programme"), OWN >> PROGRAMME_DRAFTED, by=(BROKER, HOST), form=also(Programme, reason=why()),
                   plans=(LOGISTICS,), letters={"programme_changed": BOTH}, explains=_("The delegation is named anew.")),
    ))
# fmt: on
