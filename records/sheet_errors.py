"""Why a spreadsheet was not imported, in sentences that say what to do next."""

from collections.abc import Sequence
from typing import Any

from workflow.errors import WorkflowError
from workflow.words import _


class NotASheet(WorkflowError):
    """Raised if a file is no spreadsheet that can be read: neither XLSX nor CSV in UTF-8, or empty."""

    message = _("{name} cannot be read as a spreadsheet. Save it as XLSX, or as CSV in UTF-8, and choose it again.")
    status = 422


class SheetTooLong(WorkflowError):
    """Raised if a spreadsheet has more rows than are imported at once."""

    message = _(
        "The spreadsheet is too long. Rows that are imported at once: {most} at most. Split it into several files."
    )
    status = 422


class NotImported(WorkflowError):
    """Raised if a row of a spreadsheet cannot be imported, so that none of them was. `wrong` says what, row by row."""

    message = _(
        "Nothing was imported. What is wrong, in number: {count}. Mend it in the spreadsheet and choose it again."
    )
    status = 422

    def __init__(self, wrong: Sequence[Any]) -> None:
        super().__init__(count=len(wrong))
        self.wrong = tuple(wrong)


class NoRows(WorkflowError):
    """Raised if a spreadsheet that is to be imported has a heading, and nothing below it."""

    message = _("Nothing was imported: there is no row below the heading. Fill in the spreadsheet and choose it again.")
    status = 422


class TwinsFound(WorkflowError):
    """Raised if rows look like cases that are there already, and nobody said that they are others."""

    message = _(
        "Nothing was imported. Rows that look like a case that is there already, or like another row: {count}. Say so "
        "if they are others."
    )
    status = 409
