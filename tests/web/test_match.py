"""Who could help with a request: ranked, explained, tried with other weights, solved together, and chosen with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from records import found, interests, migrate
from records.found import Found
from tests.web.site import Site
from tests.web.visitor import Page

OFFER = {"approach": "Our town began composting and closed its landfill.", "similar_job": "I am head of waste."}
POOR = {"approach": "We have fine beaches.", "similar_job": "I am a treasurer."}


@dataclass(frozen=True)
class Scene:
    """A call of two requests about waste, and two applications to the first: the second of them fits better."""

    site: Site
    request: str
    other: str
    call: str
    poor: str
    good: str

    def open(self, ref: str, query: str = "") -> Page:
        """The page, as a broker opens it."""
        return self.site.visitor("broker").get(f"/desk/cases/{ref}/match{query}")

    def choose(self, candidate: str | None = None, reason: str = "") -> TestResponse:
        """A broker chooses (None: whoever the page begins with) for the first request."""
        address = f"/desk/cases/{self.request}/match"
        form = self.open(self.request).forms[address]
        form["candidate"], form["reason"] = candidate or form["candidate"], reason
        return self.site.visitor("broker").client.post(address, data=form)

    def act(self, does: Any, person: str, *said: Any) -> None:
        """Somebody of the programme declares or agrees to something."""
        programme = self.site.programme
        by = {"actor": programme.people[person], "now": programme.now, "via": "test"}
        with self.site.program.database.begin() as connection:
            does(connection, programme.people[person], *said, **by)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One for all tests: each leaves it as it was, but for comments."""
    home = tmp_path_factory.mktemp("match")
    url = f"sqlite:///{home}/connect.sqlite"
    migrate.upgrade(url)
    site = Site(url, home)
    programme = site.programme
    request, other = (programme.request(by, state="validated") for by in ("north", "south"))
    call = programme.call(request, other)
    poor, good = (
        programme.application(call, by, request=request, **form) for by, form in (("town", POOR), ("city", OFFER))
    )
    yield Scene(site, request, other, call, poor, good)
    site.close()


def test_ranked(scene: Scene) -> None:
    """The better application comes first, and each criterion says why in a sentence."""
    page = scene.open(scene.request)
    assert page.html.index(f">{scene.good}<") < page.html.index(f">{scene.poor}<")
    assert "In common with the request: waste." in page.text
    assert "They can work in the working language: English." in page.text


def test_weights(scene: Scene) -> None:
    """Other weights stand in the address and are said to be only tried; nonsense counts as usual."""
    tried = scene.open(scene.request, "?weight-topic=9,5&weight-job=x")
    assert 'name="weight-topic" value="9.5"' in tried.html
    assert 'name="weight-job" value="3"' in tried.html
    assert "Back to the usual weights" in tried.text
    assert "Back to the usual weights" not in scene.open(scene.request).text


def test_first_needs_no_reason(scene: Scene) -> None:
    """Choosing the first is kept as a comment on the request, and moves nothing."""
    before = scene.site.programme.case(scene.request).state
    answer = scene.choose()
    assert (answer.status_code, answer.location) == (303, f"/desk/cases/{scene.request}#actions")
    assert f"Chosen for a match: {scene.good}" in scene.site.page("broker", scene.request).text
    assert scene.site.programme.case(scene.request).state == before


def test_another_needs_a_reason(scene: Scene) -> None:
    """Choosing another than the first asks why not the first; with a reason it is kept, and the comment says both."""
    refused = scene.choose(scene.poor)
    page = Page(refused.text)
    assert refused.status_code == 422
    assert scene.good in page.text.split("Say why it is not")[1][:60]
    assert page.forms[f"/desk/cases/{scene.request}/match"]["candidate"] == scene.poor
    assert scene.choose(scene.poor, "They know the country.").status_code == 303
    told = scene.site.page("broker", scene.request).text
    assert f"Chosen for a match: {scene.poor}" in told
    assert "Why: They know the country." in told


def test_nobody_of_them(scene: Scene) -> None:
    """Somebody who cannot be chosen is not."""
    answer = scene.choose("PER-9999", "They would be good.")
    assert answer.status_code == 422
    assert "Choose one of those who can be chosen." in Page(answer.text).text


def test_interest(scene: Scene) -> None:
    """An interest that somebody of one side declared in the other keeps them behind a wall, with the reason."""
    north = scene.site.programme.bodies["north"]
    scene.act(interests.declare, "city", north, "family")
    walled = scene.open(scene.request).text.split("Cannot be chosen")[1]
    scene.act(interests.withdraw, "city", north)
    assert scene.good in walled
    assert "have a declared conflict of interest" in walled


def test_found(scene: Scene) -> None:
    """Somebody who agreed to be found is ranked beside those who applied, until they end it."""
    days = date(2018, 4, 1), date(2018, 12, 31)
    scene.act(found.agree, "port", Found(("waste",), ("en",), "staff", "I am head of waste.", *days))
    while_found = scene.open(scene.request).text
    scene.act(found.end, "port")
    assert "They name this topic themselves: Waste management." in while_found
    assert "agreed to be found" not in scene.open(scene.request).text


def test_agreeing(scene: Scene) -> None:
    """An expert agrees on a page of their own, is told what is missing, and ends it there."""
    visitor, wanted = scene.site.visitor("port"), {"topics": "waste", "level": "elected", "languages": "en"}
    form = visitor.get("/account/found").forms["/account/found"]
    for name, value in wanted.items():
        form[name] = value
    refused = visitor.client.post("/account/found", data=form)
    assert refused.status_code == 422
    assert Page(refused.text).invalid == ["says"]
    form["says"] = "I am deputy mayor for waste."
    assert visitor.client.post("/account/found", data=form).status_code == 303
    kept = visitor.get("/account/found")
    assert kept.forms["/account/found"]["says"] == "I am deputy mayor for waste."
    shown = scene.open(scene.request).text
    assert visitor.client.post("/account/found/end", data=kept.forms["/account/found/end"]).status_code == 303
    assert "agreed to be found" in shown
    assert "agreed to be found" not in scene.open(scene.request).text


def test_together(scene: Scene) -> None:
    """A call with several requests proposes one government for each, and says what cannot be filled."""
    page = scene.open(scene.call)
    assert scene.good in page.text
    assert "Nobody offers to help with it." in page.text
    assert f'href="/desk/cases/{scene.other}/match"' in page.html


def test_no_request(scene: Scene) -> None:
    """A case around which there are no requests has no such page, and no link to it; the others have."""
    broker = scene.site.visitor("broker").client
    assert broker.get(f"/desk/cases/{scene.good}/match").status_code == 404
    assert "Who could help" not in scene.site.page("broker", scene.good).text
    assert "Who could help" in scene.site.page("broker", scene.call).text


def test_statements(scene: Scene) -> None:
    """The page asks the database as often where many agreed to be found as where nobody did."""
    with scene.site.statements() as few:
        scene.open(scene.request)
    people = ("port", "ghana", "uganda")
    for person in people:
        scene.act(found.agree, person, Found(("water",), ("en",), "elected", "I am a mayor."))
    with scene.site.statements() as many:
        scene.open(scene.request)
    for person in people:
        scene.act(found.end, person)
    assert len(many) == len(few)
