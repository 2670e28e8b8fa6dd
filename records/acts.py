"""What one act did: the entries it wrote and the letters it owes, for whoever has just pressed a button."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from records import people
from records.worklist import Reader
from workflow.history import Entry, read_entry
from workflow.reading import idents
from workflow.tables import cases, entries, outbox


@dataclass(frozen=True)
class Done:
    """One entry, and the case it is of; `type` and `version` name the case's law."""

    entry: Entry
    title: str
    type: str
    version: int


@dataclass(frozen=True)
class Act:
    """The entries of cases that the reader may see, in the order of the cases; recipient and template of each letter."""

    done: tuple[Done, ...]
    letters: tuple[tuple[str, str], ...]
    names: dict[str, str | None]


def read(connection: Connection, reader: Reader, act: str) -> Act:
    """An act, in three statements; empty if there is none of that id."""
    columns = (entries.c.body, cases.c.title, cases.c.type, cases.c.definition_version)
    query = select(*columns).join(cases, cases.c.ref == entries.c.ref).where(entries.c.act == act, reader.sees)
    done = tuple(
        Done(read_entry(row.body), *row[1:]) for row in connection.execute(query.order_by(entries.c.ref, entries.c.seq))
    )
    owed = select(outbox.c.recipient, outbox.c.template).where(outbox.c.act == act).order_by(outbox.c.id)
    letters = tuple((row.recipient, row.template) for row in connection.execute(owed))
    named: list[Any] = [recipient.removeprefix("person:") for recipient, _template in letters]
    return Act(done, letters, people.names(connection, idents(named)))
