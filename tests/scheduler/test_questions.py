"""Letters that ask: each person's own link, made on its way; and reminders that name what is open."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records import answer_links
from tests.scheduler.office import Office
from workflow import doing

LINK = re.compile(r"/answer/([\w.-]+)")


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A post office."""
    office = Office(sqlite_url, tmp_path)
    yield office
    office.close()


def fall_due(office: Office, moment: datetime) -> None:
    """What is due by a moment is owed."""
    office.programme.now = moment
    doing.tick(office.programme.database, office.programme.engine, now=moment)


def link_in(office: Office, name: str, subject: str) -> str:
    """The token in the newest mail of that subject to somebody."""
    address = f"{name}@connect.example"
    mails = [one for one in office.mails if subject in one["Subject"] and address in one["To"]]
    found = LINK.search(mails[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    return found[1] if found else ""


def test_own_link(office: Office) -> None:
    """Each who is asked gets a link of their own; what is kept of the letter has none."""
    ref = office.programme.exchange("executed")
    fall_due(office, datetime(2018, 6, 25, 9, tzinfo=UTC))
    office.tick()
    key = office.program.settings.secret_key
    for name in ("north", "city"):
        claim = answer_links.read(link_in(office, name, "evaluate"), key=key)
        assert (claim.ref, claim.questionnaire, claim.person) == (ref, "evaluation", office.programme.people[name])
    kept = [row.body for row in office.letters(template="evaluation")]
    assert kept
    assert not any("/answer/" in body for body in kept)
    assert all(answer_links.address("https://connect.example", ref, "evaluation") in body for body in kept)


def test_which_check_in(office: Office) -> None:
    """A letter that asks of several occasions opens the questions of its own."""
    office.programme.exchange("under_way")
    fall_due(office, datetime(2018, 6, 13, 12, tzinfo=UTC))
    office.tick()
    claim = answer_links.read(link_in(office, "city", "on track"), key=office.program.settings.secret_key)
    assert claim.questionnaire.startswith("check_in")


def test_who_is_not_asked(office: Office) -> None:
    """The closing note asks the two sides whether it took place, and gives an association no such link."""
    office.programme.exchange("under_way")
    fall_due(office, datetime(2018, 6, 15, 12, tzinfo=UTC))
    office.tick()
    key = office.program.settings.secret_key
    assert answer_links.read(link_in(office, "city", "take place"), key=key).questionnaire == "took_place"
    assert not link_in(office, "ghana", "take place")


def test_open_by_name(office: Office) -> None:
    """A reminder says to who travels what of theirs is open, and to the office which conditions no longer hold, for whom."""
    programme = office.programme
    ref = programme.exchange("arranged")
    still = [{"who": programme.people["city"], "status": "open"}]
    programme.fire(ref, "record_arrangements", "broker", insurance=still)
    fall_due(office, datetime(2018, 6, 4, 12, tzinfo=UTC))
    owed = {row.recipient: row for row in office.letters(template="open_items")}
    with programme.database.begin() as connection:
        said = {who: office.program.letter(connection, row).text for who, row in owed.items()}
    assert "- Your insurance is not settled yet." in said[f"person:{programme.people['city']}"]
    assert "Your travel" not in said[f"person:{programme.people['city']}"]
    assert "- Travel or insurance is missing for city." in said["office:broker"]
