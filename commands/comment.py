"""`connect comment`: writes a comment beside a case."""

from dataclasses import asdict

import click

from commands.printing import json_option, print_json
from commands.session import VIA, Session, person


@click.command()
@click.argument("ref")
@click.option("--as", "as_", metavar="EMAIL", required=True, help="Who writes it.")
@click.option("--text", required=True, help="What is written.")
@click.option("--key", metavar="K", help="Does what is sent again under the same key only once.")
@json_option
@click.pass_obj
def command(session: Session, ref: str, as_: str, text: str, key: str | None, as_json: bool) -> None:
    """Write a comment beside a case, which neither moves nor changes it.

    The office reads it, and whoever wrote it.
    """
    session.about, connect = ref, session.connect
    with session.reading() as connection:
        actor = person(connection, as_)
    with connect.database.begin() as connection:
        done = connect.engine.comment(connection, ref, text, actor=actor, now=connect.now(), via=VIA, key=key)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.ref}: the comment is entry {', '.join(done.entries)} of its history.")
