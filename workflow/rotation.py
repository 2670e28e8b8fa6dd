"""A key that signs the history is followed by another: both sign one checkpoint, from then on the new one alone.

That checkpoint covers an entry of SYS that names both, so whoever trusts the old key learns the new one from it.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from workflow import sequencing, streams
from workflow.checkpoint import Signer
from workflow.errors import WorkflowError
from workflow.history import EntryKind
from workflow.words import _

TRIGGER = "change_key"


class NothingSigned(WorkflowError):
    """Raised if a key is to be changed that has not signed anything yet."""

    message = _("There is no entry yet, so no key has signed anything, and none needs to be followed.")
    status = 409


def rotate(connection: Connection, origin: str, old: Signer, new: Signer, *, now: datetime, via: str) -> str:
    """Let a key follow another, in the caller's transaction; the note that both signed. Raises AnotherKey, NothingSigned."""
    # Held to the end: nobody may sign with the old key alone what tells of the new one.
    sequencing.alone(connection)
    _place_all(connection)
    sequencing.checkpoint(connection, origin, [old], now)
    known = sequencing.keys(connection)
    if not known:
        raise NothingSigned
    name = known[0].name
    told = {"facts": {"from": known[-1].text, "to": Signer(name, new.private).key.text}}
    by: dict[str, Any] = {"act": f"ACT-{uuid4().hex}", "actor": streams.SYSTEM, "via": via, "at": now}
    streams.append(connection, streams.SYSTEM, EntryKind.ACCOUNT, trigger=TRIGGER, changes=told, **by)
    _place_all(connection)
    return sequencing.checkpoint(connection, name, [old, new], now) or ""


def _place_all(connection: Connection) -> None:
    while sequencing.place(connection) == sequencing.AT_ONCE:
        pass
