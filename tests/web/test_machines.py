"""The pages of the machines: the rules that the engine runs, in words, and one case's way over them."""

from datetime import timedelta

import pytest

import app
from tests.web.site import Site
from tests.web.visitor import Page
from workflow.moments import Hour, Moment, after, before, half_way, months, on, working_days

TYPES = app.known_types().names()


def test_all_types(site: Site) -> None:
    """Everybody who is signed in finds each kind of case, in one list."""
    for name in ("broker", "north", "auditor", "admin"):
        page = site.visitor(name).get("/machines")
        assert all(f'href="/machines/{type_}"' in page.html for type_ in TYPES)


@pytest.mark.parametrize("type_", TYPES)
def test_whole_law(site: Site, type_: str) -> None:
    """The page of a type says every state, every transition, and every rule of each."""
    page = site.visitor("broker").get(f"/machines/{type_}")
    definition = site.law(type_)
    for state in definition.states:
        assert f'id="state-{state.name}"' in page.html
        assert state.label in page.text
    for one in definition.transitions:
        assert one.label in page.text
        assert f'<code class="hint">{one.trigger}</code>' in page.html
        for guard in definition.guards_of(one):
            assert guard.rule in page.text


def test_who_comes_meanwhile(site: Site) -> None:
    """A state says what falls due for those too who come to take part while a case is in it."""
    row = site.visitor("broker").get("/machines/expert_assignment").html.partition('id="state-matched"')[2]
    said = row.partition("</tr>")[0].partition("Who comes to take part meanwhile gets too:")[2]
    assert "reparation" in said


def test_the_words_of_who_reads(site: Site) -> None:
    """The staff reads the rules in its own words for states, a party in the public's, each said once."""
    rows = {}
    for who in ("broker", "auditor", "admin", "north"):
        html = site.visitor(who).get("/machines/roundtable").html
        row = html.partition('<code class="hint">complete_programme</code>')[2].partition("</tr>")[0]
        rows[who] = Page(row).text.partition("stays where it is")[0].strip()
    assert rows["broker"] == rows["auditor"] == rows["admin"] == "Programme drafted, Invited, Postponed, Arranged"
    assert rows["north"] == "In preparation, Postponed, Arranged"
    assert "once all have answered: the broker" in Page(html).text


def test_unknown_type(site: Site) -> None:
    """A type that does not exist is told with those that do."""
    assert "request" in site.visitor("broker").get("/machines/coffee", 404).text


def test_picture(site: Site) -> None:
    """The picture is an image of its own, which may fetch nothing."""
    answer = site.visitor("broker").client.get("/machines/request.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_way_of_a_case(site: Site) -> None:
    """A case's way names each state it was in, how it came there, and for how long."""
    ref = site.programme.request("north")
    site.programme.now += timedelta(days=3)
    site.programme.fire(ref, "reject", "broker", reason="It is a test.")
    page = site.visitor("broker").get(f"/desk/cases/{ref}/path")
    for said in ("Submitted", "3 days", "Rejected", "the end", f"{ref}/2"):
        assert said in page.text
    picture = site.visitor("broker").client.get(f"/desk/cases/{ref}/path.svg")
    assert "3 days" in picture.text
    assert site.visitor("auditor").get(f"/audit/cases/{ref}/path")


def test_way_without_names(site: Site) -> None:
    """The committee reads the way of a request without the names of those who moved it; a stranger finds none."""
    ref = site.programme.request("north")
    assert "north · " in site.visitor("broker").get(f"/desk/cases/{ref}/path").text
    assert "north · " not in site.visitor("committee").get(f"/desk/cases/{ref}/path").text
    site.visitor("south").get(f"/desk/cases/{ref}/path", 403)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (working_days(10), "10 working days after the day on which this state began"),
        (months(1), "1 month after the day on which this state began"),
        (before("limit", days=1), "1 day before the day until which it may wait"),
        (after("deadline", days=7), "7 days after Deadline"),
        (on("deadline"), "on Deadline"),
        (Moment("deadline", hour=Hour.END), "at the end of Deadline"),
        (half_way("entered", "limit"), "half-way between the day on which this state began and the day until which"),
    ],
)
def test_moments(site: Site, moment: Moment, said: str) -> None:
    """A moment is told as it was declared: how long, before or after what."""
    from web.due import Calendar
    from web.scene import words_of
    from web.when import when

    with site.app.test_request_context("/"):
        definition = site.law("call")
        told = when(moment, Calendar(definition, words_of().about(definition)))
    assert told.lower().startswith(said.lower())
