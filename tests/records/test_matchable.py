"""What is known of requests and of who could help, alike on both databases."""

from records import found, matchable
from records.found import Found
from tests.support.database import Database
from tests.support.programme import Programme


def test_read(database: Database) -> None:
    """Exchanges are counted by who gave experts to them, and by country; applications that were chosen are candidates no more."""
    programme = Programme(database.url)
    exchange = programme.exchange("matched")
    person, city = programme.people["port"], programme.bodies["city"]
    wanted = Found(("waste",), ("en",), "staff", "I am head of waste.")
    with programme.database.begin() as connection:
        found.agree(connection, person, wanted, actor=person, now=programme.now, via="test")
        found.agree(connection, person, wanted, actor=person, now=programme.now, via="test")
        known = matchable.read(connection, exchange)
        kept = found.of(connection, person)
    assert [one.ref for one in known.requests] == ["REQ-2018-0001"]
    assert known.text(known.requests[0].facts["challenge"]) == "Waste is burnt beside the market."
    assert known.requests[0].call["working_language"] == "en"
    assert (known.load, known.done, known.so_far) == ({city: 1}, {}, {"NL": 1})
    assert [one.ref for one in known.applications if one.state != "on_reserve"] == []
    assert known.people == {person: kept} == {person: wanted}
    programme.close()
