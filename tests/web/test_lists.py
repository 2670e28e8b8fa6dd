"""The work list: every case once, in its section; pages that neither lose nor repeat one; filters in the address."""

import re
from datetime import timedelta

from sqlalchemy import insert

from states.words import REQUEST_CRITERIA
from tests.records import given
from tests.web.site import Site
from workflow.tables import cases


def refs_of(html: str) -> list[str]:
    """The cases that a page names, in order."""
    return re.findall(r'href="/\w+/cases/([A-Z]+-\d+-\d+)"', html)


def test_sections(site: Site) -> None:
    """What is overdue, what waits for me and what waits for others stand under their headings, with how many."""
    mine = site.programme.request("north")
    site.programme.press(
        site.programme.request("south"), "ask_for_more", "broker", form={"missing": "A map.", "answer_by": "2018-03-20"}
    )
    text = site.visitor("broker").get("/desk").text
    assert "Overdue (0) Nothing is overdue. My turn (1)" in text
    assert text.index("My turn (1)") < text.index(mine) < text.index("Waiting for others (1)")
    assert text.index("Waiting for others (1)") < text.index("REQ-2018-0002")
    site.programme.now += timedelta(days=30)
    assert "Overdue (2)" in site.visitor("broker").get("/desk").text


def test_a_line_says_whose_turn_until_when(site: Site) -> None:
    """A line has type and state, for whom it waits by name, since when, and until when with the zone."""
    ref = site.programme.request()
    line = "Request: Submitted the broker 5 March 2018 19 March 2018 (Europe/Amsterdam) in 14 days nobody"
    assert line in site.visitor("broker").get("/desk").text
    site.programme.press(ref, "ask_for_more", "broker", form={"missing": "A map.", "answer_by": "2018-03-20"})
    waits = "the requesting government: north (north) 5 March 2018 20 March 2018 (Africa/Accra) in 15 days"
    assert waits in site.visitor("broker").get("/desk").text
    assert "the requesting government: north 5 March 2018" in site.visitor("north").get("/portal").text


def test_what_stands_still_names_who_is_awaited(site: Site) -> None:
    """A case whose clock stands still says since when, who was asked, in which case, and until when they may answer."""
    call, form = site.programme.to_decide()
    site.programme.fire(call, "decide", "broker", **form)
    text = site.visitor("broker").get("/desk").text
    still = text[text.index("Standing still (1)") :]
    assert "the expert: city (city), in APP-2018-0001 until" in still
    assert "stands still since 27 March 2018" in still


def test_the_portal_lists_ones_own(site: Site) -> None:
    """A party finds its own cases and nobody else's; without any it reads that nothing waits."""
    ref = site.programme.request("north")
    assert refs_of(site.visitor("north").get("/portal").html) == [ref]
    text = site.visitor("south").get("/portal").text
    assert "My turn (0) Nothing waits for you." in text
    assert "Begin a new case" in text


def test_pages_are_whole(site: Site) -> None:
    """Following the links through a long list shows every case once, and the count agrees."""
    with site.program.database.begin() as connection:
        for number in range(1, 121):
            given.case(
                connection,
                f"REQ-2018-{number:04d}",
                "broker",
                due_at=site.programme.now + timedelta(days=number % 7 + 1),
            )
    visitor, address, seen = site.visitor("broker"), "/desk?list=my_turn", []
    while address:
        page = visitor.get(address)
        seen += refs_of(page.html)
        more = re.search(r'href="(/desk\?list=my_turn&amp;after=[^"]+)"', page.html)
        address = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 120
    assert "My turn (more than 100)" in page.text


def test_filters(site: Site) -> None:
    """What the address asks for is found, told apart by type, state, turn, text and whether it has ended."""
    north, south = site.programme.request("north"), site.programme.request("south", topic="water")
    site.programme.press(south, "withdraw", "south")
    visitor = site.visitor("broker")
    for query, found in (
        ("type=request", [north, south]),
        ("type=call", []),
        ("state=withdrawn", [south]),
        ("waiting_for=broker", [north]),
        ("text=south", [south]),
        (f"text={north.lower()}", [north]),
        ("ended=yes", [south]),
        ("ended=no", [north]),
        ("state=unheard_of", []),
    ):
        page = visitor.get(f"/desk?{query}")
        assert refs_of(page.html) == found, query
        if not found:
            assert "No case fits." in page.text


def test_found_cases_are_paged(site: Site) -> None:
    """A long result is paged, and its pages keep what was asked."""
    with site.program.database.begin() as connection:
        for number in range(1, 71):
            given.case(connection, f"REQ-2018-{number:04d}", "broker")
    visitor = site.visitor("auditor")
    first = visitor.get("/audit?type=request")
    more = re.search(r'href="(/audit\?type=request&amp;after=[^"]+)"', first.html)
    assert more is not None
    second = visitor.get(more[1].replace("&amp;", "&"))
    assert len(set(refs_of(first.html) + refs_of(second.html))) == 70


def test_marks_that_are_none(site: Site) -> None:
    """A broken mark of a page begins with the first page."""
    ref = site.programme.request()
    for mark in ("x", "tomorrow~REQ", "~", "2018-13-45T99~REQ-2018-0001", "2018-03-01T00:00~REQ"):
        assert ref in site.visitor("broker").get(f"/desk?list=my_turn&after={mark}").text


def test_the_front_page_has_the_open_calls(site: Site) -> None:
    """Whoever comes along reads which calls are open and until when, with the zone; not those that are closed."""
    assert "No call is open at the moment." in site.visitor().get("/").text
    call = site.programme.call()
    shown = site.visitor().get("/")
    assert f'href="/opportunities/{call}"' in shown.html
    assert "26 March 2018 (Europe/Amsterdam)" in shown.text
    site.programme.close_call(call)
    assert f'href="/opportunities/{call}"' not in site.visitor().get("/").html


def test_new_cases_are_offered_to_those_who_may(site: Site) -> None:
    """Each reader finds the ways to begin a case that are theirs."""
    found = {
        name: set(re.findall(rf'href="/{room}/new/(\w+/\w+)"', site.visitor(name).get(f"/{room}/new").html))
        for name, room in (("broker", "desk"), ("north", "portal"), ("city", "portal"), ("ghana", "portal"))
    }
    assert found["north"] == {"request/submit"}
    assert found["city"] == {"application/submit"}
    assert found["ghana"] == set()
    assert {"request/submit", "call/prepare", "application/file_late"} <= found["broker"]


def test_the_same_number_of_questions_however_many_cases(site: Site) -> None:
    """A list and a page ask the database as often with a hundred cases and a long history as with one."""
    ref = site.programme.request(state="validated")
    before = asked(site, "/desk", f"/desk/cases/{ref}", "/desk/new/call/prepare")
    for number in range(20):
        points = [{"criterion": one, "points": number % 6} for one in REQUEST_CRITERIA]
        site.programme.fire(ref, "score", "committee", criteria=points, recommend="yes")
    with site.program.database.begin() as connection:
        row = dict(connection.execute(cases.select().where(cases.c.ref == ref)).mappings().one())
        for number in range(1000, 1100):
            connection.execute(insert(cases).values({**row, "ref": f"REQ-2018-{number}"}))
    assert asked(site, "/desk", f"/desk/cases/{ref}", "/desk/new/call/prepare") == before


def asked(site: Site, *addresses: str) -> list[int]:
    """How many questions each page asks the database, when it is opened again."""
    counts = []
    for address in addresses:
        site.visitor("broker").get(address)
        with site.statements() as sent:
            site.visitor("broker").get(address)
        counts.append(len(sent))
    return counts


def test_a_party_finds_all_its_cases(site: Site) -> None:
    """A request that waits with its call, and one that has ended, are on its government's own list, too."""
    waits, ended = site.programme.request("north", state="validated"), site.programme.request("north")
    site.programme.call(waits)
    site.programme.fire(ended, "reject", "broker", reason="Twice.")
    page = site.visitor("north").get("/portal")
    for ref in (waits, ended):
        assert f'href="/portal/cases/{ref}"' in page.html
