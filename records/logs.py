"""Event logs out of the database, as `workflow/eventlog.py` writes them; that one was taken is an entry of the system."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, or_, select, union

from records.bodies import at_path
from records.stream import Act, write
from workflow import eventlog
from workflow.archive import NO_CASE
from workflow.eventlog import Event
from workflow.history import EntryKind, read_entry
from workflow.streams import PERSON, SYSTEM
from workflow.tables import cases, entries, participants

FORMATS = ("csv", "xes", "ocel")
SUFFIXES = {"csv": "csv", "xes": "xes", "ocel": "json"}
AT_ONCE = 1_000  # entries in memory


def note(connection: Connection, by: Act, kind: str) -> None:
    """One `exported` entry of the system: who took a log of which format."""
    told = {"exported": {"what": "log", "format": kind}}
    write(connection, SYSTEM, EntryKind.EXPORTED, "export_log", by, told)


def lines(connection: Connection, kind: str, origin: str) -> Iterator[str]:
    """A log in one of FORMATS, in constant memory; CSV has the histories of people and the system too.

    Read it inside one transaction that only reads. `origin` is the name of the history.
    """
    match kind:
        case "csv":
            return eventlog.csv_lines(_events(connection, beside_cases=True))
        case "xes":
            return eventlog.xes_lines(_events(connection), origin)
    return eventlog.ocel_lines(
        _activities(connection), _types(connection), _people(connection), _events(connection), _events(connection)
    )


def _events(connection: Connection, *, beside_cases: bool = False) -> Iterator[Event]:
    """History by history, each in its order."""
    # Bytewise, so that the same history gives the same file on every database.
    ref = entries.c.ref.collate("C" if connection.dialect.name == "postgresql" else "BINARY")
    query = select(entries.c.body, entries.c.number).order_by(ref, entries.c.seq)
    if not beside_cases:
        query = query.where(_of_cases())
    rows = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    return eventlog.ordered((read_entry(row.body), row.number) for row in rows)


def _of_cases() -> ColumnElement[bool]:
    person, system = NO_CASE
    return ~or_(entries.c.ref == system, entries.c.ref.startswith(person, autoescape=True))


def _activities(connection: Connection) -> list[str]:
    rows = connection.execute(select(entries.c.kind, entries.c.trigger).where(_of_cases()).distinct())
    return sorted({eventlog.activity(EntryKind(row.kind), row.trigger) for row in rows})


def _types(connection: Connection) -> list[str]:
    return sorted(connection.scalars(select(cases.c.type).distinct()))


def _people(connection: Connection) -> list[str]:
    """Everybody who did anything in a case, for whom it was done, or who had a part in one."""
    acted = (column for column in (entries.c.actor, at_path(entries.c.body, "on_behalf_of")))
    found = union(*(select(one).where(_of_cases()) for one in acted), select(participants.c.person))
    return sorted(one for one in connection.scalars(found) if one and one.startswith(PERSON))
