"""`connect serve`: the web pages."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

import click

import app
from commands import logs
from commands.server import Server
from commands.session import Session
from records import people
from scheduler.alone import AnotherScheduler, alone
from scheduler.clock import Clock

PASSWORD = "demonstration_password"  # the file under instance/ that the demonstration writes


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Where to listen.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), metavar="P", help="On which port."
)
@click.option("--no-scheduler", is_flag=True, help="Pages only; the scheduler runs elsewhere, or comes later.")
@click.pass_obj
def command(session: Session, host: str, port: int, no_scheduler: bool) -> None:
    """Run the web pages, and the scheduler beside them.

    Ctrl-C, or SIGTERM, ends it once the requests in hand are answered. Behind a proxy, let it pass the Host header and
    set CONNECT_BASE_URL to the address that people see.
    """
    logs.begin(session.settings.log)
    server = Server(app.create_app(session.connect), host, port, session.settings.proxy)
    for line in _welcome(session, f"http://{f'[{host}]' if ':' in host else host}:{server.port}"):
        click.echo(line)
    with nullcontext() if no_scheduler else _clock(session):
        server.run()
    click.echo("Stopped.")


@contextmanager
def _clock(session: Session) -> Iterator[None]:
    """The scheduler beside the pages; where another one works already, that is said, and the pages go on."""
    with ExitStack() as stack:
        try:
            stack.enter_context(alone(session.settings.database_file))
        except AnotherScheduler as another:
            click.echo(f"{another} These are the pages only.", err=True)
        else:
            clock = Clock(session.connect)
            clock.start()
            stack.callback(clock.stop)
        yield


def _welcome(session: Session, address: str) -> Iterator[str]:
    yield f"Connect is at {address} (Ctrl-C stops it)."
    base = session.settings.base_url
    if base != address:
        yield f"Links in letters begin with {base}, as CONNECT_BASE_URL says."
    yield from accounts_shown(session)


def accounts_shown(session: Session) -> Iterator[str]:
    """The demonstration's accounts and their password; nothing where there is no demonstration."""
    file = session.settings.instance / PASSWORD
    if not file.exists():
        return
    with session.reading() as connection:
        accounts = [one for one in people.every(connection, active=True, limit=1_000) if one.is_demo and one.email]
    if accounts:
        yield f"Demonstration accounts, all with the password {file.read_text('utf-8').strip()}:"
        yield from (f"  {one.email}  ({', '.join(one.roles)})" for one in accounts)
