"""A database that goes away and comes back: requests wait for it, and are played again where nothing can be done twice.

A request can be played again from its beginning as long as nothing of it was sent to be committed, or all of that carries
a key, under which it is done once (`workflow/keys.py`). Whatever else was lost on its way is told (`web/faults.py`).
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic, sleep
from typing import Any

from flask import Flask, g, request
from sqlalchemy.exc import SQLAlchemyError

from records.database import passing
from web.database import done_reading, repeatable

SECONDS = 8.0  # for which requests wait, from the moment on at which the first of them found nobody
FIRST, LONGEST = 0.05, 1.0  # seconds between one attempt and the next, each twice as long as the one before


class Patience:
    """Since when the database is away: all requests wait until the same moment, not each for as long as it likes."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._away_since: float | None = None
        self._lock = Lock()

    def here(self) -> None:
        """The database has answered."""
        with self._lock:
            self._away_since = None

    def left(self) -> float:
        """It has not: how many seconds more somebody may wait; none once the others have waited in vain."""
        with self._lock:
            self._away_since = monotonic() if self._away_since is None else self._away_since
            return self._away_since + self.seconds - monotonic()

    def play(self, act: Callable[[], Any]) -> Any:
        """What it answers, played again while that is of use. Raises what it raised last."""
        pause = FIRST
        while True:
            try:
                answer = act()
            except SQLAlchemyError as error:
                if not passing(error) or not repeatable() or self.left() < pause:
                    raise
            else:
                if "reading" in g:  # it was asked, and has answered
                    self.here()
                return answer
            done_reading()
            _rewind()
            sleep(pause)
            pause = min(2 * pause, LONGEST)


class Patient(Flask):
    """An application whose requests are played again."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.patience = Patience()

    def preprocess_request(self) -> Any:
        """Who is there; only reads."""
        return self.patience.play(super().preprocess_request)

    def dispatch_request(self) -> Any:
        """The page."""
        return self.patience.play(super().dispatch_request)


def _rewind() -> None:
    """Files that were read are read again from their beginning."""
    for file in request.files.values():
        file.stream.seek(0)
