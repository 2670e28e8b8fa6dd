"""What was answered, for reading: facts and what changed of them, each under the question it answers."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from web.words import Words
from workflow import forms
from workflow.definition import Part, Workflow
from workflow.sentences import is_day
from workflow.words import _

REASON = "reason"  # belongs to the entry, not to the case
COMMITTEE = "committee"
QUESTIONNAIRE = "questionnaire"  # its options are what sets of answers are called
GONE = _("(erased)")
# Facts that no form asks for under that name, and that are worth reading; any other is bookkeeping and not shown.
COMPUTED: Mapping[str, str] = {
    "accepted": _("Associations that take part"),
    "answers": _("Questionnaires"),
    "briefed": _("Briefed"),
    "briefing_held_on": _("Briefing held on"),
    "decided": _("Decision on each request"),
    "experts_confirmed_on": _("All experts confirmed on"),
    "filed_by": _("Filed by"),
    "host": _("Host"),
    "rankings": _("Recommendations"),
    "replies": _("Answers to the invitation"),
    "scores": _("Scores"),
    "shared": _("How the lessons are shared"),
}


@dataclass(frozen=True)
class Shown:
    """One answer. `text` is running text, `words` short values, `documents` ids, `within` answers inside this one, `rows` a table's."""

    label: str
    text: str = ""
    words: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    within: tuple["Shown", ...] = ()
    rows: tuple[tuple["Shown", ...], ...] = ()


@dataclass(frozen=True)
class Questions:
    """Every question of a case type by name, in the order of declaration; `public` are those that parties may read."""

    fields: Mapping[str, Any]
    public: frozenset[str]
    opening: frozenset[str]  # asked when a case begins: all that somebody reads who has no part in it
    beside: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # of other types, and of tables' rows
    codes: Mapping[str, str] = dataclasses.field(default_factory=dict)  # what every code that can be chosen is called

    @classmethod
    def of(cls, definition: Workflow, others: Iterable[Workflow] = ()) -> "Questions":
        """The questions of all forms; where two have a name in common, the first is meant."""
        fields: dict[str, Any] = {}
        public: set[str] = set()
        opening: set[str] = set()
        for transition in definition.transitions:
            asked = transition.form._declared_fields if transition.form else {}
            for name, field in asked.items():
                fields.setdefault(name, field)
            if not only_committee(transition.by):
                public |= asked.keys()
            if transition.edge.creates:
                opening |= asked.keys()
        beside = list(_beside((definition, *others)))
        codes = {code: label for _name, field in beside for code, label in (field.options or {}).items()}
        return cls(fields, frozenset(public), frozenset(opening), dict(beside), codes)

    def asked(self, name: str) -> Any:
        """The question of that name; None where nobody asks it."""
        return self.fields.get(name, self.beside.get(name))


def _beside(definitions: Sequence[Workflow]) -> Iterator[tuple[str, Any]]:
    """The columns of tables, then the questions themselves; what counts most comes last, for the last is heard."""
    forms_of = [one.form for law in reversed(definitions) for one in reversed(law.transitions) if one.form]
    asked = [pair for form in forms_of for pair in form._declared_fields.items()]
    for _name, field in asked:
        if isinstance(field, forms.Table):
            yield from field.row._declared_fields.items()
    yield from asked


def only_committee(by: Iterable[Part]) -> bool:
    """Whether nobody but the committee presses it."""
    return all(part.name == COMMITTEE for part in by)


@dataclass(frozen=True)
class Answers:
    """Puts values beside their questions. `readable` are the names that may be shown, None for all.

    `texts` are the bodies of texts by id; `opinions_of` whose opinions are shown where people are asked one by one,
    None for everybody's.
    """

    words: Words
    questions: Questions
    texts: Mapping[str, str | None]
    readable: frozenset[str] | None = None
    opinions_of: str | None = None

    def of(self, facts: Mapping[str, Any]) -> list[Shown]:
        """Facts in the order of their questions, those that nobody was asked for last."""
        order = {name: place for place, name in enumerate(self.questions.fields)}
        names = sorted(facts, key=lambda name: (order.get(name, len(order)), name))
        return [shown for name in names if self._may(name) for shown in self._named(name, facts[name])]

    def _may(self, name: str) -> bool:
        told = name in COMPUTED or self.questions.asked(name) is not None
        return told and name != REASON and (self.readable is None or name in self.readable)

    def _named(self, name: str, value: Any) -> Iterator[Shown]:
        field = self.questions.asked(name)
        if value is None or value in ("", [], {}):
            return
        if field is None:
            yield self._unasked(name, value)
        else:
            yield self.answer(field, gettext(field.label), value)

    def answer(self, field: Any, label: str, value: Any) -> Shown:
        """One value under its question, by the kind of the question."""
        match field, value:
            case _, {"text": str(), "commitment": str()}:
                return Shown(label, text=self.body(value))
            case forms.Table(), list() | tuple():
                return Shown(label, rows=tuple(tuple(self._row(field, row)) for row in value))
            case forms.Table(), Mapping():  # kept by whom or what a row, or several, are about
                of = {name: kept if isinstance(kept, list | tuple) else (kept,) for name, kept in value.items()}
                rows = ((self._called(name), tuple(tuple(self._row(field, row)) for row in of[name])) for name in of)
                return Shown(label, within=tuple(Shown(name, rows=kept) for name, kept in rows))
            case forms.Period(), Mapping():
                days = (self.words.day(value.get(end)) for end in ("first", "last"))
                return Shown(label, words=(" – ".join(days),))
            case forms.Day(), str():
                return Shown(label, words=(self.words.day(value),))
            case forms.Yes(), bool():
                return Shown(label, words=(gettext(_("yes")) if value else gettext(_("no")),))
            case forms.Text(), str():
                return Shown(label, text=value)
        items = tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
        if field.to == "document":
            return Shown(label, documents=items)
        if field.to in ("person", "organisation"):
            return Shown(label, words=tuple(map(self.words.name, items)))
        if field.to == "topic":
            return Shown(label, words=tuple(map(self.words.topic, items)))
        if field.to:
            return Shown(label, cases=items)
        # What one form asked can be kept under a question of another, which does not offer it.
        called = {**self.questions.codes, **(field.options or {})} if field.options else {}
        return Shown(label, words=tuple(gettext(called[one]) if one in called else one for one in items))

    def body(self, text: Mapping[str, Any] | None) -> str:
        """What a text says."""
        if not text:
            return ""
        return self.texts.get(text["text"]) or gettext(GONE)

    def _row(self, field: Any, row: Mapping[str, Any]) -> Iterator[Shown]:
        for name, asked in field.row._declared_fields.items():
            if row.get(name) not in (None, "", []):
                yield self.answer(asked, gettext(asked.label), row[name])

    def _unasked(self, name: str, value: Any) -> Shown:
        """A fact that no form asks for: what people answered one by one, or something computed."""
        label = self._called(name)
        match value:
            case {"text": str(), "commitment": str()}:
                return Shown(label, text=self.body(value))
            case Mapping():
                return Shown(label, within=tuple(self._inside(value)))
            case list() | tuple() if any(isinstance(one, Mapping) for one in value):
                return Shown(label, within=tuple(self._unasked(str(n), one) for n, one in enumerate(value, 1)))
            case list() | tuple():
                return Shown(label, words=tuple(self._word(one) for one in value))
        return Shown(label, words=(self._word(value),))

    def _inside(self, value: Mapping[str, Any]) -> Iterator[Shown]:
        for name, inner in value.items():
            if name.startswith("PER-") and self.opinions_of not in (None, name):
                continue
            yield from self._named(name, inner)

    def _called(self, name: str) -> str:
        if name.startswith(("PER-", "ORG-")):
            return self.words.name(name)
        asked = self.questions.asked(QUESTIONNAIRE)
        label = COMPUTED.get(name) or (asked.options.get(name) if asked else None)
        if label:
            return gettext(label)
        return name if "-" in name else name.replace("_", " ").capitalize()

    def _word(self, value: Any) -> str:
        if isinstance(value, bool):
            return gettext(_("yes")) if value else gettext(_("no"))
        if isinstance(value, str) and is_day(value):
            return self.words.day(value)
        return self.words.name(value) if isinstance(value, str) else str(value)
