"""Calendars that are written are read back as they were meant, in every zone and across its changes of clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from letters.calendar import Due, Exchange, Invitation, feed, invitation

NOW = datetime(2018, 5, 2, 9, tzinfo=UTC)
HOST, OFFICE = "connect.example", "connect@connect.example"
VISIT = Exchange(
    "EXC-2018-0001", 7, "Waste · North, City", date(2018, 6, 11), date(2018, 6, 15), "Africa/Accra", "Hall"
)


def invited(exchange: Exchange = VISIT, *, cancelled: bool = False, name: str | None = "Jo") -> Calendar:
    """An invitation, read back."""
    text = invitation(Invitation(exchange, cancelled), HOST, OFFICE, name=name, email="jo@test.example", now=NOW)
    return Calendar.from_ical(text)


def only(calendar: Calendar) -> Event:
    """The one event of a calendar."""
    (event,) = calendar.walk("VEVENT")
    return event


def test_request() -> None:
    """An invitation asks its reader, and nobody else, for the office; it says what, where, which exchange, which word of it."""
    calendar = invited()
    event = only(calendar)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 7)
    assert (event["UID"], event["SUMMARY"]) == ("EXC-2018-0001@connect.example", "EXC-2018-0001 Waste · North, City")
    assert (event["ORGANIZER"], event["LOCATION"]) == (f"mailto:{OFFICE}", "Hall")
    assert (event["ATTENDEE"], event["ATTENDEE"].params["CN"]) == ("mailto:jo@test.example", "Jo")


def test_cancel() -> None:
    """What does not take place any more is cancelled under the same UID."""
    calendar = invited(cancelled=True)
    event = only(calendar)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == only(invited())["UID"]


@pytest.mark.parametrize("zone", ["Africa/Accra", "Europe/Amsterdam", "America/Bogota", "America/Santiago"])
def test_days(zone: str) -> None:
    """It begins at nine where it takes place, and is over when its last day is over there; the calendar brings the zone."""
    exchange = Exchange("EXC-2018-0001", 1, "Waste", date(2018, 10, 26), date(2018, 10, 29), zone)
    calendar = invited(exchange)
    event = only(calendar)
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    assert begins == datetime(2018, 10, 26, 9, tzinfo=ZoneInfo(zone))
    assert ends == datetime(2018, 10, 30, tzinfo=ZoneInfo(zone))
    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == [zone] == [event["DTSTART"].params["TZID"]]


def test_change_of_clocks() -> None:
    """What the calendar says of a zone is what the zone is, on every day of the year in which clocks change."""
    exchange = Exchange("EXC-2018-0001", 1, "Waste", date(2018, 10, 26), date(2018, 10, 29), "Europe/Amsterdam")
    (brought,) = invited(exchange).walk("VTIMEZONE")
    told, real = brought.to_tz(), ZoneInfo("Europe/Amsterdam")
    noons = [datetime(2018, 1, 1, 12) + timedelta(days=number) for number in range(365)]
    assert [told.utcoffset(noon) for noon in noons] == [real.utcoffset(noon) for noon in noons]
    assert len({told.utcoffset(noon) for noon in noons}) == 2


def test_odd_names() -> None:
    """A name with quotation marks and line ends breaks out of nothing; one that was erased is left out."""
    event = only(invited(name='Jo "the\r\nX-BAD: yes" Né'))
    assert event["ATTENDEE"].params["CN"] == "Jo 'the X-BAD: yes' Né"
    assert "X-BAD" not in event
    assert "CN" not in only(invited(name=None))["ATTENDEE"].params


def test_feed() -> None:
    """A feed has exchanges and due dates in their zones, nobody's address, and nothing by which somebody seems busy."""
    due = Due("REQ-2018-0001", 3, "Sample", date(2018, 3, 25), "Europe/Amsterdam", "https://connect.example/portal")
    text = feed("CONNECT: Jo", [VISIT], [due], host=HOST, now=NOW)
    calendar = Calendar.from_ical(text)
    visit, day = calendar.walk("VEVENT")
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"], "mailto:" in text.lower()) == (
        "PUBLISH",
        "CONNECT: Jo",
        False,
    )
    assert (visit["UID"], day["UID"]) == ("EXC-2018-0001@connect.example", "REQ-2018-0001-due@connect.example")
    assert day["DTSTART"].dt == datetime(2018, 3, 25, 23, 59, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert (day["TRANSP"], day["URL"]) == ("TRANSPARENT", due.link)
    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == ["Africa/Accra", "Europe/Amsterdam"]


def test_empty_feed() -> None:
    """Where nothing is due the feed is a calendar all the same."""
    assert Calendar.from_ical(feed("CONNECT", [], [], host=HOST, now=NOW)).walk("VEVENT") == []
