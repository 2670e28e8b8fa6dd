"""The calendar that somebody reads elsewhere: made and ended on their own page, and nobody else's name in it."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from tests.web.site import Site
from tests.web.visitor import Page


def address(site: Site, name: str) -> str:
    """A new address of somebody's calendar, from their page."""
    visitor = site.visitor(name)
    answer = visitor.post("/account/calendar", visitor.get("/account").trigger("calendar"))
    (found,) = re.findall(r"https?://[^/]+(/calendar/[\w-]+\.ics)", Page(answer.text).text)
    return found


def events(site: Site, where: str) -> dict[str, Event]:
    """What is read there by whoever has the address, by UID."""
    answer = site.visitor().client.get(where)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return {str(event["UID"]).partition("@")[0]: event for event in Calendar.from_ical(answer.text).walk("VEVENT")}


def test_what_waits(site: Site) -> None:
    """A day until which a case waits is there for those it waits for, at the end of that day in its zone."""
    ref = site.programme.request("south")
    site.programme.fire(ref, "ask_for_more", "broker", missing="A map.", answer_by="2018-03-26")
    (found,) = events(site, address(site, "south")).values()
    assert found["UID"].startswith(f"{ref}-due@")
    assert found["DTSTART"].dt == datetime(2018, 3, 26, 23, 59, tzinfo=ZoneInfo("Africa/Kampala"))
    assert found["URL"].endswith(f"/portal/cases/{ref}")
    assert events(site, address(site, "north")) == {}


def test_exchanges(site: Site) -> None:
    """An exchange is there on its days, in its host's zone, for those who take part; postponed, it is gone."""
    ref = site.programme.exchange("arranged")
    mine = {name: address(site, name) for name in ("north", "city", "ghana", "town")}
    assert [ref in events(site, where) for where in mine.values()] == [True, True, True, False]
    found = events(site, mine["city"])[ref]
    assert found["DTSTART"].dt == datetime(2018, 6, 11, 9, tzinfo=ZoneInfo("Africa/Accra"))
    site.programme.fire(ref, "postpone", "broker", until="2018-09-03", reason="Floods.")
    assert ref not in events(site, mine["city"])


def test_no_other_person(site: Site) -> None:
    """No feed has anybody's address, nor the name of another person."""
    site.programme.exchange("arranged")
    for name in ("broker", "lead", "north", "city", "ghana"):
        text = site.visitor().client.get(address(site, name)).text
        assert "mailto" not in text.lower()
        assert "@connect.example" not in text
        assert not {"ATTENDEE", "ORGANIZER"} & {line.partition(";")[0].partition(":")[0] for line in text.splitlines()}


def test_a_new_address(site: Site) -> None:
    """A new address ends the old one, ending it ends all, and both are in the history of the account."""
    first, second = address(site, "north"), address(site, "north")
    anybody = site.visitor().client
    assert (anybody.get(first).status_code, anybody.get(second).status_code) == (404, 200)
    visitor = site.visitor("north")
    page = visitor.get("/account")
    assert "There is an address since 5 March 2018" in page.text
    assert second not in page.text
    visitor.post("/account/calendar/end", page.forms["/account/calendar/end"])
    assert anybody.get(second).status_code == 404
    told = [entry.trigger for entry in site.programme.entries(site.programme.people["north"])]
    assert told[-3:] == ["calendar_opened", "calendar_opened", "calendar_closed"]


def test_a_closed_account(site: Site) -> None:
    """A closed account has no calendar."""
    from records import accounts

    where, person = address(site, "north"), site.programme.people["north"]
    with site.program.database.begin() as connection:
        accounts.close(connection, person, actor=person, now=site.programme.now, via="test")
    assert site.visitor().client.get(where).status_code == 404


def test_as_many_questions_for_many_cases(site: Site) -> None:
    """The database is asked as often for many cases as for one."""
    where = address(site, "broker")
    counts = []
    for number in (1, 4):
        for _ in range(number):
            site.programme.request()
        with site.statements() as sent:
            events(site, where)
        counts.append(len(sent))
    assert counts[0] == counts[1]
