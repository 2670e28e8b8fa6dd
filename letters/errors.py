"""Why a letter cannot be written, each with its own sentence."""

from workflow.errors import WorkflowError
from workflow.words import _


class LetterError(WorkflowError):
    """A letter cannot be written; nothing that a reader of the letter could mend."""

    message = _("This letter cannot be written.")
    status = 500


class UnknownLanguage(LetterError):
    """Raised if a letter is asked for in a language that has no letters."""

    message = _("There are no letters in the language “{language}”. There are letters in: {languages}.")


class UnknownLetter(LetterError):
    """Raised if a letter is asked for by a name that no template has."""

    message = _("There is no letter “{template}” in the language “{language}”. Add letters/{language}/{template}.txt.")


class MissingFact(LetterError):
    """Raised if a letter names a fact that it was not given, or that is empty."""

    message = _(
        "The letter “{template}” cannot be written: {missing}. Give it this fact, or let the letter do without."
    )
