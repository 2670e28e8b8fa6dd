"""`connect doctor`: every setting in force, and a test of each."""

import click

from commands.findings import FAILED, findings
from commands.printing import json_option, one_line, print_json
from commands.session import Session


@click.command()
@json_option
@click.pass_obj
def command(session: Session, as_json: bool) -> None:
    """Show every setting in force, where it comes from, and whether it works.

    Each line begins with ok, warning or failed; the exit status is 1 if anything failed.
    """
    found = []
    for one in findings(session):
        found.append(one)
        if not as_json:
            click.echo(f"{one.status:<8} {one.about:<28} {one_line(one.sentence)}")
    if as_json:
        print_json([{"about": one.about, "status": one.status, "sentence": one.sentence} for one in found])
    if any(one.status == FAILED for one in found):
        raise click.exceptions.Exit(1)
