"""Event logs that are taken from the page of the audit."""

import json
from xml.etree import ElementTree

from tests.web.site import Site


def test_taken(site: Site) -> None:
    """A log has every case and no text; that it was taken, by whom and in which format, is an entry of the system."""
    site.programme.request("north")
    ref = site.programme.request("north")
    site.programme.press(ref, "validate", "broker", waivers={"no_twin": "It is about another place."})
    visitor = site.visitor("auditor")
    sent = visitor.get("/audit/log").forms["/audit/log"]
    for kind, name in (("csv", "csv"), ("xes", "xes"), ("ocel", "json")):
        answer = visitor.post("/audit/log", {**sent.to_dict(), "format": kind})
        assert (answer.status_code, answer.headers["Content-Disposition"].endswith(f'.{name}"')) == (200, True)
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
    call = site.programme.call()
    visitor = site.visitor("auditor")
    token = {"csrf_token": visitor.get("/audit/log").forms["/audit/log"]["csrf_token"]}
    log = ElementTree.fromstring(visitor.post("/audit/log", {**token, "format": "xes"}).text)
    objects = json.loads(visitor.post("/audit/log", {**token, "format": "ocel"}).text)["objects"]
    assert len(log.findall("{http://www.xes-standard.org/}trace")) == 2
    assert [one["id"] for one in objects if one["type"] != "person"] == [call, "REQ-2018-0001"]


def test_no_such_format(site: Site) -> None:
    """A format that is none is told, and nothing is written."""
    visitor = site.visitor("auditor")
    sent = visitor.get("/audit/log").forms["/audit/log"].to_dict()
    before = len(site.programme.entries("SYS"))
    assert visitor.post("/audit/log", {**sent, "format": "pdf"}).status_code == 422
    assert len(site.programme.entries("SYS")) == before
