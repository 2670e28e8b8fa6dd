"""`connect show`: one case."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import click
from sqlalchemy import bindparam, select

from commands.cases import EVERYTHING
from commands.printing import json_option, print_json, print_table
from commands.session import Session
from commands.words import Words, due_day, instant
from records import casepage, directory
from workflow import shapes
from workflow.definition import Workflow
from workflow.tables import follow_ups

_due_rows = (
    select(follow_ups)
    .where(follow_ups.c.ref == bindparam("of_ref"), follow_ups.c.status.in_(casepage.LIVE))
    .order_by(follow_ups.c.due_at, follow_ups.c.id)
)


@click.command()
@click.argument("ref")
@json_option
@click.pass_obj
def command(session: Session, ref: str, as_json: bool) -> None:
    """Show one case: where it is, who takes part, what is known, what is due."""
    with session.reading() as connection:
        page = casepage.read(connection, EVERYTHING, ref, now=session.connect.now())
        due = connection.execute(_due_rows, {"of_ref": ref}).all()
        subjects = session.connect.subjects(connection, page.letters)
        people = [row.recipient.removeprefix("person:") for row in due if row.recipient.startswith("person:")]
        who = directory.read(connection, people=people, organisations=())
    words = replace(session.words(None), names=page.names, texts=page.texts).typed(page.line.type)
    if as_json:
        law = session.registry.get(page.line.type, page.line.definition_version)
        print_json({**_json(page, subjects, words), "follow_ups": [_due(row, law, who, words) for row in due]})
        return
    print_table(list(_head(page, words)))
    _section("Takes part", [_seat(one, words) for one in page.seats if one.live])
    _section("Belongs to", [_link(one, words) for one in page.links if one.live])
    _section("Known", [(name, words.value(value)) for name, value in page.facts.items()])
    _section("Due", [(instant(d.due_at, d.zone), d.kind, d.rule, words.who(d.recipient)) for d in due])
    letters = zip(page.letters, subjects, strict=True)
    _section(
        "Letters",
        [(instant(one.not_before, one.zone), one.status, said, words.who(one.recipient)) for one, said in letters],
    )


def _head(page: casepage.CasePage, words: Words) -> Iterator[tuple[str, str]]:
    line = page.line
    yield line.ref, line.title
    yield "type", f"{words.label('type', line.type)} ({line.type}, version {line.definition_version})"
    yield "state", f"{words.label('state', line.state)} ({line.state})"
    yield "milestone", words.label("milestone", line.milestone)
    yield "waits for", words.parts(line.waits_for) + (f", by way of {line.follows}" if line.follows else "")
    yield "due", due_day(line.due_date, line.due_zone) + (" (overdue)" if line.overdue else "")
    yield "country", line.country or "–"
    yield "broker", line.owner_name or "–"
    yield "began", instant(line.created_at)
    yield "version", str(line.version)
    if line.is_demo:
        yield "note", "demonstration data"


def _section(heading: str, rows: list[tuple[str, ...]]) -> None:
    if rows:
        click.echo(f"\n{heading}:")
        print_table(rows, indent="  ")


def _seat(one: casepage.Seated, words: Words) -> tuple[str, ...]:
    who = [words.who(ident) for ident in (one.organisation, one.person) if ident]
    return words.label("part", one.part), ", ".join(who)


def _link(one: casepage.Linked, words: Words) -> tuple[str, ...]:
    return one.ref, words.typed(one.type).label("state", one.state), one.title


def _json(page: casepage.CasePage, subjects: Iterable[str], words: Words) -> dict[str, Any]:
    """A case as every shape has it, and what else is known of it."""
    seats = [one for one in page.seats if one.live]
    return {
        **shapes.case(page.line),
        "facts": words.plain(page.facts),
        "participants": [{"part": s.part, "organisation": s.organisation, "person": s.person} for s in seats],
        "links": [one.ref for one in page.links if one.live],
        "letters": [
            shapes.letter(one, subject, to_name=words.name(one.recipient))
            for one, subject in zip(page.letters, subjects, strict=True)
        ],
    }


def _due(row: Any, law: Workflow, who: directory.Directory, words: Words) -> dict[str, Any]:
    """A follow-up; what is due to the clock, or to whoever owes the next step, is in nobody's language."""
    ident = row.recipient.removeprefix("person:")
    language = who.place(ident).language if ident.startswith(("office:", "PER-")) else None
    return shapes.follow_up(row, law, to_name=words.name(row.recipient), language=language)
