"""`connect types`: lists the case types."""

import click

from app import problems_of
from commands.printing import json_option, print_json, print_table
from commands.session import Session
from workflow import shapes


@click.command()
@json_option
@click.pass_obj
def command(session: Session, as_json: bool) -> None:
    """List the case types: built in and installed, in every version."""
    found = [(one, problems_of(one, session.registry)) for one in session.registry]
    if as_json:
        print_json([shapes.type_(one, problems) for one, problems in found])
        return
    rows = [("NAME", "VERSION", "KIND", "STATES", "TRANSITIONS", "SOUND", "LABEL")]
    for one, problems in found:
        counted = (str(len(one.states)), str(len(one.transitions)))
        rows.append((one.name, str(one.version), one.kind, *counted, "no" if problems else "yes", one.label))
    print_table(rows)
