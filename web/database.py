"""One picture of the database for a request that reads; a transaction of its own for what is written."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from flask import g
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from records.database import passing, told
from records.database import reading as read_transaction
from web.given import connect
from web.metrics import metrics
from workflow.errors import WorkflowError


def reading() -> Connection:
    """The request's reading transaction: everything a page shows is of one moment."""
    if "reading" not in g:
        stack = ExitStack()
        g.reading = stack, stack.enter_context(read_transaction(connect().database))
    connection: Connection = g.reading[1]
    return connection


@contextmanager
def writing(*, keyed: bool = False) -> Iterator[Connection]:
    """A transaction that is committed at the end of the block, or rolled back whole if the block raises.

    What was read before is let go: a page drawn afterwards shows what is true then. `keyed`: done twice, it is done once.
    Raises the sentence of what a person can mend; what only has to be waited out is for `web/patience.py`.
    """
    done_reading()
    committing = False
    try:
        with connect().database.begin() as connection:
            yield connection
            # From here on it may have counted, whether or not we hear of it.
            committing, g.repeatable = True, repeatable() and keyed
    except WorkflowError as error:
        metrics().refused(error)
        raise
    except SQLAlchemyError as error:
        if passing(error):
            g.unsure = committing or g.get("unsure", False)
            raise
        if sentence := told(error):
            raise sentence from error
        raise


def repeatable() -> bool:
    """Whether the request can be played again from its beginning without doing anything twice."""
    return bool(g.get("repeatable", True))


def done_reading(_error: BaseException | None = None) -> None:
    """Ends the reading transaction, if there is one; also called when the request is over."""
    if "reading" in g:
        # A connection that was lost at the end of what only read is nobody's misfortune.
        with suppress(SQLAlchemyError):
            g.pop("reading")[0].close()
