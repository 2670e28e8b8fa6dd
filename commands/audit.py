"""`connect audit`: the history signed, taken home in a file, and checked."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from commands.session import VIA, Session
from records.database import reading
from workflow import archive, sequencing, streams
from workflow.history import EntryKind


@click.group()
def command() -> None:
    """Sign the history, take it home in a file, check it."""


@command.command()
@click.pass_obj
def checkpoint(session: Session) -> None:
    """Sign what is there now, and print the newest signed checkpoint: keep it where nobody of the service can write."""
    connect = session.connect
    settings = connect.settings
    sequencing.settle(connect.database, settings.origin, [settings.signer], connect.now())
    with session.reading() as connection:
        note = sequencing.newest(connection)
    click.echo(note or "There is no entry yet.", nl=note is None)


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--texts", "with_texts", is_flag=True, help="With what people wrote, and the salts that prove it.")
@click.pass_obj
def export(session: Session, file: Path, with_texts: bool) -> None:
    """Write the whole history into a file that can be checked anywhere, and sign it. That it was exported is an entry."""
    connect = session.connect
    settings, now = connect.settings, connect.now()
    with connect.database.begin() as connection:
        told = {"what": "history", "texts": with_texts}
        by: dict[str, Any] = {"act": f"ACT-{uuid4().hex}", "actor": streams.SYSTEM, "via": VIA, "at": now}
        streams.append(
            connection, streams.SYSTEM, EntryKind.EXPORTED, trigger="export_history", changes={"exported": told}, **by
        )
    sequencing.settle(connect.database, settings.origin, [settings.signer], now)
    with reading(connect.database) as connection:
        size = archive.size_of(connection)
        plain = archive.lines(connection, settings.origin, with_texts=with_texts)
        with _whole(file) as opened, progress(size, "Entries") as bar:
            for line in archive.sealed(plain, settings.origin, settings.signer):
                opened.write(line.encode() + b"\n")
                bar.update(line.startswith('{"body"'))
    click.echo(f"{size} entries were written to {file}.")


@contextmanager
def _whole(file: Path) -> Iterator[Any]:
    """A file that is there only once all of it is, and that only its owner reads."""
    part = file.with_name(f"{file.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            yield opened
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def progress(length: int, label: str) -> Any:
    """A bar on standard error, where somebody looks."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
