"""Letters that can wait: gathered for whoever wants them together, once, and only as long as their reason is there."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from records import wishes
from scheduler import digests
from scheduler.clock import Clock
from scheduler.delivery import Server
from tests.scheduler.office import Office
from tests.support.mailserver import MailServer, serving
from workflow import doing
from workflow.digests import as_wished, next_day
from workflow.snapshot import Place
from workflow.tables import outbox

ACCRA, AUCKLAND = ("Africa/Accra", "GH"), ("Pacific/Auckland", "NZ")
MONDAY = datetime(2018, 6, 4, 9, tzinfo=UTC)
PREFERENCES = ("none", "daily", "weekly", "off")


def day(now: datetime, digest: str, place: tuple[str, str] = ACCRA) -> str:
    """The day of the next digest of somebody."""
    return next_day(Place(*place, "en", digest), now).isoformat()


def letter(due: str | None = None, **facts: Any) -> dict[str, Any]:
    """A letter to a person about a case with these facts."""
    items = [{"template": "t", "ref": "REQ-2018-0001", "facts": {"due_date": due, "facts": facts}}]
    return {"act": "ACT-1", "recipient": "person:PER-0001", "items": items, "status": "created", "not_before": MONDAY}


def wished(letter: Mapping[str, Any], digest: str, kind: str = "remind") -> tuple[Any, ...]:
    """How a letter waits for somebody in Accra on a Monday at nine."""
    row = as_wished(letter, kind, Place(*ACCRA, "en", digest), MONDAY)
    return row["batch"], row["status"], row["not_before"]


def test_the_next_day() -> None:
    """A digest leaves on the morning of the next working day, or of a Monday, on the wall of whoever gets it."""
    assert day(MONDAY, "daily") == "2018-06-05"
    assert day(MONDAY - timedelta(minutes=1), "daily") == "2018-06-04"
    assert day(datetime(2018, 6, 8, 12, tzinfo=UTC), "daily") == "2018-06-11"
    assert day(MONDAY, "weekly") == "2018-06-11"
    assert day(MONDAY, "daily", AUCKLAND) == "2018-06-05"  # where it is nine in the evening
    assert day(datetime(2018, 3, 31, tzinfo=UTC), "weekly") == "2018-04-03"  # Monday was Easter Monday


def test_what_waits() -> None:
    """A reminder waits for whoever wants it to, and is left out for who wants none; any other comes at once."""
    tomorrow, monday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
    said = [wished(letter(), one) for one in PREFERENCES]
    assert said == [
        ("optional", "created", MONDAY),
        ("digest", "created", tomorrow),
        ("digest", "created", monday),
        ("optional", "dropped", MONDAY),
    ]


@pytest.mark.parametrize("digest", PREFERENCES)
def test_what_does_not_wait(digest: str) -> None:
    """What is no reminder, goes to an office, or names a day that is over or near, comes at once, whatever is wanted."""
    at_once = (None, "created", MONDAY)
    assert wished(letter(), digest, "ask") == wished(letter(), digest, "escalate") == at_once
    assert wished({**letter(), "recipient": "office:broker"}, digest) == at_once
    assert wished(letter("2018-06-05"), digest) == wished(letter("2018-06-01"), digest) == at_once
    assert wished(letter(first_day="2018-06-06"), digest) == at_once
    assert wished(letter("2018-09-01", first_day="2018-06-01"), digest) != at_once


def remind(office: Office, digest: str = "daily", requests: int = 2) -> list[str]:
    """Requests of somebody's are kept on reserve for three months, and the clock asks whether they are still wanted."""
    programme = office.programme
    refs = [programme.request(state="validated") for _ in range(requests)]
    for ref in refs:
        programme.fire(ref, "put_on_reserve", "broker")
    office.set(status="sent")
    office.change("north", digest=digest)
    programme.now = MONDAY
    doing.tick(office.program.database, office.program.engine, now=programme.now)
    return refs


def gather(office: Office, now: datetime) -> int:
    """A tick that gathers, at a moment; how many letters came of it."""
    office.programme.now = now
    return digests.tick(office.program.database, office.program.engine, now=now).done


TUESDAY = MONDAY + timedelta(days=1)


def test_gathered(office: Office) -> None:
    """What can wait is sent as one letter on the next working day's morning; the rows end as sent, by its act."""
    refs = remind(office)
    assert office.tick(grace=False).done == 0
    assert gather(office, TUESDAY - timedelta(minutes=1)) == 0
    assert (gather(office, TUESDAY), gather(office, TUESDAY)) == (1, 0)
    assert office.tick(grace=False).done == 1
    *gathered, one = office.letters()[-3:]
    assert {(row.status, row.ended_by) for row in gathered} == {("sent", one.act)}
    (mail,) = office.mails
    assert mail["Subject"] == one.subject == "CONNECT: what can wait, gathered for you on 5 June 2018"
    assert [one.body.count(f"/portal/cases/{ref}") for ref in refs] == [1, 1]
    assert "https://connect.example/account/letters" in one.body


def test_gathered_once(office: Office) -> None:
    """Somebody who had a digest today gets what comes after it with the next."""
    remind(office, requests=1)
    gather(office, TUESDAY)
    (first,) = office.letters(batch="digest")
    with office.program.database.begin() as connection:
        late = update(outbox).where(outbox.c.id == first.id).values(status="created")
        connection.execute(late)
    assert gather(office, TUESDAY) == 0
    (waits,) = office.letters(batch="digest")
    assert (waits.status, waits.not_before) == ("created", TUESDAY + timedelta(days=1))
    assert gather(office, TUESDAY + timedelta(days=1)) == 1


def test_not_needed(desk: Office) -> None:
    """A reminder whose reason is gone before it leaves is left out, and says so."""
    kept, left = remind(desk)
    desk.programme.fire(left, "withdraw", "north", reason="Solved.")
    assert gather(desk, TUESDAY) == 1
    (dropped,) = desk.letters(ref=left, batch="digest")
    assert (dropped.status, dropped.last_error) == ("dropped", digests.NOT_NEEDED)
    desk.tick(grace=False)
    assert kept in desk.letters(template="digest")[0].body


def test_wanted_no_more(desk: Office) -> None:
    """Who says meanwhile that they want none gets none, and no empty letter."""
    remind(desk)
    desk.change("north", digest="off")
    assert gather(desk, TUESDAY) == 0
    assert {row.status for row in desk.letters(batch="digest")} == {"dropped"}
    assert desk.letters(template="digest") == []


def test_by_the_clock(desk: Office) -> None:
    """One round of the clock gathers and sends; by real SMTP the letter says with which link it can be ended."""
    remind(desk)
    desk.change("auditor", active=False)  # who would get the day's checkpoint
    server = MailServer()
    with serving(server):
        clock = Clock(desk.program)
        clock._deliver = Server(server.url)
        desk.programme.now = TUESDAY
        _done, gathered, letters = clock.once()
    assert (gathered.done, letters.done) == (1, 1)
    ((_to, mail),) = server.taken
    north, key = desk.programme.people["north"], desk.program.settings.secret_key
    address = mail["List-Unsubscribe"].strip("<>").removeprefix(f"https://connect.example{wishes.PATH}")
    assert wishes.person_of(address, key=key) == north
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"].datetime == TUESDAY


def test_nothing_is_ended_for_others(sqlite_url: str, tmp_path: Path) -> None:
    """On a staging service a letter that can wait goes to the one address, says for whom it was, and carries no link."""
    office = Office(sqlite_url, tmp_path, CONNECT_MAIL_TO="staging@connect.example")
    remind(office, requests=1)
    gather(office, TUESDAY)
    office.tick(grace=False)
    (mail,) = office.mails
    assert (mail["To"], mail["List-Unsubscribe"]) == ("staging@connect.example", None)
    assert mail["Subject"].startswith("[for north@connect.example] ")
    office.close()


def test_only_what_can_wait_can_be_ended(desk: Office) -> None:
    """A reminder that can wait carries the link, a letter that is part of a procedure does not."""
    remind(desk, "none", requests=1)
    desk.programme.request()
    desk.tick()
    links = {mail["Subject"].partition(": ")[2]: mail["List-Unsubscribe"] for mail in desk.mails}
    assert sorted(link is not None for link in links.values()) == [False, True]
    assert links["we have received your request"] is None
