"""`connect diagram`: draws a case type."""

import click

from commands.session import Session
from workflow.drawing import FORMATS, diagram


@click.command()
@click.argument("type_", metavar="TYPE")
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="mermaid", show_default=True, help="How to draw."
)
@click.pass_obj
def command(session: Session, type_: str, format_: str) -> None:
    """Draw a case type, from the definition that the engine runs."""
    click.echo(diagram(session.registry.newest(type_), format_), nl=False)
