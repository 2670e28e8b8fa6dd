"""What fills a large database writes true histories: each case its own, in the engine's format."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.bulk import LIVES_OF_ONE, NotTrue, load
from benchmarks.pages import PAGES, Book
from benchmarks.specimens import NOW, OF_CASES, Specimen, play
from tests.support.database import Database
from tests.support.programme import Programme
from tests.web.site import Site
from workflow.history import check_chain, read_line

CASES = 300


@pytest.fixture
def programme(database: Database) -> Programme:
    """A programme on an empty database, once of each kind."""
    return Programme(database.url)


@pytest.fixture
def specimens(programme: Programme) -> list[Specimen]:
    """Its specimens."""
    return play(programme)


def test_all_of_it_replays(programme: Programme, specimens: list[Specimen]) -> None:
    """Every chain of a filled database holds, and its history replays to its rows."""
    load(programme, specimens, CASES)
    lines = programme.lines()
    assert check_chain(map(read_line, lines)) is None
    assert programme.differences() == []
    assert len(programme.rows("cases")) >= CASES
    programme.close()


def test_shares_of_a_copy(programme: Programme, specimens: list[Specimen]) -> None:
    """A filled database has states, letters and follow-ups in the shares that the specimens have."""
    before = {table: len(programme.rows(table)) for table in OF_CASES}
    states = Counter(row.state for row in programme.rows("cases"))
    load(programme, specimens, 1)
    added = {table: len(programme.rows(table)) - number for table, number in before.items()}
    assert added == {table: sum(len(one.rows[table]) for one in specimens) for table in OF_CASES}
    assert Counter(row.state for row in programme.rows("cases")) == {state: 2 * n for state, n in states.items()}
    programme.close()


def test_copies_have_people_of_their_own(programme: Programme, specimens: list[Specimen]) -> None:
    """No government of a copy is one of the specimens', and none has more cases than they allow."""
    old = {row.organisation for row in programme.rows("participants", part="requester")}
    load(programme, specimens, CASES)
    seats = Counter(row.organisation for row in programme.rows("participants", part="requester"))
    assert len(seats.keys() - old) > CASES / 2 / LIVES_OF_ONE
    assert max(seats[body] for body in seats.keys() - old) <= 2 * LIVES_OF_ONE  # a request, and its exchange
    programme.close()


def test_sample_that_is_not_true(programme: Programme, specimens: list[Specimen]) -> None:
    """Rows that do not follow from their history are noticed before a database is filled with them."""
    wrong = specimens[0].rows["cases"][0]
    wrong["title"] = "Another title"
    with pytest.raises(NotTrue, match="title"):
        load(programme, specimens, CASES)
    programme.close()


def test_the_program_goes_on(programme: Programme, specimens: list[Specimen]) -> None:
    """In a filled database the next case gets the next number, and a copy can be moved."""
    load(programme, specimens, 1)
    last = max(row.ref for row in programme.rows("cases", kind="request"))
    assert programme.request() > last
    copy = max(row.ref for row in programme.rows("cases", type="request", state="submitted") if row.ref <= last)
    programme.fire(copy, "reject", "broker", reason="It is a copy.")
    assert programme.case(copy).state == "rejected"
    assert programme.differences() == []
    programme.close()


def test_pages_of_copies(sqlite_url: str, tmp_path: Path) -> None:
    """The pages that are measured are there, also of a copy."""
    site = Site(sqlite_url, tmp_path)
    load(site.programme, play(site.programme), CASES)
    site.programme.now = NOW
    book = Book(site)
    for page in PAGES:
        assert book.open(page, 0) > 0
    site.close()
