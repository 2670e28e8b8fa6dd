"""What is due, as lists, as a month and as a forecast: right, in order, for whom it is meant, in a few questions."""

from datetime import timedelta

import pytest

from tests.web.site import Site
from tests.web.visitor import Page


def test_overdue_and_coming(site: Site) -> None:
    """What is overdue stands before what is due next; a limit says whose turn it is, a follow-up what it hangs on."""
    late = site.programme.request("north")
    site.programme.now += timedelta(days=30)
    new = site.programme.request("south")
    page = site.visitor("broker").get("/desk/due")
    overdue, coming = page.html.split('id="coming"')
    assert (late in overdue, new in overdue, new in coming) == (True, False, True)
    assert "the broker" in page.text
    assert "19 March 2018 (Europe/Amsterdam)" in page.text
    assert "because of: the day until which it may wait" in page.text


def test_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page every line comes once, in the order of time; a mark that is none begins with the first page."""
    monkeypatch.setattr("records.upcoming.page.__defaults__", (None, 3))
    refs = [site.programme.request(by) for by in ("north", "south", "west")]
    visitor, address, seen = site.visitor("broker"), "/desk/due", []
    while address:
        html = visitor.get(address).html
        seen += [part.split("<")[0] for part in html.split('<span class="ref">')[1:]]
        _before, found, rest = html.partition('<a rel="next" href="')
        address = rest.partition('"')[0].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted([*refs, *refs])
    for mark in ("x", "~1~", "2018-03-05T09:00:00+00:00~1~x", "2018-03-05T09:00:00+00:00~7~REQ"):
        assert refs[0] in visitor.get(f"/desk/due?after={mark}").text


def test_a_month(site: Site) -> None:
    """A month shows exchanges on each of their days, limits on theirs and what happens by itself, and leads to its neighbours."""
    ref = site.programme.exchange("arranged")
    html = site.visitor("broker").get("/desk/month/2018-06").html
    days = {part[:10]: part for part in html.split('<time datetime="')[1:]}
    visits = {day: part.partition('class="mark done">')[2].partition("<")[0] for day, part in days.items()}
    told = {day: said for day, said in visits.items() if said}
    assert list(told) == [f"2018-06-{day}" for day in (11, 12, 13, 14, 15)]
    assert list(told.values()) == ["begins", "goes on", "goes on", "goes on", "ends"]
    assert "Happens by itself" in days["2018-06-11"]
    assert ref in days["2018-06-11"]
    assert 'rel="prev" href="/desk/month/2018-05"' in html
    assert 'rel="next" href="/desk/month/2018-07"' in html


def test_a_month_of_another_zone(site: Site) -> None:
    """A limit stands on its own day, whatever day it is where the reader is when that day is over."""
    ref = site.programme.request("south")
    site.programme.fire(ref, "ask_for_more", "broker", missing="A map.", answer_by="2018-04-03")
    html = site.visitor("broker").get("/desk/month/2018-04").html
    (day,) = (
        part[:10] for part in html.split('<time datetime="')[1:] if f'">{ref}</span></a> Request: Incomplete' in part
    )
    assert day == "2018-04-03"


def test_months(site: Site) -> None:
    """The month that it is is one step away; what is no month is not there."""
    answer = site.visitor("broker").client.get("/desk/month")
    assert (answer.status_code, answer.location) == (303, "/desk/month/2018-03")
    for when in ("2018-13", "2018", "1999-01", "x"):
        site.visitor("broker").get(f"/desk/month/{when}", 404)


def test_an_exchange_that_was_cancelled(site: Site) -> None:
    """An exchange that does not take place is on no day."""
    ref = site.programme.exchange("arranged")
    rows = {
        "requests": [{"request": one, "outcome": "end"} for one in site.programme.linked(ref) if one.startswith("REQ")],
        "experts": [
            {"application": one, "outcome": "release"} for one in site.programme.linked(ref) if one.startswith("APP")
        ],
    }
    site.programme.fire(ref, "cancel", "broker", caused_by="requester", reason="No budget.", **rows)
    assert ref not in site.visitor("broker").get("/desk/month/2018-06").html


def test_forecast(site: Site) -> None:
    """Day by day it says what will be sent to whom, when on their clock; it counts, and says what is counted."""
    ref = site.programme.request("south")
    site.programme.fire(ref, "ask_for_more", "broker", missing="A map.", answer_by="2018-03-20")
    page = site.visitor("broker").get("/desk/forecast")
    assert "In the next 60 days, 3 letters leave." in page.text
    assert "1 move is made by the clock." in page.text
    assert "09:00 (Africa/Kampala) · south · English" in page.text
    assert "Letter that tells of “" in page.text


def test_narrowed_forecast(site: Site) -> None:
    """It is narrowed to one kind of case or one reader, and counts what is left."""
    site.programme.call(site.programme.request("north", state="validated"))
    ref = site.programme.request("south")
    site.programme.fire(ref, "ask_for_more", "broker", missing="A map.", answer_by="2018-03-20")
    visitor, south = site.visitor("broker"), site.programme.people["south"]
    assert "CALL-2018-0001" not in visitor.get("/desk/forecast?type=request").text
    mine = visitor.get(f"/desk/forecast?to=person:{south}")
    assert ("CALL-2018-0001" in mine.text, ref in mine.text) == (False, True)
    assert "In the next 60 days, 3 letters leave." in mine.text
    assert "Nothing is to come." in visitor.get("/desk/forecast?type=roundtable").text


def test_what_if(site: Site) -> None:
    """What a press would cause says what would be sent in the next days then; nothing has been done."""
    ref = site.programme.request("south")
    visitor = site.visitor("broker")
    sent = visitor.get(f"/desk/cases/{ref}").trigger("ask_for_more")
    sent["missing"], sent["answer_by"], sent["preview"] = "A map.", "2018-03-20", "yes"
    with site.programme.unchanged():
        page = visitor.post(f"/desk/cases/{ref}/transitions/ask_for_more", sent)
    assert "What will be sent in the next 60 days then, if nobody does anything (4)" in Page(page.text).text


def test_a_partys_own(site: Site) -> None:
    """A party finds what waits for it, its exchanges with their zone, and what it will be written; nothing of others."""
    exchange = site.programme.exchange("arranged")
    asked = site.programme.request("south")
    site.programme.fire(asked, "ask_for_more", "broker", missing="A map.", answer_by="2018-06-29")
    city, south = (site.visitor(name).get("/portal/due").text for name in ("city", "south"))
    assert f"{exchange} " in city
    assert "from 11 June 2018 (Africa/Accra) to 15 June 2018 (Africa/Accra)" in city
    assert asked not in city
    assert "until 29 June 2018 (Africa/Kampala)" in south
    assert exchange not in south


def test_timeline(site: Site) -> None:
    """One line of time has entries, milestones, letters and days, and then what is to come, in order."""
    ref = site.programme.exchange("arranged")
    html = site.visitor("broker").get(f"/desk/cases/{ref}/timeline").html
    past, coming = html.split('id="coming"')
    for said in ("Milestone: Matched", "Milestone: Arranged", "Letter to city"):
        assert said in past
    told = ["The exchange begins", "Happens by itself: ", "The exchange ends"]
    assert [coming.index(said) for said in told] == sorted(coming.index(said) for said in told)


def test_a_partys_timeline(site: Site) -> None:
    """A party's line of time has the letters it got, or will get, and nobody else's."""
    ref = site.programme.exchange("arranged")
    text = site.visitor("city").get(f"/portal/cases/{ref}/timeline").text
    assert "Letter to city" in text
    assert "Letter to north" not in text
    assert "Travel, visas, insurance, interpreter" not in text


def test_as_many_questions_for_many_cases(site: Site) -> None:
    """Each page asks the database as often for many cases as for one."""
    ref = site.programme.exchange("arranged")
    addresses = ("/desk/due", "/desk/month/2018-06", "/desk/forecast", f"/desk/cases/{ref}/timeline")
    few = asked(site, "broker", *addresses), asked(site, "north", "/portal/due")
    for by in ("north", "south", "west", "north"):
        site.programme.request(by)
    assert (asked(site, "broker", *addresses), asked(site, "north", "/portal/due")) == few


def asked(site: Site, name: str, *addresses: str) -> list[int]:
    """How many questions each page asks, when it is opened again."""
    counts = []
    for address in addresses:
        site.visitor(name).get(address)
        with site.statements() as sent:
            site.visitor(name).get(address)
        counts.append(len(sent))
    return counts
