"""What participants are asked before, during and after an exchange: four questionnaires, answered by one button."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from states.forms import Indicator
from workflow.forms import Choice, Form, Table, Text, Whole, any_of
from workflow.words import _

ON_TRACK: Mapping[str, str] = {
    "yes": _("Yes"),
    "partly": _("Partly"),
    "no": _("No"),
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


class Baseline(Form):
    """Before: the situation, and one to three indicators with today's value."""

    situation = Text(_("How is the situation now?"), required=True)
    expectation = Text(_("What do you expect of the exchange?"), required=True)
    indicators = Table(_("How will one see that it helped?"), Indicator, required=True, most=3)


class CheckIn(Form):
    """During: a short word."""

    on_track = Choice(_("Is it on track?"), ON_TRACK, required=True)
    change = Text(_("What should change?"))


class Evaluation(Form):
    """A week after: what was reached, and what comes of it."""

    goals_met = Whole(_("How much of its goals was met, in percent?"), most=100, required=True)
    use = Choice(_("When will you use what you learned?"), USE, required=True)
    follow_up = Choice(_("What follow-up is needed?"), FOLLOW_UP, required=True)
    went_well = Text(_("What went well?"))
    improve = Text(_("What should be done differently?"))


class Result(Form):
    """Three and six months after: the indicators again."""

    values_now = Table(_("The indicators now"), Indicator, required=True, most=3)
    next_steps = Text(_("What are your next steps?"), required=True)


QUESTIONNAIRES: Mapping[str, str] = {
    "baseline": _("Before the exchange"),
    "check_in_first_day": _("Check-in on the first day"),
    "check_in_half_way": _("Check-in half-way"),
    "evaluation": _("Evaluation"),
    "outcome_90": _("What came of it, after three months"),
    "outcome_180": _("What came of it, after six months"),
}
FORMS: Mapping[str, type[Form]] = {
    "baseline": Baseline,
    "check_in_first_day": CheckIn,
    "check_in_half_way": CheckIn,
    "evaluation": Evaluation,
    "outcome_90": Result,
    "outcome_180": Result,
}


class _Answers(Form):
    questionnaire = Choice(_("Questionnaire"), QUESTIONNAIRES, required=True)

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse a missing answer, and one to a question of another questionnaire."""
        asked = FORMS[values["questionnaire"]]._declared_fields if values.get("questionnaire") in FORMS else {}
        errors = {name: [MISSING] for name, field in asked.items() if field.required and values.get(name) is None}
        others = [name for name, value in values.items() if name not in (*asked, "questionnaire") and value]
        errors |= {name: [FOREIGN] for name in others} if asked else {}
        if errors:
            raise ValidationError(errors)


MISSING = _("This questionnaire asks for it.")
FOREIGN = _("This questionnaire does not ask for it.")


def _all_questions() -> dict[str, Any]:
    questions: dict[str, Any] = {}
    for form in dict.fromkeys(FORMS.values()):
        questions |= any_of(form)._declared_fields
    return questions


# Every question of every questionnaire, none required before it is known which one is answered.
Answers: type[Form] = type("Answers", (_Answers,), _all_questions())
