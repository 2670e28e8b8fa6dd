"""Topics: the administrator adds one and switches one off; forms, filters and cases follow the one list."""

import pytest

from records import topics
from records.database import reading
from tests.web.site import Site, request_form
from tests.web.test_admin import admin, send
from tests.web.visitor import Page, Visitor

__all__ = ["admin"]

MARKETS = {"code": "markets", "en": "Markets", "fr": "Marchés"}


def topic(site: Site, code: str) -> topics.TopicInfo:
    """What is kept of a topic."""
    with reading(site.program.database) as connection:
        return topics.get(connection, code)


def test_added(site: Site, admin: Visitor) -> None:
    """A topic that was added is offered, chosen, kept and found, under the name it was given."""
    assert send(admin, "/admin/topics", "/admin/topics", **MARKETS).status_code == 303
    assert topic(site, "markets").labels == {"en": "Markets", "fr": "Marchés"}
    answer = site.begin("broker", "request", "submit", {**request_form(site), "topic": "markets"}, **on_behalf(site))
    assert answer.status_code == 303
    assert "Markets: north" in site.visitor("broker").get("/desk?text=market").text
    assert "Markets" in site.page("broker", "REQ-2018-0001").text


def on_behalf(site: Site) -> dict[str, str]:
    """A broker files for the north."""
    return {"on_behalf_of": site.programme.people["north"], "on_behalf_reason": "An e-mail."}


def test_in_ones_own_language(site: Site, admin: Visitor) -> None:
    """A topic is called as the reader's language calls it, and in English where it has no name there."""
    markets = topics.TopicInfo("markets", {"en": "Markets", "fr": "Marchés"})
    assert [markets.label(one) for one in ("fr", "it", "en")] == ["Marchés", "Markets", "Markets"]


def test_switched_off(site: Site, admin: Visitor) -> None:
    """One that is switched off is offered no more and refused, and reads as before where it is used."""
    ref = site.programme.request(topic="water")
    assert send(admin, "/admin/topics/water", "/admin/topics/water/off").status_code == 303
    assert '<option value="water"' not in site.visitor("broker").get("/desk/new/request/submit").html
    answer = site.begin("broker", "request", "submit", {**request_form(site), "topic": "water"}, **on_behalf(site))
    assert answer.status_code == 422
    assert "“water” cannot be chosen here." in Page(answer.text).text
    assert "Water" in site.page("broker", ref).text
    assert site.programme.fire(ref, "amend", "north", topic="water", challenge="Wells are dry.").entries
    send(admin, "/admin/topics/water", "/admin/topics/water/on")
    assert topic(site, "water").active


@pytest.mark.parametrize(
    ("answers", "field", "said"),
    [
        ({"code": "waste"}, "code", "There is a topic with the code waste already."),
        ({"code": "Été"}, "code", "“Été” cannot be a code."),
        ({"en": ""}, "en", "Fill this in"),
    ],
)
def test_not_added(site: Site, admin: Visitor, answers: dict[str, str], field: str, said: str) -> None:
    """What does not fit is told at its question, and nothing is added."""
    answer = send(admin, "/admin/topics", "/admin/topics", **{**MARKETS, **answers})
    page = Page(answer.text)
    assert answer.status_code in (409, 422)
    assert said in page.text
    assert field in page.invalid


def test_unknown(admin: Visitor) -> None:
    """A topic that nobody entered is a page that is not there."""
    assert admin.client.get("/admin/topics/nothing").status_code == 404
