"""What is read to judge a move: every case it can touch and nothing more, in few statements, locked in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event

from tests.support.club import WISH, Desk
from tests.support.toys import LIBRARIAN, NOW, OTHER_READER, READER, Library, broken, reader
from tests.workflow.conftest import MakeDesk
from workflow.definition import Seat
from workflow.reading import read_cases, read_numbers, read_snapshot
from workflow.snapshot import Snapshot

MOST_STATEMENTS = 4  # one of them is how SQLite begins


@contextmanager
def sent(desk: Desk) -> Iterator[list[str]]:
    """The statements that the block sends."""
    statements: list[str] = []

    def note(*call: Any) -> None:
        statements.append(call[2])

    event.listen(desk.database, "before_cursor_execute", note)
    yield statements
    event.remove(desk.database, "before_cursor_execute", note)


def snapshot(connection: Connection, *seeds: str, **more: Any) -> Snapshot:
    """A snapshot from these cases."""
    return read_snapshot(connection, lambda *asked: Library(), seeds, actor=LIBRARIAN, now=NOW, **more)


# --- which cases --------------------------------------------------------------------------------------------------------


@pytest.fixture
def chain(desk: Desk) -> tuple[str, ...]:
    """Loan – wish – club – wish – loan, in a row, and a wish that is alone."""
    loan, wish = desk.loan()
    other_loan, other_wish = desk.loan()
    club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish, other_wish]).ref
    return loan, wish, club, other_wish, other_loan, desk.wish()


@pytest.mark.parametrize("lock", [False, True])
@pytest.mark.parametrize("place", range(5))
def test_all_that_is_linked(desk: Desk, chain: tuple[str, ...], place: int, lock: bool) -> None:
    """From wherever one begins, every case of the chain is read with the links among them, and no other."""
    loan, wish, club, other_wish, other_loan, _ = chain
    with desk.database.begin() as connection:
        read, links = read_cases(connection, {chain[place]}, lock=lock)
    assert read.keys() == set(chain[:5])
    assert links == {(loan, wish), (club, wish), (club, other_wish), (other_loan, other_wish)}


def test_ended_cases_are_reached_not_passed(desk: Desk) -> None:
    """A neighbour that has ended is read, what lies behind it is not; from the ended one itself both sides are."""
    wishes = [desk.wish(), desk.wish()]
    club = desk.fire("club", "gather", LIBRARIAN, wishes=wishes).ref
    desk.fire(club, "order", LIBRARIAN, granted=wishes)
    with desk.database.begin() as connection:
        from_loan, _ = read_cases(connection, {"LOAN-2017-0001"}, lock=True)
        from_club, _ = read_cases(connection, {club}, lock=True)
    assert from_club[club].ended
    assert from_loan.keys() == {"LOAN-2017-0001", wishes[0], club}
    assert from_club.keys() == {club, *wishes, "LOAN-2017-0001", "LOAN-2017-0002"}


def test_links_that_ended_lead_nowhere(desk: Desk, chain: tuple[str, ...]) -> None:
    """A link that was left is not followed."""
    loan, wish, club, *_ = chain
    desk.fire(club, "dissolve", LIBRARIAN)
    with desk.database.begin() as connection:
        read, links = read_cases(connection, {loan}, lock=True)
    assert (read.keys(), links) == ({loan, wish}, {(loan, wish)})


def test_several_seeds(desk: Desk, chain: tuple[str, ...]) -> None:
    """Cases that a form names are read beside the case that is pressed; what there is not is left out."""
    with desk.database.begin() as connection:
        read, _ = read_cases(connection, {chain[0], chain[5], "WISH-2017-0099"}, lock=True)
        assert read_cases(connection, (), lock=True) == ({}, frozenset())
    assert read.keys() == set(chain)


def test_few_statements(desk: Desk, chain: tuple[str, ...]) -> None:
    """Few statements read the cases, however many there are; the directory and the numbers have their own."""
    with sent(desk) as many, desk.database.begin() as connection:
        snapshot(connection, chain[0], lock=True)
    with sent(desk) as one, desk.database.begin() as connection:
        snapshot(connection, chain[5], lock=True)
    assert len(many) == len(one) <= MOST_STATEMENTS


def test_locked_in_order(postgres_url: str) -> None:
    """On PostgreSQL cases are locked in ascending order of reference, first waiting, without blocking foreign keys."""
    desk = Desk(postgres_url)
    loan, _ = desk.loan()
    with sent(desk) as statements, desk.database.begin() as connection:
        read_cases(connection, {loan}, lock=True)
    (locking,) = [statement for statement in statements if " FOR " in statement]
    assert "ORDER BY cases.ref FOR NO KEY UPDATE OF cases)" in locking
    desk.close()


# --- what is in them ----------------------------------------------------------------------------------------------------


def test_case_as_it_is_stored(desk: Desk) -> None:
    """A case is read with all its columns and its live seats, in the order in which they were taken."""
    loan, wish = desk.out()
    with desk.database.begin() as connection:
        read = snapshot(connection, loan)
    row = desk.case(loan)
    for name in ("state", "facts", "signatures", "hands", "due_at", "entered_on", "version", "seq", "head", "follows"):
        assert getattr(read.case(loan), name) == getattr(row, name)
    assert read.case(loan).waits_for == tuple(row.waits_for)
    assert [(seat.part, seat.person) for seat in read.case(loan).seats] == [("reader", READER)]
    assert read.linked(loan, "wish") == (read.case(wish),)


def test_who_is_asked_for(desk: Desk) -> None:
    """The directory is asked for who presses, who is named, who is seated, and all ids among the facts."""
    wish, asked = desk.wish(), list[Any]()

    def directory(connection: Connection, *named: Any) -> Library:
        asked.append([sorted(one) for one in named])
        return Library()

    with desk.database.begin() as connection:
        also = {"PER-0007", "ORG-0003", "DOC-0009"}
        read_snapshot(connection, directory, {wish}, actor=LIBRARIAN, now=NOW, also=also)
        read_snapshot(connection, directory, (), actor="clock", now=NOW)
    assert asked == [[[READER, LIBRARIAN, "PER-0007"], ["ORG-0003"], ["DOC-0009"]], [[], [], []]]


# --- beside -------------------------------------------------------------------------------------------------------------


def seat_of_house(wish: Any, form: Any) -> tuple[Seat, ...]:
    """Readers come for a house; one of them for another."""
    return (Seat("reader", "ORG-0002" if form["reader"] == OTHER_READER else "ORG-0001", form["reader"]),)


def test_beside(make_desk: MakeDesk) -> None:
    """Live cases of the same type and of the same organisation are read beside a case, without what they are linked to."""
    desk = make_desk(replace(broken(WISH, "ask", seats=seat_of_house), beside=(reader,)))
    own, live, ended = desk.wish(), desk.wish(), desk.wish()
    elsewhere = desk.wish(OTHER_READER)
    desk.fire("club", "gather", LIBRARIAN, wishes=[live])
    desk.fire(ended, "decline", LIBRARIAN, reason="Lost.")
    with desk.database.begin() as connection:
        read = snapshot(connection, own, beside=lambda case: ("reader",))
        assert read.cases.keys() == {own, live}
        assert snapshot(connection, own, beside=lambda case: ("broker",)).cases.keys() == {own}
        assert snapshot(connection, ended, beside=lambda case: ("reader",)).cases.keys() == {ended}
        assert snapshot(connection, elsewhere, beside=lambda case: ()).cases.keys() == {elsewhere}


# --- numbers ------------------------------------------------------------------------------------------------------------


def test_numbers(desk: Desk) -> None:
    """The last number of each prefix in a year; read without a lock, what was never drawn is not there."""
    desk.wish()
    with desk.database.begin() as connection:
        assert read_numbers(connection, {"WISH", "LOAN"}, 2017, lock=False) == {("WISH", 2017): 1}
        assert read_numbers(connection, {"WISH"}, 2018, lock=False) == {}
        assert read_numbers(connection, (), 2017, lock=True) == {}
    assert desk.rows("counters", prefix="LOAN") == []


def test_numbers_to_draw(desk: Desk) -> None:
    """Locked, a prefix that was never drawn gets its row first, so that there is something to lock."""
    desk.wish()
    with desk.database.begin() as connection:
        read = read_numbers(connection, {"WISH", "LOAN"}, 2017, lock=True)
    assert read == {("WISH", 2017): 1, ("LOAN", 2017): 0}
