"""What tests of the records share."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from records.database import connect
from tests.support.database import Database


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """An open transaction on an empty database, once of each kind."""
    engine = connect(database.url)
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        if transaction.is_active:
            transaction.rollback()
    engine.dispose()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Connection]:
    """The same on SQLite only, where the database makes no difference."""
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """The statements that the block sends, as it sends them."""
    sent: list[str] = []

    def note(*call: object) -> None:
        sent.append(str(call[2]))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)
