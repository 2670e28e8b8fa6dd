"""`connect import`: begins the requests of a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from commands.faults import Said, reason
from commands.printing import json_option, print_json
from commands.session import Session, person
from commands.words import Words
from records import imports, sheets
from records.imports import TRIGGER, TYPE, Foreseen


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "as_", metavar="EMAIL", required=True, help="The broker who imports.")
@click.option("--key", metavar="K", help="Does what is sent again under the same key only once.")
@click.option("--twins-too", is_flag=True, help="Import rows that look like requests that are there already.")
@click.option("--preview", is_flag=True, help="Say what would happen, and change nothing.")
@json_option
@click.pass_obj
def command(
    session: Session, file: Path, as_: str, key: str | None, twins_too: bool, preview: bool, as_json: bool
) -> None:
    """Begin the requests of a spreadsheet (XLSX, or CSV in UTF-8): all of them, or none.

    The first row names the columns; /desk/import has an empty spreadsheet and says what belongs into each. Only requests
    are imported, no exchanges.
    """
    session.about, connect = TYPE, session.connect
    definition, sheet = session.registry.newest(TYPE), sheets.read(file.read_bytes(), file.name)
    with session.reading() as connection:
        given: dict[str, Any] = {"actor": person(connection, as_), "now": connect.now()}
        foreseen = imports.foresee(connect.engine, connection, sheet, definition, TRIGGER, **given)
        facts = [one.blocker.facts for one in foreseen.wrong if one.blocker]
        said = list(_told(foreseen, session.words(connection, *facts)))
    if foreseen.wrong:
        raise Said("\n".join(["Nothing was imported.", *said]))
    if preview:
        _tell(foreseen, said, as_json=as_json)
        return
    given |= {"key": key or f"import {file.name} {connect.now().isoformat()}", "twins_too": twins_too}
    with connect.database.begin() as connection:
        refs = imports.carry_out(connect.engine, connection, foreseen, definition, TRIGGER, **given)
    if as_json:
        print_json({"imported": list(refs)})
    else:
        click.echo(f"Imported {_requests(len(refs))}: {', '.join(refs)}.")


def _tell(foreseen: Foreseen, said: list[str], *, as_json: bool) -> None:
    if as_json:
        twins = [{"row": one.row, "ref": one.ref, "other_row": one.other_row} for one in foreseen.twins]
        print_json({"rows": len(foreseen.presses), "twins": twins, "left_out": list(foreseen.left_out)})
        return
    click.echo(f"{_requests(len(foreseen.presses))} would be imported.")
    for line in said:
        click.echo(line)


def _requests(count: int) -> str:
    return f"{count} request{'' if count == 1 else 's'}"


def _told(foreseen: Foreseen, words: Words) -> Iterator[str]:
    """What is wrong, row by row; what looks like something else; what is left out."""
    for one in foreseen.wrong:
        what = reason(one.blocker, words) if one.blocker else words.say(one.message, one.facts)
        yield f"Row {one.row}{f', {one.column}' if one.column else ''}: {what}"
    for twin in foreseen.twins:
        yield f"Row {twin.row} has the government and topic of {twin.ref or f'row {twin.other_row}'}."
    if foreseen.left_out:
        yield f"These columns are not imported: {', '.join(foreseen.left_out)}."
