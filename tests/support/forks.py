"""Processes of tests: forked from this one, so that everything is loaded, and never returning into pytest."""

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Engine, event

LONGEST = 120  # seconds until a process that hangs is ended


@dataclass(frozen=True)
class End:
    """How a process ended: killed or not, and if so, whether it had rows locked that it had taken from what is due."""

    killed: bool
    in_hand: bool


def killed_at(step: int, database: Engine, act: Callable[[], Any]) -> bool:
    """Run an act in a process that is killed (-9) at a step; whether it got so far, or ended before.

    Steps are each statement when it has been carried out, then the moment before a commit; the step after the last of
    these is when the act is over, everything else of the process still to come. The database must have been let go of.
    """
    return killed_together([step], database, act)[0].killed


def killed_together(steps: Sequence[int], database: Engine, act: Callable[[], Any]) -> list[End]:
    """The same in several processes at once, each of which is killed at a step of its own."""
    processes = []
    for step in steps:
        reads, writes = os.pipe()
        process = os.fork()
        if process == 0:
            _die_at(_Steps(step, writes), database, act)
        os.close(writes)
        processes.append((process, reads))
    return [_end(*process) for process in processes]


def _end(process: int, said: int) -> End:
    status = os.waitpid(process, 0)[1]
    assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL, f"The process ended by {status}."
    assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status)), "The act failed; its error is above."
    with os.fdopen(said, "rb") as last_words:
        return End(os.WIFSIGNALED(status), bool(last_words.read()))


@dataclass
class _Steps:
    """How many are left until the process dies, and whether it has rows in hand meanwhile."""

    left: int
    last_words: int  # where it says so
    in_hand: bool = False

    def statement(self, _connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        self.in_hand |= "SKIP LOCKED" in statement and cursor.rowcount > 0
        self.count()

    def transaction(self, *_: Any) -> None:
        self.count()
        self.in_hand = False

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            if self.in_hand:
                os.write(self.last_words, b"in hand")
            os.kill(os.getpid(), signal.SIGKILL)


def _die_at(steps: _Steps, database: Engine, act: Callable[[], Any]) -> None:
    failed = True
    try:
        signal.alarm(LONGEST)
        event.listen(database, "after_cursor_execute", steps.statement)
        event.listen(database, "commit", steps.transaction)
        act()
        steps.count()
        failed = False
    finally:
        if failed:
            traceback.print_exc()
        os._exit(failed)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What acts answer, each in a process of its own, all begun at one moment. The databases must have been let go of."""
    context = get_context("fork")
    barrier = context.Barrier(len(acts))
    answers = []
    for act in acts:
        reads, writes = context.Pipe(duplex=False)
        context.Process(target=_answer, args=(act, barrier, writes), daemon=True).start()
        # Only the process holds the other end now: should it die, reading ends instead of waiting for ever.
        writes.close()
        answers.append(reads)
    return [answer.recv() for answer in answers]


def _answer(act: Callable[[], Any], barrier: Any, answer: Any) -> None:
    signal.alarm(LONGEST)
    barrier.wait(LONGEST)
    answer.send(act())
