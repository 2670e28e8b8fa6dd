"""What several answers of a form have to agree on; what only one type of exchange asks is in its file of `senses`."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from states.all import DEFINITIONS
from states.questionnaires import QUESTIONNAIRES, all_of, form_of

if TYPE_CHECKING:
    from commands.simulation.filling import Filler

Sense = Callable[["Filler", Mapping[str, Any]], dict[str, Any]]

SOON = (30, 60)  # days ahead in which an exchange begins
EXCHANGES = [one.name for one in DEFINITIONS if one.kind == "exchange"]


def dates(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """A Monday some weeks ahead, and the Friday after it."""
    ahead = filler.chance.randint(*SOON)
    monday = ahead + (7 - (filler.today + timedelta(days=ahead)).weekday()) % 7
    return {"first_day": filler.ahead(monday), "last_day": filler.ahead(monday + 4)}


def _other_dates(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """The same, a week later where those are its dates already."""
    found = dates(filler, values)
    if found["first_day"] != filler.facts.value("first_day"):
        return found
    return {name: (date.fromisoformat(day) + timedelta(days=7)).isoformat() for name, day in found.items()}


def _ended(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    return {"last_day": max(filler.facts.day("first_day") or filler.today, filler.facts.today).isoformat()}


def _decision(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Each request is matched with an application that names it, where there is one; every other one is told."""
    facts, rows = filler.facts, []
    taken: set[str] = set()
    for request in facts.linked("request"):
        mine = {case.ref for case in facts.snapshot.linked(request.ref, "application")}
        free = sorted((mine & set(facts.choosable)) - taken)
        row: dict[str, Any] = {"request": request.ref, "outcome": "none"}
        if free and filler.chance.random() > 0.2:
            count = 2 if filler.chance.random() < 0.3 else 1
            row = {"request": request.ref, "outcome": "matched", "applications": free[:count]}
            row |= {"exchange_type": filler.chance.choice(EXCHANGES), "interpreter": "Somebody"}
            taken |= set(free[:count])
        rows.append(row)
    others = [{**one, "outcome": filler.chance.choice(["reserve", "not_selected"])} for one in facts.application_rows]
    return {"requests": rows, "others": [one for one in others if one["application"] not in taken]}


def _answers(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """What whoever presses is asked; for a broker, who presses for somebody, what everybody is."""
    facts, name = filler.facts, values["questionnaire"]
    part = facts.asked_as(facts.speaker) or QUESTIONNAIRES[name].of[0].name
    form = form_of(facts.case.type, name, part) or all_of(facts.case.type, name)
    said = filler.fields(form)
    if "values_now" in said or "values_now" in form._declared_fields:
        said["values_now"] = [{"indicator": "Households served", "today": "20"}]
    return {**dict.fromkeys(values), "questionnaire": name, **said}


def _liaison(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody of the association that accepts; of any that was invited, if a broker accepts for it."""
    facts = filler.facts
    own = facts.directory.people_of(facts.directory.organisation(facts.speaker) or "", "association")
    there = own or facts.liaisons
    return {"liaison": filler.chance.choice(there)} if there else {}


def _cancellation(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """An expert is kept only for a request that seeks again."""
    seeking = any(row["outcome"] == "seek_again" for row in values.get("requests", ()))
    outcome = filler.chance.choice(["keep", "release"]) if seeking else "release"
    return {"experts": [{**row, "outcome": outcome} for row in filler.facts.expert_rows]}


def _ranking(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    return {"ranking": [{**row, "place": place} for place, row in enumerate(filler.facts.rankable_rows, 1)]}


def _settled(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    status = "settled" if filler.chance.random() > 0.1 else "open"
    rows = [{"who": who, "status": status} for who in filler.facts.who_travels]
    return {"travel": rows, "insurance": rows, "interpreter": "Somebody"}


def _call(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    return {"asked_of_experts": [{"language": values["working_language"], "text": "A colleague."}]}


def _submission(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Of governments of partner countries a request; of a call's requests one that an application names."""
    directory = filler.facts.directory
    if "governments" not in values:
        named = [case.ref for case in filler.facts.snapshot.linked(values.get("call", ""), "request")]
        return {"request": filler.chance.choice(named)} if named else {}
    partners = [
        ident
        for ident, body in sorted(directory.organisations.items())
        if body.kind == "government" and directory.partner_country(body.country)
    ]
    return {"governments": [filler.chance.choice(partners)], "languages": ["en"]}


def _past(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Two governments that met some weeks ago."""
    known = sorted(filler.facts.directory.organisations.items())
    first, other, *_rest = [ident for ident, body in known if body.kind == "government"]
    return {
        "governments": [first],
        "experts": [other],
        "invited": None,
        "first_day": filler.ahead(-40),
        "last_day": filler.ahead(-36),
    }


# (kind of case, trigger), or any kind of case.
SHARED: Mapping[tuple[str, str], Sense] = {
    ("", "arrange"): dates,
    ("", "set_new_dates"): dates,
    ("", "change_dates"): _other_dates,
    ("", "end_early"): _ended,
    ("", "decide"): _decision,
    ("", "answer_questionnaire"): _answers,
    ("", "accept_invitation_association"): _liaison,
    ("exchange", "cancel"): _cancellation,
    ("", "recommend"): _ranking,
    ("", "record_arrangements"): _settled,
    ("", "prepare"): _call,
    ("", "submit"): _submission,
    ("", "file_late"): _submission,
    ("", "record_past"): _past,
}
