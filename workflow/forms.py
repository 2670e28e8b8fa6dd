"""What a transition asks: marshmallow schemas, and the few kinds of field that a case type may use.

A value is *text* (kept apart from history, so that it can be erased) or a *fact* (a code, a date, a number, an id).
Shapes, as JSON: Text, Line `"…"`; Choice `"code"`; Choices `["code"]`; Day `"2017-05-15"`; Period
`{"first": day, "last": day}`; Whole `3`; Yes `true`; Ref `"ORG-0001"` or `"REQ-2017-0001"`; Refs a list of them;
Person `"PER-0001"`; Persons a list; File `"DOC-0001"`; Table a list of rows, each an object.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from workflow.words import _

LONGEST_LINE = 200  # characters
LONGEST_TEXT = 20_000  # characters; about eight printed pages
LONGEST_LIST = 100  # references, persons or choices in one field
LONGEST_TABLE = 200  # rows
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)  # a year typed wrongly is refused, not stored


class Form(Schema):
    """The questions of one transition, in the order in which they are asked."""

    class Meta:
        unknown = RAISE

    @classmethod
    def narrowed(cls, facts: Any, chosen: Mapping[str, str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The questions that a page shows of it, and what they begin with: all of them, unless a form asks by turns.

        `facts` are those of the case, `chosen` is what the address or the form says so far.
        """
        return cls._declared_fields, {}


class Asked:
    """What every field has besides its marshmallow kind: a label, a hint, and where its choices come from.

    `offers` names an attribute of the case's facts that lists the ids to choose from; `to` says what an id is of
    (`organisation`, `person`, `document`, `topic`, or a kind of case) and `states` which of those cases a page offers. Who names
    another case is answered by a guard, whose sentence says why not.
    """

    is_text = False
    label: str
    hint: str
    options: Mapping[str, str] | None
    to: str | None
    offers: str | None
    states: tuple[str, ...]
    kinds: tuple[str, ...]
    own: bool
    linked: tuple[str, tuple[str, ...]] | None

    def ask(
        self,
        label: str,
        hint: str = "",
        *,
        options: Mapping[str, str] | None = None,
        to: str | None = None,
        offers: str | None = None,
        states: tuple[str, ...] = (),
        kinds: tuple[str, ...] = (),
        own: bool = False,
        linked: tuple[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Remember how the question is put; `kinds` of organisation, and whether a party is offered but its own.

        Of cases, only those may be offered that are `linked` to one of a kind in one of these states.
        """
        self.label, self.hint, self.options = label, hint, options
        self.to, self.offers, self.states = to, offers, states
        self.kinds, self.own, self.linked = kinds, own, linked


def _filled(value: str) -> None:
    if not value.strip():
        raise ValidationError(_("Write something here."))


class Text(Asked, fields.String):
    """Running text, kept apart from facts."""

    is_text = True

    def __init__(self, label: str, *, required: bool = False, hint: str = "", longest: int = LONGEST_TEXT):
        checks: list[Any] = [validate.Length(max=longest), *([_filled] if required else [])]
        super().__init__(required=required, validate=checks)
        self.ask(label, hint)
        self.longest = longest


class Line(Text):
    """One line of text."""

    def __init__(self, label: str, *, required: bool = False, hint: str = ""):
        super().__init__(label, required=required, hint=hint, longest=LONGEST_LINE)


class Choice(Asked, fields.String):
    """One code out of `options` (code → label)."""

    def __init__(self, label: str, options: Mapping[str, str], *, required: bool = False, hint: str = ""):
        super().__init__(required=required, validate=validate.OneOf(list(options)))
        self.ask(label, hint, options=options)


class Choices(Asked, fields.List[Any]):
    """Any number of codes out of `options`, at least one when required."""

    def __init__(self, label: str, options: Mapping[str, str], *, required: bool = False, hint: str = ""):
        one = fields.String(validate=validate.OneOf(list(options)))
        super().__init__(one, required=required, validate=validate.Length(min=int(required), max=LONGEST_LIST))
        self.ask(label, hint, options=options)


class Day(Asked, fields.Date):
    """A calendar date."""

    def __init__(self, label: str, *, required: bool = False, hint: str = ""):
        super().__init__(required=required, validate=validate.Range(EARLIEST, LATEST))
        self.ask(label, hint)


class _Bounds(Form):
    first = fields.Date(required=True, validate=validate.Range(EARLIEST, LATEST))
    last = fields.Date(required=True, validate=validate.Range(EARLIEST, LATEST))


def _in_order(period: Mapping[str, date]) -> None:
    if period["last"] < period["first"]:
        raise ValidationError(_("The last day is before the first."))


class Period(Asked, fields.Nested):
    """A first and a last day, both included."""

    def __init__(self, label: str, *, required: bool = False, hint: str = ""):
        super().__init__(_Bounds, required=required, validate=_in_order)
        self.ask(label, hint)


class Whole(Asked, fields.Integer):
    """A whole number between `least` and `most`, both included."""

    def __init__(self, label: str, *, least: int = 0, most: int = 1_000_000, required: bool = False, hint: str = ""):
        super().__init__(required=required, strict=False, validate=validate.Range(least, most))
        self.ask(label, hint)
        self.least, self.most = least, most


class Yes(Asked, fields.Boolean):
    """A tick; a required one must be given."""

    def __init__(self, label: str, *, required: bool = False, hint: str = ""):
        super().__init__(required=required, validate=validate.OneOf([True]) if required else None)
        self.ask(label, hint)


class Ref(Asked, fields.String):
    """The id of one organisation or case."""

    def __init__(
        self,
        label: str,
        to: str,
        *,
        required: bool = False,
        hint: str = "",
        offers: str | None = None,
        states: tuple[str, ...] = (),
        kinds: tuple[str, ...] = (),
        own: bool = False,
        linked: tuple[str, tuple[str, ...]] | None = None,
    ):
        super().__init__(required=required, validate=validate.Length(min=1, max=40))
        self.ask(label, hint, to=to, offers=offers, states=states, kinds=kinds, own=own, linked=linked)


class Refs(Asked, fields.List[Any]):
    """The ids of several organisations or cases, at least one when required."""

    def __init__(
        self,
        label: str,
        to: str,
        *,
        required: bool = False,
        hint: str = "",
        offers: str | None = None,
        states: tuple[str, ...] = (),
        kinds: tuple[str, ...] = (),
    ):
        one = fields.String(validate=validate.Length(min=1, max=40))
        super().__init__(one, required=required, validate=validate.Length(min=int(required), max=LONGEST_LIST))
        self.ask(label, hint, to=to, offers=offers, states=states, kinds=kinds)


class Person(Ref):
    """The id of one person."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "", offers: str | None = None):
        super().__init__(label, "person", required=required, hint=hint, offers=offers)


class Persons(Refs):
    """The ids of several persons."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "", offers: str | None = None):
        super().__init__(label, "person", required=required, hint=hint, offers=offers)


class File(Ref):
    """The id of a stored document."""

    def __init__(self, label: str, *, required: bool = False, hint: str = ""):
        super().__init__(label, "document", required=required, hint=hint)


class Table(Asked, fields.List[Any]):
    """Rows of one small form; `rows` names an attribute of the facts that lists the rows a page begins with."""

    def __init__(
        self,
        label: str,
        row: type[Form],
        *,
        required: bool = False,
        hint: str = "",
        least: int = 0,
        most: int = LONGEST_TABLE,
        rows: str | None = None,
    ):
        least = max(least, int(required))
        super().__init__(fields.Nested(row), required=required, validate=validate.Length(min=least, max=most))
        self.ask(label, hint)
        self.row, self.rows, self.least, self.most = row, rows, least, most


def any_of(form: type[Form], **more: Any) -> type[Form]:
    """The same questions, none of them required, then `more`: what an amendment asks."""
    optional: dict[str, Any] = {}
    for name, field in form._declared_fields.items():
        optional[name] = copy(field)
        optional[name].required = False
    return type(f"AnyOf{form.__name__}", (Form,), {**optional, **more})


def also(form: type[Form], **more: Any) -> type[Form]:
    """The same questions, then `more`."""
    return type(f"Also{form.__name__}", (form,), dict(more))


def without(form: type[Form], *names: str, **more: Any) -> type[Form]:
    """The same questions but those named, then `more`."""
    kept = {name: copy(field) for name, field in form._declared_fields.items() if name not in names}
    return type(f"Without{form.__name__}", (Form,), {**kept, **more})


def walk(form: type[Form], values: Mapping[str, Any], visit: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """`values` with every given leaf replaced by `visit(field, value)`, tables row by row."""
    answer: dict[str, Any] = {}
    for name, value in values.items():
        field = form._declared_fields[name]
        if isinstance(field, Table):
            answer[name] = [walk(field.row, row, visit) for row in value]
        else:
            answer[name] = visit(field, value)
    return answer
