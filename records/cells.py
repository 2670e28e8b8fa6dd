"""What a cell of a spreadsheet says, as the value that a form takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.folding import fold
from workflow import forms
from workflow.words import _

BETWEEN = re.compile(r"[;\n]")  # several answers in one cell; the rows of a table
WITHIN = "|"  # the columns of a table's row
TICKED = frozenset({"yes", "true", "x", "1"})


class Unfit(Exception):
    """Raised if a cell means nothing here; a sentence and its facts."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts


@dataclass(frozen=True)
class Known:
    """What names and addresses mean: folded name or id of an organisation → ids, address or id of a person → id."""

    organisations: Mapping[str, list[str]]
    people: Mapping[str, str]
    topics: Mapping[str, str]  # folded label, in any language, or code → code

    @staticmethod
    def parts(cell: str) -> list[str]:
        """The several answers of a cell."""
        return [part.strip() for part in BETWEEN.split(cell) if part.strip()]

    def person(self, said: str) -> str:
        """Somebody's id. Raises Unfit."""
        if found := self.people.get(said.lower()):
            return found
        raise Unfit(_("Nobody has the address {said}. Invite them first."), said=said)

    def topic(self, said: str) -> str:
        """A topic's code. Raises Unfit."""
        if found := self.topics.get(fold(said)):
            return found
        raise Unfit(
            _("No topic is called {said}. Choose one of those offered, or ask the administrator for it."), said=said
        )

    def organisation(self, said: str) -> str:
        """An organisation's id. Raises Unfit, also if two are called so."""
        found = self.organisations.get(fold(said), [])
        if not found:
            raise Unfit(
                _("No organisation is called {said}. Add it first, or write the name as it is kept."), said=said
            )
        if len(set(found)) > 1:
            raise Unfit(
                _("Several organisations are called {said}. Write the id instead: {ids}."), said=said, ids=found
            )
        return found[0]


def value_of(asked: Any, cell: str, known: Known) -> Any:
    """The answer that a cell gives to a question. Raises Unfit; what else does not fit is for the form to say."""
    if isinstance(asked, forms.Table):
        return [_row(asked.row, row, known) for row in Known.parts(cell)]
    if isinstance(asked, forms.Choices | forms.Refs):
        return [_one(asked, part, known) for part in Known.parts(cell)]
    if isinstance(asked, forms.Whole):
        return int(cell) if re.fullmatch(r"-?\d{1,15}", cell) else cell
    if isinstance(asked, forms.Yes):
        return fold(cell) in TICKED
    return _one(asked, cell, known)


def _one(asked: Any, said: str, known: Known) -> str:
    """One code, id or text."""
    if asked.options is not None:
        codes = {fold(label): code for code, label in asked.options.items()}
        return said if said in asked.options else codes.get(fold(said), said)
    if asked.to == "organisation":
        return known.organisation(said)
    if asked.to == "person":
        return known.person(said)
    if asked.to == "topic":
        return known.topic(said)
    return said


def _row(form: type[forms.Form], row: str, known: Known) -> dict[str, Any]:
    """A row of a table: its columns in the order of the form."""
    cells = [cell.strip() for cell in row.split(WITHIN)]
    fields = form._declared_fields
    if len(cells) > len(fields):
        raise Unfit(_("A row here has at most {most} parts, with {sign} between them."), most=len(fields), sign=WITHIN)
    return {
        name: value_of(asked, cell, known) for (name, asked), cell in zip(fields.items(), cells, strict=False) if cell
    }
