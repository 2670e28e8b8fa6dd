"""`connect outbox`: the letters that wait, left, or failed."""

import click

from commands.printing import json_option, print_json, print_table
from commands.session import Session
from commands.words import Words, instant
from records import post
from workflow import shapes

MOST = 1_000  # letters that one call lists


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


def _cells(one: post.Posted, subject: str, words: Words) -> tuple[str, ...]:
    when = instant(one.sent_at or one.not_before)
    said = f"{subject} ({one.last_error})" if one.last_error else subject
    return str(one.id), one.status, when, words.who(one.recipient), said


def _json(one: post.Posted, subject: str, words: Words) -> dict[str, object]:
    shape = shapes.letter(one, subject, to_name=words.name(one.recipient))
    sent_at = None if one.sent_at is None else shapes.instant(one.sent_at)
    return {**shape, "ref": one.ref, "attempts": one.attempts, "last_error": one.last_error, "sent_at": sent_at}
