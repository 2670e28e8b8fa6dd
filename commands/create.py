"""`connect create`: begins a case."""

from typing import Any

import click

from commands.moving import move_options, press
from commands.session import Session


@click.command()
@click.argument("type_", metavar="TYPE")
@click.option("--trigger", metavar="T", help="The way to begin it; the first that the type declares unless named.")
@move_options
@click.pass_obj
def command(session: Session, type_: str, trigger: str | None, **options: Any) -> None:
    """Begin a case.

    TYPE is a case type; `connect types` lists them. An exchange is made by another case's move, never by hand.
    """
    definition = session.registry.newest(type_)
    press(session, type_, trigger or definition.creations[0].trigger, options)
