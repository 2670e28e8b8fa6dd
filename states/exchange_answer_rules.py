"""When a questionnaire may not be answered, and what an answer holds up."""

from collections.abc import Mapping
from typing import Any

from states.exchange_answers import ANSWERED_ON
from states.exchange_facts import ExchangeFacts
from states.questionnaires import LABELS, answers_of, form_of
from workflow.definition import Refusal, guard
from workflow.words import _


@guard(
    rule=_("A questionnaire is answered by those whom it asks."),
    refusal=_("“{questionnaire}” does not ask {person}."),
)
def asked_of_them(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    asked = exchange.asked_as(exchange.speaker)
    fits = asked is not None and form_of(exchange.case.type, form["questionnaire"], asked)
    return None if fits else {"person": exchange.speaker, "questionnaire": _called(form)}


@guard(
    rule=_("Everybody answers the questions that are for them, all that must be answered."),
    refusal=_("These questions are not for {person}, or their answer is missing: {questions}."),
)
def questions_of_theirs(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    asked = form_of(exchange.case.type, form["questionnaire"], exchange.asked_as(exchange.speaker) or "")
    if asked is None:
        return None  # that is said by the rule before
    own: Mapping[str, Any] = asked._declared_fields
    known: Mapping[str, Any] = answers_of(exchange.case.type)._declared_fields
    given = {name for name, value in form.items() if value is not None and name != "questionnaire"}
    missing = [name for name, field in own.items() if field.required and name not in given]
    wrong = [*missing, *sorted(given - own.keys())]
    told = [{"message": known[name].label, "facts": {}} for name in wrong]
    return {"person": exchange.speaker, "questions": told} if wrong else None


@guard(
    rule=_("A questionnaire is answered once; what was sent stays as it was sent."),
    refusal=_("{person} answered “{questionnaire}” on {day}. What was sent is not changed any more."),
)
def not_answered_yet(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    said = exchange.answers_to(form["questionnaire"]).get(exchange.speaker)
    if said is None:
        return None
    return {"person": exchange.speaker, "questionnaire": _called(form), "day": said.get(ANSWERED_ON)}


@guard(
    rule=_("Nobody who took part says that it did not take place."),
    refusal=_("{who} said that it did not take place. Speak with them; postpone it, or say why it counts as held."),
    mend="did_not_take_place",
    waivable=True,
)
def nobody_denies(exchange: ExchangeFacts) -> Refusal:
    return {"who": list(exchange.denying)} if exchange.denying else None


RULES = (asked_of_them, questions_of_theirs, not_answered_yet)


def _called(form: Mapping[str, Any]) -> dict[str, Any]:
    """What a questionnaire is called, as a sentence that every reader reads in their language."""
    return {"message": LABELS[form["questionnaire"]], "facts": {}}
