"""A workshop: an association tells others what was learnt. A complete case type, to copy from."""

from collections.abc import Mapping
from typing import Any

from states.facts import ConnectFacts, country_of, title_of
from states.forms import why
from states.ladders import BROKER_LADDER, LADDER
from states.words import ARRANGED, ASSOCIATION, BROKER, EXECUTED, OFFICES
from workflow.definition import CLOCK, START, Refusal, Seat, State, Transition, Workflow, guard, stay
from workflow.forms import Day, Form, Line, Ref, Text, Whole, any_of
from workflow.moments import Moment, working_days
from workflow.words import _

MOST_GUESTS = 200


class WorkshopFacts(ConnectFacts):
    """What its guards, its title and its letters read."""

    @property
    def title(self) -> str:
        """What it is about, and who holds it."""
        return self.titled([self.value("topic")], [self.value("association")])

    @property
    def country(self) -> str | None:
        """Where the association is."""
        return self.country_of([self.value("association")])


# --- what must hold ---------------------------------------------------------------------------------------------------


@guard(
    rule=_("The day lies ahead."),
    refusal=_("{day} is past. Choose a day that lies ahead, or say why not."),
    waivable=True,
)
def day_ahead(workshop: WorkshopFacts, form: Mapping[str, Any]) -> Refusal:
    return {"day": form["day"].isoformat()} if form["day"] < workshop.today else None


@guard(
    rule=_("The day has come."),
    refusal=_("It takes place on {day}."),
    mend="change",
)
def day_come(workshop: WorkshopFacts) -> Refusal:
    day = workshop.day("day")
    return {"day": day.isoformat()} if day and workshop.today < day else None


# --- what it asks -----------------------------------------------------------------------------------------------------


class Plan(Form):
    """What, by whom, when."""

    association = Ref(_("Association"), "organisation", required=True)
    topic = Ref(_("Topic"), "topic", required=True)
    day = Day(_("Day"), required=True)
    place = Line(_("Place"), required=True)


class Held(Form):
    """What came of it."""

    guests = Whole(_("How many came?"), most=MOST_GUESTS, required=True)
    told = Text(_("What was told?"), required=True)


class Because(Form):
    """Why."""

    reason = why()


def seats(_workshop: WorkshopFacts, form: Mapping[str, Any]) -> tuple[Seat, ...]:
    """The association takes part, with whoever acts for it."""
    return (Seat(ASSOCIATION.name, form["association"]),)


THE_DAY_AFTER = Moment("day", 1, shifts=False)

# fmt: off
#                  name         for staff        for the public   milestone  whose turn           until
PLANNED  = State("planned",  _("Planned"),    _("In preparation"), ARRANGED, turn=(ASSOCIATION,), limit=THE_DAY_AFTER,    late=LADDER)
OVER     = State("over",     _("Over"),       _("Held"),           EXECUTED, turn=(BROKER,),      limit=working_days(10), late=BROKER_LADDER)
RECORDED = State("recorded", _("Recorded"),   _("Held"),           EXECUTED, end=True)
DROPPED  = State("dropped",  _("Called off"), _("Called off"),               end=True)

WORKSHOP = Workflow(
    name="workshop", kind="workshop", version=1, label=_("Workshop"), prefix="WSH", facts=WorkshopFacts,
    states=(PLANNED, OVER, RECORDED, DROPPED), path=("planned", "over", "recorded"),
    title=title_of, country=country_of, offices=OFFICES,
    transitions=(
        Transition("plan", _("Plan a workshop"), START >> PLANNED, by=(BROKER,), form=Plan, guards=(day_ahead,), seats=seats),
        Transition("change", _("Change the plan"), stay(PLANNED), by=(BROKER, ASSOCIATION), form=any_of(Plan)),
        Transition("hold", _("It was held"), PLANNED >> OVER, by=(CLOCK, ASSOCIATION), at=THE_DAY_AFTER, guards=(day_come,)),
        Transition("record", _("Record what came of it"), OVER >> RECORDED, by=(BROKER, ASSOCIATION), form=Held),
        Transition("call_off", _("Call it off"), (PLANNED, OVER) >> DROPPED, by=(BROKER,), form=Because, destructive=True),
    ),
)
# fmt: on
