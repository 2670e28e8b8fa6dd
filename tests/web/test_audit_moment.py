"""A case as it was known on a day, with the rules of that day."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.web.site import Site
from workflow.fingerprint import fingerprint


def at(site: Site, ref: str, day: str) -> str:
    """What the page says."""
    return site.visitor("auditor").get(f"/audit/cases/{ref}?as_of={day}").text


def test_then(site: Site) -> None:
    """State, milestone, turn, limit, parts and answers are those of the day; what came later is not on the page."""
    ref = site.programme.request("north")
    site.programme.now += timedelta(days=2)
    site.programme.press(ref, "reject", "broker", form={"reason": "No consent."})
    text = at(site, ref, "2018-03-06")
    assert "As known on 6 March 2018, 24:00 (Europe/Amsterdam)" in text
    assert "State Submitted Milestone Submitted Whose turn the broker Since 5 March 2018" in text
    assert "Until 19 March 2018 (Europe/Amsterdam)" in text
    assert "the requesting government north · north" in text
    assert "Topic Waste management" in text
    assert "History until then (1)" in text
    assert "No consent." not in text
    assert "State Rejected" in at(site, ref, "2018-03-07")


def test_undone_later(site: Site) -> None:
    """What was taken back later was still so on the day."""
    ref = site.programme.request("north")
    site.programme.now = datetime(2018, 3, 6, 22, 59, 30, tzinfo=UTC)  # half a minute before midnight in Amsterdam
    site.programme.press(ref, "reject", "broker", form={"reason": "No consent."})
    site.programme.now += timedelta(seconds=60)
    with site.program.database.begin() as connection:
        asked: dict[str, Any] = {"actor": site.programme.people["broker"], "now": site.programme.now, "via": "test"}
        site.programme.engine.undo(connection, ref, "It was the wrong one.", **asked)
    assert "State Rejected" in at(site, ref, "2018-03-06")
    assert "State Submitted" in at(site, ref, "2018-03-07")


def test_links(site: Site) -> None:
    """Linked are the cases that were linked then, and each leads to itself as of the same day."""
    request = site.programme.request("north", state="validated")
    site.programme.now += timedelta(days=1)
    call = site.programme.call(request)
    assert call not in at(site, request, "2018-03-05")
    html = site.visitor("auditor").get(f"/audit/cases/{request}?as_of=2018-03-06").html
    assert f'href="/audit/cases/{call}?as_of=2018-03-06"' in html


def test_not_there_yet(site: Site) -> None:
    """Before it began there was no such case; a case that never was is not there."""
    ref = site.programme.request()
    assert "There was no such case yet" in at(site, ref, "2018-03-04")
    site.visitor("auditor").get("/audit/cases/REQ-2018-0999?as_of=2018-03-04", 404)


def test_no_day(site: Site) -> None:
    """What is no day is told, and how to write one."""
    ref = site.programme.request()
    for day in ("yesterday", "2018-13-01", "0001-01-01"):
        text = site.visitor("auditor").get(f"/audit/cases/{ref}?as_of={day}", 422).text
        assert f"“{day}” is not a day." in text


def test_rules(site: Site) -> None:
    """The page names version and fingerprint, and leads to these rules in words and as they are stored."""
    program = site.program.ready()
    ref = site.programme.request()
    mark = fingerprint(program.registry.newest("request"))
    visitor = site.visitor("auditor")
    page = visitor.get(f"/audit/cases/{ref}?as_of=2018-03-05")
    assert f"Request, version 1. Their fingerprint is {mark}." in page.text
    assert 'href="/machines/request?version=1"' in page.html
    assert f"their fingerprint is {mark}" in visitor.get("/machines/request?version=1").text
    stored = visitor.client.get(f"/audit/rules/{mark}.json")
    assert (stored.status_code, stored.json["name"], stored.json["version"]) == (200, "request", 1)
    visitor.get("/audit/rules/x.json", 404)
    visitor.get("/machines/request?version=99", 404)
