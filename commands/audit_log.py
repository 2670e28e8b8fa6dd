"""`connect audit log`: the histories as an event log, for programs that mine processes."""

from pathlib import Path

import click

from commands.files import whole
from commands.session import VIA, Session
from records import logs
from records.database import reading
from records.stream import act
from workflow.streams import SYSTEM


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(logs.FORMATS), default="csv", show_default=True, help="Of the log."
)
@click.pass_obj
def log(session: Session, file: Path, format_: str) -> None:
    """Write an event log of all cases for process mining: CSV, XES (IEEE 1849) or OCEL 2.0. That it was is an entry.

    Ids and codes only: no names, no texts. CSV has the histories of people and the system too.
    """
    connect = session.connect
    with connect.database.begin() as connection:
        logs.note(connection, act(SYSTEM, connect.now(), VIA), format_)
    with reading(connect.database) as connection, whole(file) as opened:
        for line in logs.lines(connection, format_, connect.settings.base_url):
            opened.write(line.encode())
    click.echo(f"The log was written to {file}.")
