"""The calls that are open to everybody, for those who are not signed in too."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.tables import cases

MOST = 50  # on one page; nobody has so many open at once


@dataclass(frozen=True)
class OpenCall:
    """A call, and the day on which it closes, in whose zone."""

    ref: str
    title: str
    due_date: date | None
    due_zone: str | None


def open_now(connection: Connection) -> list[OpenCall]:
    """The open calls, the one that closes first before the others."""
    columns = (cases.c.ref, cases.c.title, cases.c.due_date, cases.c.due_zone)
    query = select(*columns).where(cases.c.type == "call", cases.c.state == "open")
    return [OpenCall(*row) for row in connection.execute(query.order_by(cases.c.due_at, cases.c.ref).limit(MOST))]
