"""A case as its history told it at a moment, rebuilt from its entries alone. Pure.

What counts is what stood in the history then: a correction that came later is not in it, a mistake not yet corrected is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from workflow.history import Entry, read_entry
from workflow.replay import ReplayedCase, after, chained


@dataclass(frozen=True)
class AsOf:
    """A case at a moment and the entries until then, the oldest first. `case` is None before there was one."""

    case: ReplayedCase | None
    entries: tuple[Entry, ...]

    @property
    def law(self) -> Entry | None:
        """The newest entry that says by which rules it was made; None before there was a case."""
        return next((entry for entry in reversed(self.entries) if entry.fingerprint), None)


def as_of(lines: Iterable[tuple[str, str]], moment: datetime) -> AsOf:
    """What (body, hash) of one case, in order, tell up to a moment, that moment included.

    A press that began before another one may be written after it: all that follow the first later entry are left out.
    Raises NotAnEntry and DoesNotReplay.
    """
    told = ((read_entry(body), digest) for body, digest in lines)
    case: ReplayedCase | None = None
    entries: list[Entry] = []
    head: tuple[int, str | None] = (0, None)
    for entry, digest in takewhile(lambda one: one[0].at <= moment, told):
        chained(entry, digest, *head)
        head = entry.seq, entry.hash
        case = after(case or ReplayedCase(entry.ref, entry.at), entry)
        entries.append(entry)
    return AsOf(case, tuple(entries))
