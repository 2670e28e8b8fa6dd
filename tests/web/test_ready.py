"""Whoever watches the service reads whether the database answers, and whether a scheduler does what is due."""

import json
from datetime import timedelta

from tests.web.site import Site
from workflow.shapes import instant


def test_nothing_waits(site: Site) -> None:
    """Where nothing is due, nothing waits."""
    ready = json.loads(site.visitor().get("/readyz").html)
    nothing = {"due_since": None, "seconds": 0}
    assert ready == {"database": "ready", "oldest_follow_up": nothing, "oldest_letter": nothing}


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
