"""Who begins to answer a call is reminded of it as the call declares: planned with the first draft of their language."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, select

from web.given import connect
from workflow.definition import STATE_GROUP
from workflow.follow_ups import of_state
from workflow.outbox import DRAFTS
from workflow.reading import insert_if_missing
from workflow.tables import follow_ups
from workflow.writing import follow_up_row


def remind(connection: Connection, call: str, now: datetime) -> None:
    """Plan what reminds of drafts, where it is not planned yet; nothing where the call waits for no answers."""
    program, c = connect(), follow_ups.c
    snapshot = program.engine.snapshot_of(connection, {call}, now, (), alone=True)
    case = snapshot.case(call)
    law = program.registry.get(case.type, case.definition_version)
    query = select(c.rule, c.rung, c.recipient).where(
        c.ref == call, c.group == STATE_GROUP, c.status.in_(("planned", "claimed")), c.recipient.startswith(DRAFTS)
    )
    there = {tuple(row) for row in connection.execute(query)}
    for one in of_state(law, snapshot, call, program.engine.audiences):
        if one.recipient.startswith(DRAFTS) and (one.rule, one.rung, one.recipient) not in there:
            row = follow_up_row(one, generation=case.seq, act=f"ACT-{uuid4().hex}")
            connection.execute(insert_if_missing(connection, follow_ups), row)
