"""One scheduler at a time, where the database is a file: SQLite has room for one writer, and the others would only wait."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workflow.errors import WorkflowError
from workflow.words import _


class AnotherScheduler(WorkflowError):
    """Raised if a scheduler works on the same SQLite file already."""

    message = _(
        "A scheduler works on {file} already, and on SQLite there is one at a time. "
        "Stop it (it may be part of `connect serve`), or use PostgreSQL for several."
    )
    status = 409


@contextmanager
def alone(database_file: Path | None) -> Iterator[None]:
    """While it lasts, nobody else has it; for a database that is no file, any number may. Raises AnotherScheduler.

    The system lets go of a file's lock when a process ends, however it ends.
    """
    if database_file is None:
        yield
        return
    with open(database_file.with_name(f"{database_file.name}.scheduler"), "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherScheduler(file=database_file) from error
        yield
