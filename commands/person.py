"""`connect person`: forgetting somebody."""

from collections.abc import Mapping
from typing import Any

import click

from commands.printing import print_table
from commands.session import VIA, Session, person
from records import erasing
from records.personal import KINDS
from workflow.streams import SYSTEM


@click.group()
def command() -> None:
    """Erase what is personal of somebody."""


@command.command()
@click.argument("called", metavar="PERSON")
@click.option("--reason", metavar="TEXT", help="Why; their history keeps it, so name nobody in it.")
@click.option("--preview", is_flag=True, help="Say what would go, and what stands against it; change nothing.")
@click.pass_obj
def erase(session: Session, called: str, reason: str | None, preview: bool) -> None:
    """Empty all that is personal of somebody, named by id or e-mail. It cannot be undone.

    Name, address, documents, what they wrote, letters to them: all of it goes, and every proof of the history still holds.
    """
    if not preview and not (reason and reason.strip()):
        raise click.UsageError("Say why, with --reason TEXT, or look first, with --preview.")
    if preview:
        _show(session, called)
        return
    connect = session.connect
    with connect.database.begin() as connection:
        ident = person(connection, called)
        by: dict[str, Any] = {"actor": SYSTEM, "now": connect.now(), "via": VIA}
        counts = erasing.erase(connection, ident, reason=str(reason), **by)
    click.echo(f"The data of {ident} are erased: {_told(counts)}. Check with: connect audit verify")
    click.echo("What was sent by e-mail, and what lies in backups, is not within reach: let old backups end.")


def _show(session: Session, called: str) -> None:
    with session.reading() as connection:
        found = erasing.look(connection, person(connection, called))
    rows = [("WHAT WOULD GO", "HOW MANY")]
    print_table([*rows, *((KINDS[kind], str(number)) for kind, number in found.counts.items())])
    if found.named_in:
        click.echo(f"Words of others that name them stay, in: {', '.join(found.named_in)}")
    for one in found.against:
        what = "in charge of it" if one.part == erasing.OWNER else f"in it as {one.part}"
        click.echo(
            f"Stands against it: {one.ref} ({one.title}) goes on, and they are {what}. Put somebody else there first."
        )


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {number}" for kind, number in counts.items())
