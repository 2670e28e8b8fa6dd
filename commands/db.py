"""`connect db`: the schema of the database."""

import click

import app
from commands.session import Session
from records import migrate
from records.database import telling


@click.group()
def command() -> None:
    """Bring the database to the schema of this version."""


@command.command()
@click.pass_obj
def upgrade(session: Session) -> None:
    """Make the tables, or bring them to this version; what is there already stays.

    On PostgreSQL CONNECT_DATABASE_OWNER_URL names the role that owns the tables; the role of CONNECT_DATABASE_URL is
    then granted only what the service needs.
    """
    settings = session.settings
    with telling():
        before = migrate.upgrade(settings.database_url, settings.database_owner_url)
    if before.schema is migrate.Schema.RIGHT:
        click.echo(f"The database is up to date (step {before.wanted}).")
    else:
        click.echo(f"The database is now at step {before.wanted} (it was {before.found or 'empty'}).")
    # The rules of every case type are kept beside the history that will be judged by them.
    app.Connect(settings, session.registry).ready()
