"""`connect audit`: the history signed, taken home in a file, and checked."""

import os
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, TextIO

import click
from sqlalchemy import Connection

from commands.audit_log import log
from commands.files import whole
from commands.printing import print_json
from commands.session import VIA, Session
from records.database import reading
from records.stream import act, write
from workflow import archive, rotation, sequencing
from workflow import verify as checks
from workflow.checkpoint import Signer, notes_in
from workflow.checkpoint import opened as opened_note
from workflow.errors import WorkflowError
from workflow.history import EntryKind
from workflow.proof import grown_from, proof_of
from workflow.streams import SYSTEM
from workflow.words import _


class NotProved(WorkflowError):
    """Raised if a proof is wanted of what is no entry, or not signed yet."""

    message = _(
        "There is no entry {entry}, or it is not signed yet. To sign what is there, run: connect audit checkpoint"
    )
    status = 404


class LostPlace(WorkflowError):
    """Raised if an entry neither has a place in the tree nor waits for one."""

    message = _("{entry} has no place among the signed entries, and waits for none. It was written past the guards.")
    status = 500


@click.group()
def command() -> None:
    """Sign the history, take it home in a file, check it."""


command.add_command(log)


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


@command.command("rotate-key")
@click.pass_obj
def rotate_key(session: Session) -> None:
    """Let another key sign from now on, and print the checkpoint that both signed. That it was changed is an entry.

    The old key is kept beside the new one, under its name and a number. Copy the new one to every other computer that signs.
    """
    connect = session.connect
    settings, file = connect.settings, connect.settings.history_key_file
    old, coming = settings.signer, file.with_name(f"{file.name}.new")
    new = settings.signer_of(coming)
    with connect.database.begin() as connection:
        note = sequencing.newest(connection)
        if not _signs(connection, new):  # else it was stopped before the files changed places
            note = rotation.rotate(connection, settings.origin, old, new, now=connect.now(), via=VIA)
    _keep_beside(file)
    coming.replace(file)
    click.echo(note, nl=False)


def _keep_beside(file: Path) -> None:
    """A file has a second name: its own and the first number that is free."""
    # A link, and no new name: at no moment may the key be missing, or another would be made.
    os.link(file, next(free for number in count(1) if not (free := file.with_name(f"{file.name}.{number}")).exists()))


def _signs(connection: Connection, signer: Signer) -> bool:
    known = sequencing.keys(connection)
    return bool(known) and known[-1].public == signer.key.public


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
        by = act(SYSTEM, now, VIA)
        write(connection, SYSTEM, EntryKind.EXPORTED, "export_history", by, {"exported": told})
    sequencing.settle(connect.database, settings.origin, [settings.signer], now)
    with reading(connect.database) as connection:
        size, origin = archive.size_of(connection), sequencing.origin(connection, settings.origin)
        plain = archive.lines(connection, origin, with_texts=with_texts)
        signer = replace(settings.signer, name=origin)
        with whole(file) as opened, progress(size, "Entries") as bar:
            for line in archive.sealed(plain, origin, signer):
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
            notes += notes_in(opened.read())
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


@command.command()
@click.argument("entry", metavar="REF/SEQ")
@click.option(
    "--head",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Prove also that the history begins with a checkpoint that was kept elsewhere; the last one in the file.",
)
@click.pass_obj
def prove(session: Session, entry: str, head: Path | None) -> None:
    """Print a proof as JSON that one entry is in the signed history, which any program for RFC 9162 can check.

    `inclusion` leads from the leaf, which is `body`, to the root that `note` signs; `consistency` from that of `head`.
    """
    ref, _slash, number = entry.rpartition("/")
    with session.reading() as connection:
        seq = int(number) if number.isdecimal() and len(number) < 10 else 0
        proof = proof_of(connection, ref, seq)
        if proof is None:
            raise NotProved(entry=entry)
        said = {"entry": proof.id, "body": proof.body, "hash": proof.hash, "place": proof.place, "note": proof.note}
        said |= {"keys": [key.text for key in proof.keys], "inclusion": _encoded(proof.path)}
        if head:
            with _read(head) as opened:
                note = notes_in(opened.read())[-1]
            size = opened_note(note, proof.keys).size
            said |= {"head": note, "consistency": _encoded(grown_from(connection, size))}
    print_json(said)


def _encoded(path: Sequence[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in path]


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
        origin = sequencing.origin(connection, session.connect.settings.origin)
        plain = archive.lines(connection, origin, with_texts=True)
        return checks.verify(plain, notes, sealed=False, told=told)


def progress(length: int, label: str) -> Any:
    """A bar on standard error, where somebody looks."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
