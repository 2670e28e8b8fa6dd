"""Lists that are narrowed: counts that agree, pages both ways, lists that are kept, and files for a spreadsheet."""

import csv
import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.records import given
from tests.web.site import Site
from tests.web.test_lists import asked, refs_of
from tests.web.visitor import Page, Visitor
from web import export

FILTERS = (
    "kind=request",
    "kind=exchange",
    "type=call",
    "state=incomplete",
    "milestone=submitted",
    "milestone=expertise_sought",
    "country=GH",
    "waiting_for=requester",
    "waiting_for=committee",
    "overdue=yes",
    "owner=nobody",
    "owner=me",
    "topic=water",
    "topic=waste",
    "ended=yes",
    "ended=no",
    "text=north",
    "text=GHANA+waste",
    "text=req-2018",
    "text=nothing+of+this",
)


def a_bit_of_everything(site: Site) -> None:
    """Cases of several kinds, states, places and topics, one of them late, one in somebody's charge."""
    programme = site.programme
    programme.call(programme.request("north", state="validated"))
    late = programme.request("south", topic="water")
    programme.press(late, "ask_for_more", "broker", form={"missing": "A map.", "answer_by": "2018-03-19"})
    programme.press(programme.request("west", topic="water"), "withdraw", "west")
    mine = programme.request("north", topic="water")
    with site.program.database.begin() as connection:
        by = {"actor": programme.people["broker"], "now": programme.now, "via": "test"}
        site.program.engine.assign(connection, mine, programme.people["broker"], **by)
    programme.now += timedelta(days=17)


def taken(visitor: Visitor, address: str) -> TestResponse:
    """The file of a list, as the button above the list sends for it."""
    token = visitor.get("/account").trigger("logout")["csrf_token"]
    return visitor.post(address, {"csrf_token": token})


@pytest.mark.parametrize("room", ["desk", "portal", "audit"])
def test_counts_agree_with_lists(site: Site, room: str) -> None:
    """For every filter the number beside a heading is that of the lines below, in groups, as one list, and in the file."""
    a_bit_of_everything(site)
    visitor = site.visitor({"desk": "broker", "portal": "north", "audit": "auditor"}[room])
    for query in (one for one in FILTERS if room != "portal" or not one.startswith("owner=")):
        found = set()
        for view in ("", "&flat=yes"):
            page = visitor.get(f"/{room}?{query}{view}")
            said = sum(map(int, re.findall(r"<h2 id=\"\w+\">[^<(]+\((\d+)\)</h2>", page.html)))
            refs = refs_of(page.html)
            assert len(refs) == len(set(refs)) == said, (query, view)
            assert refs or "No case fits." in page.text
            found.add(frozenset(refs))
        lines = csv.reader(taken(visitor, f"/{room}/list.csv?{query}").text.removeprefix("\ufeff").splitlines())
        found.add(frozenset(line[0] for line in lines) - {"Reference"})
        assert len(found) == 1, query


def test_back_and_forth(site: Site) -> None:
    """From the last page of one list over all, the links lead back over the same pages to the first."""
    with site.program.database.begin() as connection:
        for number in range(1, 121):
            part = ("broker", "requester")[number % 2]
            due = site.programme.now + timedelta(days=number % 7 - 2, hours=1)
            given.case(connection, f"REQ-2018-{number:04d}", part, due_at=due)
    visitor = site.visitor("broker")
    there = _leaf(site, visitor.get("/desk?flat=yes&kind=request"), "next")
    back = _leaf(site, there[-1], "prev")
    assert [refs_of(one.html) for one in back] == [refs_of(one.html) for one in there][::-1]
    assert len({ref for one in there for ref in refs_of(one.html)}) == 120
    assert [len(refs_of(one.html)) for one in there] == [50, 50, 20]


def _leaf(site: Site, page: Page, way: str) -> list[Page]:
    """This page and those that its links lead to."""
    pages = [page]
    while link := re.search(rf'rel="{way}" href="([^"]+)"', pages[-1].html):
        pages.append(site.visitor("broker").get(link[1].replace("&amp;", "&")))
    return pages


def test_a_list_is_kept_and_forgotten(site: Site) -> None:
    """What was narrowed is saved under a name, opened again with one click, and deleted; each reader has their own."""
    ref = site.programme.request()
    visitor = site.visitor("broker")
    form = visitor.get("/desk?topic=waste&kind=request").forms["/desk/lists"]
    answer = visitor.post("/desk/lists", {**form.to_dict(), "name": " Waste  first "})
    page = visitor.get(answer.location)
    assert "Saved: Waste first." in page.text
    link = re.search(r'href="([^"]+)"[^>]*>Waste first</a>', page.html)
    assert link is not None
    assert refs_of(visitor.get(link[1].replace("&amp;", "&")).html) == [ref]
    assert "Waste first" not in site.visitor("lead").get("/desk").text
    visitor.post("/desk/lists/delete", page.forms["/desk/lists/delete"])
    visitor.get("/desk")
    assert "Waste first" not in visitor.get("/desk").text


def test_a_kept_list_is_no_way_out(site: Site) -> None:
    """Whatever a form says of a list, only names that lists know become part of an address."""
    token = site.visitor("broker").get("/desk?overdue=yes").forms["/desk/lists"]["csrf_token"]
    sent = {
        "csrf_token": token,
        "name": "x",
        "query": "https://elsewhere.example/?overdue=yes&next=//elsewhere&kind=call",
    }
    answer = site.visitor("broker").post("/desk/lists", sent)
    assert answer.location == "/desk?kind=call"


def test_a_file_for_a_spreadsheet(site: Site) -> None:
    """The file is UTF-8 with a mark, has every line in words, and no cell that a spreadsheet would run."""
    with site.program.database.begin() as connection:
        given.case(connection, "REQ-2018-0001", "broker", title='=HYPERLINK("http://elsewhere.example")')
        given.case(connection, "REQ-2018-0002", "requester", title="Ziniaré, “Waste”")
        given.seat(connection, "REQ-2018-0002", "requester", organisation=site.programme.bodies["north"])
    answer = taken(site.visitor("broker"), "/desk/list.csv")
    assert answer.data.startswith(b"\xef\xbb\xbfReference,")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="connect-2018-03-05.csv"'
    first, second = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert (first["Reference"], first["Title"]) == ("REQ-2018-0001", '\'=HYPERLINK("http://elsewhere.example")')
    assert second["Title"] == "Ziniaré, “Waste”"
    assert second["Waits for"] == "the requesting government: north"
    assert (second["Until"], second["Time zone"], second["Overdue"]) == ("2018-05-02", "Europe/Amsterdam", "no")


def test_a_file_says_where_it_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that would be too long ends with a line that says so."""
    monkeypatch.setattr(export, "MOST", 2)
    monkeypatch.setattr(export, "AT_ONCE", 1)
    for _number in range(3):
        site.programme.request()
    lines = taken(site.visitor("broker"), "/desk/list.csv").text.splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith("This file ends here: it has at most 2 cases.")


def test_who_takes_a_list_along_is_in_their_history(site: Site) -> None:
    """Taking a file is an entry on one's own stream, which tells the codes of the list and no word that was looked for."""
    taken(site.visitor("broker"), "/desk/list.csv?kind=request&text=Somebody")
    entry = site.programme.entries(site.programme.people["broker"])[-1]
    assert entry.kind.value == "exported"
    assert entry.changes == {"facts": {"room": "desk", "kind": "request", "text": "given"}}


def test_the_button_takes_the_list_as_it_is_shown(site: Site) -> None:
    """Above a narrowed list stands the form that takes that list along."""
    a_bit_of_everything(site)
    forms = site.visitor("broker").get("/desk?kind=request&topic=water").forms
    assert list(forms["/desk/list.csv?kind=request&topic=water"]) == ["csrf_token"]


def test_a_link_takes_nothing_along(site: Site) -> None:
    """Opening the address of a file, from a letter say, answers no list and writes no history."""
    person, client = site.programme.people["broker"], site.visitor("broker").client
    before = len(site.programme.entries(person))
    assert [client.open("/desk/list.csv", method=way).status_code for way in ("GET", "HEAD")] == [405, 405]
    assert len(site.programme.entries(person)) == before


def test_who_is_in_charge_is_not_told_to_the_committee(site: Site) -> None:
    """Whoever may not read who people are finds no column for it, and no filter; the broker reads the name."""
    a_bit_of_everything(site)
    for who, told in (("broker", True), ("committee", False)):
        visitor = site.visitor(who)
        assert ("In charge" in visitor.get("/desk").text) is told
        lines = csv.DictReader(taken(visitor, "/desk/list.csv").text.removeprefix("\ufeff").splitlines())
        owners = {line.get("In charge") for line in lines}
        assert owners == ({"", "broker"} if told else {None})
        asked = visitor.get("/desk?flat=yes&owner=PER-9999").html
        assert bool(refs_of(asked)) is not told, "nor is it found out by the address"


def test_a_state_that_reads_alike_is_one_choice(site: Site) -> None:
    """The public chooses each word once, and finds all that it stands for; the desk chooses state by state."""
    a_bit_of_everything(site)
    site.programme.exchange("terms_drafted")
    page = site.visitor("north").get("/portal").html
    choices = re.findall(
        r'<option value="([^"]*)">([^<]+)</option>', page.partition('name="state"')[2].partition("</select>")[0]
    )
    labels = [label for _value, label in choices]
    assert len(labels) == len(set(labels))
    value = next(value for value, label in choices if label == "In preparation")
    assert "terms_drafted,terms_agreed" in value
    narrowed = site.visitor("north").get(f"/portal?state={value}")
    assert refs_of(narrowed.html) == [ref for ref in refs_of(page) if ref.startswith("EXC-")]
    assert f'value="{value}" selected' in narrowed.html


@pytest.mark.parametrize("address", ["/desk", "/desk?flat=yes", "/desk?text=north", "/desk?topic=waste&flat=yes"])
def test_the_same_number_of_questions(site: Site, address: str) -> None:
    """Whatever is in it, a list costs as many questions as an empty one."""
    before = asked(site, address)
    a_bit_of_everything(site)
    site.programme.to_decide()
    assert asked(site, address) == before
