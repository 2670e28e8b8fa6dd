"""Whatever goes wrong, in a sentence with its remedy."""

import errno
from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from commands.printing import one_line
from commands.words import Words
from records.database import told
from records.outages import NoSpace
from workflow.blockers import Blocker
from workflow.errors import BadForm, Refused, UnknownTrigger, UnknownType, WorkflowError
from workflow.sentences import field_errors

UNEXPECTED = "Something went wrong that should not have: {what}. To see where, run: connect --debug …"


class Said(click.ClickException):
    """A mistake or a misfortune: the sentence goes to standard error, and the exit status is 1."""

    def show(self, file: Any = None) -> None:
        """The sentence alone, line by line."""
        for line in self.message.splitlines():
            click.echo(one_line(line), file=file, err=file is None)


def said(error: Exception, session: Any) -> Said:
    """What an exception says to whoever typed the command."""
    match error:
        case WorkflowError():
            return Said("\n".join(_lines(error, _words(error, session))))
        case SQLAlchemyError() if known := told(error):
            return Said(str(known))
        case OSError() if error.errno == errno.ENOSPC:
            return Said(str(NoSpace()))
        case OSError() if error.filename:
            return Said(f"{error.filename}: {error.strerror}.")
    what = " ".join(str(error).split())
    return Said(UNEXPECTED.format(what=f"{type(error).__name__}: {what}" if what else type(error).__name__))


def _words(error: WorkflowError, session: Any) -> Words:
    """The words for what an error names; ids stay ids where the database, or a case type, is what is broken."""
    named = [error.facts, *(blocker.facts for blocker in getattr(error, "blockers", ()))]
    try:
        if "connect" in vars(session):
            with session.reading() as connection:
                return session.words(connection, *named)  # type: ignore[no-any-return]
        return session.words(None)  # type: ignore[no-any-return]
    except (SQLAlchemyError, WorkflowError, TypeError):
        return Words()


def _lines(error: WorkflowError, words: Words) -> Iterator[str]:
    match error:
        case Refused():
            yield words.say(error.message, error.facts)
            yield from (f"- {reason(blocker, words)}" for blocker in error.blockers)
        case BadForm():
            yield words.say(error.message, error.facts)
            yield from (f"- {field}: {sentence}" for field, sentence in field_errors(error.errors))
        case UnknownType() | UnknownTrigger():
            yield str(error)  # in codes: they are to be typed
        case _:
            yield words.error(error)


def reason(blocker: Blocker, words: Words) -> str:
    """Why not, and what would help."""
    helps = [f"What helps: {blocker.mend}."] if blocker.mend else []
    if blocker.waivable:
        helps.append(f"To pass it with a reason: --waive {blocker.code}=REASON.")
    return " ".join([words.say(blocker.message, blocker.facts), *helps])
