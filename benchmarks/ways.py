"""The two ways to move a case that are compared: the whole engine, and the same rows by hand."""

from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import Engine as Database

from benchmarks import scene
from benchmarks.by_hand import ByHand, Recorded
from benchmarks.driver import Driver
from workflow.attempt import Outcome

ENGINE, HAND = "engine", "by hand"
WAYS = (ENGINE, HAND)
FIRST = 2  # turns that only prepare: the first answer sets a date, the later ones write the same again and again


class Ways:
    """Moves one worker's request to and fro, now in one way and now in the other: both leave what the other needs."""

    def __init__(self, database: Database, worker: scene.Worker) -> None:
        self._worker = worker
        self._engine = scene.engine()
        self._connection = database.connect()
        for turn in range(FIRST):
            self._fire(turn, uuid4().hex)
        self._driver = Driver(database)
        recorded = []
        for turn in range(FIRST, FIRST + 2):
            key = uuid4().hex
            recorded.append(Recorded.of(self._driver, worker.ref, self._fire(turn, key).act, key))
        self._hand = ByHand(self._driver, worker, (recorded[0], recorded[1]))
        self.turn = FIRST + 2
        self._moves: dict[str, Callable[[int], object]] = {
            ENGINE: lambda turn: self._fire(turn, uuid4().hex),
            HAND: self._hand.move,
        }

    def move(self, way: str) -> None:
        """The next move, committed."""
        self._moves[way](self.turn)
        self.turn += 1

    def close(self) -> None:
        """Give both connections back."""
        self._driver.close()
        self._connection.close()

    def _fire(self, turn: int, key: str) -> Outcome:
        press = self._worker.press(turn)
        with self._connection.begin():
            return self._engine.fire(self._connection, self._worker.ref, **press, now=scene.NOW, key=key, via=scene.VIA)
