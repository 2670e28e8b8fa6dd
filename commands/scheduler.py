"""`connect scheduler`: what is due, done; and the letters that are due, sent."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from commands import logs
from commands.session import Session
from records import people
from scheduler.alone import alone
from scheduler.clock import Clock
from workflow.errors import WorkflowError
from workflow.words import _

SIGNALS = (signal.SIGINT, signal.SIGTERM)
EACH = 1_000  # follow-ups after which a long catching up says where it is


class NoTimeTravel(WorkflowError):
    """Raised if another time than the clock's is named, where that is not allowed."""

    message = _(
        "Another time can be named only where CONNECT_TIME_TRAVEL=1 is set, on a service for trying things out."
    )


class RealAccounts(WorkflowError):
    """Raised if another time is named where real people would get letters of a day that is not theirs."""

    message = _("This database has accounts of real people, so no other time than the clock's can be named.")


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due, then end.")
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"]),
    metavar="ISO",
    help="Begin at this time (of UTC, unless it says another zone); needs CONNECT_TIME_TRAVEL=1.",
)
@click.pass_obj
def command(session: Session, once: bool, now: datetime | None) -> None:
    """Do what is due: deadlines, first days, reminders, letters.

    Runs until Ctrl-C, or SIGTERM, comes, and then finishes what it has in hand. On PostgreSQL any number may run at once;
    on SQLite one, the one beside `connect serve` included.
    """
    logs.begin(session.settings.log)
    clock = Clock(session.connect, _ahead(session, now))
    with alone(session.settings.database_file), _stopped_by_signals(clock):
        if once:
            _once(clock)
            return
        clock.start()
        click.echo("The scheduler runs (Ctrl-C stops it).")
        clock.wait()
        clock.stop()
    click.echo("Stopped.")


def _once(clock: Clock) -> None:
    follow_ups, digests, letters = clock.once(_progress())
    click.echo(f"Follow-ups: {follow_ups.done} done, {follow_ups.left} still due.")
    click.echo(f"Digests: {digests.done} gathered, {digests.left} still due.")
    click.echo(f"Letters: {letters.done} dealt with, {letters.left} still due.")


def _progress() -> Callable[[int], None]:
    done = 0

    def told(more: int) -> None:
        nonlocal done
        if done // EACH != (done := done + more) // EACH:
            click.echo(f"{done} follow-ups done so far.", err=True)

    return told


def _ahead(session: Session, now: datetime | None) -> timedelta:
    """How far a named time is from the clock's. Raises NoTimeTravel and RealAccounts."""
    if now is None:
        return timedelta()
    if not session.settings.time_travel:
        raise NoTimeTravel
    with session.reading() as connection:
        if people.has_real_accounts(connection):
            raise RealAccounts
    return (now if now.tzinfo else now.replace(tzinfo=UTC)) - session.connect.now()


@contextmanager
def _stopped_by_signals(clock: Clock) -> Iterator[None]:
    """A signal asks to stop; a second one ends the program at once."""

    def stop(number: int, _frame: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        clock.ask_to_stop()

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
