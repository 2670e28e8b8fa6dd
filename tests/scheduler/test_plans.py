"""The letters that are due are found by their index, in their order, however many there are."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from records import post
from tests.scheduler.office import Office
from workflow import outbox


def plan(office: Office, ask: Callable[[Connection], Any]) -> str:
    """How the database would find what a function asks for last."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        sent.append((statement, given))

    database = office.program.database
    with database.connect() as connection, connection.begin() as transaction:
        event.listen(database, "before_cursor_execute", note)
        ask(connection)
        event.remove(database, "before_cursor_execute", note)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        statement, given = sent[-1]
        rows = connection.exec_driver_sql(f"{explain} {statement}", given).all()
        transaction.rollback()
    return "\n".join(str(row[-1]) for row in rows)


def test_claims_follow_the_index(office: Office) -> None:
    """A claim takes the first row of the index of what is due, and sorts nothing."""
    told = plan(office, lambda connection: outbox.claim(connection, office.programme.now))
    assert "ix_outbox_due" in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told


@pytest.mark.parametrize(("group", "index"), [("waiting", "ix_outbox_due"), ("failed", "ix_outbox_resting")])
def test_few_among_many(office: Office, group: str, index: str) -> None:
    """The few letters that wait or failed are found by an index among all that were sent."""
    assert index in plan(office, lambda connection: post.page(connection, group))
