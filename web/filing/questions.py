"""What is asked of somebody without an account: the questions of the case type, as a stranger can answer them.

There is no second list of questions. An organisation is named by name and country in the place of an id, a request by the
ones that the call names; who takes part is whoever files, until the office knows for whom they speak.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records import vocabulary
from records.topics import TopicInfo
from web.widgets import Widget
from workflow import forms
from workflow.forms import Choice, Form, Line, Refs, Table
from workflow.words import _

MOST_PLACES = 10  # governments in one request
YOUR_NAME, YOUR_EMAIL = "your_name", "your_email"

YOU, WHAT, PAPERS = _("You and your government"), _("What it is about"), _("Documents")


@dataclass(frozen=True)
class Known:
    """What a stranger can choose from: topics, and (ref → title) the requests that a call names; and their language."""

    language: str
    topics: Sequence[TopicInfo]
    requests: Mapping[str, str]


def questions(asked: type[Form], known: Known) -> dict[str, Any]:
    """The questions by name, in order; the first two are about who files."""
    fields: dict[str, Any] = {
        YOUR_NAME: Line(_("Your name"), required=True),
        YOUR_EMAIL: Line(
            _("Your e-mail address"),
            required=True,
            hint=_("We write to it. What you send counts when you have confirmed it by the letter that we send there."),
        ),
    }
    translated = {name: _public(one, known) for name, one in asked._declared_fields.items()}
    return fields | {name: one for name, one in translated.items() if one is not None}


def form_of(fields: Mapping[str, Any]) -> type[Form]:
    """The check of the answers to these questions."""
    made: type[Form] = Form.from_dict(dict(fields), name="Filing")  # type: ignore[assignment]
    return made


def _public(asked: Any, known: Known) -> Any:
    """A question as a stranger is asked it; None if they are not."""
    match asked.to:
        case None | "document":
            return asked
        case "organisation":
            most = MOST_PLACES if isinstance(asked, Refs) else 1
            return Table(asked.label, _place(known.language), required=asked.required, hint=asked.hint, most=most)
        case "topic":
            options = {one.code: one.label(known.language) for one in known.topics if one.active}
            return Choice(asked.label, options, required=asked.required, hint=asked.hint)
        case "request":
            return Choice(asked.label, known.requests, required=asked.required, hint=asked.hint)
    return None


def _place(language: str) -> type[Form]:
    fields: dict[str, Any] = {
        "name": Line(_("Name of the government"), required=True),
        "country": Choice(_("Country"), vocabulary.countries(language), required=True),
    }
    return form_of(fields)


def places(asked: type[Form]) -> Iterator[tuple[str, bool]]:
    """The questions that are answered by naming governments, and whether several can be named."""
    for name, one in asked._declared_fields.items():
        if getattr(one, "to", None) == "organisation":
            yield name, isinstance(one, Refs)


def sections(fields: Mapping[str, Any], widgets: Sequence[Widget]) -> list[tuple[str, list[Widget]]]:
    """The questions under headings: who files, what it is about, and what is sent along."""
    found: dict[str, list[Widget]] = {YOU: [], WHAT: [], PAPERS: []}
    for widget in widgets:
        found[_heading(widget.name, fields[widget.name])].append(widget)
    return [(heading, inside) for heading, inside in found.items() if inside]


def _heading(name: str, asked: Any) -> str:
    if isinstance(asked, forms.File):
        return PAPERS
    of_places = isinstance(asked, Table) and "country" in asked.row._declared_fields
    return YOU if name in (YOUR_NAME, YOUR_EMAIL) or of_places else WHAT
