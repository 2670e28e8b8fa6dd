"""`connect scheduler`: what is due, done."""

import click

from commands.session import Session
from workflow import doing


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due, then end.")
@click.pass_obj
def command(session: Session, once: bool) -> None:
    """Do what is due: deadlines, first days, reminders."""
    connect = session.connect
    tally = doing.tick(connect.database, connect.engine, now=connect.now())
    click.echo(f"{tally.done} done, {tally.left} due still.")
