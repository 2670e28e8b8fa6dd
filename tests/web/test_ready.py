"""Whoever watches the service reads whether it can serve, whether a scheduler does what is due, and how much there is."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text

from tests.web.site import Site
from workflow.shapes import instant


def test_nothing_waits(site: Site) -> None:
    """Where nothing is due, nothing waits."""
    ready = json.loads(site.visitor().get("/readyz").html)
    nothing = {"due_since": None, "seconds": 0}
    assert ready == {
        "database": "ready",
        "schema": "right",
        "oldest_follow_up": nothing,
        "oldest_letter": nothing,
    }


def test_something_waits(site: Site) -> None:
    """The age of the oldest follow-up that is due is told, and nothing of what it is about."""
    programme = site.programme
    call = programme.call()
    due_at = programme.case(call).due_at
    (first,) = [min(row.due_at for row in programme.rows("follow_ups", status="planned") if row.due_at <= due_at)]
    programme.now = first + timedelta(hours=2)
    waits = json.loads(site.visitor().get("/readyz").html)["oldest_follow_up"]
    assert (waits["due_since"], waits["seconds"]) == (instant(first), 7200)


def test_a_letter_waits(site: Site) -> None:
    """The age of the oldest letter that is due is told, from the end of its grace period."""
    programme = site.programme
    programme.request()
    (letter,) = programme.rows("outbox")
    programme.now = letter.not_before + timedelta(hours=1)
    waits = json.loads(site.visitor().get("/readyz").html)["oldest_letter"]
    assert (waits["due_since"], waits["seconds"]) == (instant(letter.not_before), 3600)


@pytest.mark.parametrize(
    ("statement", "status", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", 200, {"schema": "newer"}),
        ("DELETE FROM alembic_version", 503, {"database": "SchemaOlder"}),
        ("PRAGMA query_only = on", 503, {"database": "ReadOnly"}),
    ],
    ids=["newer", "older", "read-only"],
)
def test_not_ready(site: Site, statement: str, status: int, said: dict[str, str]) -> None:
    """An older schema and a database that takes no writes are not ready; a newer schema is, for who serves meanwhile."""
    if statement.startswith("PRAGMA"):
        event.listen(site.program.database, "begin", lambda connection: connection.exec_driver_sql(statement))
    else:
        with site.program.database.begin() as connection:
            connection.execute(text(statement))
    answer = site.visitor().client.get("/readyz")
    assert (answer.status_code, {name: answer.json[name] for name in said}) == (status, said)  # type: ignore[index]


def numbers(site: Site) -> dict[str, float]:
    """What /metrics says: the value of each sample, by its name and labels."""
    found = text_string_to_metric_families(site.visitor().client.get("/metrics").text)
    return {f"{one.name} {' '.join(one.labels.values())}".strip(): one.value for of in found for one in of.samples}


def test_numbers(site: Site) -> None:
    """Moves, presses that were refused and lost, what is due, letters and answers are counted."""
    programme = site.programme
    ref = programme.request()
    sent = site.page("broker", ref).trigger("validate")
    assert site.press("broker", ref, "validate").status_code == 303
    broker = site.visitor("broker")
    assert broker.post(f"/desk/cases/{ref}/transitions/validate", {**sent.to_dict(), "key": "other"}).status_code == 412
    shut = programme.call()
    assert broker.post(f"/desk/cases/{shut}/transitions/open", {**sent.to_dict(), "version": "2"}).status_code == 409
    programme.now = programme.case(shut).due_at + timedelta(hours=2)
    found = numbers(site)
    assert found["connect_moves_total request"] == sum(row.version for row in programme.rows("cases", kind="request"))
    assert found["connect_cases open call"] == 1
    assert (found["connect_lost_races_total stale"], found["connect_blocked_moves_total open"]) == (1, 1)
    assert found["connect_due_follow_ups 3600"] >= 1
    assert found["connect_due_follow_ups 0"] >= found["connect_due_follow_ups 3600"]
    assert found["connect_letters created"] == len(programme.rows("outbox"))
    assert found["connect_requests_total POST desk 303"] == 1
    assert found["connect_request_seconds_count POST desk"] == 3


def test_numbers_of_a_database_that_is_away(site: Site) -> None:
    """While the database is away only that is told of it; what this process counted is there."""
    site.visitor("broker").get("/desk")
    with site.program.database.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME TO elsewhere"))
    found = numbers(site)
    assert (found["connect_database_up"], found["connect_requests_total GET desk 200"]) == (0, 1)
    assert not any(name.startswith("connect_letters") for name in found)


@pytest.fixture
def guarded(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """Pages whose numbers have a token."""
    site = Site(sqlite_url, tmp_path, CONNECT_METRICS_TOKEN="known to the watcher")
    yield site
    site.close()


def test_who_reads_the_numbers(site: Site, guarded: Site) -> None:
    """Without a token this machine alone reads the numbers, past any proxy; with one, whoever has it."""
    ours = site.visitor().client
    assert ours.get("/metrics").status_code == 200
    assert ours.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert ours.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
    theirs = guarded.visitor().client
    given = [{}, {"Authorization": "Bearer another"}, {"Authorization": "Bearer known to the watcher"}]
    assert [theirs.get("/metrics", headers=one).status_code for one in given] == [404, 404, 200]
