"""`connect db`: the schema of the database, and copies of all of it."""

from contextlib import suppress
from pathlib import Path

import click

import app
from commands.audit import progress
from commands.session import Session
from records import backup, migrate
from records.database import telling
from records.outages import ReadOnly
from workflow import sequencing
from workflow.sequencing import AnotherKey


@click.group()
def command() -> None:
    """Bring the database to the schema of this version; copy it, and bring a copy back."""


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


FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@command.command("backup")
@FILE
@click.pass_obj
def write_backup(session: Session, file: Path) -> None:
    """Copy the whole database into FILE, with its proof, while the service goes on.

    PostgreSQL is copied by its own pg_dump, as the role of CONNECT_DATABASE_OWNER_URL if that is set. The keys under
    instance/ are not in the file: keep copies of them elsewhere.
    """
    connect, settings = session.connect, session.settings
    now = connect.now()
    with telling():
        # A replica, and a computer with another key, have what was signed elsewhere.
        with suppress(ReadOnly, AnotherKey), telling():
            sequencing.settle(connect.database, settings.origin, [settings.signer], now)
        proof = backup.write(
            settings.database_owner_url or settings.database_url, file, origin=settings.origin, now=now
        )
    click.echo(f"{sum(proof.rows.values())} rows, {proof.entries} of them entries of history, were copied to {file}.")


@command.command("restore")
@FILE
@click.pass_obj
def read_backup(session: Session, file: Path) -> None:
    """Fill an empty database from FILE, bring it to this version, and prove that nothing is missing.

    Counts every table, verifies every entry, and asks whether history begins with what was signed last before the copy.
    """
    settings = session.settings
    with telling(), progress(0, "Entries") as bar:

        def told(more: int, of: int) -> None:
            bar.length = of
            bar.update(more)

        proof = backup.restore(file, settings.database_url, settings.database_owner_url, told=told)
    click.echo(
        f"All {sum(proof.rows.values())} rows of {proof.made_at} are there, and the {proof.entries} entries of history hold."
    )
    app.Connect(settings, session.registry).ready()
