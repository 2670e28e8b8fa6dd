"""`connect fire`: moves a case, or says what would happen."""

from typing import Any

import click

from commands.moving import move_options, press
from commands.session import Session


@click.command()
@click.argument("ref")
@click.argument("trigger")
@move_options
@click.option("--version", type=int, metavar="N", help="Refuses if the case is no longer at this version.")
@click.pass_obj
def command(session: Session, ref: str, trigger: str, **options: Any) -> None:
    """Move a case, or say what would happen.

    REF is the case's reference, TRIGGER what is to be done; `connect actions REF --as EMAIL` lists what can be.
    """
    press(session, ref, trigger, options)
