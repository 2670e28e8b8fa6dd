"""What is read for one case is found by an index, however many cases there are: of every statement the plan is asked."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from benchmarks.bulk import load
from benchmarks.specimens import play
from records import casepage, worklist
from records.database import reading
from tests.support.database import Database
from tests.support.programme import ENGINE, Programme

CASES = 400
# Tables that have as many rows as there are cases, or more.
LARGE = {
    "cases",
    "turns",
    "entries",
    "texts",
    "links",
    "participants",
    "follow_ups",
    "outbox",
    "people",
    "organisations",
}
BROKER = worklist.Reader("PER-0001", frozenset({"broker"}), None)


@pytest.fixture
def programme(database: Database) -> Iterator[Programme]:
    """A programme with some hundred cases, of which the database knows how they lie."""
    programme = Programme(database.url)
    load(programme, play(programme), CASES)
    yield programme
    programme.close()


def plans(connection: Connection, sent: list[tuple[str, Any]]) -> Iterator[tuple[str, set[str]]]:
    """Each statement, and the large tables of which its plan reads every row; PostgreSQL told to look things up."""
    if connection.dialect.name == "postgresql":
        # Of some hundred rows it would read all, and be right.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        for statement, given in sent:
            (told,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", given).scalars()
            yield statement, set(_whole(told[0]["Plan"] if isinstance(told, list) else json.loads(told)[0]["Plan"]))
        return
    for statement, given in sent:
        lines = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
        yield statement, {found[1] for line in lines if (found := re.match(r"SCAN (\w+)", line))} & LARGE


def _whole(node: dict[str, Any]) -> Iterator[str]:
    """The large tables that a node of a plan, or one below it, reads without a condition on an index."""
    named = "Index Cond" in node or "Bitmap" in node["Node Type"]
    if node.get("Relation Name") in LARGE and not named:
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _whole(below)


@pytest.mark.parametrize("kind", ["request", "call", "application", "exchange"])
def test_one_case(programme: Programme, kind: str) -> None:
    """Neither its page nor what a move of it is judged by reads a large table whole."""
    ref = max(row.ref for row in programme.rows("cases", kind=kind, ended=False))
    sent: list[tuple[str, Any]] = []
    with reading(programme.database) as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
        ENGINE.snapshot(connection, ref, actor=programme.people["broker"], now=programme.now)
        casepage.read(connection, BROKER, ref, now=programme.now)
    with reading(programme.database) as connection:
        found = dict(plans(connection, sent))
    assert len(found) > 10
    assert {statement: tables for statement, tables in found.items() if tables} == {}
