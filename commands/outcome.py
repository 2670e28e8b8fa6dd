"""What came of a move, or would come: where each case went, who is written to, and what will be due."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from textwrap import indent
from typing import Any

import click
from sqlalchemy import Connection, bindparam, select

from commands.printing import one_line, print_table
from commands.words import Words, instant
from letters import Letter
from workflow import shapes
from workflow.attempt import Outcome, Plan
from workflow.history import Entry, EntryKind, read_entry
from workflow.tables import cases, entries, follow_ups, outbox

LETTER = "  | "


@dataclass(frozen=True)
class Moved:
    """One case's move; `source` is None where the case began with it."""

    ref: str
    type: str
    title: str
    trigger: str
    kind: str
    source: str | None
    target: str
    version: int


@dataclass(frozen=True)
class Sent:
    """A letter that is owed, of one template."""

    recipient: str
    template: str
    ref: str


@dataclass(frozen=True)
class Due:
    """Something that will be due."""

    due_at: datetime
    zone: str
    kind: str
    rule: str
    recipient: str
    ref: str


@dataclass(frozen=True)
class Told:
    """All of it; the first move is the one that was asked for."""

    moves: Sequence[Moved]
    letters: Sequence[Sent]
    due: Sequence[Due]
    written: bool


def of_plan(plan: Plan) -> Told:
    """What a plan would do."""
    moves = []
    for step in plan.steps:
        case = plan.after.case(step.ref)
        source = None if step.kind is EntryKind.CREATED else step.source
        trigger = step.transition.trigger
        moves.append(
            Moved(step.ref, case.type, case.title, trigger, step.kind.value, source, step.target, case.version)
        )
    owed = () if plan.attempt.silent else plan.letters
    letters = [Sent(one.recipient, one.template, one.ref) for one in owed]
    due = [Due(one.due_at, one.zone, one.kind.value, one.rule, one.recipient, one.ref) for one in plan.planned]
    return Told(moves, letters, sorted(due, key=lambda one: one.due_at), written=False)


_moves = (
    select(entries.c.body, cases.c.title, cases.c.version)
    .join(cases, cases.c.ref == entries.c.ref)
    .where(entries.c.act == bindparam("of_act"))
)
_letters = select(outbox.c.recipient, outbox.c["items"]).where(
    outbox.c.act == bindparam("of_act"), outbox.c.status != "dropped"
)
_due = (
    select(*(follow_ups.c[name] for name in Due.__dataclass_fields__))
    .where(follow_ups.c.ref.in_(bindparam("refs", expanding=True)), follow_ups.c.planned_by == bindparam("of_act"))
    .order_by(follow_ups.c.due_at, follow_ups.c.id)
)


def of_outcome(connection: Connection, done: Outcome) -> Told:
    """What an act did, read from what it wrote."""
    act = {"of_act": done.act}
    order = {ident: place for place, ident in enumerate(done.entries)}
    read = [(read_entry(row.body), row) for row in connection.execute(_moves, act)]
    read.sort(key=lambda pair: order[pair[0].id])
    moves = [_moved(entry, row) for entry, row in read if entry.kind is not EntryKind.WAIVED]
    letters = [
        Sent(recipient.removeprefix("person:"), item["template"], item["ref"])
        for recipient, items in connection.execute(_letters, act)
        for item in items
    ]
    due = connection.execute(_due, {**act, "refs": sorted({move.ref for move in moves})})
    return Told(moves, letters, [Due(*row) for row in due], written=True)


def _moved(entry: Entry, row: Any) -> Moved:
    return Moved(
        ref=entry.ref,
        type=entry.type or "",
        title=row.title,
        trigger=entry.trigger or "",
        kind=entry.kind.value,
        source=entry.source,
        target=entry.target or "",
        version=row.version,
    )


def as_json(told: Told) -> dict[str, Any]:
    """The same for programs."""
    due = [{**asdict(one), "due_at": shapes.instant(one.due_at)} for one in told.due]
    return {"moves": list(map(asdict, told.moves)), "letters": list(map(asdict, told.letters)), "due": due}


def tell(told: Told, words: Words, letters: Iterable[tuple[str, Letter]] = ()) -> None:
    """Print it; `letters` are those of a preview, in full."""
    first, *linked = told.moves
    click.echo(one_line(f"{first.ref}: {_way(first, words, told.written)}, version {first.version}. {first.title}"))
    if linked:
        click.echo("With it:")
        print_table([(one.ref, _way(one, words, told.written)) for one in linked], indent="  ")
    if told.letters:
        click.echo("Letters owed:" if told.written else "Letters that would be owed:")
        print_table([(one.template, one.ref, words.who(one.recipient)) for one in told.letters], indent="  ")
    for recipient, letter in letters:
        click.echo(f"\nTo {one_line(words.who(recipient))}: {one_line(letter.subject)}\n")
        click.echo(indent(letter.text, LETTER, lambda _line: True))
    if told.due:
        click.echo("Due from now on:" if told.written else "What would be due:")
        print_table([_row(one, words) for one in told.due], indent="  ")


def _way(one: Moved, words: Words, written: bool) -> str:
    words = words.typed(one.type)
    label, target = words.label("trigger", one.trigger), words.label("state", one.target)
    if one.kind == EntryKind.SIGNED.value:
        return f"{label}: {'agreed' if written else 'would be agreed'}, still {target}"
    if one.source is None:
        return f"{label}: {words.label('type', one.type)}, {target}"
    if one.source == one.target and one.kind == EntryKind.EDITED.value:
        return f"{label}: stays {target}"
    return f"{label}: {words.label('state', one.source)} → {target}"


def _row(one: Due, words: Words) -> tuple[str, ...]:
    return (instant(one.due_at, one.zone), one.kind, one.rule, one.ref, words.who(one.recipient))
