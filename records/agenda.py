"""What somebody has to do until when, and the exchanges they take part in, on their days: for their list and calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from records.sections import Reader, my_part
from records.visible import seats_of
from workflow.tables import cases, follow_ups, turns

MOST = 200  # of each: the next ones
OF_CASE = ("type", "definition_version")  # columns that a follow-up has from its case
ON_THEIR_DAYS = ("arranged", "executed")  # milestones of exchanges whose days are settled


@dataclass(frozen=True)
class Mine:
    """A case that waits for the reader, until a day in a zone."""

    ref: str
    type: str
    definition_version: int
    state: str
    title: str
    seq: int
    due_date: date
    due_zone: str
    due_at: datetime


@dataclass(frozen=True)
class Stay:
    """An exchange on its days, in the zone of its host."""

    ref: str
    type: str
    definition_version: int
    state: str
    title: str
    seq: int
    facts: Mapping[str, Any]
    zone: str

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(self.facts["first_day"])

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromisoformat(self.facts["last_day"])


@dataclass(frozen=True)
class Letter:
    """A follow-up that is planned for the reader by name."""

    ref: str
    rule: str
    rung: int
    recipient: str
    kind: str
    trigger: str | None
    anchor: str
    facts: Mapping[str, Any]
    due_at: datetime
    zone: str
    type: str
    definition_version: int


def due(connection: Connection, reader: Reader, most: int = MOST) -> Sequence[Mine]:
    """What waits for the reader, the most urgent first."""
    columns = [cases.c[name] for name in Mine.__dataclass_fields__]
    waits = select(turns.c.ref).where(my_part(reader), turns.c.due_at.is_not(None))
    query = select(*columns).where(cases.c.ref.in_(waits), reader.sees).order_by(cases.c.due_at, cases.c.ref)
    return [Mine(*row) for row in connection.execute(query.limit(most))]


def stays(connection: Connection, reader: Reader, most: int = MOST) -> Sequence[Stay]:
    """The exchanges that are arranged or not long over, in which the reader takes part, or of which they are in charge."""
    columns = [cases.c[name] for name in Stay.__dataclass_fields__ if name != "zone"]
    mine = or_(
        cases.c.ref.in_(seats_of(reader.person, reader.parts, reader.organisation)), cases.c.owner == reader.person
    )
    # While one waits, its limit is counted where it takes place.
    here = (cases.c.kind == "exchange", ~cases.c.ended, cases.c.due_zone.is_not(None), mine, reader.sees)
    query = select(*columns, cases.c.due_zone.label("zone")).where(*here, cases.c.milestone.in_(ON_THEIR_DAYS))
    rows = connection.execute(query.order_by(cases.c.due_at, cases.c.ref).limit(most))
    found = (Stay(**row._mapping) for row in rows)
    return [one for one in found if one.facts.get("first_day") and one.facts.get("last_day")]


def letters(connection: Connection, reader: Reader, most: int = MOST) -> Sequence[Letter]:
    """What the reader will be written, in the cases in which they take part, the next first."""
    columns = [(cases if name in OF_CASE else follow_ups).c[name] for name in Letter.__dataclass_fields__]
    mine = follow_ups.c.ref.in_(seats_of(reader.person, reader.parts, reader.organisation))
    to_me = (follow_ups.c.recipient == f"person:{reader.person}", follow_ups.c.status == "planned")
    query = select(*columns).join(cases, cases.c.ref == follow_ups.c.ref).where(mine, *to_me)
    rows = connection.execute(query.order_by(follow_ups.c.due_at, follow_ups.c.id).limit(most))
    return [Letter(**row._mapping) for row in rows]
