"""Writes a plan: prepared Core statements, as few as the plan allows, all in the caller's transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from workflow import tables
from workflow.among import among
from workflow.attempt import Owed, Plan, Planned
from workflow.errors import Lost
from workflow.history import Entry
from workflow.snapshot import Case, pair
from workflow.texts import Minted

_COLUMNS = [field.name for field in fields(Case) if field.name != "seats"]
_FIXED = ("ref", "kind", "type", "created_at", "is_demo", "owner")  # what no move changes
_moved = (
    update(tables.cases)
    .where(tables.cases.c.ref == bindparam("of_ref"), tables.cases.c.seq == bindparam("of_seq"))
    .values({name: bindparam(name) for name in _COLUMNS if name not in _FIXED})
)
_turns_left = tables.turns.delete().where(among(tables.turns.c.ref, "refs"))
_cancelled = (
    update(tables.follow_ups)
    .where(
        tables.follow_ups.c.ref == bindparam("of_ref"),
        tables.follow_ups.c.group == bindparam("of_group"),
        tables.follow_ups.c.status == "planned",
    )
    .values(status="cancelled", ended_by=bindparam("act"))
)
_unlinked = (
    update(tables.links)
    .where(
        tables.links.c.from_ref == bindparam("of_from"),
        tables.links.c.to_ref == bindparam("of_to"),
        tables.links.c.until_act.is_(None),
    )
    .values(until_act=bindparam("act"))
)
_unseated = (
    update(tables.participants)
    .where(
        tables.participants.c.ref == bindparam("of_ref"),
        tables.participants.c.part == bindparam("of_part"),
        tables.participants.c.organisation.is_not_distinct_from(bindparam("of_organisation")),
        tables.participants.c.person.is_not_distinct_from(bindparam("of_person")),
        tables.participants.c.until_act.is_(None),
    )
    .values(until_act=bindparam("act"))
)
# Inline: nobody asks for the numbers that the database gives, and so it need not tell them.
_insert: dict[str, Any] = {name: insert(table).inline() for name, table in tables.metadata.tables.items()}


def write(connection: Connection, plan: Plan, texts: Iterable[Minted], grace: datetime) -> None:
    """Write all of a plan. `grace` is when its letters may leave at the earliest. Raises Lost if a race is lost."""
    try:
        _write_entries(connection, plan.entries)
    except IntegrityError as error:
        raise Lost(ref=plan.ref) from error
    act = plan.attempt.act
    _write_cases(connection, plan)
    _add(connection, "texts", [_text(text, plan) for text in texts])
    _write_links(connection, plan, act)
    _write_seats(connection, plan, act)
    _write_follow_ups(connection, plan, act)
    _add(connection, "outbox", list(_outbox(plan, grace)))
    _write_numbers(connection, plan)
    for row in plan.rows:
        _replace(connection, tables.metadata.tables[row.table], row.values, row.key)


def _add(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_insert[table], rows)


def _write_entries(connection: Connection, entries: Iterable[Entry]) -> None:
    _add(connection, "entries", [entry_row(entry) for entry in entries])


def entry_row(entry: Entry) -> dict[str, Any]:
    """An entry as its table keeps it: the canonical body, and the columns that queries ask."""
    return {
        "ref": entry.ref,
        "seq": entry.seq,
        "act": entry.act,
        "kind": entry.kind.value,
        "at": entry.at,
        "actor": entry.actor,
        "trigger": entry.trigger,
        "body": entry.body,
        "hash": entry.hash,
    }


def case_row(case: Case) -> dict[str, Any]:
    """A case as its table keeps it."""
    row = {name: getattr(case, name) for name in _COLUMNS}
    return row | {"waits_for": list(case.waits_for), "facts": dict(case.facts), "signatures": dict(case.signatures)}


def _write_cases(connection: Connection, plan: Plan) -> None:
    new = [case_row(case) for case in plan.touched if case.ref not in plan.before.cases]
    old = [case for case in plan.touched if case.ref in plan.before.cases]
    # A case followed must be there before its follower: those made in the act are written in reverse order of need.
    _add(connection, "cases", sorted(new, key=lambda row: row["follows"] is not None))
    for case in old:
        values = {name: value for name, value in case_row(case).items() if name not in _FIXED}
        seen = {"of_ref": case.ref, "of_seq": plan.before.case(case.ref).seq}
        if connection.execute(_moved, {**values, **seen}).rowcount != 1:
            raise Lost(ref=case.ref)
    if old:
        connection.execute(_turns_left, {"refs": [case.ref for case in old]})
    turns = [{"ref": c.ref, "part": part, "due_at": c.due_at} for c in plan.touched for part in c.waits_for]
    _add(connection, "turns", turns)


def _text(text: Minted, plan: Plan) -> dict[str, Any]:
    person = plan.attempt.on_behalf_of or plan.before.actor
    return {"id": text.ref.id, "salt": text.salt, "body": text.ref.body, "person": person, "ref": plan.ref}


def _write_links(connection: Connection, plan: Plan, act: str) -> None:
    before, after = plan.before.links, plan.after.links
    for one, other in sorted(before - after):
        connection.execute(_unlinked, {"of_from": one, "of_to": other, "act": act})
    added = [pair(*ends) for ends in sorted(after - before)]
    _add(connection, "links", [{"from_ref": a, "to_ref": b, "since_act": act} for a, b in added])


def _write_seats(connection: Connection, plan: Plan, act: str) -> None:
    added: list[dict[str, Any]] = []
    for case in plan.touched:
        before = plan.before.cases[case.ref].seats if case.ref in plan.before.cases else ()
        for seat in before:
            if seat not in case.seats:
                gone = {"of_part": seat.part, "of_organisation": seat.organisation, "of_person": seat.person}
                connection.execute(_unseated, {"of_ref": case.ref, "act": act, **gone})
        added += [
            {"ref": case.ref, "part": s.part, "organisation": s.organisation, "person": s.person, "since_act": act}
            for s in case.seats
            if s not in before
        ]
    _add(connection, "participants", added)


def _write_follow_ups(connection: Connection, plan: Plan, act: str) -> None:
    gone = [{"of_ref": one.ref, "of_group": one.group, "act": act} for one in dict.fromkeys(plan.cancelled)]
    if gone:
        connection.execute(_cancelled, gone)
    _add(connection, "follow_ups", [_follow_up(planned, plan) for planned in plan.planned])


def _follow_up(planned: Planned, plan: Plan) -> dict[str, Any]:
    return {
        "ref": planned.ref,
        "rule": planned.rule,
        "rung": planned.rung,
        "recipient": planned.recipient,
        "generation": plan.after.case(planned.ref).seq,
        "group": planned.group,
        "kind": planned.kind.value,
        "trigger": planned.trigger,
        "anchor": planned.anchor,
        "anchor_date": planned.anchor_date,
        "facts": dict(planned.facts),
        "due_at": planned.due_at,
        "zone": planned.zone,
        "status": "planned",
        "attempts": 0,
        "planned_by": plan.attempt.act,
    }


def _outbox(plan: Plan, grace: datetime) -> Iterable[dict[str, Any]]:
    """One letter a person for one act: what it owes them about several cases is one row of several items."""
    owed: dict[str, list[Owed]] = {}
    for letter in plan.letters:
        owed.setdefault(letter.recipient, []).append(letter)
    for recipient, letters in owed.items():
        place = plan.after.directory.place(recipient)
        yield {
            "act": plan.attempt.act,
            "ref": letters[0].ref,
            "recipient": f"person:{recipient}" if recipient.startswith("PER-") else recipient,
            "template": letters[0].template,
            "items": [{"template": one.template, "ref": one.ref, "facts": dict(one.facts)} for one in letters],
            "language": place.language,
            "zone": place.zone,
            "status": "created",
            "not_before": grace,
            "attempts": 0,
            "planned_by": plan.attempt.act,
        }


def _write_numbers(connection: Connection, plan: Plan) -> None:
    drawn = {key: last for key, last in plan.after.numbers.items() if plan.before.numbers.get(key) != last}
    for (prefix, year), last in sorted(drawn.items()):
        values = {"prefix": prefix, "year": year, "last": last}
        _replace(connection, tables.counters, values, ("prefix", "year"))


def _replace(connection: Connection, table: Table, values: Mapping[str, Any], key: tuple[str, ...]) -> None:
    """Insert a row, or give the one with the same key these values."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values)
    if key:
        others = {name: statement.excluded[name] for name in values if name not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=others)
    connection.execute(statement)
