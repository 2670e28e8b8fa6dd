"""Where the time of a move goes: each phase of `engine.fire` on the clock, and how much of it the driver had."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine as Database
from sqlalchemy import event

from benchmarks.ways import ENGINE, Ways

# The functions of `workflow.engine` that make up a phase; what is left of a move is the engine's own, begin and commit.
PHASES = {
    "key": ("answered",),
    "reading": ("read_snapshot", "read_numbers"),
    "form": ("_filled",),
    "planning": ("plan",),
    "writing": ("write",),
}
SEEING, COMMIT, REST, WHOLE = "may they see it", "commit", "the rest", "the whole move"


@dataclass
class Phase:
    """Seconds on the clock, seconds of it in driver and database, and statements."""

    wall: float = 0.0
    driver: float = 0.0
    statements: int = 0


class Clock:
    """Charges what happens to the phase that runs."""

    def __init__(self) -> None:
        self.phases = {name: Phase() for name in (*PHASES, SEEING, COMMIT, REST, WHOLE)}
        self._now: list[str] = [REST]
        self._sent = 0.0

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """Charge the block to a phase."""
        self._now.append(name)
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.phases[name].wall += time.perf_counter() - begun
            self._now.pop()

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, charged to a phase."""

        def charged(*given: Any, **named: Any) -> Any:
            with self.running(name):
                return function(*given, **named)

        return charged

    def before(self, *_call: Any) -> None:
        """A statement is handed to the driver."""
        self._sent = time.perf_counter()

    def after(self, *_call: Any) -> None:
        """The driver is done with it."""
        phase = self.phases[self._now[-1]]
        phase.driver += time.perf_counter() - self._sent
        phase.statements += 1


def phases(database: Database, ways: Ways, moves: int) -> dict[str, Phase]:
    """What each phase takes on average of so many moves, in seconds; the clock itself costs a little."""
    from workflow import engine

    clock = Clock()
    with ExitStack() as stack:
        for name, functions in PHASES.items():
            for function in functions:
                stack.enter_context(patch.object(engine, function, clock.wrapped(name, getattr(engine, function))))
        sees = engine.Engine._sees
        stack.enter_context(patch.object(engine.Engine, "_sees", clock.wrapped(SEEING, sees)))
        stack.enter_context(
            patch.object(database.dialect, "do_commit", clock.wrapped(COMMIT, database.dialect.do_commit))
        )
        for name, listener in (("before_cursor_execute", clock.before), ("after_cursor_execute", clock.after)):
            event.listen(database, name, listener)
            stack.callback(event.remove, database, name, listener)
        with clock.running(WHOLE):
            for _ in range(moves):
                ways.move(ENGINE)
    return _averages(clock.phases, moves)


def _averages(found: dict[str, Phase], moves: int) -> dict[str, Phase]:
    whole, parts = found[WHOLE], [one for name, one in found.items() if name not in (WHOLE, REST)]
    found[REST].wall = whole.wall - sum(one.wall for one in parts)
    # What no phase names (BEGIN) is charged to the whole while it runs; it is the rest's.
    found[REST].driver, found[REST].statements = whole.driver, whole.statements
    whole.driver += sum(one.driver for one in parts)
    whole.statements += sum(one.statements for one in parts)
    return {
        name: Phase(one.wall / moves, one.driver / moves, round(one.statements / moves)) for name, one in found.items()
    }
