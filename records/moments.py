"""A case as it was at a moment, with what it was linked to then, in three statements."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, or_, select

from workflow.as_of import AsOf, as_of
from workflow.tables import cases, definitions, entries, links


@dataclass(frozen=True)
class Then:
    """A case at a moment, the cases that belonged to it, and whether the rules of that day are kept."""

    told: AsOf
    linked: tuple[str, ...]
    rules_kept: bool


def read(connection: Connection, ref: str, moment: datetime) -> Then:
    """What the history of `ref` told up to a moment. Raises NotAnEntry and DoesNotReplay."""
    query = select(entries.c.body, entries.c.hash).where(entries.c.ref == ref).order_by(entries.c.seq)
    told = as_of((tuple(row) for row in connection.execute(query)), moment)
    if told.law is None:
        return Then(told, (), rules_kept=False)
    kept = select(definitions.c.fingerprint).where(definitions.c.fingerprint == told.law.fingerprint)
    return Then(told, _linked(connection, ref, moment), connection.scalar(kept) is not None)


def rules(connection: Connection, fingerprint: str) -> object | None:
    """The rules with that fingerprint, as they were stored; None if there are none."""
    return connection.scalar(select(definitions.c.rules).where(definitions.c.fingerprint == fingerprint))


def _linked(connection: Connection, ref: str, moment: datetime) -> tuple[str, ...]:
    """Links made until then, and not ended by then: an act's moment is that of its first entry."""
    since, until = (
        select(func.min(entries.c.at)).where(entries.c.act == act).correlate(links).scalar_subquery()
        for act in (links.c.since_act, links.c.until_act)
    )
    other = case((links.c.from_ref == ref, links.c.to_ref), else_=links.c.from_ref)
    query = select(cases.c.ref).join(links, other == cases.c.ref).distinct().order_by(cases.c.ref)
    query = query.where(or_(links.c.from_ref == ref, links.c.to_ref == ref))
    query = query.where(and_(since <= moment, or_(links.c.until_act.is_(None), until > moment)))
    return tuple(connection.scalars(query))
