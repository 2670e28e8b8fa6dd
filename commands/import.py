"""`connect import`: begins the requests of a spreadsheet, or records its exchanges that are over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.faults import Said, reason
from commands.printing import json_option, print_json
from commands.session import Session, person
from commands.words import Words
from records import imports, sheets
from records.imports import Foreseen
from records.matters import EXCHANGES, REQUESTS, Matter, matters


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "as_", metavar="EMAIL", required=True, help="The broker who imports.")
@click.option("--of", "of", type=click.Choice([REQUESTS, EXCHANGES]), default=REQUESTS, help="What the rows are.")
@click.option("--key", metavar="K", help="Does what is sent again under the same key only once.")
@click.option("--twins-too", is_flag=True, help="Import rows that look like others that are there already.")
@click.option("--preview", is_flag=True, help="Say what would happen, and change nothing.")
@json_option
@click.pass_obj
def command(
    session: Session, file: Path, as_: str, of: str, key: str | None, twins_too: bool, preview: bool, as_json: bool
) -> None:
    """Begin the requests of a spreadsheet (XLSX, or CSV in UTF-8), or record its exchanges that are over: all, or none.

    The first row names the columns; /desk/import has an empty spreadsheet and says what belongs into each.
    """
    matter, connect = matters(session.registry)[of], session.connect
    session.about, sheet = matter.law.name, sheets.read(file.read_bytes(), file.name)
    with session.reading() as connection:
        given: dict[str, Any] = {"actor": person(connection, as_), "now": connect.now()}
        foreseen = imports.foresee(
            connect.engine, connection, sheet, matter, source=f"Imported from {file.name}.", **given
        )
        facts = [one.blocker.facts for one in foreseen.wrong if one.blocker]
        said = list(_told(foreseen, matter, session.words(connection, *facts)))
    if foreseen.wrong:
        raise Said("\n".join(["Nothing was imported.", *said]))
    if preview:
        _tell(foreseen, matter, said, as_json=as_json)
        return
    given |= {"key": key or f"import {file.name} {connect.now().isoformat()}", "twins_too": twins_too}
    with connect.database.begin() as connection:
        refs = imports.carry_out(connect.engine, connection, foreseen, matter, **given)
    if as_json:
        print_json({"imported": list(refs)})
    else:
        click.echo(f"Imported {_counted(matter, len(refs))}: {', '.join(refs)}.")


def _tell(foreseen: Foreseen, matter: Matter, said: list[str], *, as_json: bool) -> None:
    if as_json:
        twins = [{"row": one.row, "ref": one.ref, "other_row": one.other_row} for one in foreseen.twins]
        print_json({"rows": len(foreseen.presses), "twins": twins, "left_out": list(foreseen.left_out)})
        return
    click.echo(f"{_counted(matter, len(foreseen.presses))} would be imported.")
    for line in said:
        click.echo(line)


def _counted(matter: Matter, count: int) -> str:
    return f"{count} {matter.kind}{'' if count == 1 else 's'}"


def _told(foreseen: Foreseen, matter: Matter, words: Words) -> Iterator[str]:
    """What is wrong, row by row; what looks like something else; what is left out."""
    for one in foreseen.wrong:
        what = reason(one.blocker, words) if one.blocker else words.say(one.message, one.facts)
        yield f"Row {one.row}{f', {one.column}' if one.column else ''}: {what}"
    for twin in foreseen.twins:
        yield f"Row {twin.row} has the government and {matter.alike.fact.replace('_', ' ')} of {twin.ref or f'row {twin.other_row}'}."
    if foreseen.left_out:
        yield f"These columns are not imported: {', '.join(foreseen.left_out)}."
