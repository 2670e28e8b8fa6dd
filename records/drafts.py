"""Answers that somebody has begun and not sent: working data, not history; gone once they are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from records.tables import Draft, core
from workflow.errors import WorkflowError
from workflow.reading import insert_if_missing
from workflow.words import _

MOST = 100_000  # characters of one draft

Pairs = Sequence[tuple[str, str]]  # name and value of each field, as a form sends them

_drafts = core(Draft)
_c = _drafts.c


class DraftTooLong(WorkflowError):
    """Raised if a draft is longer than any answer could be."""

    message = _(
        "This is too long to be kept as a draft: at most {most} characters. Nothing was kept; shorten it first."
    )
    status = 422


@dataclass(frozen=True)
class Kept:
    """What was typed, and when it was kept."""

    pairs: Pairs
    saved_at: datetime


def find(connection: Connection, ref: str, questionnaire: str, person: str) -> Kept | None:
    """Somebody's draft; None if they keep none."""
    query = select(_c.body, _c.saved_at).where(*_of(ref, questionnaire, person))
    row = connection.execute(query).one_or_none()
    return Kept([(name, value) for name, value in row.body], row.saved_at) if row else None


def keep(connection: Connection, ref: str, questionnaire: str, person: str, pairs: Pairs, *, now: datetime) -> None:
    """Keep a draft in the place of an earlier one. Raises DraftTooLong."""
    if sum(len(name) + len(value) for name, value in pairs) > MOST:
        raise DraftTooLong(most=MOST)
    said = {"body": [list(pair) for pair in pairs], "saved_at": now}
    changed = connection.execute(update(_drafts).where(*_of(ref, questionnaire, person)).values(said))
    if not changed.rowcount:
        row = {"ref": ref, "questionnaire": questionnaire, "person": person, **said}
        connection.execute(insert_if_missing(connection, _drafts), row)


def forget(connection: Connection, ref: str, questionnaire: str, person: str) -> None:
    """The answers were sent, so there is nothing left to keep."""
    connection.execute(delete(_drafts).where(*_of(ref, questionnaire, person)))


def _of(ref: str, questionnaire: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return _c.ref == ref, _c.questionnaire == questionnaire, _c.person == person
