"""One picture of the database for a request that reads; a transaction of its own for what is written."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from flask import g
from sqlalchemy import Connection

from records.database import reading as read_transaction
from web.given import connect


def reading() -> Connection:
    """The request's reading transaction: everything a page shows is of one moment."""
    if "reading" not in g:
        stack = ExitStack()
        g.reading = stack, stack.enter_context(read_transaction(connect().database))
    connection: Connection = g.reading[1]
    return connection


@contextmanager
def writing() -> Iterator[Connection]:
    """A transaction that is committed at the end of the block, or rolled back whole if the block raises.

    What was read before is let go: a page drawn afterwards shows what is true then.
    """
    done_reading()
    with connect().database.begin() as connection:
        yield connection


def done_reading(_error: BaseException | None = None) -> None:
    """Ends the reading transaction, if there is one; also called when the request is over."""
    if "reading" in g:
        g.pop("reading")[0].close()
