"""Expert assignment: one or two experts travel to the requesting government, for two to ten working days."""

from collections.abc import Mapping
from typing import Any

from records.vocabulary import LANGUAGES
from states.exchange import exchange, matched
from states.exchange_facts import ExchangeFacts
from states.exchange_follow_ups import LOGISTICS
from states.exchange_rules import experts_confirmed
from states.exchange_states import postponed
from states.facts import experts_of
from states.forms import Dates, Indicator, why
from states.ladders import BROKER_LADDER, LADDER
from states.words import ASSOCIATION, BOTH, BROKER, EXPERT, MATCHED, REQUESTER
from workflow.calendar import working_days_within
from workflow.definition import Refusal, State, Transition, guard, stay
from workflow.forms import Choice, Day, Form, Line, Persons, Table, Text, Whole, also
from workflow.moments import working_days
from workflow.paper import Paper
from workflow.words import _

SHORTEST, LONGEST = 2, 10  # working days
MOST_EXPERTS = 2


class ExpertAssignment(ExchangeFacts):
    """The experts travel; the requesting government is the host."""

    host_side = REQUESTER

    @property
    def travelling(self) -> int:
        """How many experts travel: those named, or one for each application that names nobody."""
        return sum(len(case.facts.get("travellers") or ()) or 1 for case in self.offers)

    @property
    def briefed(self) -> tuple[str, ...]:
        """Who was at a briefing."""
        return tuple(self.value("briefed") or ())

    @property
    def working_days(self) -> int | None:
        """How many working days it has at the host's; while it has no dates, as many as the terms say."""
        first, last = self.day("first_day"), self.day("last_day")
        if first and last:
            return working_days_within(first, last, self.place().country)
        agreed: int | None = self.value("working_days")
        return agreed


def terms_drafted(assignment: ExpertAssignment) -> bool:
    """There are terms of reference, agreed or not."""
    return bool(assignment.value("objectives"))


# --- what must hold to be arranged, and to stay so --------------------------------------------------------------------


@guard(
    rule=_("Both sides agreed to the terms of reference."),
    refusal=_("The terms of reference are not agreed by both sides."),
    mend="agree_terms",
)
def terms_agreed(assignment: ExpertAssignment) -> Refusal:
    signed = assignment.case.signatures.get("agree_terms", {})
    missing = [part.name for part in BOTH if part.name not in signed]
    return {"parts": missing} if missing else None


@guard(
    rule=_("It lasts two to ten working days."),
    refusal=_("Working days: {n}; 2 to 10 are possible."),
    mend="change_terms",
    sets=("first_day", "last_day"),
)
def length_fits(assignment: ExpertAssignment) -> Refusal:
    days = assignment.working_days
    return {"n": days} if days is not None and not SHORTEST <= days <= LONGEST else None


@guard(
    rule=_("One or two experts travel."),
    refusal=_("{n} experts; one or two travel."),
)
def one_or_two(assignment: ExpertAssignment) -> Refusal:
    return None if 1 <= assignment.travelling <= MOST_EXPERTS else {"n": assignment.travelling}


@guard(
    rule=_("Travel and insurance are settled for everybody who travels."),
    refusal=_("Travel or insurance is missing for {who}."),
    mend="record_arrangements",
)
def travel_settled(assignment: ExpertAssignment) -> Refusal:
    missing = assignment.unsettled(assignment.who_travels, "travel", "insurance")
    return {"who": list(missing)} if missing else None


@guard(
    rule=_("The kick-off and the intercultural briefing were held with everybody who travels."),
    refusal=_("The kick-off and the intercultural briefing have not been held with {who}."),
    mend="record_briefing",
)
def briefing_held(assignment: ExpertAssignment) -> Refusal:
    missing = [who for who in assignment.who_travels if who not in assignment.briefed]
    # Before the experts have said who travels, it is theirs all the same.
    waiting = missing or ([] if assignment.briefed else list(experts_of(assignment.case)))
    return {"who": waiting} if waiting else None


@guard(
    rule=_("A briefing is recorded when it was held."),
    refusal=_("{held_on} lies in the future."),
)
def held_already(assignment: ExpertAssignment, form: Mapping[str, Any]) -> Refusal:
    return {"held_on": form["held_on"]} if form["held_on"] > assignment.today else None


# --- what it asks -----------------------------------------------------------------------------------------------------


class Terms(Dates):
    """The terms of reference."""

    objectives = Text(_("Objectives"), required=True)
    tasks = Text(_("Tasks"), required=True)
    working_days = Whole(_("Working days"), least=SHORTEST, most=LONGEST, required=True)
    first_day = Day(_("First day"), hint=_("If it is known already."))
    last_day = Day(_("Last day"))
    place = Line(_("Place"), required=True)
    working_language = Choice(_("Working language"), LANGUAGES, required=True)
    indicators = Table(_("How will one see that it helped?"), Indicator, required=True, most=3)


class Briefing(Form):
    """When the experts were briefed, and who was."""

    held_on = Day(_("Held on"), required=True)
    who = Persons(_("Who was briefed?"), required=True, offers="present")


def briefing(assignment: ExpertAssignment, form: Mapping[str, Any]) -> dict[str, Any]:
    """The newest briefing as the case remembers it, and all who were at one: who comes later is briefed apart."""
    return {"briefing_held_on": form["held_on"], "briefed": [*dict.fromkeys((*assignment.briefed, *form["who"]))]}


# fmt: off
#                       name             for staff            for the public       milestone  whose turn        until
TERMS_DRAFTED = State("terms_drafted", _("Terms drafted"),  _("In preparation"), MATCHED,   turn=BOTH,      limit=working_days(10), late=LADDER)
TERMS_AGREED  = State("terms_agreed",  _("Terms agreed"),   _("In preparation"), MATCHED,   turn=(BROKER,), limit=working_days(10), late=BROKER_LADDER)

TERMS_OF_REFERENCE = Paper("terms_of_reference", _("Terms of reference"), when=terms_drafted)

EXPERT_ASSIGNMENT = exchange("expert_assignment", version=1, facts=ExpertAssignment, own=(TERMS_DRAFTED, TERMS_AGREED), arrange_from=(TERMS_AGREED,),
    papers=(TERMS_OF_REFERENCE,),
    holds=(terms_agreed, length_fits, one_or_two, travel_settled, briefing_held),
    transitions=(
        Transition("draft_terms", _("Draft the terms of reference"), matched >> TERMS_DRAFTED, by=(BROKER, REQUESTER, EXPERT), form=Terms,
                   guards=(experts_confirmed,), unsigns=("agree_terms",), plans=(LOGISTICS,), letters={"terms_drafted": BOTH}),
        Transition("agree_terms", _("Agree to the terms"), TERMS_DRAFTED >> TERMS_AGREED, by=BOTH, signed_by=BOTH,
                   letters={"terms_agreed": (REQUESTER, EXPERT, ASSOCIATION)}),
        Transition("change_terms", _("Change the terms"), (TERMS_DRAFTED, TERMS_AGREED) >> TERMS_DRAFTED, by=(BROKER, REQUESTER, EXPERT),
                   form=also(Terms, reason=why()), unsigns=("agree_terms",), plans=(LOGISTICS,), letters={"terms_changed": BOTH},
                   explains=_("Both sides agree to the changed terms anew.")),
        Transition("record_briefing", _("Record the briefing"), stay(TERMS_AGREED, postponed), by=(BROKER,), form=Briefing,
                   guards=(held_already,), record=briefing),
    ))
# fmt: on
