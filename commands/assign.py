"""`connect assign`: puts a broker in charge of a case."""

from dataclasses import asdict

import click

from commands.printing import json_option, print_json
from commands.session import VIA, Session, person


@click.command()
@click.argument("ref")
@click.option("--to", metavar="EMAIL", help="The broker to be in charge; without it, nobody is.")
@click.option("--as", "as_", metavar="EMAIL", required=True, help="Who decides it.")
@click.option("--key", metavar="K", help="Does what is sent again under the same key only once.")
@json_option
@click.pass_obj
def command(session: Session, ref: str, to: str | None, as_: str, key: str | None, as_json: bool) -> None:
    """Put a broker in charge of a case, which neither moves nor changes it."""
    session.about, connect = ref, session.connect
    with session.reading() as connection:
        actor = person(connection, as_)
        owner = person(connection, to) if to else None
    with connect.database.begin() as connection:
        done = connect.engine.assign(connection, ref, owner, actor=actor, now=connect.now(), via=VIA, key=key)
    if as_json:
        print_json(asdict(done))
        return
    with session.reading() as connection:
        name = session.words(connection, [owner]).who(owner) if owner else "nobody"
    click.echo(f"{done.ref}: in charge is {name}.")
