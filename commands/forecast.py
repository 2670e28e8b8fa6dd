"""`connect forecast`: what will be sent, and what the clock will do, if nobody does anything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import click
from sqlalchemy import Connection

from commands.faults import Said, reason
from commands.moving import read_form, waivers
from commands.printing import json_option, print_json, print_table
from commands.session import Session, person
from commands.words import Words, instant
from workflow import outlook, shapes
from workflow.forecast import REFUSED, Forecast, Line

HEAD = ("WHEN", "WHAT", "CASE", "TO", "IN", "BECAUSE OF")


@click.command()
@click.argument("ref", required=False)
@click.option(
    "--days", default=outlook.DAYS, show_default=True, type=click.IntRange(1, outlook.LONGEST), help="How far ahead."
)
@click.option("--if", "trigger", metavar="TRIGGER", help="As if the case were moved so now; needs REF and --as.")
@click.option("--as", "as_", metavar="EMAIL", help="Who would move it.")
@click.option("--form", metavar="JSON", help="The form it would be moved with; @FILE reads a file, - standard input.")
@click.option(
    "--waive",
    metavar="CODE=REASON",
    multiple=True,
    callback=lambda _ctx, _option, given: waivers(given),
    help="Passes a refusal that can be waived; may be repeated.",
)
@json_option
@click.pass_obj
def command(session: Session, ref: str | None, days: int, as_json: bool, **given: Any) -> None:
    """Say what will be sent, to whom, when, if nobody does anything: of one case, or of all.

    It follows what the clock does meanwhile: a call closes, an offer expires, an exchange begins. Reminders whose reason is
    gone by then are left out.
    """
    if given["trigger"] and not (ref and given["as_"]):
        raise click.UsageError("--if needs the case (REF) and who would move it (--as EMAIL).")
    session.about = ref
    with session.reading() as connection:
        found = _found(session, connection, ref, days, given)
        words = session.words(connection, [line.recipient for line in found.lines])
    if as_json:
        print_json([_json(session, found, line, words) for line in found.lines])
    elif found.lines:
        print_table([HEAD, *_rows(session, found, words)])
    else:
        click.echo(f"Nothing will be sent until {instant(found.until)}.", err=True)
    if found.cut:
        click.echo(f"There is more to come: this tells all until {instant(found.until)}.", err=True)


def _found(session: Session, connection: Connection, ref: str | None, days: int, given: Mapping[str, Any]) -> Forecast:
    engine, now = session.connect.engine, session.connect.now()
    if ref is None:
        return outlook.of_all(connection, engine, now, days)
    if given["trigger"] is None:
        return outlook.of_case(connection, engine, ref, now, days)
    press = {"actor": person(connection, given["as_"]), "now": now, "form": read_form(given["form"])}
    plan = engine.preview(connection, ref, given["trigger"], **press, waivers=given["waive"])
    if plan.blockers:
        words = session.words(connection, [blocker.facts for blocker in plan.blockers])
        reasons = "\n".join(f"- {reason(blocker, words)}" for blocker in plan.blockers)
        raise Said(f"This would be refused:\n{reasons}")
    found = outlook.if_done(connection, engine, plan, days)
    lines = sorted((*outlook.owed(engine, plan), *found.lines), key=lambda line: line.due_at)
    return replace(found, lines=tuple(lines))


def _rows(session: Session, found: Forecast, words: Words) -> Iterator[tuple[str, ...]]:
    for line in found.lines:
        shape = _json(session, found, line, words)
        what = f"{line.trigger or line.rule}{' (refused)' if line.status == REFUSED else ''}"
        because = f"{line.cause} ({shape['why']})" if line.cause else shape["why"]
        yield instant(line.due_at, line.zone), what, line.ref, words.who(line.recipient), line.language or "–", because


def _json(session: Session, found: Forecast, line: Line, words: Words) -> dict[str, Any]:
    case = found.snapshot.case(line.ref)
    law = session.registry.get(case.type, case.definition_version)
    return shapes.forecast_line(line, law, to_name=words.name(line.recipient))
