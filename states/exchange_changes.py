"""What the moves of an exchange leave behind: facts, links, seats, and which linked cases follow how. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from states.exchange_answers import ANSWERED_ON
from states.exchange_facts import ExchangeFacts
from states.facts import ConnectFacts, governments_of, topic_of
from states.questionnaires import OF_ITS_DAYS
from workflow.definition import Fact, Seat

Form = Mapping[str, Any]

# --- seats and links --------------------------------------------------------------------------------------------------


def seats(exchange: ExchangeFacts, _form: Form) -> tuple[Seat, ...]:
    """Everybody who takes part after a move."""
    return exchange.seats_without(None)


def seats_after_leaving(exchange: ExchangeFacts, form: Form) -> tuple[Seat, ...]:
    """Everybody who takes part after a request left."""
    return exchange.seats_without(form["request"])


def requests_named(_exchange: ExchangeFacts, form: Form) -> Sequence[str]:
    """The requests it is made for."""
    refs: Sequence[str] = form["requests"]
    return refs


def with_chosen(exchange: ExchangeFacts, form: Form) -> list[str]:
    """The applications linked so far, and those chosen now."""
    present = [case.ref for case in exchange.linked("application")]
    return list(dict.fromkeys([*present, *(form.get("applications") or ())]))


# --- facts ------------------------------------------------------------------------------------------------------------


def created(*, serves_several: bool) -> Fact:
    """The facts of a new exchange, of a type that several requests can share or not."""

    def record(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
        requests = [case for ref in form["requests"] if (case := exchange.of(ref, "request"))]
        invited = associations_for(exchange, form["requests"])
        return {
            "topic": topic_of(requests[0]) if requests else None,
            "working_language": form.get("working_language"),
            "interpreter": form.get("interpreter"),
            "serves_several": serves_several,
            "invited": invited,
            "newly_invited": invited,
            "accepted": {},
        }

    return record


def associations_for(exchange: ExchangeFacts, requests: Iterable[str]) -> list[str]:
    """The associations of the countries of these requests' governments."""
    cases = [case for ref in requests if (case := exchange.of(ref, "request"))]
    countries = {exchange.country_of([one]): None for case in cases for one in governments_of(case)}
    return [one for country in countries if country for one in exchange.directory.associations_of(country)]


def confirmed_on(_exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """The day on which the last expert confirmed."""
    return {"experts_confirmed_on": form["experts_confirmed_on"]}


def government_joined(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """Which request joined, and whose associations come with it."""
    new = [one for one in associations_for(exchange, [form["request"]]) if one not in exchange.invited]
    asked = asked_again(exchange, form) if form.get("applications") else {}
    return {"changed_by": form["request"], "invited": [*exchange.invited, *new], "newly_invited": new, **asked}


def government_left(_exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """Which request left."""
    return {"changed_by": form["request"]}


def association_invited(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """One more association."""
    invited = list(dict.fromkeys([*exchange.invited, form["association"]]))
    return {"invited": invited, "newly_invited": [form["association"]]}


def association_accepted(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """An association takes part, with its liaison."""
    association = exchange.directory.organisation(form["liaison"])
    return {"accepted": {**exchange.taking_part, association or "": form["liaison"]}}


def arrangements(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """What is known by now of travel, insurance (person → row) and interpreter."""
    known: dict[str, Any] = {}
    for what in ("travel", "insurance"):
        rows = {row["who"]: {"status": row["status"], "note": row.get("note")} for row in form.get(what) or ()}
        if rows:
            known[what] = {**(exchange.value(what) or {}), **rows}
    if form.get("interpreter"):
        known["interpreter"] = form["interpreter"]
    return known


def without_dates(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """Until when it is postponed; it has no dates meanwhile, and what was answered of its days is asked anew."""
    kept = {name: said for name, said in (exchange.value("answers") or {}).items() if name not in OF_ITS_DAYS}
    known = {"answers": kept} if exchange.value("answers") else {}
    return {"until": form["until"], "first_day": None, "last_day": None, **known}


def answer(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """One person's answers to one questionnaire, beside those of others."""
    name = form["questionnaire"]
    said = {key: value for key, value in form.items() if key != "questionnaire"}
    said[ANSWERED_ON] = exchange.today
    answers = exchange.value("answers") or {}
    return {"answers": {**answers, name: {**exchange.answers_to(name), exchange.speaker: said}}}


def lessons(exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """One more way in which an association shared what was learned."""
    said = {**form, "association": exchange.directory.organisation(exchange.speaker)}
    return {"shared": [*(exchange.value("shared") or ()), said]}


def cause(_exchange: ExchangeFacts, form: Form) -> dict[str, Any]:
    """Who caused a cancellation; what becomes of each request and expert is told by their own histories."""
    return {"caused_by": form["caused_by"]}


def asked_again(_exchange: ExchangeFacts, _form: Form) -> dict[str, Any]:
    """Another expert is asked, so not all have confirmed."""
    return {"experts_confirmed_on": None}


# --- which linked cases follow ----------------------------------------------------------------------------------------


def is_chosen(_exchange: ExchangeFacts, form: Form, other: ConnectFacts) -> bool:
    """Whether `other` is one of the applications chosen."""
    return other.ref in form["applications"]


def request_becomes(outcome: str) -> Fact:
    """Whether the form says so of a request."""

    def becomes(_exchange: ExchangeFacts, form: Form, other: ConnectFacts) -> bool:
        return any(row["request"] == other.ref and row["outcome"] == outcome for row in form["requests"])

    return becomes


def application_becomes(outcome: str) -> Fact:
    """Whether the form says so of an application."""

    def becomes(_exchange: ExchangeFacts, form: Form, other: ConnectFacts) -> bool:
        rows = form.get("experts") or ()
        return any(row["application"] == other.ref and row["outcome"] == outcome for row in rows)

    return becomes
