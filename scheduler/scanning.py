"""Looks for viruses in documents that were kept while nobody could look."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine as Database

from records import documents, scanning
from records.stream import act, record
from workflow.streams import SYSTEM
from workflow.tally import Tally

MOST = 50  # documents of one tick

log = logging.getLogger(__name__)


class Settings(Protocol):
    """The setting that scanning needs."""

    @property
    def clamd(self) -> str | None:
        """Where clamd listens; None if there is none."""


def tick(database: Database, settings: Settings, *, now: datetime, stop: Callable[[], bool] = lambda: False) -> Tally:
    """Scan what was not scanned, one by one, until told to stop or clamd does not answer."""
    done = 0
    if settings.clamd is None:
        return Tally(0, 0)
    with database.connect() as connection:
        waiting = documents.unscanned(connection, MOST)
    for document in waiting:
        if stop() or not _scan(database, document, settings.clamd, now):
            break
        done += 1
    return Tally(done, len(waiting) - done)


def _scan(database: Database, document: str, clamd: str, now: datetime) -> bool:
    """Nothing is locked while clamd looks: it may take its time."""
    with database.connect() as connection:
        content = documents.read(connection, document).content
    try:
        virus = scanning.found(content, clamd)
    except scanning.Unanswered as error:
        log.warning("%s was not scanned: %s", document, error)
        return False
    with database.begin() as connection:
        if documents.scanned(connection, document, scanning.FOUND if virus else scanning.CLEAN) and virus:
            record(connection, SYSTEM, "virus_found", act(SYSTEM, now, "clock"), {"document": document, "virus": virus})
            log.error("%s holds %s: nobody can open it any more", document, virus)
    return True
