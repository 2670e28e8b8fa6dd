"""`connect simulate`: many cases live for years on a simulated clock, and all that must be true is asked at the end."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import click
from sqlalchemy import URL

from commands.simulation.running import Ended, Simulation, Wish

INTERRUPTED = 130  # the exit status of whoever is stopped by Ctrl-C
MOST_SHOWN = 5  # sentences of one truth that does not hold
WIDEST = 76  # characters of a truth, in the table


@click.command()
@click.option(
    "--cases",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="Until there are so many cases, requests begin.",
)
@click.option("--days", type=click.IntRange(1), default=400, show_default=True, help="How long they live.")
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Decides all that is left to chance: the same seed, the same lives.",
)
@click.option("--faults", is_flag=True, help="Kill the program in the middle of what it does, and go on.")
@click.option("--database", metavar="URL", help="An empty database to fill, instead of a temporary one.")
def command(cases: int, days: int, seed: int, faults: bool, database: str | None) -> None:
    """Let cases live for years, against the real engine, scheduler and outbox, and check what must be true.

    People answer, forget, withdraw, decline and change dates; the scheduler and the mail server are down at times. Ends with
    a table of the truths, and with status 1 if one does not hold. Nothing of this installation is read or written.
    """
    wish = Wish(cases, days, seed, faults)
    folder = Path(tempfile.mkdtemp(prefix="connect-simulation-"))
    url = database or URL.create("sqlite", database=str(folder / "connect.sqlite")).render_as_string()
    simulation = Simulation(wish, url, folder, Progress(days).told)
    holds = True
    try:
        ended = simulation.run()
        holds = ended.holds
        for line in lines(ended, days):
            click.echo(line)
    except KeyboardInterrupt:
        click.echo(f"\nStopped, and nothing was checked. {so_far(simulation)}", err=True)
        raise SystemExit(INTERRUPTED) from None
    finally:
        if holds:
            shutil.rmtree(folder)
    if not holds:
        raise click.ClickException(f"Not every truth holds. To repeat it: {again(wish)}\nWhat was left is in {folder}.")


class Progress:
    """A bar of days on standard error, with how much was done a second; none where nobody looks."""

    def __init__(self, days: int) -> None:
        self._began, self._number = monotonic(), 0
        rate: Any = self._rate  # of numbers, though the bar counts days
        self._bar: Any = click.progressbar(
            length=days,
            label="Days",
            show_pos=True,
            item_show_func=rate,
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        )

    def told(self, day: int, more: int) -> None:
        """A day is over, and so much more was done."""
        self._number += more
        self._bar.update(day - self._bar.pos, self._number)

    def _rate(self, number: int | None) -> str:
        return f"{number or 0} done, {(number or 0) / max(monotonic() - self._began, 1):.0f} a second"


def again(wish: Wish) -> str:
    """The command that does the same."""
    asked = f"connect simulate --cases {wish.cases} --days {wish.days} --seed {wish.seed}"
    return f"{asked} --faults" if wish.faults else asked


def so_far(simulation: Simulation) -> str:
    """How far it came."""
    day, did = simulation.so_far()
    return f"{day} days were lived: {did['letters']} letters and {did['follow-ups']} follow-ups were dealt with."


def lines(ended: Ended, days: int) -> Iterator[str]:
    """What came of it, line by line."""
    did, refused = ended.done, sum(ended.refused.values())
    presses = sum(did.values()) - did["letters"] - did["follow-ups"]
    yield f"{ended.cases} cases in {days} days: {presses} steps by people, {refused} refused;"
    yield f"{did['follow-ups']} follow-ups done, {did['letters']} letters dealt with."
    if ended.kills:
        yield f"Killed {ended.kills} times, {ended.writing} of them while something was being written."
    yield ""
    yield f"{'truth':{WIDEST}} {'asked of':>9}"
    for one in ended.truths:
        yield f"{one.said:{WIDEST}} {one.asked:>9}  {'holds' if one.holds else f'BROKEN {len(one.wrong)} times'}"
        yield from (f"    {sentence}" for sentence in one.wrong[:MOST_SHOWN])
    yield ""
    yield f"Histories: {ended.digest}"
