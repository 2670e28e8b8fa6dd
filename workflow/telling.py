"""What a follow-up that is due tells, and whom; or why it need not be told any more. Pure, but for what was told before."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from workflow.attempt import Owed
from workflow.conclude import owed_facts
from workflow.definition import CLOCK, OWING, STATE_GROUP, FollowUp, Kind, Part, Workflow
from workflow.recipients import recipients
from workflow.snapshot import Case, Facts, Snapshot

REMINDERS = (Kind.REMIND.value, Kind.ESCALATE.value)
TASK = "task"  # the letter of a task that no follow-up declares
NOBODY = "Nobody is there to be told."
UNKNOWN = "The rules of the case know no such follow-up."
PERSON = "person:"


@dataclass(frozen=True)
class Told:
    """How a follow-up ends, and the letters it owes."""

    status: str
    letters: tuple[Owed, ...] = ()
    why: str | None = None


def tell(row: Row[Any], definition: Workflow, snapshot: Snapshot, newer: Sequence[Row[Any]], had: bool) -> Told:
    """What becomes of a claimed row that is no clock move.

    `newer` are the reminders of the same case to the same recipient that came due after it; `had` says that the
    recipient had this follow-up before.
    """
    facts: Facts = definition.facts(snapshot, row.ref)
    declared = _declared(definition, facts.case, row)
    if declared is None and row.kind != Kind.TASK.value:
        return Told("skipped", why=UNKNOWN)
    if declared is not None and declared.once and had:
        return Told("skipped", why="Had it before.")
    asked = tuple(_open(row, definition, facts))
    due = tuple(one for one in asked if not _needless(declared, facts, one))
    if asked and not due:
        return Told("not_needed")
    if any(_wanted(one, definition, facts) for one in newer):
        return Told("superseded")
    if not due:
        return Told("skipped", why=NOBODY)
    template = TASK if declared is None else declared.letter or declared.name
    said = {**owed_facts(facts.case, None, {}), **({"task": dict(row.facts)} if row.facts else {})}
    return Told("done", tuple(Owed(one, template, row.ref, said) for one in due))


def _declared(definition: Workflow, case: Case, row: Row[Any]) -> FollowUp | None:
    """What the rules say of a row: a rung of the state's ladder, or the so-and-so-manieth of its name."""
    if row.group == STATE_GROUP:
        late = definition.state(case.state).late
        return next((one for rung, one in enumerate(late) if (rung, one.name) == (row.rung, row.rule)), None)
    named = [one for one in definition.follow_ups if one.name == row.rule]
    return named[row.rung] if row.rung < len(named) else None


def _wanted(row: Row[Any], definition: Workflow, facts: Facts) -> bool:
    """Whether a newer reminder was sent, or is going to be."""
    if row.status == "done":
        return True
    declared = _declared(definition, facts.case, row)
    return declared is not None and any(not _needless(declared, facts, one) for one in _open(row, definition, facts))


def _open(row: Row[Any], definition: Workflow, facts: Facts) -> Iterator[str]:
    """Who is to be told (`PER-…` or `office:NAME`), if they are there to read it."""
    directory = facts.snapshot.directory
    for ident in _addressed(row, definition, facts):
        # In no part in particular: whether the account is open.
        if not ident.startswith("PER-") or (directory.knows(ident) and directory.acts_as(ident, "")):
            yield ident


def _addressed(row: Row[Any], definition: Workflow, facts: Facts) -> Iterator[str]:
    if row.recipient == OWING.name:
        yield from recipients(waited_for(definition, facts.case), facts, {})
    else:
        yield row.recipient.removeprefix(PERSON)


def waited_for(definition: Workflow, case: Case) -> tuple[Part, ...]:
    """Whose turn it is in a case, as its state declares them; the clock reads no letters."""
    turn = definition.state(case.state).turn
    parts = turn if isinstance(turn, tuple) else ()
    return tuple(part for part in parts if part.name in case.waits_for and part != CLOCK)


def _needless(declared: FollowUp | None, facts: Facts, ident: str) -> bool:
    """Whether the reason for telling somebody is gone."""
    if declared is None or declared.unless is None:
        return False
    asks_person = declared.unless.__code__.co_argcount > 1
    return bool(declared.unless(facts, ident) if asks_person else declared.unless(facts))


def named_in(rows: Collection[Row[Any]]) -> set[str]:
    """The people whom rows address by name."""
    return {row.recipient.removeprefix(PERSON) for row in rows if row.recipient.startswith(PERSON)}
