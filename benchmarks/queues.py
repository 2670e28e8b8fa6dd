"""Rows that are due, done by two job queues that others use for such: each row is a job, and the deed is done by hand.

The jobs are in their tables before the clock runs; each way to run them is the one that its documentation shows.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from threading import Event, local
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine as Database

from benchmarks import scene
from benchmarks.batches import ByHand, Due

AT_ONCE = 10  # jobs that a queue may have in hand, as APScheduler has it
LONGEST = 120  # seconds that some hundred jobs may take


class Missing(Exception):
    """A library to compare with is not installed."""


class _Deed:
    """What a job does. Jobs find it here by name, whichever thread they run in; each thread has its own connection."""

    def __init__(self) -> None:
        self._own, self._left, self._done = local(), 0, Event()
        self._make: Callable[[], ByHand] | None = None

    def begin(self, make: Callable[[], ByHand], jobs: int) -> None:
        """So many are to come, each done with what `make` gives."""
        self._own, self._make, self._left = local(), make, jobs
        self._done.clear()

    def do(self, ident: int, ref: str) -> None:
        """One row."""
        if not hasattr(self._own, "hand") and self._make:
            self._own.hand = self._make()
        self._own.hand.one(ident, ref)
        self._left -= 1
        if not self._left:
            self._done.set()

    def wait(self) -> None:
        """Until all are done. Raises TimeoutError."""
        if not self._done.wait(LONGEST):
            raise TimeoutError(f"{self._left} jobs were not done in {LONGEST} seconds.")


_DEED = _Deed()


def deed(ident: int, ref: str) -> None:
    """The job of a row, by a name under which a stored job is found again."""
    _DEED.do(ident, ref)


class Queue:
    """A job queue beside the rows, in the same database."""

    def __init__(self, database: Database, letter: Mapping[str, Any]) -> None:
        self._database, self._letter = database, letter

    def begin(self, rows: Sequence[Due]) -> None:
        """Let a job be due for each row."""
        _DEED.begin(lambda: ByHand(self._database, self._letter), len(rows))

    def work(self) -> None:
        """Do all jobs."""


class APScheduler(Queue):
    """APScheduler 3 with jobs in a table, and threads to run them."""

    def begin(self, rows: Sequence[Due]) -> None:
        """Let a job be due for each row."""
        super().begin(rows)
        stores = {"default": SQLAlchemyJobStore(engine=self._database)}
        late = {"misfire_grace_time": None}  # however late they are
        self._scheduler = BackgroundScheduler(jobstores=stores, job_defaults=late, timezone="UTC")
        self._scheduler.start(paused=True)
        for row in rows:
            self._scheduler.add_job(deed, "date", run_date=scene.NOW, args=row)

    def work(self) -> None:
        """Do all jobs."""
        self._scheduler.resume()
        _DEED.wait()
        self._scheduler.shutdown()


class Procrastinate(Queue):
    """procrastinate with a worker in this process."""

    def __init__(self, database: Database, letter: Mapping[str, Any]) -> None:
        super().__init__(database, letter)
        try:
            import procrastinate
        except ImportError as error:
            raise Missing("procrastinate is not installed (dependency group `bench`), and so not compared") from error
        address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
        self._task = self._app.task(deed, name="deed")
        with self._app.open():
            self._app.schema_manager.apply_schema()

    def begin(self, rows: Sequence[Due]) -> None:
        """Let a job be due for each row."""
        super().begin(rows)
        with self._app.open():
            self._task.batch_defer(*({"ident": ident, "ref": ref} for ident, ref in rows))

    def work(self) -> None:
        """Do all jobs."""
        self._app.run_worker(wait=False, concurrency=AT_ONCE, listen_notify=False, install_signal_handlers=False)


QUEUES: Mapping[str, type[Queue]] = {"APScheduler": APScheduler, "procrastinate": Procrastinate}


def versions() -> str:
    """The versions of what is compared with; nothing of what is not installed."""
    found = []
    for name in QUEUES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
