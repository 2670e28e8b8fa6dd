"""Two people with the same things, each at the other's addresses: nothing opens, and nothing of the other's changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import url_for
from werkzeug.datastructures import MultiDict

from records import documents, drafts, feeds, saved, sessions
from tests.web.site import Site
from tests.web.visitor import Visitor
from workflow.tables import outbox

# An argument of an address that names somebody's thing; every other is a word that all share.
OBJECTS = frozenset({"ref", "ident", "document"})
SHARED = frozenset({"type_", "trigger", "name", "filename", "token", "person", "organisation", "topic", "when"})
OURS = ("portal", "documents")  # rooms in which both sign in
SECRET = "The well of the south is poisoned."


@pytest.fixture
def theirs(site: Site) -> dict[str, Any]:
    """What the requester of the south has: a case, a letter, a document, a list, a draft, an address, a session."""
    programme = site.programme
    person = programme.people["south"]
    ref = programme.request("south", challenge=SECRET)
    with site.program.database.begin() as connection:
        document = documents.store(connection, b"%PDF-1.7 Theirs.", "theirs.pdf", person=person)
        saved.keep(connection, person, "portal", "Theirs", "text=well")
        drafts.keep(connection, ref, "baseline", person, [("comment", SECRET)], now=programme.now)
        feeds.make(connection, person, actor=person, now=programme.now, via="test")
        letter = connection.execute(outbox.select().where(outbox.c.ref == ref)).first().id
    return {"ref": ref, "ident": letter, "document": document, "person": person}


def addresses(site: Site, theirs: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Method and address of every route that names a thing, with the other's in it."""
    words = {"name": "comment", "trigger": "withdraw", "type_": "request"}
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in OURS and OBJECTS & rule.arguments:
            with site.app.test_request_context():
                given = {name: theirs.get(name, words.get(name, "x")) for name in rule.arguments}
                address = url_for(rule.endpoint, **given)
            yield from ((method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def test_arguments_are_known(site: Site) -> None:
    """Whatever stands in the address of a room of both is somebody's thing, or a word that all share."""
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in OURS:
            assert rule.arguments <= OBJECTS | SHARED, rule


def test_nothing_opens(site: Site, theirs: dict[str, Any]) -> None:
    """At every address of the other's things there is nothing, to read or to send, and nothing changes."""
    north: Visitor = site.visitor("north")
    token = north.get("/account").trigger("logout")["csrf_token"]
    tried = 0
    with site.programme.unchanged():
        for method, address in addresses(site, theirs):
            data = (
                {"csrf_token": token, "version": "1", "key": address, "reason": "Because"} if method == "POST" else None
            )
            answer = north.client.open(address, method=method, data=data)
            assert answer.status_code == 404, (method, address, answer.status_code)
            assert SECRET not in answer.text
            tried += 1
    assert tried > 8


def test_in_a_form(site: Site, theirs: dict[str, Any]) -> None:
    """Naming the other's things in a form of one's own opens none of them."""
    north, new = site.visitor("north"), "/portal/new/request/submit"
    sent: MultiDict[str, str] = north.get(new).forms[new]
    for name in sent:
        if name != "csrf_token":
            for thing in theirs.values():
                answer = north.post(new, {**sent.to_dict(), name: str(thing), "preview": "yes"})
                assert answer.status_code < 500
                assert SECRET not in answer.text
    assert site.programme.kinds(theirs["ref"])[0] == "created"


def test_what_is_kept_by_person(site: Site, theirs: dict[str, Any]) -> None:
    """Lists, sessions and the address of a calendar are ended by their owner alone, whatever somebody else sends."""
    visitors = {name: site.visitor(name) for name in ("north", "south")}
    token = visitors["north"].get("/account").trigger("logout")["csrf_token"]
    with site.program.database.connect() as connection:
        (session,) = sessions.of(connection, theirs["person"], now=site.programme.now)
    for address, more in (
        ("/portal/lists/forget", {"name": "Theirs", "person": theirs["person"]}),
        ("/account/sessions/end", {"session": session.id}),
        ("/account/calendar/end", {"person": theirs["person"]}),
        ("/account/password", {"person": theirs["person"], "old": "x", "password": "three words and more"}),
        ("/account/second-factor/remove", {"person": theirs["person"], "code": "000000"}),
    ):
        assert visitors["north"].post(address, {"csrf_token": token, **more}).status_code < 500, address
    assert visitors["south"].get("/account")
    with site.program.database.connect() as connection:
        assert [one.name for one in saved.saved(connection, theirs["person"], "portal")] == ["Theirs"]
        assert feeds.since(connection, theirs["person"]) == site.programme.now
        assert drafts.find(connection, theirs["ref"], "baseline", theirs["person"])
    assert "Theirs" not in visitors["north"].get("/portal").text
