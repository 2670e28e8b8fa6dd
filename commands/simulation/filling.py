"""Forms filled as somebody sensible would, from the kinds of their fields and what the case offers.

`chance` decides wherever there is a choice: a `random.Random`, or whatever can do as much.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from commands.simulation.sense import SOON, Sense
from commands.simulation.senses import SENSE
from workflow import forms

# Field → the earliest and the latest day that makes sense, in days from today.
DAYS: Mapping[str, tuple[int, int]] = {
    "answer_by": (10, 20),
    "confirm_by": (21, 40),
    "deadline": (21, 60),
    "until": (60, 170),
    "held_on": (0, 0),
}
PAPERS = 0.9  # how often a paper is brought along that is not required at once
WORDS = ("As it was said.", "Yes.", "Æther & <b>ünïcode</b> “quoted” {braces}")


class Chance(Protocol):
    """What a `random.Random` can do, as far as it is needed."""

    def random(self) -> float: ...
    def randint(self, a: int, b: int) -> int: ...
    def choice(self, seq: Sequence[Any]) -> Any: ...


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
        sense = self._sense(trigger)
        if not values:
            values = self._something(form)
        agreed = {**values, **(sense(self, values) if sense else {}), **given}
        return {name: value for name, value in agreed.items() if value is not None}

    def _sense(self, trigger: str) -> Sense | None:
        """What the answers agree on: by the type of the case, by its kind, or in any case."""
        names = (self.facts.case.type, self.facts.case.kind) if self.facts.ref else ()
        return next((SENSE[name, trigger] for name in (*names, "") if (name, trigger) in SENSE), None)

    def _something(self, form: type[forms.Form]) -> dict[str, Any]:
        """Where nothing is required something is said: whoever amends changes something."""
        asked = [(name, one) for name, one in form._declared_fields.items() if getattr(one, "is_text", False)]
        return {name: self.words(name, one) for name, one in asked[:1]}

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

    def words(self, name: str, _asked: Any) -> str:
        """Some words; who says again what is known already says it otherwise."""
        case = self.facts.case if self.facts.ref else None
        again = f" ({case.version})" if case and case.facts.get(name) else ""
        return f"{self.chance.choice(WORDS)}{again}"

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
        if asked.to == "topic":
            return [one.code for one in self.facts.directory.topics.values() if one.active]
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
    forms.Text: Filler.words,
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
