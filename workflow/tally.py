"""What a tick of the scheduler did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How many rows were dealt with, and how many are due still: told to stop, or nothing could be done."""

    done: int
    left: int
