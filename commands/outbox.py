"""`connect outbox`: the letters that wait, left, or failed."""

from typing import Any

import click

from commands.errors import UnknownLetter
from commands.printing import json_option, print_json, print_table
from commands.session import VIA, Session
from commands.words import Words, instant
from records import post
from workflow import shapes, tending
from workflow.streams import SYSTEM

MOST = 1_000  # letters that one call lists
LARGEST = 2**31 - 1  # number that a letter can have


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List letters, try one again, or drop it.

    Without a word after it: the same as `connect outbox list`.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@command.command("list")
@click.option("--status", "group", type=click.Choice(list(post.GROUPS)), help="Only letters that stand so.")
@click.option("--newest", default=50, show_default=True, type=click.IntRange(1, MOST), metavar="N", help="How many.")
@json_option
@click.pass_obj
def list_(session: Session, group: str | None = None, newest: int = 50, as_json: bool = False) -> None:
    """List letters, the newest first."""
    with session.reading() as connection:
        letters, _more = post.page(connection, group, limit=newest)
        subjects = session.connect.subjects(connection, letters)
        words = session.words(connection, [one.recipient for one in letters])
    if as_json:
        print_json([_json(one, subject, words) for one, subject in zip(letters, subjects, strict=True)])
    elif letters:
        rows = [_cells(one, subject, words) for one, subject in zip(letters, subjects, strict=True)]
        print_table([("ID", "STATUS", "WHEN", "TO", "SUBJECT"), *rows])
    else:
        click.echo("There is no such letter.", err=True)


@command.command("retry")
@click.argument("ident", metavar="ID", type=click.IntRange(1, LARGEST))
@click.pass_obj
def retry(session: Session, ident: int) -> None:
    """Try a letter again at once: one that failed, or that was dropped. What somebody edited in it stays."""
    _tend(session, ident, tending.RETRY, "Letter {ident} of {ref} is tried again at once.")


@command.command("cancel")
@click.argument("ident", metavar="ID", type=click.IntRange(1, LARGEST))
@click.pass_obj
def cancel(session: Session, ident: int) -> None:
    """Drop a letter that has not left."""
    _tend(session, ident, tending.DROP, "Letter {ident} of {ref} is dropped.")


def _tend(session: Session, ident: int, done: str, said: str) -> None:
    connect = session.connect
    with session.reading() as connection:
        letter = post.get(connection, ident)
    if letter is None:
        raise UnknownLetter(letter=ident)
    with connect.database.begin() as connection:
        by: dict[str, Any] = {"actor": SYSTEM, "now": connect.now(), "via": VIA}
        tending.tend(connect.engine, connection, letter.ref, ident, done, **by)
    click.echo(said.format(ident=ident, ref=letter.ref))


def _cells(one: post.Posted, subject: str, words: Words) -> tuple[str, ...]:
    when = instant(one.sent_at or one.not_before)
    said = f"{subject} ({one.last_error})" if one.last_error else subject
    return str(one.id), one.status, when, words.who(one.recipient), said


def _json(one: post.Posted, subject: str, words: Words) -> dict[str, object]:
    shape = shapes.letter(one, subject, to_name=words.name(one.recipient))
    sent_at = None if one.sent_at is None else shapes.instant(one.sent_at)
    return {**shape, "ref": one.ref, "attempts": one.attempts, "last_error": one.last_error, "sent_at": sent_at}
