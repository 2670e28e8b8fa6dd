"""Between the names of an HTML form and the JSON values the engine takes: one row of a table for each kind of field.

A posted value is kept as it was typed where it does not fit; it is for the form's own check to say so. Names: a plain
one for scalars, repeated for lists, `NAME-first` and `NAME-last` for periods, `NAME-0-COLUMN` for the rows of a table.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from workflow import forms
from workflow.definition import Workflow
from workflow.errors import BadForm
from workflow.words import _

INCOMPLETE = _("Something is missing that the page sends along with every form. Load the page anew.")

Posted = MultiDict[str, str]
Fields = Mapping[str, Any]  # name → field, as marshmallow keeps them
Pairs = Iterator[tuple[str, str]]

# What a transition's form carries beside the answers; `prefilled` marks what a page filled in: a field by its name, so
# that an answer taken out again differs from one never given; a cell of a row as NAME=VALUE, so that it alone is no answer.
RESERVED = frozenset(
    {"version", "key", "csrf_token", "on_behalf_of", "on_behalf_reason", "silent", "preview", "prefilled"}
)
WAIVE = "waive."  # and a guard's code: the reason why its refusal is passed
ROW = re.compile(r"-(\d{1,4})-")
TICKED = frozenset({"yes", "true", "on", "1"})


class Blank:
    """Nothing was answered."""


BLANK = Blank()


def asked_by(definition: Workflow, trigger: str) -> Mapping[str, Any]:
    """Every question a trigger asks, in whichever state.

    The same request is read the same way when it comes again after the case has moved on: it is one request.
    """
    fields: dict[str, Any] = {}
    for one in definition.transitions:
        if one.trigger == trigger and one.form:
            fields = {**one.form._declared_fields, **fields}
    return fields


def decode(fields: Fields, posted: Posted) -> dict[str, Any]:
    """The JSON values of what was posted; blanks are left out, names that nobody asked for are kept to be refused."""
    prefilled = frozenset(posted.getlist("prefilled"))
    answers = _decoded(fields, posted, "", prefilled)
    strange = (name for name in posted if not _known(fields, name))
    return {**answers, **{name: posted[name] for name in strange}}


def complete(posted: Posted, beside: Iterable[str]) -> None:
    """Raises BadForm for a form without what every page puts beside its answers, so that nothing is done unchecked."""
    if missing := [name for name in beside if not posted.get(name)]:
        raise BadForm({name: [INCOMPLETE] for name in missing})


def encode(fields: Fields, values: Mapping[str, Any]) -> Posted:
    """What a browser would post for these values, without the marks beside them."""
    return MultiDict(
        pair for name, value in values.items() if name in fields for pair in pairs(fields[name], name, value)
    )


def as_typed(value: Any, bodies: Mapping[str, str | None]) -> Any:
    """A fact as it was typed: texts in place of their ids."""
    match value:
        case {"text": str(ident), "commitment": str()}:
            return bodies.get(ident) or ""
        case Mapping():
            return {name: as_typed(one, bodies) for name, one in value.items()}
        case list() | tuple():
            return [as_typed(one, bodies) for one in value]
    return value


def waivers(posted: Posted) -> dict[str, str]:
    """Guard → why its refusal is passed, as far as anything was written."""
    given = ((name.removeprefix(WAIVE), value) for name, value in posted.items() if name.startswith(WAIVE))
    return {code: reason for code, reason in given if reason.strip()}


def rows(posted: Posted, name: str) -> list[str]:
    """The beginnings of the names of a table's rows, in order: `NAME-0-`, `NAME-3-`."""
    found = (ROW.match(key, len(name)) for key in posted if key.startswith(name))
    return [f"{name}-{number}-" for number in sorted({int(match[1]) for match in found if match})]


def filled_rows(field: Any, posted: Posted, name: str) -> list[str]:
    """Those in which something was answered: the n-th is the n-th row that the engine is given.

    What the page had filled in itself is no answer: whoever is asked of five applications may speak of two.
    """
    fields, prefilled = field.row._declared_fields, set(posted.getlist("prefilled"))

    def answered(row: str) -> bool:
        cells = (one for one in _decoded(fields, posted, row, frozenset()))
        return any(set(begun(posted, row + one)) - prefilled for one in cells)

    return [row for row in rows(posted, name) if answered(row)]


def begun(posted: Posted, name: str) -> list[str]:
    """The marks of a cell that a page filled in: with its value, so that another one in its place is an answer."""
    return [f"{name}={value}" for value in posted.getlist(name)]


def _decoded(fields: Fields, posted: Posted, prefix: str, prefilled: frozenset[str]) -> dict[str, Any]:
    answers = {}
    for name, field in fields.items():
        kind = kind_of(field)
        value = kind.decode(field, prefix + name, posted)
        if value is BLANK and prefix + name in prefilled:
            value = kind.emptied
        if value is not BLANK:
            answers[name] = value
    return answers


def _known(fields: Fields, name: str) -> bool:
    if name in RESERVED or name.startswith(WAIVE):
        return True
    return any(kind_of(field).owns(field, known, name) for known, field in fields.items())


# --- one kind of field each -----------------------------------------------------------------------------------------


def _line(field: Any, name: str, posted: Posted) -> Any:
    return (posted.get(name) or "").strip() or BLANK


def _text(field: Any, name: str, posted: Posted) -> Any:
    # A browser sends CR LF; the same text sent twice, or by another client, is to be the same text.
    text = (posted.get(name) or "").replace("\r\n", "\n")
    return text if text.strip() else BLANK


def _whole(field: Any, name: str, posted: Posted) -> Any:
    typed = (posted.get(name) or "").strip()
    return int(typed) if re.fullmatch(r"-?[0-9]{1,15}", typed) else typed or BLANK


def _yes(field: Any, name: str, posted: Posted) -> Any:
    return True if TICKED & set(posted.getlist(name)) else BLANK


def _several(field: Any, name: str, posted: Posted) -> Any:
    return list(dict.fromkeys(value for value in posted.getlist(name) if value)) or BLANK


def _period(field: Any, name: str, posted: Posted) -> Any:
    days = {end: (posted.get(f"{name}-{end}") or "").strip() for end in ("first", "last")}
    return {end: day for end, day in days.items() if day} or BLANK


def _table(field: Any, name: str, posted: Posted) -> Any:
    fields = field.row._declared_fields
    return [_decoded(fields, posted, row, frozenset()) for row in filled_rows(field, posted, name)] or BLANK


def _plain_pair(name: str, value: Any) -> Pairs:
    yield name, str(value)


def _tick_pair(name: str, value: Any) -> Pairs:
    if value:
        yield name, "yes"


def _list_pairs(name: str, value: Any) -> Pairs:
    for item in value:
        yield name, str(item)


def _period_pairs(name: str, value: Any) -> Pairs:
    for end, day in value.items():
        yield f"{name}-{end}", str(day)


def _owns_plain(field: Any, name: str, key: str) -> bool:
    return key == name


def _owns_period(field: Any, name: str, key: str) -> bool:
    return key in (f"{name}-first", f"{name}-last")


def _owns_row(field: Any, name: str, key: str) -> bool:
    match = ROW.match(key, len(name)) if key.startswith(name) else None
    return match is not None and _known(field.row._declared_fields, key[match.end() :])


@dataclass(frozen=True)
class Kind:
    """How one kind of field is shown (the macro of that name), read, and what taking its answer out again means.

    `emptied` None is refused by the form's check: what has a value keeps one.
    """

    widget: str
    decode: Callable[[Any, str, Posted], Any]
    pairs: Callable[[str, Any], Pairs] = _plain_pair
    owns: Callable[[Any, str, str], bool] = _owns_plain
    emptied: Any = None


KINDS: Mapping[type, Kind] = {
    forms.Line: Kind("line", _line, emptied=""),
    forms.Text: Kind("text", _text, emptied=""),
    forms.Choice: Kind("choice", _line),
    forms.Choices: Kind("choices", _several, _list_pairs, emptied=[]),
    forms.Day: Kind("day", _line),
    forms.Period: Kind("period", _period, _period_pairs, _owns_period),
    forms.Whole: Kind("whole", _whole),
    forms.Yes: Kind("yes", _yes, _tick_pair, emptied=False),
    forms.File: Kind("file", _line),
    forms.Person: Kind("choice", _line),
    forms.Persons: Kind("choices", _several, _list_pairs, emptied=[]),
    forms.Ref: Kind("choice", _line),
    forms.Refs: Kind("choices", _several, _list_pairs, emptied=[]),
    forms.Table: Kind("table", _table, owns=_owns_row, emptied=[]),
}


def kind_of(field: Any) -> Kind:
    """How to deal with a field; a subclass of a known kind is dealt with as that kind."""
    return next(KINDS[one] for one in type(field).__mro__ if one in KINDS)


def pairs(field: Any, name: str, value: Any) -> Pairs:
    """The names and values a browser would post for one answer; nothing for an absent one."""
    if value is None:
        return
    if not isinstance(field, forms.Table):
        yield from kind_of(field).pairs(name, value)
        return
    for index, row in enumerate(value):
        for column, answer in row.items():
            if column in field.row._declared_fields:
                yield from pairs(field.row._declared_fields[column], f"{name}-{index}-{column}", answer)


def files(fields: Fields, names: Iterator[str]) -> set[str]:
    """Those of the names under which a form of these fields takes a file, in rows too."""
    return {name for name in names if _takes_file(fields, name)}


def _takes_file(fields: Fields, name: str) -> bool:
    if name in fields:
        return isinstance(fields[name], forms.File)
    for known, field in fields.items():
        match = ROW.match(name, len(known)) if isinstance(field, forms.Table) and name.startswith(known) else None
        if match:
            return _takes_file(field.row._declared_fields, name[match.end() :])
    return False
