"""What a broker does with a letter that has not left: change what it says, hold it back, let it go, send it at once, drop
it, write it anew, try it again.

Each is an entry of the case, and moves nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from workflow import outbox, remarks
from workflow.attempt import Outcome
from workflow.definition import CLOCK
from workflow.engine import Engine
from workflow.errors import BadForm, Refused, UnknownTrigger, WorkflowError
from workflow.history import EntryKind
from workflow.keys import answered, kept
from workflow.press import Press
from workflow.streams import SYSTEM
from workflow.tables import deliveries
from workflow.tables import outbox as letters
from workflow.texts import mint
from workflow.words import _

HOLD, RELEASE, SEND_NOW, DROP, RETRY = "hold", "release", "send_now", "drop", "retry"
RENEW, EDIT = "renew", "edit"
LONGEST_SUBJECT, LONGEST_TEXT = 120, 50_000  # characters of a letter that somebody edited

# What is done → the statuses of letters with which it can be.
FROM: Mapping[str, tuple[str, ...]] = {
    HOLD: ("created", "failed_for_now"),
    RELEASE: ("held",),
    SEND_NOW: ("created", "held", "failed_for_now"),
    RETRY: ("failed_for_now", "failed_for_good", "dropped"),
    DROP: ("created", "held", "failed_for_now", "failed_for_good"),
    RENEW: ("created", "held", "failed_for_now", "failed_for_good", "dropped"),
    EDIT: ("created", "held"),
}
# What history says of it.
DONE: Mapping[str, str] = {
    HOLD: _("A letter was held back"),
    RELEASE: _("A letter that was held back may leave"),
    SEND_NOW: _("A letter is sent at once"),
    RETRY: _("A letter is tried again"),
    DROP: _("A letter was dropped"),
    RENEW: _("A letter is written anew"),
    EDIT: _("A letter was edited"),
}

_here = (letters.c.id == bindparam("of_id"), letters.c.ref == bindparam("of_ref"))
_kept = select(letters.c.status, letters.c.rendered_body.is_not(None).label("edited")).where(*_here)
_handed = select(deliveries.c.letter).where(deliveries.c.letter == letters.c.id).exists()
_change = update(letters).where(letters.c.id == bindparam("of_id"))


class NoSuchLetter(WorkflowError):
    """Raised if a case has no letter of that number."""

    message = _("{ref} has no letter number {letter}.")
    status = 404


class LetterMovedOn(WorkflowError):
    """Raised if a letter left, is leaving, or was dropped, so that this can no longer be done with it."""

    message = _("This letter of {ref} is not any more as you saw it. Nothing was done; look at it again.")
    status = 409


class Edited(WorkflowError):
    """Raised if a letter is to be written anew that somebody edited, and nobody said that this may be lost."""

    message = _("Somebody edited this letter. Written anew, it says again what its template says. Confirm that.")
    status = 409


@dataclass(frozen=True)
class Said:
    """What a letter says: a subject of one line, and a text."""

    subject: str
    text: str


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
    confirmed: bool = False,
) -> Outcome:
    """Do one of FROM but EDIT with a letter; `actor` is a broker, or SYSTEM for whoever has the command line.

    `confirmed` says that what somebody edited may be lost. Never commits. Raises UnknownCase, UnknownTrigger,
    NoSuchLetter (404), Refused (403), LetterMovedOn, Edited (409), KeyReused.
    """
    if done not in FROM or done == EDIT:
        raise UnknownTrigger(type=ref, trigger=done, triggers=[one for one in FROM if one != EDIT])
    press = Press(ref, done, actor=actor, now=now, via=via, form={"letter": letter}, key=key)
    if before := answered(connection, press):
        return before
    made, directory = _entered(engine, connection, press, {"id": letter, "done": done})
    row = _row(connection, ref, letter)
    if done == RENEW and row.edited and not confirmed:
        raise Edited
    _do(connection, ref, letter, done, _values(done, now, made.outcome.act, edited=row.edited))
    if done == RETRY:
        outbox.forget_refusals(connection, letter)
    remarks.write(connection, made, directory, grace=now, answered=kept(press, made.outcome))
    return made.outcome


def edit(
    engine: Engine,
    connection: Connection,
    ref: str,
    letter: int,
    said: Said,
    *,
    was: Said,
    seen: str,
    actor: str,
    now: datetime,
    via: str,
    key: str | None = None,
) -> Outcome:
    """Let a letter say something else. `was` is what it would say now, `seen` the mark of what the editor saw.

    The row keeps what was rendered first, beside what is sent. Raises as `tend` does, and BadForm.
    """
    said = Said(" ".join(said.subject.split()), said.text.replace("\r\n", "\n").strip() + "\n")
    press = Press(ref, EDIT, actor=actor, now=now, via=via, form={"letter": letter, **asdict(said)}, key=key)
    if before := answered(connection, press):
        return before
    minted = {name: mint(text) for name, text in asdict(said).items()}
    told = {"id": letter, "done": EDIT} | {name: one.ref.plain() for name, one in minted.items()}
    made, directory = _entered(engine, connection, press, told)
    if wrong := {name: found for name, found in _unfit(said).items() if found}:
        raise BadForm(wrong)
    row = _row(connection, ref, letter)
    if mark(was) != seen:
        raise LetterMovedOn(ref=ref)
    first = {} if row.edited else {"rendered_subject": was.subject, "rendered_body": was.text}
    # One that somebody wrote by hand is not gathered with others: they would be put together from their templates.
    _do(connection, ref, letter, EDIT, {"subject": said.subject, "body": said.text, "batch": None, **first})
    texts = tuple(minted.values())
    remarks.write(connection, replace(made, texts=texts), directory, grace=now, answered=kept(press, made.outcome))
    return made.outcome


def mark(said: Said) -> str:
    """What differs as soon as a letter says something else."""
    return sha256(f"{said.subject}\n\n{said.text}".encode()).hexdigest()


def _unfit(said: Said) -> dict[str, list[Any]]:
    return {
        "subject": remarks.unfit_text(said.subject, LONGEST_SUBJECT),
        "text": remarks.unfit_text(said.text, LONGEST_TEXT),
    }


def _entered(
    engine: Engine, connection: Connection, press: Press, told: Mapping[str, Any]
) -> tuple[remarks.Remark, Any]:
    """The entry of what is done with a letter, and who is who. Raises UnknownCase and Refused."""
    ref = press.ref
    remarks.lock(connection, ref)
    is_system = press.actor == SYSTEM
    snapshot = engine.snapshot(connection, ref, actor=CLOCK.name if is_system else press.actor, now=press.now)
    case = snapshot.case(ref)
    definition = engine.registry.get(case.type, case.definition_version)
    part = None if is_system else remarks.part_of(definition, snapshot, ref, remarks.LETTER)
    if part is None and not is_system:
        raise Refused((remarks.not_yours(definition, remarks.LETTER),), trigger=press.trigger)
    changes = {"letter": dict(told)}
    return remarks.entered(definition, snapshot, press, part, case, changes, EntryKind.FOLLOW_UP), snapshot.directory


def _row(connection: Connection, ref: str, letter: int) -> Row[Any]:
    row = connection.execute(_kept, {"of_id": letter, "of_ref": ref}).one_or_none()
    if row is None:
        raise NoSuchLetter(ref=ref, letter=letter)
    return row


def _do(connection: Connection, ref: str, letter: int, done: str, values: Mapping[str, Any]) -> None:
    # Asked again by the statement: the post may claim it meanwhile.
    change = _change.where(letters.c.status.in_(FROM[done]))
    if done == EDIT:  # of an office some may have read it already
        change = change.where(~_handed)
    if connection.execute(change.values(**values), {"of_id": letter}).rowcount != 1:
        raise LetterMovedOn(ref=ref)


def _values(done: str, now: datetime, act: str, *, edited: bool) -> dict[str, Any]:
    """What is different of a letter afterwards."""
    again = {"status": "created", "not_before": now, "batch": None}
    # Rendered anew, for its template may have been mended meanwhile.
    anew = {"subject": None, "body": None, "rendered_subject": None, "rendered_body": None}
    afresh = {"attempts": 0, "last_error": None, "ended_by": None}
    values: Mapping[str, dict[str, Any]] = {
        HOLD: {"status": "held"},
        RELEASE: {"status": "created"},
        SEND_NOW: again,
        RETRY: again | afresh | ({} if edited else anew),
        DROP: {"status": "dropped", "ended_by": act},
        RENEW: anew,
    }
    return values[done]
