"""A request sent twice is done once: under the same key the answer of the first is given again."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from workflow.asking import wrote
from workflow.attempt import Outcome
from workflow.errors import BadForm, KeyReused
from workflow.press import LONGEST_KEY, Press, unfit
from workflow.reading import if_missing, insert_if_missing
from workflow.streams import SYSTEM
from workflow.tables import keys
from workflow.words import _

_taken = {name: if_missing(name, keys).values(answer=literal_column("'{}'")) for name in ("sqlite", "postgresql")}
_remembered = select(keys.c.actor, keys.c.request, keys.c.answer).where(keys.c.key == bindparam("of_key"))


def answered(connection: Connection, press: Press) -> Outcome | None:
    """The answer given before under this key, or None, and then the key is taken until the transaction ends.

    Taken first of all: whoever sends the same key meanwhile waits here, and reads the answer. Raises KeyReused if the
    key was another request's, BadForm if it is none.
    """
    if press.key is None:
        return None
    # An empty key would make one request of all that have none.
    if said := unfit(press.key, LONGEST_KEY) if press.key.strip() else [_("Write something here.")]:
        raise BadForm({"key": said})
    row = {"key": press.key, "actor": press.actor, "request": press.request, "at": press.now}
    if wrote(connection, _taken[connection.dialect.name], row) == 1:
        return None
    before = connection.execute(_remembered, {"of_key": press.key}).one()
    if (before.actor, before.request) != (press.actor, press.request):
        raise KeyReused(key=press.key)
    answer: dict[str, Any] = dict(before.answer)
    return Outcome(**{**answer, "entries": tuple(answer["entries"])})


def first(connection: Connection, key: str, now: datetime) -> bool:
    """Whether nobody has done yet what this names; taken until the transaction ends, as `answered` takes its key."""
    digest = sha256(key.encode("utf-8", "replace")).hexdigest()
    row = {"key": f"once:{digest}", "actor": SYSTEM, "request": digest, "answer": {}, "at": now}
    return connection.execute(insert_if_missing(connection, keys), row).rowcount == 1


def kept(press: Press, outcome: Outcome) -> list[dict[str, Any]]:
    """What is written so that the key of a press has this answer; nothing if it has no key."""
    given = {**outcome.__dict__, "entries": list(outcome.entries)}
    return [] if press.key is None else [{"of_key": press.key, "answer": given}]
