"""`connect retention`: what is kept for longer than its period."""

from typing import Any

import click

from commands.printing import print_table
from commands.session import VIA, Session
from records import retention
from workflow.streams import SYSTEM


@click.command()
@click.option(
    "--confirm", is_flag=True, help="Remove it. It cannot be undone; the history says how much went, and why."
)
@click.option("--reason", metavar="TEXT", help="Why, with --confirm.")
@click.pass_obj
def command(session: Session, confirm: bool, reason: str | None) -> None:
    """List what is kept for longer than its period, by kind, or remove it. The periods are settings of the office."""
    if confirm and not (reason and reason.strip()):
        raise click.UsageError("Say why, with --reason TEXT.")
    if not confirm:
        with session.reading() as connection:
            found = retention.overdue(connection, session.connect.now())
        rows = [(one.kind.name, str(len(one.keys)), f"{one.days} days" if one.days else "for ever") for one in found]
        print_table([("KIND", "TOO LONG", "KEPT FOR"), *rows])
        return
    connect = session.connect
    with connect.database.begin() as connection:
        now = connect.now()
        by: dict[str, Any] = {"actor": SYSTEM, "now": now, "via": VIA}
        counts = retention.remove(connection, retention.overdue(connection, now), reason=str(reason), **by)
    click.echo(f"Removed: {', '.join(f'{kind} {number}' for kind, number in counts.items())}.")
