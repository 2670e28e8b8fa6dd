"""A form as its page shows it: every question with what was answered so far, what can be chosen, and what is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from records.offers import MOST, Offered
from web.complaints import complaint
from web.fields import Fields, Posted, filled_rows, kind_of, rows
from workflow import forms
from workflow.words import Sentence, _

ENDS = (("first", _("First day")), ("last", _("Last day")))
BLANK_ROWS = 3  # of a table nobody has filled in yet

# What can be chosen for a question; None where the page must ask for the id, because there is too much to choose from.
Offers = Callable[[Any], Sequence[Offered] | None]


@dataclass(frozen=True)
class Widget:
    """One question. `kind` is the macro that draws it, `id` its anchor on the page, `rows` those of a table."""

    kind: str
    id: str
    name: str
    label: str
    hint: str
    required: bool
    values: tuple[str, ...]
    errors: tuple[str, ...] = ()
    options: tuple[Offered, ...] | None = None
    ends: tuple["Widget", ...] = ()
    rows: tuple[tuple["Widget", ...], ...] = ()
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    more: bool = False  # whether rows can be added to a table

    @property
    def value(self) -> str:
        """The only value of a scalar."""
        return self.values[-1] if self.values else ""

    @property
    def wrong(self) -> bool:
        """Whether something is wrong here or inside."""
        inside = (*self.ends, *(one for row in self.rows for one in row))
        return bool(self.errors) or any(one.wrong for one in inside)

    def complaints(self) -> Iterator[tuple[str, str, str]]:
        """Anchor, question and what is wrong with its answer, here and inside."""
        yield from ((self.id, self.label, text) for text in self.errors)
        for inside in (*self.ends, *(one for row in self.rows for one in row)):
            yield from inside.complaints()


@dataclass(frozen=True)
class Sheet:
    """What the questions of one form are drawn from; `within` keeps the ids of several forms on a page apart."""

    within: str
    posted: Posted
    offers: Offers
    called: Callable[[str], str]  # what a document is called
    errors: Mapping[str, Any] = field(default_factory=dict)

    def widgets(self, fields: Fields) -> tuple[Widget, ...]:
        """All questions, in order."""
        return self._of(fields, "", self.errors)

    def _of(self, fields: Fields, prefix: str, errors: Any) -> tuple[Widget, ...]:
        found = errors if isinstance(errors, Mapping) else {}
        return tuple(self._one(one, prefix + name, found.get(name)) for name, one in fields.items())

    def _one(self, asked: Any, name: str, errors: Any) -> Widget:
        kind = kind_of(asked)
        if isinstance(asked, forms.Table):
            return self._table(asked, name, errors)
        if isinstance(asked, forms.Period):
            return self._period(asked, name, errors)
        options = self._options(asked, name)
        return Widget(
            kind=kind.widget if options is not None or not _chooses(asked) else _typed(kind.widget),
            options=options,
            values=tuple(self.posted.getlist(name)),
            errors=_sentences(errors, asked),
            longest=getattr(asked, "longest", None),
            least=getattr(asked, "least", None),
            most=getattr(asked, "most", None),
            **self._named(asked, name),
        )

    def _named(self, asked: Any, name: str) -> dict[str, Any]:
        hint = gettext(asked.hint) if asked.hint else ""
        label, required = gettext(asked.label), bool(asked.required)
        return {"id": f"{self.within}.{name}", "name": name, "label": label, "hint": hint, "required": required}

    def _options(self, asked: Any, name: str) -> tuple[Offered, ...] | None:
        if asked.options is not None:
            return tuple(Offered(code, gettext(label)) for code, label in asked.options.items())
        if asked.to == "document":
            return tuple(Offered(one, self.called(one)) for one in self.posted.getlist(name) if one)
        if asked.to is None:
            return None
        offered = self.offers(asked)
        return None if offered is None or len(offered) > MOST else tuple(offered)

    def _period(self, asked: Any, name: str, errors: Any) -> Widget:
        own = errors if isinstance(errors, Mapping) else {}
        ends = tuple(
            Widget(
                kind="day",
                id=f"{self.within}.{name}-{end}",
                name=f"{name}-{end}",
                label=gettext(label),
                hint="",
                required=bool(asked.required),
                values=tuple(self.posted.getlist(f"{name}-{end}")),
                errors=_sentences(own.get(end), asked),
            )
            for end, label in ENDS
        )
        rest = {key: value for key, value in own.items() if key not in ("first", "last")} if own else errors
        return Widget("period", values=(), errors=_sentences(rest, asked), ends=ends, **self._named(asked, name))

    def _table(self, asked: Any, name: str, errors: Any) -> Widget:
        """The rows there are, then blank ones: as many as make three, and one to add, but no more than may be."""
        fields = asked.row._declared_fields
        begun = [row for row in rows(self.posted, name) if any(self.posted.get(row + column) for column in fields)]
        filled = filled_rows(asked, self.posted, name)
        begun += [row for row in filled if row not in begun]
        wrong = dict(zip(filled, (_at(errors, index) for index in range(len(filled))), strict=True))
        drawn = [self._of(fields, row, wrong.get(row)) for row in begun]
        used = {int(row.rsplit("-", 2)[1]) for row in rows(self.posted, name)}
        first = max(used, default=-1) + 1
        blank = 0 if asked.rows and begun else max(1, BLANK_ROWS - len(begun))
        blank = max(0, min(blank, asked.most - len(begun)))
        drawn += [self._of(fields, f"{name}-{first + more}-", {}) for more in range(blank)]
        own = [] if isinstance(errors, Mapping) else errors
        return Widget(
            kind="table",
            values=(),
            errors=_sentences(own, asked),
            rows=tuple(drawn),
            most=asked.most,
            more=blank > 0,
            **self._named(asked, name),
        )


def _at(errors: Any, index: int) -> Any:
    """What is wrong with one row."""
    return errors.get(index, errors.get(str(index))) if isinstance(errors, Mapping) else None


def _chooses(asked: Any) -> bool:
    return asked.options is not None or (asked.to is not None and asked.to != "document")


def _typed(widget: str) -> str:
    """What asks for ids where there is too much to choose from."""
    return {"choice": "line", "choices": "ids"}.get(widget, widget)


def _sentences(errors: Any, asked: Any) -> tuple[str, ...]:
    """Everything that is wrong with one answer, each sentence once; what marshmallow nests is told together."""
    return tuple(dict.fromkeys(complaint(text, asked) for text in _flat(errors)))


def _flat(errors: Any) -> list[str | Sentence]:
    match errors:
        case None:
            return []
        case str() | Sentence():
            return [errors]
        case Mapping():
            return [text for one in errors.values() for text in _flat(one)]
        case list() | tuple():
            return [text for one in errors for text in _flat(one)]
    return [str(errors)]
