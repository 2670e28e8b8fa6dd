"""An e-mail that came in for a case: an entry with what it says, and a task of the brokers to read it.

It moves nothing: an address can be forged, and a case is moved by whoever signs in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from workflow import follow_ups, remarks
from workflow.attempt import Outcome
from workflow.blockers import Blocker
from workflow.definition import CLOCK
from workflow.engine import Engine
from workflow.errors import UnknownCase
from workflow.judge import held
from workflow.press import Press
from workflow.snapshot import Facts
from workflow.streams import SYSTEM
from workflow.tables import follow_ups as table
from workflow.texts import mint
from workflow.words import _
from workflow.writing import follow_up_row

RECEIVED, VIA = "reply_received", "mail"
REPLY = "reply"  # what such a note is
OF_SOMEBODY = _("{person} answered by e-mail. Read it in the history of the case.")
OF_SOMEBODY_LESS = _(
    "{person} answered by e-mail. Read it in the history of the case. These files could not be kept: {files}."
)
OF_NOBODY = _(
    "An e-mail came from an address that has no part in the case. Read it in the history, and see who wrote it."
)


@dataclass(frozen=True)
class Reply:
    """What somebody wrote; `documents` are ids of what was attached, `left` the names of what could not be kept."""

    text: str
    documents: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def takes_part(engine: Engine, connection: Connection, ref: str, person: str, now: datetime) -> str | None:
    """As what somebody answers a letter of a case; None if it is not theirs to answer."""
    try:
        snapshot = engine.snapshot(connection, ref, actor=person, now=now)
    except UnknownCase:
        return None
    return next(iter(sorted(held(snapshot, person, ref))), None)


def keep(
    engine: Engine,
    connection: Connection,
    ref: str,
    reply: Reply,
    *,
    person: str | None,
    part: str | None,
    now: datetime,
) -> Outcome:
    """Write it down; `person` None: nobody knows who wrote it. Never commits. Raises UnknownCase and Lost."""
    remarks.lock(connection, ref)
    press = Press(ref, RECEIVED, actor=person or SYSTEM, now=now, via=VIA)
    snapshot = engine.snapshot(connection, ref, actor=CLOCK.name, now=now)
    case, text = snapshot.case(ref), mint(reply.text)
    definition = engine.registry.get(case.type, case.definition_version)
    note: dict[str, Any] = {"form": REPLY, "with": [], "text": text.ref.plain()}
    note |= {"documents": list(reply.documents)} if reply.documents else {}
    made = remarks.entered(definition, snapshot, press, part, case, {"note": note})
    remarks.write(connection, replace(made, texts=(text,)), snapshot.directory, grace=now, answered=())
    facts: Facts = definition.facts(snapshot, ref)
    task = follow_ups.task(_asked(reply, person), facts)
    row = follow_up_row(task, generation=made.entry.seq, act=made.entry.act)
    connection.execute(insert(table), row)
    return made.outcome


def _asked(reply: Reply, person: str | None) -> Blocker:
    if person is None:
        return Blocker(RECEIVED, OF_NOBODY)
    told: Mapping[str, Any] = {"person": person, **({"files": list(reply.left)} if reply.left else {})}
    return Blocker(RECEIVED, OF_SOMEBODY_LESS if reply.left else OF_SOMEBODY, told)
