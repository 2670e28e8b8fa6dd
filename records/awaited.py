"""Whom the lines of a list wait for, by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, select, union_all

from records.lines import Item
from records.tables import Organisation, Person, core
from workflow.tables import cases, links, participants, turns

_people, _organisations = core(Person), core(Organisation)
_named = participants.outerjoin(_organisations, _organisations.c.id == participants.c.organisation).outerjoin(
    _people, _people.c.id == participants.c.person
)
_SEAT = (participants.c.part, _organisations.c.name.label("organisation"), _people.c.name.label("person"))


@dataclass(frozen=True)
class Awaited:
    """A seat whose turn it is: its organisation, and its person if somebody is named (and not erased).

    `ref` is set where the answer is awaited in another case: what stands still waits for the cases it is linked to.
    """

    part: str
    organisation: str | None
    person: str | None
    ref: str | None = None
    due_date: date | None = None
    due_zone: str | None = None


def awaited(connection: Connection, items: Sequence[Item]) -> Mapping[str, tuple[Awaited, ...]]:
    """Ref of a line → who is awaited in it, in the case it follows, or in those for which it stands still; two
    statements, however many lines."""
    still = [line.ref for line in items if line.paused_on and not line.ended]
    found = dict(_elsewhere(connection, still))
    waits = {line.ref: (_where(line), line.waits_for) for line in items if line.ref not in found}
    seats = _seats(connection, {where for where, _ in waits.values()})
    here = {
        ref: tuple(one for one in seats.get(where, ()) if one.part in parts) for ref, (where, parts) in waits.items()
    }
    return {**here, **found}


def _where(line: Item) -> str:
    """The case whose turn is told."""
    return line.follows if line.follows and not line.ended else line.ref


def _seats(connection: Connection, refs: Iterable[str]) -> Mapping[str, list[Awaited]]:
    query = select(participants.c.ref, *_SEAT).select_from(_named).order_by(participants.c.id)
    query = query.where(participants.c.ref.in_(sorted(refs)), participants.c.until_act.is_(None))
    seats: dict[str, list[Awaited]] = {}
    for ref, *seat in connection.execute(query):
        seats.setdefault(ref, []).append(Awaited(*seat))
    return seats


def _elsewhere(connection: Connection, refs: Sequence[str]) -> Iterator[tuple[str, tuple[Awaited, ...]]]:
    """Who has the turn, as a party, in the live cases that these are linked to."""
    ends = union_all(_ends(links.c.from_ref, links.c.to_ref, refs), _ends(links.c.to_ref, links.c.from_ref, refs))
    end = ends.subquery("ends")
    turn = and_(turns.c.ref == end.c.other, turns.c.part == participants.c.part)
    query = (
        select(end.c.ref, *_SEAT, cases.c.ref.label("other"), cases.c.due_date, cases.c.due_zone)
        .select_from(_named.join(end, end.c.other == participants.c.ref).join(turns, turn))
        .join(cases, cases.c.ref == end.c.other)
        .where(participants.c.until_act.is_(None), ~cases.c.ended)
        .order_by(participants.c.id)
    )
    found: dict[str, list[Awaited]] = {}
    for ref, *seat in connection.execute(query):
        found.setdefault(ref, []).append(Awaited(*seat))
    yield from ((ref, tuple(seats)) for ref, seats in found.items())


def _ends(one: Column[str], other: Column[str], refs: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(one.label("ref"), other.label("other")).where(one.in_(refs), links.c.until_act.is_(None))
