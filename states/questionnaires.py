"""What participants are asked before, during and after an exchange: questions as data, by questionnaire, part and type.

Each question stands in one table with whom it asks; what somebody is asked is read off it (`form_of`), and so is what the
button `answer_questionnaire` of a type may hold (`answers_of`). When each is asked is in `exchange_follow_ups`.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from marshmallow import ValidationError, validates_schema

from states.forms import Indicator
from states.words import BOTH, EXPERT, REQUESTER
from workflow.definition import Part
from workflow.forms import Choice, Form, Line, Table, Text, Whole
from workflow.words import _

BEFORE, DURING, AFTER = "before", "during", "after"  # when somebody who answers unasked would be expected to
MOST_INDICATORS = 3

ON_TRACK: Mapping[str, str] = {
    "yes": _("Yes"),
    "partly": _("Partly"),
    "no": _("No"),
}
TOOK_PLACE: Mapping[str, str] = {
    "yes": _("Yes, it took place"),
    "no": _("No, it did not take place"),
}
USE: Mapping[str, str] = {
    "now": _("At once"),
    "soon": _("Within a year"),
    "later": _("Later"),
    "not": _("Not at all"),
}
FOLLOW_UP: Mapping[str, str] = {
    "none": _("None"),
    "contact": _("To stay in touch"),
    "exchange": _("Another exchange"),
}
SCALE: Mapping[str, str] = {
    "1": _("1: not at all"),
    "2": _("2: a little"),
    "3": _("3: partly"),
    "4": _("4: well"),
    "5": _("5: fully"),
}


class IndicatorAgain(Form):
    """An indicator of the beginning, with its value now."""

    indicator = Line(_("Indicator"), required=True)
    before = Line(_("At the beginning"))
    hoped = Line(_("Hoped for"))
    today = Line(_("Today"), required=True, hint=_("Its value now."))


@dataclass(frozen=True)
class Question:
    """One question: `of` are the parts that it asks, `types` the types of exchange in which it does, none: in all."""

    name: str
    field: Any
    of: tuple[Part, ...] = BOTH
    types: tuple[str, ...] = ()

    def asks(self, type_: str, part: str) -> bool:
        """Whether it asks somebody who has that part in an exchange of that type."""
        return part in {one.name for one in self.of} and (not self.types or type_ in self.types)


@dataclass(frozen=True)
class Questionnaire:
    """`explains` is read before the questions; `of` are the parts that are asked; `when` is about when.

    Of one `by_press`, each answer to the first question is a button that sends it all.
    """

    label: str
    explains: str
    questions: tuple[Question, ...]
    when: str
    of: tuple[Part, ...] = BOTH
    by_press: bool = False


_ASSIGNMENT, _ROUNDTABLE, _PLACEMENT, _VISIT = "expert_assignment", "roundtable", "work_placement", "study_visit"

# fmt: off
_BASELINE = (
    Question("situation",   Text(_("How is the situation now?"), required=True)),
    Question("expectation", Text(_("What do you expect of the exchange?"), required=True)),
    Question("indicators",  Table(_("How will one see that it helped?"), Indicator, required=True, most=MOST_INDICATORS)),
    Question("at_home",     Text(_("Who at home will go on with it afterwards?")), (REQUESTER,)),
    Question("brings",      Text(_("What do you bring along from your own work?")), (EXPERT,)),
)
_CHECK_IN = (
    Question("on_track", Choice(_("Is it on track?"), ON_TRACK, required=True)),
    Question("change",   Text(_("What should change?"))),
)
_WHETHER = (
    Question("took_place",   Choice(_("Did it take place?"), TOOK_PLACE, required=True)),
    Question("what_instead", Text(_("What should the secretariat know?"))),
)
_EVALUATION = (
    Question("goals_met",       Whole(_("How much of its goals was met, in percent?"), most=100, required=True)),
    Question("use",             Choice(_("When will you use what you learned?"), USE, required=True)),
    Question("follow_up",       Choice(_("What follow-up is needed?"), FOLLOW_UP, required=True)),
    Question("advice_fits",     Choice(_("How well does the advice fit your means?"), SCALE), (REQUESTER,), (_ASSIGNMENT,)),
    Question("examples_help",   Choice(_("How well do the examples of the others fit your challenge?"), SCALE), (REQUESTER,), (_ROUNDTABLE,)),
    Question("tasks_fit",       Choice(_("How well did the work fit what was agreed?"), SCALE), (REQUESTER,), (_PLACEMENT,)),
    Question("places_help",     Choice(_("How well does what was shown fit your challenge?"), SCALE), (REQUESTER,), (_VISIT,)),
    Question("well_received",   Choice(_("How well were you received and supported?"), SCALE), (EXPERT,), (_ASSIGNMENT, _ROUNDTABLE)),
    Question("guests_prepared", Choice(_("How well were the guests prepared?"), SCALE), (EXPERT,), (_PLACEMENT, _VISIT)),
    Question("own_gain",        Text(_("What do you take home for your own government?")), (EXPERT,)),
    Question("went_well",       Text(_("What went well?"))),
    Question("improve",         Text(_("What should be done differently?"))),
)
_OUTCOME = (
    Question("values_now", Table(_("The indicators now"), IndicatorAgain, required=True, most=MOST_INDICATORS, rows="indicator_rows"), (REQUESTER,)),
    Question("in_use",     Choice(_("How much of what was learned is in use?"), SCALE), (REQUESTER,)),
    Question("next_steps", Text(_("What are your next steps?"), required=True), (REQUESTER,)),
)
_LATER = _("The indicators from before the exchange come back: please give each its value today.")

QUESTIONNAIRES: Mapping[str, Questionnaire] = {
    "baseline":           Questionnaire(_("Before the exchange"), _("We want to know where you stand today, so that we can compare later."), _BASELINE, BEFORE),
    "check_in_first_day": Questionnaire(_("Check-in on the first day"), _("A short word on how it goes."), _CHECK_IN, DURING),
    "check_in_half_way":  Questionnaire(_("Check-in half-way"), _("A short word on how it goes."), _CHECK_IN, DURING),
    "took_place":         Questionnaire(_("Did it take place?"), _("One press is enough; the secretariat reads it at once."), _WHETHER, DURING, by_press=True),
    "evaluation":         Questionnaire(_("Evaluation"), _("We want to learn from it."), _EVALUATION, AFTER),
    "outcome_90":         Questionnaire(_("What came of it, after three months"), _LATER, _OUTCOME, AFTER, (REQUESTER,)),
    "outcome_180":        Questionnaire(_("What came of it, after six months"), _LATER, _OUTCOME, AFTER, (REQUESTER,)),
}
# fmt: on
LABELS: Mapping[str, str] = {name: one.label for name, one in QUESTIONNAIRES.items()}
OF_ITS_DAYS = ("check_in_first_day", "check_in_half_way", "took_place")  # asked anew where it is given other days
# Questionnaire → the follow-up that asks it, where it is not called so.
ASKED_BY: Mapping[str, str] = {"took_place": "closing_note"}
# Follow-up → the questionnaire whose page its letter opens.
OPENED_BY: Mapping[str, str] = {
    **{ASKED_BY.get(name, name): name for name in QUESTIONNAIRES},
    "evaluation_reminders": "evaluation",
}


@cache
def form_of(type_: str, questionnaire: str, part: str) -> type[Form] | None:
    """What somebody with that part is asked in an exchange of that type; None if that questionnaire does not ask them."""
    asked = QUESTIONNAIRES[questionnaire]
    if part not in {one.name for one in asked.of}:
        return None
    fields = {one.name: copy(one.field) for one in asked.questions if one.asks(type_, part)}
    return type(f"{questionnaire}_{part}", (Form,), fields)


def forms_of(type_: str, questionnaire: str) -> tuple[type[Form], ...]:
    """What a questionnaire asks in an exchange of that type, of each part that it asks."""
    forms = (form_of(type_, questionnaire, part.name) for part in QUESTIONNAIRES[questionnaire].of)
    return tuple(form for form in forms if form)


@cache
def all_of(type_: str, questionnaire: str) -> type[Form]:
    """What a questionnaire asks in an exchange of that type, whoever is asked."""
    forms = reversed(forms_of(type_, questionnaire))
    asked = {name: field for form in forms for name, field in form._declared_fields.items()}
    order = [one.name for one in QUESTIONNAIRES[questionnaire].questions if one.name in asked]
    return type(questionnaire, (Form,), {name: copy(asked[name]) for name in order})


class _Answers(Form):
    questionnaire = Choice(_("Questionnaire"), LABELS, required=True)

    of_type = ""

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse what whoever answers is asked and is missing, and an answer to what nobody is asked there.

        Who answers is not known here: what only one part is asked is a guard's to look at.
        """
        asked = [form._declared_fields for form in forms_of(self.of_type, values["questionnaire"])]
        required = [{key for key, field in fields.items() if field.required} for fields in asked]
        missing = set.intersection(*required) - {key for key, value in values.items() if value is not None}
        known = {"questionnaire"}.union(*asked)
        foreign = {key for key, value in values.items() if key not in known and value}
        if errors := {**{key: [MISSING] for key in missing}, **{key: [FOREIGN] for key in foreign}}:
            raise ValidationError(errors)

    @classmethod
    def narrowed(cls, facts: Any, chosen: Mapping[str, str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The questions of one questionnaire: the one chosen, else the one that is due next."""
        person = chosen.get("on_behalf_of") or facts.speaker
        part, due = facts.asked_as(person), facts.unanswered(person)
        name = chosen.get("questionnaire", "")
        name = name if name in QUESTIONNAIRES else next(iter(due), next(iter(QUESTIONNAIRES)))
        asked = (form_of(cls.of_type, name, part) if part else None) or all_of(cls.of_type, name)
        which = {"questionnaire": cls._declared_fields["questionnaire"]}
        return {**which, **asked._declared_fields}, {"questionnaire": name}


MISSING = _("This questionnaire asks for it.")
FOREIGN = _("This questionnaire does not ask for it.")


@cache
def answers_of(type_: str) -> type[Form]:
    """Every question of every questionnaire of a type; none is required before it is known which one is answered."""
    asked: dict[str, Any] = {}
    for name in QUESTIONNAIRES:
        asked |= {key: copy(one) for key, one in all_of(type_, name)._declared_fields.items() if key not in asked}
    for field in asked.values():
        field.required = False
    return type("Answers", (_Answers,), {"of_type": type_, **asked})
