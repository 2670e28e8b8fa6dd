"""What a broker does with a letter that has not left: hold it back, let it go, send it at once, drop it, try it again.

Each is an entry of the case, and moves nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from workflow import outbox, remarks
from workflow.attempt import Outcome
from workflow.definition import CLOCK
from workflow.engine import Engine
from workflow.errors import Refused, UnknownTrigger, WorkflowError
from workflow.history import EntryKind
from workflow.keys import answered, kept
from workflow.press import Press
from workflow.streams import SYSTEM
from workflow.tables import outbox as letters
from workflow.words import _

HOLD, RELEASE, SEND_NOW, DROP, RETRY = "hold", "release", "send_now", "drop", "retry"

# What is done → the statuses of letters with which it can be.
FROM: Mapping[str, tuple[str, ...]] = {
    HOLD: ("created", "failed_for_now"),
    RELEASE: ("held",),
    SEND_NOW: ("created", "held", "failed_for_now"),
    RETRY: ("failed_for_now", "failed_for_good", "dropped"),
    DROP: ("created", "held", "failed_for_now", "failed_for_good"),
}
# What history says of it.
DONE: Mapping[str, str] = {
    HOLD: _("A letter was held back"),
    RELEASE: _("A letter that was held back may leave"),
    SEND_NOW: _("A letter is sent at once"),
    RETRY: _("A letter is written anew and tried again"),
    DROP: _("A letter was dropped"),
}

_status = select(letters.c.status).where(letters.c.id == bindparam("of_id"), letters.c.ref == bindparam("of_ref"))
_change = update(letters).where(letters.c.id == bindparam("of_id"))


class NoSuchLetter(WorkflowError):
    """Raised if a case has no letter of that number."""

    message = _("{ref} has no letter number {letter}.")
    status = 404


class LetterMovedOn(WorkflowError):
    """Raised if a letter left, is leaving, or was dropped, so that this can no longer be done with it."""

    message = _("This letter of {ref} is not any more as you saw it. Nothing was done; look at it again.")
    status = 409


def tend(
    engine: Engine,
    connection: Connection,
    ref: str,
    letter: int,
    done: str,
    *,
    actor: str,
    now: datetime,
    via: str,
    key: str | None = None,
) -> Outcome:
    """Do one of FROM with a letter; `actor` is a broker, or SYSTEM for whoever has the command line.

    Never commits. Raises UnknownCase, UnknownTrigger, NoSuchLetter (404), Refused (403), LetterMovedOn (409), KeyReused.
    """
    if done not in FROM:
        raise UnknownTrigger(type=ref, trigger=done, triggers=list(FROM))
    press = Press(ref, done, actor=actor, now=now, via=via, form={"letter": letter}, key=key)
    if before := answered(connection, press):
        return before
    remarks.lock(connection, ref)
    is_system = actor == SYSTEM
    snapshot = engine.snapshot(connection, ref, actor=CLOCK.name if is_system else actor, now=now)
    case = snapshot.case(ref)
    definition = engine.registry.get(case.type, case.definition_version)
    part = None if is_system else remarks.part_of(definition, snapshot, ref, remarks.LETTER)
    if part is None and not is_system:
        raise Refused((remarks.not_yours(definition, remarks.LETTER),), trigger=done)
    changes = {"letter": {"id": letter, "done": done}}
    made = remarks.entered(definition, snapshot, press, part, case, changes, EntryKind.FOLLOW_UP)
    _do(connection, ref, letter, done, now, made.outcome.act)
    remarks.write(connection, made, snapshot.directory, grace=now, answered=kept(press, made.outcome))
    return made.outcome


def _do(connection: Connection, ref: str, letter: int, done: str, now: datetime, act: str) -> None:
    status = connection.execute(_status, {"of_id": letter, "of_ref": ref}).scalar()
    if status is None:
        raise NoSuchLetter(ref=ref, letter=letter)
    # Asked again by the statement: the post may claim it meanwhile.
    change = _change.where(letters.c.status.in_(FROM[done])).values(**_values(done, now, act))
    if connection.execute(change, {"of_id": letter}).rowcount != 1:
        raise LetterMovedOn(ref=ref)
    if done == RETRY:
        outbox.forget_refusals(connection, letter)


def _values(done: str, now: datetime, act: str) -> dict[str, Any]:
    """What is different of a letter afterwards."""
    again = {"status": "created", "not_before": now}
    # Rendered anew, for its template may have been mended meanwhile.
    anew = {"subject": None, "body": None, "attempts": 0, "last_error": None, "ended_by": None}
    values: Mapping[str, dict[str, Any]] = {
        HOLD: {"status": "held"},
        RELEASE: {"status": "created"},
        SEND_NOW: again,
        RETRY: again | anew,
        DROP: {"status": "dropped", "ended_by": act},
    }
    return values[done]
