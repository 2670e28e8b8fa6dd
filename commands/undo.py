"""`connect undo`: takes the newest step of a case back, or says what would return."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click
from sqlalchemy import Connection, bindparam, select

from commands.faults import Said, reason
from commands.printing import json_option, one_line, print_json, print_table
from commands.session import VIA, Session, person
from commands.words import Words, instant
from workflow import shapes
from workflow.attempt import Outcome
from workflow.history import read_entry
from workflow.tables import cases, entries, outbox
from workflow.undoing import Undoing


@dataclass(frozen=True)
class Returned:
    """One case of the act: where it was, and where it is again."""

    ref: str
    type: str
    title: str
    source: str
    target: str
    version: int


@dataclass(frozen=True)
class Told:
    """What returns, whose letters stay, and who is written to because they had one."""

    cases: Sequence[Returned]
    taken_back: Sequence[str]
    corrected: Sequence[str]


@click.command()
@click.argument("ref")
@click.option("--as", "as_", metavar="EMAIL", required=True, help="Who takes it back.")
@click.option("--reason", metavar="TEXT", help="Why; needed unless it is only looked at.")
@click.option("--act", metavar="ACT", help="An older act of the case, by its id in the history.")
@click.option("--openly", is_flag=True, help="Correct it, as a broker, after letters left: who got one gets another.")
@click.option("--key", metavar="K", help="Does what is sent again under the same key only once.")
@click.option("--preview", is_flag=True, help="Say what would return, and change nothing.")
@json_option
@click.pass_obj
def command(session: Session, ref: str, as_: str, preview: bool, as_json: bool, **given: Any) -> None:
    """Take back the newest step of a case, with all that it moved.

    Within the grace period, whoever did it can, or a lead broker. Both stay in the history.
    """
    session.about, connect = ref, session.connect
    with session.reading() as connection:
        by = {"actor": person(connection, as_), "now": connect.now(), "via": VIA}
    by |= {name: given[name] for name in ("act", "openly")}
    if preview:
        _preview(session, ref, by, as_json=as_json)
        return
    with connect.database.begin() as connection:
        done = connect.engine.undo(connection, ref, given["reason"] or "", key=given["key"], **by)
    with session.reading() as connection:
        told = _of_outcome(connection, done)
        if as_json:
            print_json({**asdict(done), **asdict(told)})
        else:
            _tell(told, session.words(connection, asdict(told)), written=True)


def _preview(session: Session, ref: str, by: Mapping[str, Any], *, as_json: bool) -> None:
    with session.reading() as connection:
        found = session.connect.engine.preview_undo(connection, ref, **by)
        told = _of_undoing(found)
        words = session.words(connection, asdict(told), [blocker.facts for blocker in found.blockers])
    blockers = [shapes.blocker(one, say=words.say) for one in found.blockers]
    if as_json:
        print_json({"allowed": not blockers, "blockers": blockers, **asdict(told), **_due(found)})
        if blockers:
            raise click.exceptions.Exit(1)
    elif blockers:
        reasons = "\n".join(f"- {reason(blocker, words)}" for blocker in found.blockers)
        raise Said(f"This would not be taken back:\n{reasons}")
    else:
        _tell(told, words, written=False)
        _tell_due(found, words)


def _of_undoing(found: Undoing) -> Told:
    moved = [
        Returned(one.case.ref, one.case.type, one.case.title, one.now.state, one.case.state, one.case.version)
        for one in found.returned
    ]
    taken_back = [one.recipient for one in found.taken_back] if moved else []
    return Told(moved, taken_back, [one.recipient for one in found.letters])


_moved = (
    select(entries.c.body, cases.c.type, cases.c.title, cases.c.version)
    .join(cases, cases.c.ref == entries.c.ref)
    .where(entries.c.act == bindparam("of_act"))
    .order_by(entries.c.number)
)
_kept = select(outbox.c.recipient).where(
    outbox.c.ended_by == bindparam("of_act"),
    outbox.c.status == "taken_back",
    outbox.c.ref.in_(bindparam("refs", expanding=True)),
)
_owed = select(outbox.c.recipient).where(outbox.c.act == bindparam("of_act")).order_by(outbox.c.id)


def _of_outcome(connection: Connection, done: Outcome) -> Told:
    """What was taken back, read from what was written."""
    act = {"of_act": done.act}
    rows = [(read_entry(row.body), row) for row in connection.execute(_moved, act)]
    moved = [Returned(e.ref, row.type, row.title, e.source or "", e.target or "", row.version) for e, row in rows]
    kept = connection.scalars(_kept, {**act, "refs": [one.ref for one in moved]})
    return Told(moved, list(kept), list(connection.scalars(_owed, act)))


def _due(found: Undoing) -> dict[str, list[dict[str, Any]]]:
    rows = {"due_again": found.due_again, "not_due": found.not_due}
    return {
        name: [{"ref": r.ref, "name": r.rule, "to": r.recipient, "due_at": shapes.instant(r.due_at)} for r in of]
        for name, of in rows.items()
    }


def _tell(told: Told, words: Words, *, written: bool) -> None:
    first, *linked = told.cases
    click.echo(one_line(f"{first.ref}: {_way(first, words)}, version {first.version}. {first.title}"))
    if linked:
        click.echo("With it:")
        print_table([(one.ref, _way(one, words)) for one in linked], indent="  ")
    for heading, people in (
        ("Letters taken back:" if written else "Letters that would be taken back:", told.taken_back),
        ("Letters owed:" if written else "Letters that would be owed:", told.corrected),
    ):
        if people:
            click.echo(heading)
            print_table([(words.who(one),) for one in people], indent="  ")


def _tell_due(found: Undoing, words: Words) -> None:
    for heading, rows in (("Due again:", found.due_again), ("No longer due:", found.not_due)):
        if rows:
            click.echo(heading)
            print_table([(instant(r.due_at, r.zone), r.rule, r.ref, words.who(r.recipient)) for r in rows], indent="  ")


def _way(one: Returned, words: Words) -> str:
    words = words.typed(one.type)
    source, target = words.label("state", one.source), words.label("state", one.target)
    return f"taken back, {target}" if source == target else f"taken back, {source} → {target}"
