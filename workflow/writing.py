"""Says which rows a plan writes; `statements.py` sends them. All of it in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete

from workflow import statements, tables
from workflow.attempt import Gone, Owed, Plan, Planned
from workflow.attempt import Row as Written
from workflow.history import Entry
from workflow.recipients import addressed
from workflow.snapshot import Case
from workflow.texts import Minted
from workflow.words import _

Row = dict[str, Any]

SILENCED = _("Nobody was to be written to for this move; the history says why.")

_COLUMNS = [field.name for field in fields(Case) if field.name != "seats"]


def write(
    connection: Connection, plan: Plan, texts: Iterable[Minted], *, grace: datetime, answered: Sequence[Row] = ()
) -> None:
    """Write all of a plan. `grace` is when its letters may leave at the earliest, `answered` what its key is told.

    Raises Lost if a race is lost.
    """
    before, act = plan.before, plan.attempt.act
    writer = plan.attempt.on_behalf_of or before.actor
    left, came = before.links - plan.after.links, plan.after.links - before.links
    rows: dict[str, Sequence[Row]] = {
        "entries": [entry_row(entry) for entry in plan.entries],
        "cases": _new_cases(plan),
        "moved": [case_changed(case, before.case(case.ref)) for case in plan.touched if case.ref in before.cases],
        "turns_left": list(_turns_left(plan)),
        "turns": [{"ref": c.ref, "part": part, "due_at": c.due_at} for c in plan.touched for part in c.waits_for],
        "texts": [text_row(text, person=writer, ref=plan.ref) for text in texts],
        "unlinked": [{"of_from": one, "of_to": other, "act": act} for one, other in sorted(left)],
        "links": [{"from_ref": one, "to_ref": other, "since_act": act} for one, other in sorted(came)],
        "unseated": list(_unseated(plan)),
        "participants": list(_seated(plan)),
        "cancelled": [{"of_ref": c.ref, "of_group": c.group, "act": act} for c in dict.fromkeys(plan.cancelled)],
        "left": [{"of_ref": one.ref, "of_recipient": one.recipient, "act": act} for one in plan.left],
        "follow_ups": [follow_up_row(one, generation=plan.after.case(one.ref).seq, act=act) for one in plan.planned],
        "outbox": list(_letters(plan, grace)),
        "counters": list(_numbers(plan)),
        "answered": answered,
    }
    statements.send(connection, rows, plan.ref)
    write_records(connection, plan.rows)


def write_records(connection: Connection, rows: Iterable[Written | Gone]) -> None:
    """Write what an act owes `records/`."""
    for row in rows:
        table = tables.metadata.tables[row.table]
        if isinstance(row, Gone):
            connection.execute(delete(table).filter_by(**row.values))
            continue
        connection.execute(statements.replace(connection.dialect.name, table, row.key, list(row.values)), row.values)


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


def _new_cases(plan: Plan) -> list[Row]:
    new = [case_row(case) for case in plan.touched if case.ref not in plan.before.cases]
    # A case followed must be there before its follower: those made in the act are written in reverse order of need.
    return sorted(new, key=lambda row: row["follows"] is not None)


def case_changed(case: Case, before: Case) -> Row:
    """The change of a case's row, if it is still as it was before."""
    values = {name: value for name, value in case_row(case).items() if name not in statements.FIXED}
    return {**values, "of_ref": case.ref, "of_seq": before.seq}


def _turns_left(plan: Plan) -> Iterator[Row]:
    for case in plan.touched:
        before = plan.before.cases.get(case.ref)
        for part in before.waits_for if before else ():
            if part not in case.waits_for:
                yield {"of_ref": case.ref, "of_part": part}


def text_row(text: Minted, *, person: str, ref: str) -> Row:
    """A text that a person wrote about a case, as its table keeps it."""
    return {"id": text.ref.id, "salt": text.salt, "body": text.ref.body, "person": person, "ref": ref}


def _unseated(plan: Plan) -> Iterator[Row]:
    for case in plan.touched:
        before = plan.before.cases.get(case.ref)
        for seat in before.seats if before else ():
            if seat not in case.seats:
                gone = {"of_part": seat.part, "of_organisation": seat.organisation, "of_person": seat.person}
                yield {"of_ref": case.ref, **gone, "act": plan.attempt.act}


def _seated(plan: Plan) -> Iterator[Row]:
    for case in plan.touched:
        before = plan.before.cases.get(case.ref)
        for seat in case.seats:
            if before is None or seat not in before.seats:
                who = {"part": seat.part, "organisation": seat.organisation, "person": seat.person}
                yield {"ref": case.ref, **who, "since_act": plan.attempt.act}


def follow_up_row(planned: Planned, *, generation: int, act: str) -> Row:
    """A follow-up as its table keeps it; `generation` is the entry that plans it."""
    return {
        "ref": planned.ref,
        "rule": planned.rule,
        "rung": planned.rung,
        "recipient": planned.recipient,
        "generation": generation,
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
        "planned_by": act,
    }


def _letters(plan: Plan, grace: datetime) -> Iterator[Row]:
    """What the act owes; of one that tells nobody, what it would have owed, dropped by the act itself."""
    act = plan.attempt.act
    dropped = {"status": "dropped", "ended_by": act, "last_error": SILENCED} if plan.attempt.silent else {}
    for row in outbox_rows(plan.letters, plan.after.directory, act, grace):
        yield row | dropped


def outbox_rows(owing: Iterable[Owed], directory: Any, act: str, grace: datetime) -> Iterator[Row]:
    """One letter a person for one act: what it owes them about several cases is one row of several items."""
    owed: dict[str, list[Owed]] = {}
    for letter in owing:
        owed.setdefault(letter.recipient, []).append(letter)
    for recipient, letters in owed.items():
        place = directory.place(recipient)
        yield {
            "act": act,
            "ref": letters[0].ref,
            "recipient": addressed(recipient),
            "template": letters[0].template,
            "items": [{"template": one.template, "ref": one.ref, "facts": dict(one.facts)} for one in letters],
            "language": place.language,
            "zone": place.zone,
            "status": "created",
            "not_before": grace,
            "attempts": 0,
            "planned_by": act,
        }


def _numbers(plan: Plan) -> Iterator[Row]:
    for (prefix, year), last in sorted(plan.after.numbers.items()):
        if plan.before.numbers.get((prefix, year)) != last:
            yield {"prefix": prefix, "year": year, "last": last}
