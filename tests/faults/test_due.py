"""What is due is done once: by a process that is killed in the middle and another after it, and by several at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic

import pytest
from sqlalchemy import select

from tests.support.club import Desk
from tests.support.database import Database
from tests.support.forks import killed_at, together
from tests.support.toys import READER
from workflow import doing
from workflow.tables import cases, follow_ups
from workflow.tally import Tally

OVER = datetime(2017, 6, 2, 22, tzinfo=UTC)  # the last day of a loan is over
LONG_AFTER = OVER + timedelta(days=30)
FEWEST = 8  # statements and commits a tick has at least; fewer would mean that they are not counted


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk on each database."""
    desk = Desk(database.url)
    yield desk
    assert desk.differences() == []
    desk.close()


@pytest.fixture
def server(postgres_url: str) -> Iterator[Desk]:
    """A desk where several can write at once."""
    desk = Desk(postgres_url)
    yield desk
    assert desk.differences() == []
    desk.close()


def tick(desk: Desk, now: datetime = LONG_AFTER, most: int = doing.BATCH) -> Callable[[], Tally]:
    """A tick that is still to be made."""
    return lambda: doing.tick(desk.database, desk.engine, now=now, most=most)


def letters(desk: Desk) -> Counter[int]:
    """How many letters each follow-up owes."""
    return Counter(row.follow_up for row in desk.rows("outbox") if row.follow_up)


def half_done(desk: Desk) -> list[str]:
    """Follow-ups whose row and whose deed disagree."""
    owing = letters(desk)
    moved = {entry.act for row in desk.rows("cases") for entry in desk.entries(row.ref) if entry.actor == "clock"}
    found = []
    for row in desk.rows("follow_ups"):
        done = row.ended_by in moved if row.kind == "fire" else bool(owing[row.id])
        if row.status == "claimed" or done is not (row.status == "done"):
            found.append(f"{row.rule} of {row.ref} is {row.status}")
    return found


def waiting(desk: Desk) -> list[str]:
    """The rules of what is due still."""
    return [row.rule for row in desk.rows("follow_ups", status="planned") if row.due_at <= LONG_AFTER]


# --- killed -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, doing.BATCH])
def test_killed_at_any_moment(desk: Desk, most: int) -> None:
    """Killed after any statement or before any commit, each row is done or due still; the next tick does the rest."""
    for _ in range(3):
        desk.out()
        desk.wish()
    for step in count(1):
        desk.close()  # a connection that a fork shares would be broken by it
        killed = killed_at(step, desk.database, tick(desk, most=most))
        assert half_done(desk) == []
        if not killed:
            break
    assert step > FEWEST
    assert tick(desk)() == Tally(0, 0)
    assert {row.state for row in desk.rows("cases", kind="loan")} == {"overdue"}
    assert set(letters(desk).values()) <= {1, 2}  # two where two parties owe the next step


# --- several at once ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_together(desk: Desk) -> None:
    """Several schedulers at once do each row once, and between them all."""
    for _ in range(5):
        desk.out()
        desk.wish()
    desk.close()
    tallies = together(*[tick(desk, most=2)] * 4)
    tick(desk)()  # what one had left alone because another had the case in hand
    assert half_done(desk) == []
    assert waiting(desk) == []
    assert sum(tally.done for tally in tallies) > 0


def test_case_in_hand(server: Desk) -> None:
    """A case that somebody has in hand is left alone at once; they are not held up, and the next tick does it."""
    loan, _ = server.out()
    other, _ = server.out()
    with server.database.begin() as person:
        person.execute(select(cases.c.ref).where(cases.c.ref == loan).with_for_update(key_share=True))
        began = monotonic()
        tally = tick(server, OVER)()
        assert monotonic() - began < 10
        assert (server.case(loan).state, server.case(other).state) == ("out", "overdue")
        assert tally.left >= 1
    tick(server, OVER)()
    assert server.case(loan).state == "overdue"


def test_row_in_hand(server: Desk) -> None:
    """What another scheduler has in hand is not waited for, nor is anybody reminded of what its move will end."""
    loan, _ = server.out()
    with server.database.begin() as other:
        fire = follow_ups.c.ref == loan, follow_ups.c.rule == "call_back"
        other.execute(select(follow_ups.c.id).where(*fire).with_for_update())
        tick(server)()
        after = [row for row in server.rows("follow_ups", ref=loan) if row.status == "done" and row.due_at > OVER]
        assert after == []
    tick(server)()
    assert server.case(loan).state == "overdue"


def test_pressed_meanwhile(server: Desk) -> None:
    """Who presses a button while the clock wants the same case moves it, and the clock's move is cancelled."""
    loan, _ = server.out()
    with server.database.begin() as person:
        server.press_in(person, loan, "give_back", READER)
        tick(server, OVER)()
    tick(server, OVER)()
    assert server.case(loan).state == "returned"
    assert [row.status for row in server.rows("follow_ups", rule="call_back")] == ["cancelled"]
