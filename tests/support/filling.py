"""Forms filled as somebody sensible would, from the kinds of their fields and what the case offers; and forms spoiled.

`chance` decides wherever there is a choice: `Plainly` takes what comes first and leaves out what is optional, a
`random.Random` (of Hypothesis, say) anything that fits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from states.questionnaires import FORMS
from workflow import forms

# Field → the earliest and the latest day that makes sense, in days from today.
DAYS: Mapping[str, tuple[int, int]] = {
    "answer_by": (10, 20),
    "confirm_by": (21, 40),
    "deadline": (21, 60),
    "until": (60, 170),
    "held_on": (0, 0),
}
SOON = (30, 60)
PAPERS = 0.9  # how often a paper is brought along that is not required at once
WORDS = ("As it was said.", "Yes.", "Æther & <b>ünïcode</b> “quoted” {braces}")
GARBAGE: tuple[Any, ...] = (None, "", "nonsense", -1, 10**9, [], {}, [{}], True, "2018-02-30", "PER-9999")


class Chance(Protocol):
    """What a `random.Random` can do, as far as it is needed."""

    def random(self) -> float: ...
    def randint(self, a: int, b: int) -> int: ...
    def choice(self, seq: Sequence[Any]) -> Any: ...


class Plainly:
    """No chance at all."""

    def random(self) -> float:
        """Never anything optional."""
        return 0.999

    def randint(self, a: int, b: int) -> int:
        """The least."""
        return a

    def choice(self, seq: Sequence[Any]) -> Any:
        """The first."""
        return seq[0]


@dataclass(frozen=True)
class Filler:
    """Fills the form of one button of one case (or, `facts.ref` empty, of a creation).

    `facts` see every case there is; `ids` are all `organisation`, `person` and `document` ids.
    """

    facts: Any
    ids: Mapping[str, Sequence[str]]
    chance: Chance
    today: date
    often: float = 0.5  # how often something optional is filled in

    def form(
        self, trigger: str, form: type[forms.Form] | None, given: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """All of it, made to agree with itself; what is `given` stays, and what is given as None is left out."""
        given = given or {}
        if form is None:
            return dict(given)
        values = self.fields(form, given)
        sense = SENSE.get((self.facts.case.kind if self.facts.ref else "", trigger)) or SENSE.get(("", trigger))
        if not values:
            values = self._something(form)
        agreed = {**values, **(sense(self, values) if sense else {}), **given}
        return {name: value for name, value in agreed.items() if value is not None}

    def _something(self, form: type[forms.Form]) -> dict[str, Any]:
        """Where nothing is required something is said: whoever amends changes something."""
        words = (name for name, asked in form._declared_fields.items() if asked.is_text)
        return {name: self.chance.choice(WORDS) for name in list(words)[:1]}

    def fields(self, form: type[forms.Form], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A value for every question that is asked, in rows too; what is `given` stays."""
        values = dict(given or {})
        for name, asked in form._declared_fields.items():
            if name not in values and (self._needed(asked) or self.chance.random() < self._often(asked)):
                value = self.value(name, asked)
                if value not in (None, [], ""):
                    values[name] = value
        return values

    def _often(self, asked: Any) -> float:
        return PAPERS if isinstance(asked, forms.File) else self.often

    def _needed(self, asked: Any) -> bool:
        return asked.required or bool(getattr(asked, "rows", None))

    def value(self, name: str, asked: Any) -> Any:
        """One answer; None where nothing can be chosen."""
        fill = next(KINDS[one] for one in type(asked).__mro__ if one in KINDS)
        return fill(self, name, asked)

    # --- one kind of field each -----------------------------------------------------------------------------------------

    def day(self, name: str, _asked: Any = None) -> str:
        """A day that makes sense under that name."""
        return self.ahead(self.chance.randint(*DAYS.get(name, SOON)))

    def ahead(self, days: int) -> str:
        """So many days from today."""
        return (self.today + timedelta(days=days)).isoformat()

    def period(self, _name: str, _asked: Any) -> dict[str, str]:
        """Some weeks."""
        return {"first": self.ahead(self.chance.randint(20, 30)), "last": self.ahead(self.chance.randint(60, 200))}

    def whole(self, _name: str, asked: Any) -> int:
        """A number within its bounds."""
        return self.chance.randint(asked.least, min(asked.most, asked.least + 5))

    def one_of(self, _name: str, asked: Any) -> Any:
        """One that can be chosen."""
        found = self._offered(asked)
        return self.chance.choice(found) if found else None

    def some_of(self, _name: str, asked: Any) -> list[Any]:
        """One or two that can be chosen."""
        found = self._offered(asked)
        if not found:
            return []
        first = self.chance.choice(found)
        more = [self.chance.choice(found)] if self.chance.random() < self.often / 2 else []
        return list(dict.fromkeys([first, *more]))

    def _offered(self, asked: Any) -> list[Any]:
        if asked.options is not None:
            return list(asked.options)
        offered = getattr(self.facts, asked.offers) if asked.offers and self.facts.ref else None
        if offered is not None:
            return list(offered)
        if asked.to == "person" and self.facts.ref:
            return list(self.facts.colleagues)
        return list(self.ids[asked.to]) if asked.to in self.ids else self._cases(asked.to, asked.states)

    def _cases(self, kind: str, states: Sequence[str]) -> list[str]:
        there = (case for ref, case in sorted(self.facts.snapshot.cases.items()) if case.kind == kind)
        return [case.ref for case in there if (case.state in states if states else not case.ended)]

    def table(self, _name: str, asked: Any) -> list[Any]:
        """The rows that its page begins with, filled in; else one row."""
        begun = getattr(self.facts, asked.rows) if asked.rows and self.facts.ref else None
        if begun is not None:
            return [self.fields(asked.row, row) for row in begun]
        return [self.fields(asked.row)]


KINDS: Mapping[type, Callable[[Filler, str, Any], Any]] = {
    forms.Text: lambda filler, name, asked: filler.chance.choice(WORDS),
    forms.Choice: Filler.one_of,
    forms.Choices: Filler.some_of,
    forms.Day: Filler.day,
    forms.Period: Filler.period,
    forms.Whole: Filler.whole,
    forms.Yes: lambda filler, name, asked: True,
    forms.Ref: Filler.one_of,
    forms.Refs: Filler.some_of,
    forms.Table: Filler.table,
}


def _dates(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    """A Monday some weeks ahead, and the Friday after it."""
    ahead = filler.chance.randint(*SOON)
    monday = ahead + (7 - (filler.today + timedelta(days=ahead)).weekday()) % 7
    return {"first_day": filler.ahead(monday), "last_day": filler.ahead(monday + 4)}


def _terms(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    return {**_dates(filler, values), "working_days": 5, "working_language": "en"}


def _ended(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"last_day": max(filler.facts.day("first_day") or filler.today, filler.facts.today).isoformat()}


def _decision(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    """Each request is matched with an application that names it, where there is one; every other one is told."""
    facts, taken, rows = filler.facts, set(), []
    for request in facts.linked("request"):
        mine = {case.ref for case in facts.snapshot.linked(request.ref, "application")}
        free = sorted((mine & set(facts.choosable)) - taken)
        row: dict[str, Any] = {"request": request.ref, "outcome": "none"}
        if free and filler.chance.random() > 0.2:
            count = 2 if filler.chance.random() < 0.3 else 1
            row = {"request": request.ref, "outcome": "matched", "applications": free[:count]}
            row |= {"exchange_type": "expert_assignment", "interpreter": "Somebody"}
            taken |= set(free[:count])
        rows.append(row)
    others = [{**one, "outcome": filler.chance.choice(["reserve", "not_selected"])} for one in facts.application_rows]
    return {"requests": rows, "others": [one for one in others if one["application"] not in taken]}


def _answers(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    asked = FORMS[values["questionnaire"]]._declared_fields
    foreign = {name: None for name in values if name not in asked and name != "questionnaire"}
    return {**foreign, **filler.fields(FORMS[values["questionnaire"]])}


def _liaison(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody of the association that accepts; of any that was invited, if a broker accepts for it."""
    facts = filler.facts
    own = facts.directory.people_of(facts.directory.organisation(facts.speaker) or "", "association")
    there = own or facts.liaisons
    return {"liaison": filler.chance.choice(there)} if there else {}


def _cancellation(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    """An expert is kept only for a request that seeks again."""
    seeking = any(row["outcome"] == "seek_again" for row in values.get("requests", ()))
    outcome = filler.chance.choice(["keep", "release"]) if seeking else "release"
    return {"experts": [{**row, "outcome": outcome} for row in filler.facts.expert_rows]}


def _ranking(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"ranking": [{**row, "place": place} for place, row in enumerate(filler.facts.application_rows, 1)]}


def _settled(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    status = "settled" if filler.chance.random() > 0.1 else "open"
    rows = [{"who": who, "status": status} for who in filler.facts.who_travels]
    return {"travel": rows, "insurance": rows, "interpreter": "Somebody"}


def _call(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"asked_of_experts": [{"language": values["working_language"], "text": "A colleague."}]}


def _submission(filler: Filler, values: Mapping[str, Any]) -> dict[str, Any]:
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


# What several answers of a form have to agree on: (kind of case, trigger), or any kind of case.
Sense = Callable[[Filler, Mapping[str, Any]], dict[str, Any]]
SENSE: Mapping[tuple[str, str], Sense] = {
    ("", "arrange"): _dates,
    ("", "set_new_dates"): _dates,
    ("", "change_dates"): _dates,
    ("", "draft_terms"): _terms,
    ("", "change_terms"): _terms,
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
}


def spoiled(values: Mapping[str, Any], chance: Chance) -> dict[str, Any]:
    """The same form with something missing, something strange, or something nobody asked for."""
    if not values or chance.random() < 0.2:
        return {**values, "nobody_asked": "for this"}
    name = chance.choice(sorted(values))
    if chance.random() < 0.3:
        return {key: value for key, value in values.items() if key != name}
    return {**values, name: chance.choice(GARBAGE)}
