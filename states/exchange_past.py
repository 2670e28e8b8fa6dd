"""Exchanges that were held before their cases were kept here: what is known of one is recorded in a single entry.

Nobody is said to have asked, agreed or answered who is not known to have done so: there is no request, no application, no
letter and no follow-up, and the entry is dated on the day on which it was written.
"""

from collections.abc import Mapping
from typing import Any

from records.vocabulary import ASSOCIATION as ASSOCIATIONS
from records.vocabulary import GOVERNMENT, LANGUAGES
from states.exchange_facts import ExchangeFacts
from states.exchange_forms import PUBLISHED
from states.exchange_states import cancelled, evaluated
from states.forms import Because, Dates
from states.rules import no_government
from states.words import ASSOCIATION, BROKER, EXPERT, HOST, REQUESTER
from workflow.definition import START, Fact, Refusal, Seat, Transition, guard
from workflow.forms import Choice, Day, Line, Ref, Refs, Text
from workflow.words import _

RECORDED = "recorded"  # the fact that tells such an exchange from one that was held here, step by step
SEATED = ("governments", "experts", "reason")  # answers that are kept as seats, or with the entry


class PastExchange(Dates):
    """What is known of an exchange that is over."""

    governments = Refs(_("Governments that asked"), "organisation", required=True, kinds=(GOVERNMENT,))
    experts = Refs(_("Governments of the experts"), "organisation", required=True, kinds=(GOVERNMENT,))
    topic = Ref(_("Topic"), "topic", required=True)
    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), required=True)
    place = Line(_("Place"))
    working_language = Choice(_("Working language"), LANGUAGES)
    invited = Refs(_("Associations that took part"), "organisation", kinds=(ASSOCIATIONS,))
    conclusion = Text(_("What is known of it"), required=True, hint=PUBLISHED)
    reason = Text(_("Where is this known from?"), required=True, hint=_("The history keeps it with the entry."))


@guard(
    rule=_("Only an exchange that is over is recorded after the fact."),
    refusal=_("{last_day} has not passed yet. An exchange that is still to come begins with its request."),
)
def is_over(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    return {"last_day": form["last_day"]} if form["last_day"] >= exchange.today else None


@guard(
    rule=_("Governments ask, and governments know."),
    refusal=_("{government} is not a government."),
)
def between_governments(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    other = no_government(exchange, [*form["governments"], *form["experts"]])
    return {"government": other} if other else None


@guard(
    rule=_("Who asked and who knew are different governments."),
    refusal=_("{government} stands on both sides."),
)
def two_sides(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    both = next((one for one in form["governments"] if one in form["experts"]), None)
    return {"government": both} if both else None


@guard(
    rule=_("Those that took part as associations are associations of local governments."),
    refusal=_("{association} is not an association of local governments."),
)
def associations_only(exchange: ExchangeFacts, form: Mapping[str, Any]) -> Refusal:
    known = exchange.directory.organisations
    named = form.get("invited") or ()
    other = next((one for one in named if one not in known or known[one].kind != ASSOCIATIONS), None)
    return {"association": other} if other else None


@guard(
    rule=_("Only what was recorded after the fact is taken back."),
    refusal=_("This exchange was held here, step by step; its history stays as it is."),
)
def was_recorded(exchange: ExchangeFacts) -> Refusal:
    return None if exchange.value(RECORDED) else {}


def recorded(*, serves_several: bool) -> Fact:
    """The facts of an exchange of the past, of a type that several governments can share or not."""

    def record(exchange: ExchangeFacts, form: Mapping[str, Any]) -> dict[str, Any]:
        known = {name: value for name, value in form.items() if name not in SEATED}
        return {**known, "accepted": {}, "serves_several": serves_several, RECORDED: True}

    return record


def seats(exchange: ExchangeFacts, form: Mapping[str, Any]) -> tuple[Seat, ...]:
    """The governments, the host among them, and the associations, each with whoever acts for it."""
    asked = [Seat(REQUESTER.name, one) for one in form["governments"]]
    knew = [Seat(EXPERT.name, one) for one in form["experts"]]
    host = exchange.host_among([*asked, *knew])
    there = [Seat(ASSOCIATION.name, one) for one in form.get("invited") or ()]
    return (*asked, *knew, *([Seat(HOST.name, host)] if host else []), *there)


# fmt: off
def past(serves_several: bool) -> tuple[Transition, ...]:
    """It is recorded, and taken back where that was a mistake."""
    return (
        Transition("record_past", _("Record an exchange of the past"), START >> evaluated, by=(BROKER,), form=PastExchange,
                   guards=(is_over, between_governments, two_sides, associations_only), record=recorded(serves_several=serves_several), seats=seats,
                   explains=_("One entry says what is known of an exchange that was held before its case was kept here. Nobody is written to.")),
        Transition("retract", _("Take the record back"), evaluated >> cancelled, by=(BROKER,), form=Because, guards=(was_recorded,), back=True,
                   destructive=True, explains=_("What was recorded by mistake no longer counts as an exchange; the history keeps it.")),
    )


# fmt: on
