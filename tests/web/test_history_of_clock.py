"""What the clock could not do is told on the case, and by the command line, with its reasons."""

from datetime import UTC, datetime

from tests.web.site import Site
from workflow import doing

FIRST_MORNING = datetime(2018, 6, 11, 9, tzinfo=UTC)


def test_refused_start(site: Site) -> None:
    """An exchange that could not begin says so in its history, with the condition that did not hold."""
    programme = site.programme
    exchange = programme.exchange("arranged")
    missing = [{"who": programme.people["city"], "status": "open"}]
    programme.fire(exchange, "record_arrangements", "broker", travel=missing)
    programme.now = FIRST_MORNING
    doing.tick(programme.database, programme.engine, now=FIRST_MORNING)
    (refused,) = programme.entries(exchange)[-1:]
    page = site.visitor("broker").get(f"/desk/cases/{exchange}")
    assert refused.trigger == "start"
    assert "Due, but not possible: Start" in page.text
    assert "Travel or insurance is missing for city" in page.text
