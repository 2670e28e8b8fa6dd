"""Event logs out of the database."""

import csv
import json
from io import StringIO

import pytest

from records import logs, moments
from records.database import reading
from tests.support.database import Database
from tests.support.programme import Programme


@pytest.fixture
def programme(database: Database) -> Programme:
    """The programme with a request that a broker filed for somebody, and its call."""
    made = Programme(database.url)
    request = made.request("north", state="validated")
    made.call(request)
    return made


def lines(programme: Programme, kind: str) -> str:
    """A log, as one text."""
    with reading(programme.database) as connection:
        return "".join(logs.lines(connection, kind, "http://127.0.0.1:8000"))


def test_all_of_it(programme: Programme) -> None:
    """CSV has every entry of every history, history by history, each in its order; the others have the cases alone."""
    rows = list(csv.DictReader(StringIO(lines(programme, "csv"))))
    kept = sorted(programme.rows("entries"), key=lambda row: (row.ref.encode(), row.seq))
    assert [(row["case"], int(row["seq"])) for row in rows] == [(row.ref, row.seq) for row in kept]
    assert [int(row["number"]) for row in rows] == [row.number for row in kept]
    log = json.loads(lines(programme, "ocel"))
    objects = [one["id"] for one in log["objects"]]
    assert [one for one in objects if not one.startswith("PER-")] == ["CALL-2018-0001", "REQ-2018-0001"]
    named = {one["objectId"] for kind in ("objects", "events") for each in log[kind] for one in each["relationships"]}
    assert named <= {*objects}
    assert {one["type"] for one in log["events"]} == {one["name"] for one in log["eventTypes"]}
    assert lines(programme, "xes").count("<event>") == len(log["events"])
    programme.close()


def test_linked_at_a_moment(programme: Programme) -> None:
    """A case is linked from the moment of the act that links it."""
    with reading(programme.database) as connection:
        before = moments.read(connection, "REQ-2018-0001", programme.now.replace(year=2017))
        now = moments.read(connection, "REQ-2018-0001", programme.now)
    assert (before.told.case, before.linked) == (None, ())
    assert now.linked == ("CALL-2018-0001",)
    programme.close()
