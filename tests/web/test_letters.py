"""The letters of a case: listed by their subjects, and opened on a page of their own by whoever may read them."""

import re

from sqlalchemy import update

from records.vocabulary import NOT_SENT
from tests.web.site import Site
from workflow.tables import outbox

LETTER = re.compile(r'href="(/\w+/cases/[^"]+/letters/\d+)"')


def addresses(site: Site, who: str, ref: str, room: str) -> list[str]:
    """The letters that a case's page lists for somebody."""
    return LETTER.findall(site.page(who, ref, room=room).html)


def test_a_letter_is_read(site: Site) -> None:
    """A letter opens from the case's page, as its recipient reads it, with when and whether it was sent."""
    ref = site.programme.request()
    (address,) = addresses(site, "broker", ref, "desk")
    text = site.visitor("broker").get(address).text
    assert f"{ref}: we have received your request To: north · waits to be sent" in text
    assert "Dear north," in text


def test_a_letter_that_was_sent(site: Site) -> None:
    """What was sent is shown as it was sent."""
    ref = site.programme.request()
    with site.program.database.begin() as connection:
        connection.execute(update(outbox).values(subject="As it was", body="Dear all,", status="sent"))
    (address,) = addresses(site, "broker", ref, "desk")
    assert "As it was To: north · sent" in site.visitor("broker").get(address).text
    assert "Dear all," in site.visitor("broker").get(address).text


def test_a_letter_of_the_demonstration(site: Site) -> None:
    """A letter that belongs to the demonstration says so, and not that something went wrong."""
    ref = site.programme.request()
    with site.program.database.begin() as connection:
        connection.execute(update(outbox).values(status="dropped", last_error=NOT_SENT))
    assert "not sent: this is a demonstration" in site.page("broker", ref).text


def test_a_party_reads_its_own_letters(site: Site) -> None:
    """A party opens what comes to itself; what goes to others is not there, nor is it under another case."""
    ref, other = site.programme.exchange("arranged"), site.programme.request()
    mine, every = addresses(site, "north", ref, "portal"), addresses(site, "broker", ref, "desk")
    for address in mine:
        assert "To: north" in site.visitor("north").get(address).text
    numbers = {one.rsplit("/", 1)[1] for one in every} - {one.rsplit("/", 1)[1] for one in mine}
    assert mine
    assert numbers
    for number in numbers:
        site.visitor("north").get(f"/portal/cases/{ref}/letters/{number}", 404)
    site.visitor("broker").get(f"/desk/cases/{other}/letters/{numbers.pop()}", 404)


def test_what_was_pressed_names_its_letters(site: Site) -> None:
    """After a press the page lists what waits to be sent, by the subjects."""
    ref = site.programme.request()
    answer = site.press("broker", ref, "reject", {"reason": "It is about something else."})
    assert f"north: {ref}: " in site.visitor("broker").get(answer.location).text
