"""Processes of tests: forked from this one, so that everything is loaded, and never returning into pytest."""

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Engine, event

LONGEST = 120  # seconds until a process that hangs is ended


def killed_at(step: int, database: Engine, act: Callable[[], Any]) -> bool:
    """Run an act in a process that is killed (-9) at a step; whether it got so far, or ended before.

    Steps are each statement when it has been carried out, then the moment before a commit; the step after the last of
    these is when the act is over, everything else of the process still to come. The database must have been let go of.
    """
    return killed_together([step], database, act)[0]


def killed_together(steps: Sequence[int], database: Engine, act: Callable[[], Any]) -> list[bool]:
    """The same in several processes at once, each of which is killed at a step of its own."""
    processes = []
    for step in steps:
        process = os.fork()
        if process == 0:
            _die_at(step, database, act)
        processes.append(process)
    ends = [os.waitpid(process, 0)[1] for process in processes]
    for status in ends:
        assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL, f"The process ended by {status}."
        assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status)), "The act failed; its error is above."
    return [os.WIFSIGNALED(status) for status in ends]


def _die_at(step: int, database: Engine, act: Callable[[], Any]) -> None:
    left = [step]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    failed = True
    try:
        signal.alarm(LONGEST)
        event.listen(database, "after_cursor_execute", count)
        event.listen(database, "commit", count)
        act()
        count()
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
