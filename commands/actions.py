"""`connect actions`: what somebody can do with a case, and why not the rest."""

from collections.abc import Iterable

import click

from commands.faults import reason
from commands.printing import json_option, one_line, print_json
from commands.session import Session, person
from commands.words import Words
from workflow import shapes
from workflow.attempt import Action


@click.command()
@click.argument("ref")
@click.option("--as", "as_", metavar="EMAIL", required=True, help="Who asks.")
@click.option("--all", "every", is_flag=True, help="Also what is possible only in other states.")
@json_option
@click.pass_obj
def command(session: Session, ref: str, as_: str, every: bool, as_json: bool) -> None:
    """List what somebody can do with a case, and why not the rest."""
    session.about, connect = ref, session.connect
    with session.reading() as connection:
        actor = person(connection, as_)
        actions = connect.engine.actions(connection, ref, actor=actor, now=connect.now(), every=every)
        words = session.words(connection, [blocker.facts for one in actions for blocker in one.blockers])
    if as_json:
        print_json([shapes.action(one, say=words.say) for one in actions])
        return
    _tell("Possible now:", [one for one in actions if one.allowed], words)
    _tell("Not possible:", [one for one in actions if not one.allowed], words)


def _tell(heading: str, actions: Iterable[Action], words: Words) -> None:
    for number, one in enumerate(actions):
        if number == 0:
            click.echo(heading)
        target = f" → {words.label('state', one.target)}" if one.target else ""
        form = " (asks a form)" if one.form_required else ""
        click.echo(f"  {one.trigger}: {one.label}{target}{form}")
        for blocker in one.blockers:
            click.echo(f"      {one_line(reason(blocker, words))}")
