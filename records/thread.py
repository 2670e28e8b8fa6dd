"""The letters of a case and the answers that came to them, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from records.casepage import Letter, Written
from workflow.history import Entry, EntryKind, read_entry
from workflow.receiving import REPLY
from workflow.tables import deliveries, entries, outbox

MOST = 200  # letters and answers: the newest

_left = (
    select(func.max(deliveries.c.at))
    .where(deliveries.c.letter == outbox.c.id, deliveries.c.refused.is_(None))
    .scalar_subquery()
)
_columns = [outbox.c[name] for name in Letter.__dataclass_fields__]


@dataclass(frozen=True)
class Post:
    """A letter, or (`answer`) an e-mail that came in, and when: a letter when it left, else when it may leave."""

    at: datetime
    letter: Written | None = None
    answer: Entry | None = None


def read(connection: Connection, ref: str) -> Sequence[Post]:
    """The newest of them, the oldest first."""
    kept = (outbox.c.body, outbox.c.rendered_body)
    query = select(_left, *kept, *_columns).where(outbox.c.ref == ref).order_by(outbox.c.id.desc()).limit(MOST)
    letters = [
        (left, Written(Letter(*row), text, rendered)) for left, text, rendered, *row in connection.execute(query)
    ]
    found = [Post(left or one.letter.not_before, letter=one) for left, one in letters]
    found += [Post(entry.at, answer=entry) for entry in _answers(connection, ref)]
    return sorted(found, key=lambda one: one.at)[-MOST:]


def _answers(connection: Connection, ref: str) -> list[Entry]:
    noted = (entries.c.ref == ref, entries.c.kind == EntryKind.COMMENTED.value)
    query = select(entries.c.body).where(*noted).order_by(entries.c.seq.desc()).limit(MOST)
    read_ = map(read_entry, connection.scalars(query))
    return [one for one in read_ if (one.changes or {}).get("note", {}).get("form") == REPLY]
