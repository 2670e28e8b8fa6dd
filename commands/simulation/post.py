"""A mail server that is not there: it keeps count of what it took, and is at times out of order, as mail servers are."""

import os
from collections import Counter
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from random import Random

from scheduler.delivery import NotNow, Refused, Unreachable

CLOSED = 0.01  # of days on which no letter is taken
LATER = 0.02  # of hours in which an address takes none
BROKEN = 0.01  # of addresses that refuse for a quarter of a year
QUARTER = 91  # days


class Mailbox:
    """Takes e-mails, one line of `file` each: the Message-ID. What goes wrong is decided by the seed and the time alone.

    `now` is set by whoever passes the time.
    """

    def __init__(self, file: Path, seed: int, now: datetime) -> None:
        self._file, self._seed, self.now = file, seed, now

    def __call__(self, message: EmailMessage) -> None:
        """Take it. Raises Unreachable, Refused and NotNow."""
        day, address = self.now.date().toordinal(), str(message["To"]).rpartition("<")[2].rstrip(">")
        if self._drawn("closed", day) < CLOSED:
            raise Unreachable("Simulation: the mail server is down today.")
        if self._drawn("broken", address, day // QUARTER) < BROKEN:
            raise Refused("550 Simulation: there is no such mailbox.")
        if self._drawn("later", address, day, self.now.hour) < LATER:
            raise NotNow("451 Simulation: try again later.")
        with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as taken:
            taken.write(f"{message['Message-ID']}\n")

    def rest(self) -> None:
        """It needs none."""

    def open_from(self, day: int) -> bool:
        """Whether letters are taken on a day (its ordinal)."""
        return self._drawn("closed", day) >= CLOSED

    def _drawn(self, *what: object) -> float:
        return Random(f"{self._seed} post {what}").random()


def taken(file: Path) -> Counter[str]:
    """How often each Message-ID was taken."""
    return Counter(file.read_text("utf-8").split()) if file.exists() else Counter()
