"""Signs what happened since the last time, and sees to it that what was signed is kept elsewhere: in a file, by letter.

Any number may do it at once: who comes second finds nothing new.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine as Database

from records.database import reading
from scheduler import head_letters, heads
from workflow import sequencing
from workflow.checkpoint import Signer
from workflow.errors import WorkflowError
from workflow.tally import Tally

log = logging.getLogger(__name__)


class Settings(Protocol):
    """The settings that signing needs."""

    @property
    def origin(self) -> str:
        """The name of a history that was not signed yet."""

    @property
    def signer(self) -> Signer:
        """Who signs. Raises NotAKey."""

    @property
    def heads_file(self) -> Path | None:
        """Where checkpoints are kept elsewhere."""


def tick(database: Database, settings: Settings, *, now: datetime, stop: Callable[[], bool] = lambda: False) -> Tally:
    """Sign, if something is new; add to the file of heads what it has not yet; owe auditors their letter of today.

    How many checkpoints were signed, and whether something still waits to be.
    """
    if stop():
        return Tally(0, 0)
    signed = _sign(database, settings, now)
    _keep(database, settings.heads_file)
    head_letters.owe(database, now)
    with reading(database) as connection:
        return Tally(signed, int(sequencing.is_new(connection)))


def _sign(database: Database, settings: Settings, now: datetime) -> int:
    with reading(database) as connection:
        if not sequencing.is_new(connection):
            return 0
    try:
        return int(sequencing.settle(database, settings.origin, [settings.signer], now) is not None)
    except (WorkflowError, OSError) as error:  # the other ticks go on
        log.error("The history could not be signed: %s", error)
        return 0


def _keep(database: Database, file: Path | None) -> None:
    if file is None:
        return
    try:
        with reading(database) as connection:
            heads.keep(connection, file)
    except (WorkflowError, OSError) as error:  # it is tried again with the next tick
        log.warning("No checkpoint could be added to %s: %s", file, error)
