"""`connect check`: proves case types sound, or says what is wrong with them."""

import click

from app import problems_of
from commands.printing import json_option, print_json
from commands.session import Session


@click.command()
@click.argument("types", metavar="[TYPE]...", nargs=-1)
@json_option
@click.pass_obj
def command(session: Session, types: tuple[str, ...], as_json: bool) -> None:
    """Prove case types sound, or say what is wrong with them and how to mend it.

    Checks every version of the types named, of all if none is. The exit status is 1 if anything is wrong.
    """
    wanted = [session.registry.newest(name).name for name in types] or session.registry.names()
    found = [(one, problems_of(one, session.registry)) for one in session.registry if one.name in wanted]
    if as_json:
        print_json([{"name": one.name, "version": one.version, "problems": problems} for one, problems in found])
    else:
        for one, problems in found:
            for problem in problems:
                click.echo(f"{one.name} {one.version}: {problem}", err=True)
        sound = sum(not problems for _, problems in found)
        click.echo(f"{sound} of {len(found)} case types {'is' if sound == 1 else 'are'} sound.")
    if any(problems for _, problems in found):
        raise click.exceptions.Exit(1)
