"""`connect demo`: the real history of 2016 to 2018 and some open cases, to look at and play with."""

import secrets
from collections.abc import Iterator

import click

import app
from commands.demonstration.cast import BEGINNING, assemble
from commands.demonstration.play import Play
from commands.demonstration.stories import tell
from commands.serve import PASSWORD, accounts_shown
from commands.session import Session
from records import migrate, passwords, people
from records.database import telling
from workflow.errors import WorkflowError
from workflow.words import _

PASSWORD_BYTES = 9  # twelve characters, easy to copy, not to guess


class RealAccounts(WorkflowError):
    """Raised if the database belongs to real people: the demonstration has no place there."""

    message = _(
        "This database has accounts of real people, so the demonstration is not loaded."
        " Use another one: CONNECT_HOME or CONNECT_DATABASE_URL says which."
    )
    status = 409


@click.command()
@click.option("--reset", is_flag=True, help="Empty the database first. Refused where real accounts exist.")
@click.pass_obj
def command(session: Session, reset: bool) -> None:
    """Load the demonstration, once: a second time changes nothing and shows the accounts again.

    The exchanges of 2017 lie on their real dates; open cases are laid relative to today.
    """
    for line in load(session, reset=reset):
        click.echo(line)


def load(session: Session, *, reset: bool = False) -> Iterator[str]:
    """Load it and say so, line by line. Raises RealAccounts."""
    with session.reading() as connection:
        if people.has_real_accounts(connection):
            raise RealAccounts
    connect = session.connect
    if reset:
        with telling():
            migrate.remove(connect.settings.database_url, connect.settings.database_owner_url)
            migrate.upgrade(connect.settings.database_url, connect.settings.database_owner_url)
        connect.ready()
    password = app.made_once(connect.settings.instance / PASSWORD, _password)
    with connect.database.begin() as connection:
        if people.every(connection, limit=1):
            yield "The demonstration is loaded already."
        else:
            _fill(
                connect, Play(connect.engine, connection, assemble(connection, passwords.hashed(password)), BEGINNING)
            )
            yield "The demonstration is loaded."
    yield from accounts_shown(session)


def _password() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _fill(connect: app.Connect, play: Play) -> None:
    tell(play, connect.now())
    play.drop_letters()
