"""What letters put into calendars: invitations that change with the dates, and are taken back once."""

from datetime import timedelta
from email.message import EmailMessage

from icalendar import Calendar, Event

from tests.scheduler.office import Office

LATER = {"first_day": "2018-06-18", "last_day": "2018-06-22", "reason": "A holiday."}


def brought(desk: Office, name: str) -> list[tuple[str, Event]]:
    """Method and event of each calendar that somebody was sent, by sequence."""
    mine = [mail for mail in desk.mails if f"{name}@connect.example" in str(mail["To"])]
    found = [one for mail in mine for one in _calendars(mail)]
    return sorted(found, key=lambda one: int(one[1]["SEQUENCE"]))


def _calendars(mail: EmailMessage) -> list[tuple[str, Event]]:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendars = [(part, Calendar.from_ical(part.get_content())) for part in parts]
    assert all(part.get_param("method") == calendar["METHOD"] for part, calendar in calendars)
    return [(str(calendar["METHOD"]), calendar.walk("VEVENT")[0]) for _part, calendar in calendars]


def days(event: Event) -> str:
    """Its first day and the day after its last."""
    return f"{event['DTSTART'].dt:%d %b}–{event['DTEND'].dt:%d %b}"


def test_arranged(desk: Office) -> None:
    """Everybody who takes part is invited to the exchange in the zone of its host; each letter names its reader alone."""
    ref = desk.programme.exchange("arranged")
    desk.tick()
    for name in ("north", "city", "ghana"):
        ((method, event),) = brought(desk, name)
        assert (method, event["UID"], days(event)) == ("REQUEST", f"{ref}@connect.example", "11 Jun–16 Jun")
        assert (event["ATTENDEE"], event["LOCATION"]) == (f"mailto:{name}@connect.example", "The town hall")
        assert str(event["DTSTART"].dt.tzinfo) == "Africa/Accra"


def test_dates_change(desk: Office) -> None:
    """New dates come under the same UID with a higher sequence, whichever letter leaves first."""
    ref = desk.programme.exchange("arranged")
    desk.programme.fire(ref, "change_dates", "broker", **LATER)
    desk.tick()
    (_, first), (method, then) = brought(desk, "city")
    assert (days(first), days(then), method) == ("11 Jun–16 Jun", "18 Jun–23 Jun", "REQUEST")
    assert first["UID"] == then["UID"]
    assert int(first["SEQUENCE"]) < int(then["SEQUENCE"])


def test_sent_again(desk: Office) -> None:
    """A letter that is sent again brings the same sequence, whatever happened meanwhile."""
    ref = desk.programme.exchange("arranged")
    desk.tick()
    ((_, before),) = brought(desk, "city")
    desk.programme.fire(ref, "invite_association", "broker", association=desk.programme.bodies["uganda"])
    desk.set(status="created", subject=None, body=None)
    desk.tick()
    assert [int(event["SEQUENCE"]) for _, event in brought(desk, "city")] == [int(before["SEQUENCE"])]


def test_postponed(desk: Office) -> None:
    """What is postponed is cancelled for the days it was meant for; cancelled after that, it is not cancelled again."""
    ref = desk.programme.exchange("arranged")
    desk.programme.fire(ref, "postpone", "broker", until="2018-09-03", reason="Floods.")
    desk.tick()
    (_, first), (method, then) = brought(desk, "north")
    assert (method, days(then)) == ("CANCEL", days(first))
    assert int(first["SEQUENCE"]) < int(then["SEQUENCE"])
    ends = {"requests": [{"request": _of(desk, "REQ"), "outcome": "end"}]}
    ends |= {"experts": [{"application": _of(desk, "APP"), "outcome": "release"}]}
    desk.programme.fire(ref, "cancel", "broker", caused_by="requester", reason="No budget.", **ends)
    desk.tick()
    assert len(brought(desk, "north")) == 2


def test_dates_taken_back(desk: Office) -> None:
    """When new dates are taken back openly, calendars get those before them, as one more change."""
    ref = desk.programme.exchange("arranged")
    desk.programme.fire(ref, "change_dates", "broker", **LATER)
    desk.tick()
    _correct(desk, ref)
    told = brought(desk, "city")
    assert [(method, days(event)) for method, event in told] == [
        ("REQUEST", "11 Jun–16 Jun"),
        ("REQUEST", "18 Jun–23 Jun"),
        ("REQUEST", "11 Jun–16 Jun"),
    ]
    numbers = [int(event["SEQUENCE"]) for _method, event in told]
    assert numbers == sorted(set(numbers))


def test_arranging_taken_back(desk: Office) -> None:
    """When an arrangement is taken back openly, calendars lose the exchange."""
    ref = desk.programme.exchange("arranged")
    desk.tick()
    _correct(desk, ref)
    assert [(method, days(event)) for method, event in brought(desk, "city")] == [
        ("REQUEST", "11 Jun–16 Jun"),
        ("CANCEL", "11 Jun–16 Jun"),
    ]


def test_who_leaves(desk: Office) -> None:
    """Whose place in an exchange is given up loses its days from the calendar; the others keep them."""
    desk.programme.exchange("arranged")
    desk.tick()
    desk.programme.fire(_of(desk, "APP"), "release_expert", "broker", reason="They moved away.")
    desk.tick()
    (_, first), (method, then) = brought(desk, "city")
    assert (method, days(then)) == ("CANCEL", days(first))
    assert int(first["SEQUENCE"]) < int(then["SEQUENCE"])
    assert [method for method, _ in brought(desk, "ghana")] == ["REQUEST"]


def _correct(desk: Office, ref: str) -> None:
    """The newest act of a case is taken back, with a letter to each who had one."""
    desk.programme.now += timedelta(hours=1)
    with desk.program.database.begin() as connection:
        by = {"actor": desk.programme.people["broker"], "now": desk.programme.now, "via": "test"}
        desk.program.engine.undo(connection, ref, "Too early.", openly=True, **by)
    desk.tick()


def test_never_invited(desk: Office) -> None:
    """Who was never invited has nothing to take back."""
    ref = desk.programme.exchange("terms_drafted")
    desk.programme.fire(ref, "postpone", "broker", until="2018-09-03", reason="Floods.")
    desk.tick()
    assert brought(desk, "north") == []


def _of(desk: Office, prefix: str) -> str:
    return next(row.ref for row in desk.programme.rows("cases") if row.ref.startswith(prefix))
