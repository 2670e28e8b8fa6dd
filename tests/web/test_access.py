"""Who may open what: nobody without an account, nobody another's room, nobody a case they may not see."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from tests.web.site import Site
from tests.web.visitor import Page, Visitor
from web.public_routes import PUBLIC

ROOMS = {
    "desk": {"broker", "lead", "committee"},
    "portal": {"north", "city", "ghana"},
    "audit": {"auditor"},
    "admin": {"admin"},
}
HOMES = {"broker": "/desk", "lead": "/desk", "committee": "/desk", "north": "/portal", "city": "/portal"}
HOMES |= {"ghana": "/portal", "auditor": "/audit", "admin": "/admin"}
VALUES = {"ref": "REQ-2018-0001", "trigger": "validate", "type_": "request", "document": "DOC-0001", "token": "x"}
VALUES |= {
    "ident": 1,
    "name": "comment",
    "person": "PER-0001",
    "organisation": "ORG-0001",
    "when": "2018-03",
    "number": 1,
    "topic": "waste",
    "seq": 1,
    "fingerprint": "0" * 64,
}


def test_every_page_asks_who_is_there(site: Site) -> None:
    """Whoever is not signed in is sent to sign in from every page that is not listed as public, and can send no form."""
    site.programme.request()
    asked = 0
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            visitor = Visitor.at(site.app)
            address = _address(site, rule)
            token = visitor.get("/login").trigger("login")["csrf_token"]
            data = {"csrf_token": token} if method == "POST" else None
            answer = visitor.client.open(address, method=method, data=data)
            assert answer.status_code == (303 if method == "GET" else 401), address
            asked += 1
    assert asked > 10
    assert site.programme.case("REQ-2018-0001").state == "submitted"


def test_the_public_pages_are_there(site: Site) -> None:
    """The list of public pages names no page that does not exist."""
    assert set(PUBLIC) <= {rule.endpoint for rule in site.app.url_map.iter_rules()}


@pytest.mark.parametrize("room", list(ROOMS))
def test_a_room_is_for_its_roles(site: Site, room: str) -> None:
    """Each room opens for its roles; everybody else reads that it is not theirs, and keeps their own list of rooms."""
    for name, home in HOMES.items():
        page = site.visitor(name).get(f"/{room}", 200 if name in ROOMS[room] else 403)
        if name not in ROOMS[room]:
            assert "These pages are not for your role." in page.text
            assert f'href="{home}"' in page.html


@pytest.mark.parametrize("name", ["south", "city", "uganda"])
def test_a_case_one_may_not_see_is_not_there(site: Site, name: str) -> None:
    """A case of others and a case that does not exist look the same, and no button of it can be pressed."""
    ref = site.programme.request("north")
    there = site.visitor(name).get(f"/portal/cases/{ref}", 404)
    missing = site.visitor(name).get("/portal/cases/REQ-2018-0999", 404)
    assert there.text.replace(ref, "…") == missing.text.replace("REQ-2018-0999", "…")
    token = there.trigger("logout")["csrf_token"]
    for more in ({}, {"preview": "yes"}):
        sent = {"csrf_token": token, "version": "1", "key": "k", "reason": "Because", **more}
        assert site.visitor(name).post(f"/portal/cases/{ref}/transitions/withdraw", sent).status_code == 404
    assert site.programme.kinds(ref) == ["created"]


def test_whoever_declared_an_interest_does_not_see_it(site: Site) -> None:
    """A member of the committee does not find a case they have an interest in."""
    from records import interests

    ref = site.programme.request("north")
    assert site.page("committee", ref)
    member = site.programme.people["committee"]
    with site.program.database.begin() as connection:
        interests.declare(connection, member, ref, "family", actor=member, now=site.programme.now, via="test")
    site.visitor("committee").get(f"/desk/cases/{ref}", 404)


def test_an_unknown_trigger(site: Site) -> None:
    """A trigger that the type does not have is not there."""
    ref = site.programme.request()
    sent = site.page("broker", ref).trigger("validate")
    answer = site.visitor("broker").post(f"/desk/cases/{ref}/transitions/explode", sent)
    assert answer.status_code == 404
    assert "has no transition “explode”" in Page(answer.text).text


def test_somebody_elses_button(site: Site) -> None:
    """A button that is another part's is refused with 403, saying whose it is."""
    ref = site.programme.request()
    sent = site.page("north", ref, room="portal").trigger("withdraw")
    answer = site.visitor("north").post(f"/portal/cases/{ref}/transitions/validate", _bare(sent))
    assert answer.status_code == 403
    assert "Only the broker can do this." in Page(answer.text).text


def test_a_form_without_its_token(site: Site) -> None:
    """A form that was not made for the session does nothing; the page comes back with what was typed."""
    ref = site.programme.request()
    visitor, address = site.visitor("broker"), f"/desk/cases/{ref}/transitions/ask_for_more"
    sent = visitor.get(f"/desk/cases/{ref}").trigger("ask_for_more")
    sent["missing"], sent["csrf_token"] = "A map.", "forged"
    with site.programme.unchanged():
        answer = visitor.post(address, sent)
    page = Page(answer.text)
    assert answer.status_code == 400
    assert "What you typed is still here; press again." in page.text
    again = page.trigger("ask_for_more")
    again["answer_by"] = "2018-03-20"
    assert again["missing"] == "A map."
    assert visitor.post(address, again).status_code == 303


@pytest.mark.parametrize("address", ["/login", "/logout", "/desk/new/call/prepare", "/set-password/x"])
def test_no_form_is_taken_without_a_token(site: Site, address: str) -> None:
    """Every form that is sent without a token is refused."""
    assert site.visitor("broker").post(address, {"email": "x", "password": "y"}).status_code == 400


def test_headers(site: Site) -> None:
    """Every answer, also one that went wrong, forbids foreign and inline scripts, frames and guessing of types."""
    for address in ("/", "/login", "/nowhere", "/static/connect.css", "/healthz"):
        headers = site.visitor().client.get(address).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self';")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_one_script_of_our_own(site: Site) -> None:
    """No page carries a script but the one beside it, nor a style or a handler inside a tag."""
    ref = site.programme.request()
    for address in ("/", "/login", "/help", "/desk", "/desk/new", "/desk/new/request/submit", f"/desk/cases/{ref}"):
        html = site.visitor("broker").get(address, 200 if address != "/login" else 303).html
        html = re.sub('<script type="application/ld[+]json">[^<]*</script>', "", html)  # data, which nothing runs
        assert html.replace('<script src="/static/connect.js" defer></script>', "").count("<script") == 0
        assert " style=" not in html
        assert " onclick=" not in html


def _bare(sent: MultiDict[str, str]) -> dict[str, str]:
    """What stands beside the answers of a form, without the answers."""
    return {name: sent[name] for name in ("csrf_token", "version", "key")}


def _address(site: Site, rule: object) -> str:
    with site.app.test_request_context():
        from flask import url_for

        names = getattr(rule, "arguments")  # noqa: B009 - werkzeug's rules are not typed here
        return url_for(getattr(rule, "endpoint"), **{name: VALUES[name] for name in names})  # noqa: B009
