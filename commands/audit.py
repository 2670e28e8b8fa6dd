"""`connect audit`: the history signed, taken home in a file, and checked."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

import click

from commands.session import VIA, Session
from records.database import reading
from workflow import archive, sequencing, streams
from workflow import verify as checks
from workflow.errors import WorkflowError
from workflow.history import EntryKind
from workflow.words import _


class LostPlace(WorkflowError):
    """Raised if an entry neither has a place in the tree nor waits for one."""

    message = _("{entry} has no place among the signed entries, and waits for none. It was written past the guards.")
    status = 500


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


@command.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere: the history must begin with what it signed.",
)
@click.pass_obj
def verify(session: Session, file: Path | None, heads: Sequence[Path]) -> None:
    """Check a file that was exported, or the database: nothing changed, missing or added, and every move lawful.

    Names the first thing that does not hold, and ends with status 1.
    """
    notes = []
    for head in heads:
        with _read(head) as opened:
            notes.append(opened.read())
    with progress(0, "Entries") as bar:

        def told(more: int, of: int) -> None:
            bar.length = of
            bar.update(more)

        if file:
            with _read(file) as opened:
                found = checks.verify((line.removesuffix("\n") for line in opened), notes, told=told)
        else:
            found = _database(session, notes, told)
    click.echo(
        f"{found.entries} entries of {found.cases} cases hold, as {found.checkpoints} signed checkpoints say;"
        " every move was lawful by the rules of its version."
    )


def _read(file: Path) -> TextIO:
    # No line ends but the line feed; what is no UTF-8 is marked, and then found to be another text than was signed.
    try:
        return file.open(encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise click.FileError(str(file), error.strerror or "") from error


def _database(session: Session, notes: Sequence[str], told: checks.Told) -> checks.Verified:
    with session.reading() as connection:
        if lost := archive.without_place(connection):
            raise LostPlace(entry=lost)
        plain = archive.lines(connection, session.connect.settings.origin, with_texts=True)
        return checks.verify(plain, notes, sealed=False, told=told)


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
