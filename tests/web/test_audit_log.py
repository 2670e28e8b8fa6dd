"""Event logs that are taken from the page of the audit."""

import json
from xml.etree import ElementTree

import pytest

from tests.web.site import Site


@pytest.mark.parametrize(("kind", "name"), [("csv", "csv"), ("xes", "xes"), ("ocel", "json")])
def test_taken(site: Site, kind: str, name: str) -> None:
    """A log has the case; that it was taken, by whom and in which format, is an entry of the system."""
    ref = site.programme.request("north", state="validated")
    visitor = site.visitor("auditor")
    sent = visitor.get("/audit/log").forms["/audit/log"]
    answer = visitor.post("/audit/log", {**sent.to_dict(), "format": kind})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{name}"')
    assert ref in answer.text
    assert "It is about another place." not in answer.text
    taken = site.programme.entries("SYS")[-1]
    assert (taken.trigger, taken.actor, taken.changes) == (
        "export_log",
        site.programme.people["auditor"],
        {"exported": {"what": "log", "format": kind}},
    )


def test_well_formed(site: Site) -> None:
    """What is sent in pieces is one document in the end."""
    site.programme.exchange("terms_agreed")
    visitor = site.visitor("auditor")
    token = {"csrf_token": visitor.get("/audit/log").forms["/audit/log"]["csrf_token"]}
    log = ElementTree.fromstring(visitor.post("/audit/log", {**token, "format": "xes"}).text)
    traces = log.findall("{http://www.xes-standard.org/}trace")
    objects = json.loads(visitor.post("/audit/log", {**token, "format": "ocel"}).text)["objects"]
    cases = [row.ref for row in site.programme.rows("cases")]
    assert len(traces) == len(cases)
    assert [one["id"] for one in objects if one["type"] != "person"] == sorted(cases)


def test_no_such_format(site: Site) -> None:
    """A format that is none is told, and nothing is written."""
    visitor = site.visitor("auditor")
    sent = visitor.get("/audit/log").forms["/audit/log"].to_dict()
    before = len(site.programme.entries("SYS"))
    assert visitor.post("/audit/log", {**sent, "format": "pdf"}).status_code == 422
    assert len(site.programme.entries("SYS")) == before
