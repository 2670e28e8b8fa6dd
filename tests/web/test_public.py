"""The public site: what everybody may read is there in every language, nothing else is, and nobody is followed."""

import json
import re
from xml.etree.ElementTree import fromstring

import pytest

from records.languages import WRITTEN
from tests.web.site import Site
from tests.web.visitor import Visitor

SITE = ("/", "/opportunities", "/how-to-apply", "/exchanges", "/timeline", "/newsletter", "/associations", "/contact")
PAGES = (*SITE, "/leaflet", "/help")
ATOM = "{http://www.w3.org/2005/Atom}"
KB = 1024


@pytest.fixture
def held(site: Site) -> str:
    """An open call of one government, and an exchange of another that was held."""
    ref = site.programme.exchange("executed", by="south")
    site.programme.call(site.programme.request("north", state="validated"))
    return ref


def test_nobody_is_followed(site: Site, held: str) -> None:
    """No public page sets a cookie, loads anything from elsewhere, or weighs 60 kB with its style and its script."""
    visitor = Visitor.at(site.app)
    files = sum(len(visitor.client.get(f"/static/connect.{kind}").data) for kind in ("css", "js", "svg"))
    for page in (*PAGES, "/opportunities/CALL-2018-0002", f"/exchanges/{held}"):
        answer = visitor.client.get(page)
        assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, []), page
        assert len(answer.data) + files < 60 * KB
        loaded = re.findall(r'<(?:script|img|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"', answer.text)
        assert all(address.startswith("/static/") for address in loaded), page


def test_a_call(site: Site, held: str) -> None:
    """A call says what is asked, by whom, until when in whose zone, and where it is answered; a new deadline is marked."""
    call = "CALL-2018-0002"
    page = site.visitor().get(f"/opportunities/{call}")
    for said in ("A colleague with the same job.", "Europe/Amsterdam", "north (Ghana)", "English", "Expert assignment"):
        assert said in page.text
    assert f'href="/file/application/{call}"' in page.html
    assert "New deadline" not in page.text
    later = "2019-06-01"
    site.programme.fire(call, "extend_deadline", "broker", deadline=later, reason="Few answers.")
    for address in ("/", "/opportunities", f"/opportunities/{call}"):
        text = site.visitor().get(address).text
        assert "New deadline" in text
        assert "1 June 2019" in text


def test_what_is_not_public(site: Site, held: str) -> None:
    """Drafts, what is still being prepared, and what never came so far are not there; nor is the name of a person."""
    draft = site.programme.call(site.programme.request("south", state="validated"), state="draft")
    gone = site.programme.call(site.programme.request("south", state="validated"), state="draft")
    site.programme.fire(gone, "discard", "broker")
    begun = site.programme.exchange("terms_drafted", by="south", expert="town")
    for address in (
        f"/opportunities/{draft}",
        f"/opportunities/{gone}",
        f"/exchanges/{begun}",
        "/exchanges/CALL-2018-0002",
    ):
        assert "There is no such page." in site.visitor().get(address, 404).text
    listed = "".join(
        site.visitor().get(page).html for page in (*PAGES, "/opportunities?earlier=yes", f"/exchanges/{held}")
    )
    for hidden in (draft, gone, begun, "REQ-", "APP-", "PER-", "Waste is burnt"):
        assert hidden not in listed


def test_a_call_that_was_given_up(site: Site, held: str) -> None:
    """Whoever comes back to a call that was cancelled reads so, and cannot answer it any more."""
    site.programme.fire("CALL-2018-0002", "cancel", "broker", reason="Solved.")
    page = site.visitor().get("/opportunities/CALL-2018-0002")
    assert "Cancelled" in page.text
    assert "/file/application" not in page.html


def test_an_exchange(site: Site, held: str) -> None:
    """An exchange that was held is listed, counted in its country, and says when it was and between whom."""
    lists = site.visitor().get("/exchanges")
    assert "Uganda (1)" in lists.text
    assert lists.html.partition('class="world"')[2].count("<circle") == 1
    assert "No exchange" in site.visitor().get("/exchanges?country=KH").text
    page = site.visitor().get(f"/exchanges/{held}")
    assert "south (Uganda)" in page.text
    data = json.loads(re.findall(r'ld\+json">(.*)</script>', page.html)[0])
    assert (data["@type"], data["startDate"]) == ("Event", site.programme.case(held).facts["first_day"])


def test_pages_of_a_list(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is read page by page, each call once, the one that closes first before the others."""
    refs = [site.programme.call(site.programme.request("north", state="validated"), days=days) for days in (30, 20, 40)]
    monkeypatch.setattr("records.published.open_calls.__defaults__", (None, 2))
    first = site.visitor().get("/opportunities").html
    second = site.visitor().get(re.findall(r'rel="next" href="([^"]*)"', first)[0]).html
    found = [re.findall(r'href="/opportunities/(CALL[^"]*)"', html) for html in (first, second)]
    assert found == [[refs[1], refs[0]], [refs[2]]]


def test_statements(site: Site, held: str) -> None:
    """A page asks as many questions of the database for several calls as for one."""
    counted = []
    site.visitor().get("/exchanges")  # where countries are counted once a minute
    for _more in range(2):
        with site.statements() as sent:
            for address in ("/", "/opportunities", "/exchanges", f"/exchanges/{held}"):
                site.visitor().get(address)
        counted.append(len(sent))
        for _call in range(3):
            site.programme.call(site.programme.request("north", state="validated"))
    assert counted[0] == counted[1] < 40


def test_feeds(site: Site, held: str) -> None:
    """Feeds have the open calls and the exchanges, with ids that no language changes."""
    for address, page in (
        ("/opportunities.atom", "/opportunities/CALL-2018-0002"),
        ("/exchanges.atom", f"/exchanges/{held}"),
    ):
        told = [fromstring(site.visitor().client.get(f"{address}{lang}").data) for lang in ("", "?lang=fr")]
        ids = {feed.findtext(f"{ATOM}entry/{ATOM}id") for feed in told}
        assert ids == {f"http://127.0.0.1:8000{page}"}
        assert told[0].findtext(f"{ATOM}entry/{ATOM}updated")


def test_robots(site: Site, held: str) -> None:
    """Robots find a map of every public page in every language, and are kept from what is somebody's own."""
    robots = site.visitor().client.get("/robots.txt").text
    assert "Disallow: /desk\n" in robots
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    tree = site.visitor().client.get("/sitemap.xml").text
    fromstring(tree)
    for code in WRITTEN:
        assert f'href="http://127.0.0.1:8000/exchanges/{held}?lang={code}"' in tree


def test_languages(site: Site) -> None:
    """Each page names itself in each language, and keeps the language that was asked for in its links."""
    for code in WRITTEN:
        html = site.visitor().get(f"/exchanges?country=GH&lang={code}").html
        assert f'<html lang="{code}"' in html
        for other in WRITTEN:
            here = f'hreflang="{other}" href="http://127.0.0.1:8000/exchanges?country=GH&amp;lang={other}"'
            assert here in html
        assert f'href="/timeline?lang={code}"' in html
