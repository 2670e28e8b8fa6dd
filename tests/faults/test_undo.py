"""An undo against somebody else's move of the same or a linked case, in two processes: one wins, the other reads who."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.club import Desk
from tests.support.database import Database
from tests.support.forks import together
from tests.support.toys import LIBRARIAN, OTHER_LIBRARIAN, READER
from workflow.errors import Refused, Stale

ROUNDS = 12


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk whose history tells what its rows say, whoever won."""
    desk = Desk(database.url)
    yield desk
    assert desk.differences() == []
    desk.close()


def undone(desk: Desk, ref: str, actor: str, act: str) -> tuple[str, Any]:
    """What comes of an undo: done, or by whom it was prevented."""
    try:
        with desk.database.begin() as connection:
            desk.engine.undo(connection, ref, "Wrong.", act=act, actor=actor, now=desk.now, via="test")
    except Refused as error:
        return error.blockers[0].code, error.blockers[0].facts["who"]
    return "done", None


def moved(desk: Desk, ref: str, trigger: str, actor: str, **press: Any) -> tuple[str, Any]:
    """What comes of a move: done, or by whom it was prevented."""
    try:
        desk.press(ref, trigger, actor, **press)
    except Stale as error:
        return error.facts["trigger"]["message"], error.facts["who"]
    return "done", None


def test_against_a_move_of_the_case(desk: Desk) -> None:
    """Either the act is undone, and who wanted to go on reads who did it; or the move is done, and the other way round."""
    told: Counter[Any] = Counter()
    for _ in range(ROUNDS):
        loan, _wish = desk.out()
        act, version = desk.entries(loan)[-1].act, desk.case(loan).version
        desk.close()
        answers = together(
            lambda loan=loan, act=act: undone(desk, loan, LIBRARIAN, act),
            lambda loan=loan, seen=version: moved(desk, loan, "keep_back", OTHER_LIBRARIAN, version=seen),
        )
        told[tuple(answers)] += 1
        assert desk.case(loan).state == ("prepared" if answers[0][0] == "done" else "kept_back")
    assert set(told) <= {
        (("done", None), ("Taken back", LIBRARIAN)),
        (("stands_on_it", OTHER_LIBRARIAN), ("done", None)),
    }


def test_against_a_move_of_a_linked_case(desk: Desk) -> None:
    """A club that orders what a reader has just reworded: its move is done in any case, and the undo before it or not."""
    for _ in range(ROUNDS):
        wish = desk.wish()
        club = desk.fire("club", "gather", LIBRARIAN, wishes=[wish]).ref
        act = desk.fire(wish, "reword", READER, language="fr").act
        desk.close()
        undo, move = together(
            lambda wish=wish, act=act: undone(desk, wish, READER, act),
            lambda club=club, wish=wish: moved(desk, club, "order", OTHER_LIBRARIAN, form={"granted": [wish]}),
        )
        assert move == ("done", None)
        assert undo in (("done", None), ("stands_on_it", OTHER_LIBRARIAN))
        assert ("language" in desk.case(wish).facts) == (undo[0] != "done")
        assert desk.case(wish).state == "granted"
