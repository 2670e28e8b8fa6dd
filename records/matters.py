"""What a spreadsheet can bring: cases that begin alike, and the columns in which their rows answer what is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from records.twins import Alike
from workflow import forms
from workflow.definition import Transition, Workflow
from workflow.registry import Registry
from workflow.words import _

TYPE = "type"  # the column that says of which type a row's case is, where there are several


@dataclass(frozen=True)
class Column:
    """A column: `name` is its code, `label` how a person calls it, `part` the end of a period it holds."""

    name: str
    label: str
    required: bool
    asked: Any  # the question it answers; None beside the form
    part: str = ""
    hint: str = ""

    @property
    def field(self) -> str:
        """The name of the question."""
        return self.name.removesuffix(f"_{self.part}") if self.part else self.name


@dataclass(frozen=True)
class Matter:
    """Cases that begin by one trigger, whichever of the types in `laws` they are of.

    `alike` says which of them look like the same; `source` is the question that is answered with the name of the file where
    a row does not answer it.
    """

    name: str
    trigger: str
    laws: Mapping[str, Workflow]
    alike: Alike
    source: str = ""

    @property
    def law(self) -> Workflow:
        """The first of the types: what is asked is the same of all."""
        return next(iter(self.laws.values()))

    @property
    def kind(self) -> str:
        """The kind of case that comes of a row."""
        return self.law.kind

    @cached_property
    def begins(self) -> Transition:
        """The transition that a row is a press of."""
        return next(one for one in self.law.creations if one.trigger == self.trigger)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All of them; files cannot be put in a spreadsheet."""
        return tuple(self._columns())

    def _columns(self) -> Iterator[Column]:
        if len(self.laws) > 1:
            choice = forms.Choice(_("Type"), {name: law.label for name, law in self.laws.items()}, required=True)
            yield Column(TYPE, choice.label, True, choice)
        fields: Mapping[str, Any] = self.begins.form._declared_fields if self.begins.form else {}
        for name, asked in fields.items():
            if isinstance(asked, forms.Period):
                yield Column(f"{name}_first", _("First day"), asked.required, asked, "first", asked.label)
                yield Column(f"{name}_last", _("Last day"), asked.required, asked, "last", asked.label)
            elif not isinstance(asked, forms.File):
                yield Column(name, asked.label, asked.required and name != self.source, asked, hint=asked.hint)
        if any(not part.office for part in self.begins.by):
            yield Column("on_behalf_of", _("On behalf of"), False, None, hint=_("The e-mail address of the person."))
            yield Column("on_behalf_reason", _("How they said so"), False, None, hint=_("An e-mail, a call, a letter."))


REQUESTS, EXCHANGES = "requests", "exchanges"


def matters(registry: Registry) -> Mapping[str, Matter]:
    """What can be imported, by name: requests that are to be looked at, and exchanges that are over."""
    going_on = Alike("request", "topic", live=True)
    the_same = Alike("exchange", "first_day", live=False)
    return {
        REQUESTS: Matter(REQUESTS, "submit", _begun_by(registry, "request", "submit"), going_on),
        EXCHANGES: Matter(
            EXCHANGES, "record_past", _begun_by(registry, "exchange", "record_past"), the_same, source="reason"
        ),
    }


def _begun_by(registry: Registry, kind: str, trigger: str) -> Mapping[str, Workflow]:
    laws = registry.of_kind(kind)
    return {law.name: law for law in laws if any(one.trigger == trigger for one in law.creations)}
