"""A new case: what can be begun is told in a sentence each, and what came by e-mail is begun on somebody's behalf."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.site import Site, request_form
from tests.web.visitor import Page
from workflow.history import Entry

REASON = "An e-mail of 2 March."


def offer_form(site: Site, call: str) -> dict[str, Any]:
    """What an application asks."""
    return {
        "call": call,
        "request": min(ref for ref in site.programme.linked(call) if ref.startswith("REQ-")),
        "government": site.programme.bodies["city"],
        "people": [site.programme.people["city"]],
        "approach": "We go round with them for a week.",
        "similar_job": "We collect waste.",
        "languages": ["en"],
        "availability": {"first": "2018-05-01", "last": "2018-12-31"},
    }


def test_every_way_is_told_in_a_sentence(site: Site) -> None:
    """Each way a broker may begin a case says what it is for; where exchanges come from and the import are named too."""
    site.programme.call()
    page = site.visitor("broker").get("/desk/new")
    ways = page.html.partition('<ul class="cards">')[2].partition("</ul>\n</section>")[0].split("<li>")[1:]
    assert len(ways) >= 5
    assert [way for way in ways if "<br>" not in way] == []
    assert "An exchange that is still to come is not begun by hand: a match makes it." in page.text
    assert 'href="/desk/import"' in page.html


def test_what_an_application_is_offered(site: Site) -> None:
    """Who applies chooses among the requests of an open call and governments; an expert among their own government."""
    called, other = site.programme.request("north", state="validated"), site.programme.request("south")
    site.programme.call(called)
    for who, room, governments in (("broker", "desk", {"north", "city", "town"}), ("city", "portal", {"city"})):
        html = site.visitor(who).get(f"/{room}/new/application/submit").html
        assert called in html
        assert other not in html.partition('name="request"')[2].partition("</select>")[0]
        offered = html.partition('name="government"')[2].partition("</select>")[0]
        for name in ("north", "city", "town", "ghana", "uganda"):
            assert (f'value="{site.programme.bodies[name]}"' in offered) is (name in governments), (who, name)


def test_requests_of_a_closed_call(site: Site) -> None:
    """Once a call has closed, its requests are offered for a late application, and no longer for one in time."""
    request = site.programme.request(state="validated")
    site.programme.call(request, state="closed")
    for trigger, there in (("submit", False), ("file_late", True)):
        html = site.visitor("broker").get(f"/desk/new/application/{trigger}").html
        assert (request in html.partition('name="request"')[2].partition("</select>")[0]) is there


def test_which_associations_are_invited(site: Site) -> None:
    """To be invited, only associations are offered."""
    html = site.page("broker", site.programme.exchange()).html
    offered = html.partition('name="association"')[2].partition("</select>")[0]
    assert f'value="{site.programme.bodies["ghana"]}"' in offered
    assert f'value="{site.programme.bodies["city"]}"' not in offered


def test_a_request_that_came_by_mail(site: Site) -> None:
    """A broker submits a request for a government from the page: it counts as theirs, and history says how they said so."""
    answer = begin(site, "request", request_form(site), **behalf(site, "north"))
    assert answer.status_code == 303, Page(answer.text).text
    (entry,) = site.programme.entries("REQ-2018-0001")
    assert told(entry) == (site.programme.people["broker"], site.programme.people["north"])
    assert "REQ-2018-0001" in site.visitor("north").get("/portal").text
    page = site.page("broker", "REQ-2018-0001")
    assert REASON in page.text


def test_an_offer_that_came_by_mail(site: Site) -> None:
    """A broker files an application to an open call for an expert: theirs to follow, with the way it came."""
    call = site.programme.call()
    answer = begin(site, "application", offer_form(site, call), **behalf(site, "city"))
    assert answer.status_code == 303, Page(answer.text).text
    (entry,) = site.programme.entries("APP-2018-0001")
    assert told(entry) == (site.programme.people["broker"], site.programme.people["city"])
    assert "APP-2018-0001" in site.visitor("city").get("/portal").text


@pytest.mark.parametrize(
    ("left_out", "said"), [("on_behalf_reason", "Say how they told you."), ("on_behalf_of", "Say on whose behalf.")]
)
def test_half_of_it(site: Site, left_out: str, said: str) -> None:
    """For whom without how, or how without for whom, is asked for, and nothing that was typed is lost."""
    given = {**behalf(site, "north"), left_out: ""}
    answer = begin(site, "request", request_form(site), **given)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert said in page.text
    assert page.invalid == [left_out]
    assert page.trigger("submit")["challenge"] == "Waste is burnt beside the market."
    assert site.programme.rows("cases") == []


def behalf(site: Site, who: str) -> dict[str, str]:
    """For whom a broker presses, and how they said so."""
    return {"on_behalf_of": site.programme.people[who], "on_behalf_reason": REASON}


def begin(site: Site, type_: str, form: dict[str, Any], **beside: str) -> TestResponse:
    """A broker opens the form of a new case, which asks on whose behalf, fills it in and presses."""
    asked = site.visitor("broker").get(f"/desk/new/{type_}/submit").trigger("submit")
    assert set(beside) <= set(asked)
    return site.begin("broker", type_, "submit", form, **beside)


def told(entry: Entry) -> tuple[str, str | None]:
    """Who pressed, and for whom."""
    return entry.actor, entry.on_behalf_of
