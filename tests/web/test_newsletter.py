"""The newsletter, from an address that is typed to one that is deleted, and from what is new to the archive."""

import re
from datetime import timedelta

from werkzeug.test import TestResponse

from records import newsletter
from tests.web.site import Site
from tests.web.visitor import Page, Visitor
from workflow.history import read_entry


def ask(site: Site, address: str, *, wait: int = 9, **more: str) -> TestResponse:
    """Somebody types an address."""
    visitor = Visitor.at(site.app)
    form = visitor.get("/newsletter").forms["/newsletter"]
    site.programme.now += timedelta(seconds=wait)
    return visitor.post("/newsletter", {**form, "email": address, "language": "fr", **more})


def link(site: Site, kind: str) -> str:
    """The path of the newest link that a subscriber has, of a kind of letter."""
    key, now = site.program.settings.secret_key, site.programme.now
    (row,) = site.programme.rows("subscribers")
    if kind == "leave":
        return f"{newsletter.LEAVE}{newsletter.leave_token(row.handle, key=key)}"
    return f"{newsletter.CONFIRM}{newsletter.confirm_token(row.handle, 'fr', key=key, now=now)}"


def subscribe(site: Site) -> None:
    """An address that confirmed."""
    ask(site, "one@connect.example")
    Visitor.at(site.app).post(link(site, "confirm"), {})


def test_asking(site: Site) -> None:
    """An address gets one letter in its language, with a link that the kept letter has not; nothing else before it is pressed."""
    assert ask(site, "One@connect.example").status_code == 200
    (row,) = site.programme.rows("outbox")
    assert (row.template, row.language, row.ref) == ("newsletter_confirm", "fr", None)
    assert "/newsletter#confirm-fr" in row.body
    assert site.program.personal(row.body, row.recipient, site.programme.now).count(newsletter.CONFIRM) == 1
    visitor = Visitor.at(site.app)
    assert "Français" in visitor.get(link(site, "confirm")).text
    assert site.programme.rows("subscribers")[0].confirmed_at is None
    assert visitor.post(link(site, "confirm"), {}).status_code == 200
    assert site.programme.rows("subscribers")[0].confirmed_at == site.programme.now


def test_who_subscribed_is_nobodys_business(site: Site) -> None:
    """The answer is the same for an address that is known, asked a moment ago, or new; and none is asked twice an hour."""
    subscribe(site)
    said = {Page(ask(site, address).text).text for address in ("one@connect.example", "two@connect.example")}
    assert (len(said), len(site.programme.rows("outbox"))) == (1, 2)


def test_refused(site: Site) -> None:
    """What a program sends, or what is no address, is refused in a sentence, and what was typed stays."""
    for more, wait, says in (({"website": "x"}, 9, "program"), ({}, 0, "program"), ({"email": "x"}, 9, "x")):
        answer = ask(site, "one@connect.example", wait=wait, **more)
        page = Page(answer.text)
        assert answer.status_code == 422
        assert says in page.text
        assert page.forms["/newsletter"]["email"] == more.get("email", "one@connect.example")
    assert site.programme.rows("subscribers") == []


def test_too_late(site: Site) -> None:
    """Whoever confirms after a week reads so; whoever never does is forgotten."""
    ask(site, "one@connect.example")
    address = link(site, "confirm")
    site.programme.now += timedelta(days=8)
    assert Visitor.at(site.app).client.post(address).status_code == 410
    ask(site, "two@connect.example")
    assert [row.email for row in site.programme.rows("subscribers")] == ["two@connect.example"]


def test_leaving(site: Site) -> None:
    """Opening the link ends nothing; one press, also of a mail program, deletes the address, and again does no harm."""
    subscribe(site)
    address, visitor = link(site, "leave"), Visitor.at(site.app)
    assert address in visitor.get(address).forms
    assert len(site.programme.rows("subscribers")) == 1
    for _again in range(2):
        assert visitor.client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert site.programme.rows("subscribers") == []
    visitor.get(address, 404)


def test_forged(site: Site) -> None:
    """A link that is not ours opens nothing and does nothing."""
    for forged in ("x", "WyJ4Il0.forged", "a" * 3000):
        for path in (newsletter.LEAVE, newsletter.CONFIRM):
            for method in ("GET", "POST"):
                assert site.visitor().client.open(f"{path}{forged}", method=method).status_code == 404


def test_an_issue(site: Site) -> None:
    """An issue gathers what is new, is looked at, sent once to each list that has readers, recorded, and kept for all."""
    subscribe(site)
    call = site.programme.call(site.programme.request("north", state="validated"))
    held = site.programme.exchange("executed", by="south")
    site.programme.now += timedelta(days=1)
    broker = site.visitor("broker")
    page = broker.get("/desk/newsletter")
    form = page.forms["/desk/newsletter"]
    assert set(form.getlist("known")) == {f"held:{held}", f"opened:{call}"}
    form["opening-fr"] = "Chers collègues."
    looked = broker.post("/desk/newsletter", {**form.to_dict(flat=False), "do": "fr"})
    text = broker.get(looked.location).text
    assert "Chers collègues." in text
    assert f"/opportunities/{call}?lang=fr" in text
    sent = {**broker.get("/desk/newsletter").forms["/desk/newsletter"].to_dict(flat=False), "do": "send"}
    assert broker.post("/desk/newsletter", sent).status_code == 303
    again = broker.post("/desk/newsletter", sent)
    assert (again.status_code, "sent by somebody else" in again.text) == (409, True)
    letters = [row for row in site.programme.rows("outbox") if row.template == "newsletter"]
    assert [row.recipient for row in letters] == ["list:fr"]
    (entry,) = [read_entry(row.body) for row in site.programme.rows("entries", trigger="send_newsletter")]
    assert (entry.ref, entry.changes) == ("SYS", {"facts": {"issue": 1, "readers": {"fr": 1}}})
    archive = Visitor.at(site.app).get("/newsletter/1?lang=fr")
    assert "Chers collègues." in archive.text
    assert "No issue" not in Visitor.at(site.app).get("/newsletter").text
    empty = broker.get("/desk/newsletter").forms["/desk/newsletter"]
    assert (empty["number"], empty.getlist("known")) == ("2", [])
    assert broker.post("/desk/newsletter", {**empty, "do": "send"}).status_code == 422


def test_left_out(site: Site) -> None:
    """What the broker leaves out is in no letter, and stays left out until the issue is sent."""
    call = site.programme.call(site.programme.request("north", state="validated"))
    broker = site.visitor("broker")
    form = broker.get("/desk/newsletter").forms["/desk/newsletter"].to_dict(flat=False)
    form.pop("told")
    page = broker.get(broker.post("/desk/newsletter", {**form, "opening-en": ["Hello."], "do": "en"}).location)
    assert call not in re.findall(r"<pre>(.*?)</pre>", page.html, re.DOTALL)[0]
    assert page.forms["/desk/newsletter"].getlist("told") == []
