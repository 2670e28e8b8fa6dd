"""What one act did: the entries it wrote and the letters it owes, for whoever has just pressed a button."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from records import people
from records.casepage import Letter, letters_of_act
from records.worklist import Reader
from workflow.history import Entry, read_entry
from workflow.reading import idents
from workflow.tables import cases, entries


@dataclass(frozen=True)
class Done:
    """One entry, and the case it is of; `type` and `version` name the case's law."""

    entry: Entry
    title: str
    type: str
    version: int


@dataclass(frozen=True)
class Act:
    """The entries of cases that the reader may see, in the order of the cases, and all letters."""

    done: tuple[Done, ...]
    letters: tuple[Letter, ...]
    names: dict[str, str | None]


def read(connection: Connection, reader: Reader, act: str) -> Act:
    """An act, in three statements; empty if there is none of that id."""
    columns = (entries.c.body, cases.c.title, cases.c.type, cases.c.definition_version)
    query = select(*columns).join(cases, cases.c.ref == entries.c.ref).where(entries.c.act == act, reader.sees)
    done = tuple(
        Done(read_entry(row.body), *row[1:]) for row in connection.execute(query.order_by(entries.c.ref, entries.c.seq))
    )
    letters = letters_of_act(connection, act)
    named = [one.recipient.removeprefix("person:") for one in letters]
    return Act(done, letters, people.names(connection, idents(named)))
