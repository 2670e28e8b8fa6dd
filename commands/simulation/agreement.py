"""Whether what was written is what was planned: the letters of an act, its entries and the states it led to."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from workflow.attempt import Outcome, Plan
from workflow.tables import cases, outbox

SAMPLED = 0.05  # of all presses


def differences(connection: Connection, plan: Plan, outcome: Outcome) -> Iterator[str]:
    """What was written otherwise than a preview of the same press said, a sentence each."""
    what = f"{outcome.ref} {plan.attempt.trigger} ({outcome.act})"
    owed = {(one.recipient.removeprefix("person:"), one.ref) for one in plan.letters}
    rows = connection.execute(select(outbox.c.recipient, outbox.c["items"]).where(outbox.c.act == outcome.act))
    written = {(row.recipient.removeprefix("person:"), item["ref"]) for row in rows for item in row.items}
    if owed != written:
        yield f"{what} owed letters to {sorted(owed)}, and {sorted(written)} were written."
    if len(plan.entries) != len(outcome.entries):
        yield f"{what} had {len(plan.entries)} entries to write, and wrote {len(outcome.entries)}."
    planned = {case.ref: case.state for case in plan.touched}
    rows = connection.execute(select(cases.c.ref, cases.c.state).where(cases.c.ref.in_(planned)))
    found = {row.ref: row.state for row in rows}
    if found != planned:
        yield f"{what} led to {planned}, and the cases are in {found}."
