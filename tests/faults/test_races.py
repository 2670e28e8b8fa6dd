"""Several at once: whoever comes second waits, goes on with what is then true, or is told; nobody waits for ever."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from sqlalchemy import Connection, event, insert, select, update

from tests.support import club, toys
from tests.support.club import Desk
from tests.support.database import Database
from tests.support.forks import together
from tests.support.programme import Programme
from tests.support.toys import LIBRARIAN, OTHER_LIBRARIAN, READER, broker, granted, prepared
from workflow import reading, tables
from workflow.definition import LINK, Move, Transition, Workflow, stay
from workflow.errors import Busy, Lost, WorkflowError

ROUNDS = 30  # presses of each process
LOCKED = "FOR NO KEY UPDATE"


def nudging(definition: Workflow, state: toys.State, other: str) -> Workflow:
    """A definition whose cases nudge the linked ones, and are nudged by them, as often as anybody likes."""
    return club.more(
        definition,
        Transition("nudge", "Nudge", stay(state), by=(broker,), moves=(Move(other, "nudged"),)),
        Transition("nudged", "Is nudged", stay(state), by=(LINK,)),
    )


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk where wishes and loans nudge one another."""
    desk = Desk(database.url, nudging(club.WISH, granted, "loans"), nudging(club.LOAN, prepared, "wishes"))
    yield desk
    desk.close()


def tried(act: Callable[[], object]) -> str:
    """What comes of an act: done, or the name of the error that tells why not."""
    try:
        act()
    except WorkflowError as error:
        return type(error).__name__
    return "done"


# --- linked cases from both ends ----------------------------------------------------------------------------------------


def test_nudged_from_both_ends(desk: Desk) -> None:
    """Two processes that move two linked cases from both ends never wait for each other; every press is done."""
    loan, wish = desk.loan()
    before = desk.case(loan).version, desk.case(wish).version
    desk.close()

    def nudge(ref: str, who: str) -> Callable[[], Counter[str]]:
        return lambda: Counter(tried(lambda: desk.fire(ref, "nudge", who)) for _ in range(ROUNDS))

    assert together(nudge(loan, LIBRARIAN), nudge(wish, OTHER_LIBRARIAN)) == [Counter(done=ROUNDS)] * 2
    assert (desk.case(loan).version, desk.case(wish).version) == tuple(one + 2 * ROUNDS for one in before)
    assert desk.differences() == []


@pytest.mark.parametrize("turn", [1, 2])
def test_withdrawn_while_cancelled(database: Database, turn: int) -> None:
    """A call is cancelled while both its requests are withdrawn: each is done, or told that it came too late."""
    programme = Programme(database.url)
    north, south = (programme.request(by, state="validated") for by in ("north", "south"))
    call = programme.call(north, south)
    programme.application(call)
    programme.close()
    answers = together(
        lambda: tried(lambda: programme.fire(north, "withdraw", "north")),
        lambda: tried(lambda: programme.fire(south, "withdraw", "south")),
        lambda: tried(lambda: programme.fire(call, "cancel", "broker", reason="No money.")),
    )
    assert answers[:2] == ["done", "done"]  # possible before and after the call is cancelled
    assert answers[2] in ("done", "Refused")  # refused once its last request has left
    assert [programme.case(ref).state for ref in (north, south, call)] == ["withdrawn", "withdrawn", "cancelled"]
    assert programme.differences() == []
    programme.close()


# --- links that grow while a lock is waited for -------------------------------------------------------------------------


class Growing:
    """Makes links, in a transaction of its own, each time that cases have just been locked; and keeps the statements."""

    def __init__(self, desk: Desk, *pairs: tuple[str, str]) -> None:
        self.desk, self.pairs, self.locked = desk, list(pairs), list[str]()
        event.listen(desk.database, "after_cursor_execute", self._grow)

    def _grow(self, connection: Connection, cursor: object, statement: str, *more: object) -> None:
        if LOCKED not in statement:
            return
        self.locked.append(statement)
        if self.pairs:
            one, other = sorted(self.pairs.pop(0))
            with self.desk.database.begin() as another:
                another.execute(insert(tables.links).values(from_ref=one, to_ref=other, since_act="ACT-0"))


@pytest.fixture
def growing(postgres_url: str) -> Iterator[Desk]:
    """A desk on PostgreSQL; on SQLite nobody else writes while somebody does."""
    desk = Desk(postgres_url)
    yield desk
    desk.close()


def test_links_that_grow_are_read_again(growing: Desk) -> None:
    """What became linked meanwhile is locked too, without waiting, and belongs to what the move sees."""
    wish, other = growing.wish(), growing.wish()
    seen = Growing(growing, (wish, other))
    assert growing.fire(wish, "reword", READER, language="fr").version == 2
    first, second = seen.locked
    assert ("NOWAIT" in first, "NOWAIT" in second) == (False, True)
    with growing.database.begin() as connection:
        read, pairs = reading.read_cases(connection, {wish}, lock=True)
    assert (read.keys(), pairs) == ({wish, other}, {(wish, other)})


def test_links_that_keep_growing(growing: Desk) -> None:
    """Whoever meets ever more linked cases gives up after three rounds; nothing is done."""
    wishes = [growing.wish() for _ in range(4)]
    Growing(growing, *pairwise(wishes))
    with pytest.raises(Busy):
        growing.fire(wishes[0], "reword", READER, language="fr")
    assert growing.case(wishes[0]).version == 1


def test_links_that_grow_to_what_others_hold(growing: Desk) -> None:
    """A case that became linked meanwhile and is held by somebody is not waited for, out of order as it is."""
    held, wish = growing.wish(), growing.wish()
    with growing.database.begin() as somebody:
        somebody.execute(select(tables.cases.c.ref).where(tables.cases.c.ref == held).with_for_update(key_share=True))
        Growing(growing, (held, wish))
        with pytest.raises(Busy):
            growing.fire(wish, "reword", READER, language="fr")
    assert growing.case(wish).version == 1


def test_links_that_grow_beside_what_has_ended(growing: Desk) -> None:
    """Read again, a case that has ended is not passed through: whoever holds what lies behind it is in nobody's way."""
    near, behind, other = growing.wish(), growing.wish(), growing.wish()
    ended = growing.fire("club", "gather", LIBRARIAN, wishes=[near, behind]).ref
    growing.fire(ended, "order", LIBRARIAN, granted=[])
    with growing.database.begin() as somebody:
        somebody.execute(select(tables.cases.c.ref).where(tables.cases.c.ref == behind).with_for_update(key_share=True))
        Growing(growing, (near, other))
        with growing.database.begin() as connection:
            read, _ = reading.read_cases(connection, {near}, lock=True)
    assert read.keys() == {near, ended, other}


# --- past the lock ------------------------------------------------------------------------------------------------------


def test_entry_that_is_there_already(desk: Desk) -> None:
    """Whoever writes an entry that another one has written loses, is told so, and has done nothing."""
    wish = desk.wish()
    (first,) = desk.rows("entries")
    with desk.database.begin() as connection:
        other = {**first._mapping, "number": first.number + 100, "seq": 2, "hash": "0" * 64}
        connection.execute(insert(tables.entries).values(other))
    with desk.unchanged(), pytest.raises(Lost):
        desk.fire(wish, "reword", READER, language="fr")


def test_case_that_has_moved_already(desk: Desk) -> None:
    """The row of a case is written only if it is still as it was read."""
    wish = desk.wish()

    def meddle(connection: Connection, cursor: object, statement: str, *more: object) -> None:
        if "INSERT INTO entries" in statement:
            connection.execute(update(tables.cases).values(seq=tables.cases.c.seq + 1))

    event.listen(desk.database, "before_cursor_execute", meddle)
    with pytest.raises(Lost):
        desk.fire(wish, "reword", READER, language="fr")
    event.remove(desk.database, "before_cursor_execute", meddle)
    assert (desk.case(wish).version, desk.differences()) == (1, [])
