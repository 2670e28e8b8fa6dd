"""A process that is killed in the middle of a move leaves the case before it or after it, never between."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.support.chance import Chance
from tests.support.database import Database
from tests.support.forks import killed_at
from tests.support.programme import Programme
from tests.support.world import Picture, picture

FEWEST = 8  # steps a heavy move has at least; fewer would mean that its statements are not counted
STAY = {"first": "2018-06-11", "last": "2018-06-15"}


@dataclass(frozen=True)
class Press:
    """A press that a test makes, or makes and takes back; its ids are always the same."""

    programme: Programme
    chance: Chance
    what: tuple[str, str, str]  # ref, trigger, who
    more: Mapping[str, Any]

    def make(self) -> None:
        """Press, in a transaction that is committed."""
        self.chance.begin(self.what[1])
        self.programme.press(*self.what, **self.more)

    def foreseen(self) -> Picture:
        """What the tables say after the press, which is taken back then."""
        self.chance.begin(self.what[1])
        with self.programme.database.connect() as connection, connection.begin() as transaction:
            self.programme.press_in(connection, *self.what, **self.more)
            seen = picture(connection)
            transaction.rollback()
        return seen


@pytest.fixture
def programme(database: Database) -> Iterator[Programme]:
    """A programme on each database."""
    programme = Programme(database.url)
    yield programme
    programme.close()


@pytest.mark.slow
def test_killed_at_any_moment(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after any statement, or before the commit, nothing is done; killed after it, all is; the next move works.

    The move is the decision on a call: a request is matched, an exchange made, an expert selected, another kept.
    """
    chance = Chance(monkeypatch)
    call, form = programme.to_decide()
    decide = Press(programme, chance, (call, "decide", "broker"), {"form": form, "key": "once"})
    before, after = programme.picture(), decide.foreseen()
    for step in count(1):
        programme.close()  # a connection that a fork shares would be broken by it
        assert killed_at(step, programme.database, decide.make)
        assert programme.differences() == []
        if programme.picture() != before:
            break
        assert decide.foreseen() == after
    assert programme.picture() == after != before
    assert step > FEWEST
    (chosen,) = form["requests"][0]["applications"]
    confirmation = {"available": STAY, "travellers": [programme.people["city"]]}
    Press(programme, chance, (chosen, "confirm", "city"), {"form": confirmation}).make()
    assert programme.differences() == []


def test_a_step_too_far(programme: Programme) -> None:
    """A process that is to be killed after its last step ends by itself: the steps above were all there are."""
    request = programme.request()
    programme.close()
    assert not killed_at(10_000, programme.database, lambda: programme.press(request, "validate", "broker"))
    assert programme.case(request).state == "validated"
