"""Schedulers that are killed again and again: what is due is done, and what is owed reaches the mail server, each once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, insert, select

from scheduler.delivery import Server
from tests.scheduler.office import Office
from tests.support.forks import killed_together
from tests.support.mailserver import MailServer, distinct, serving
from workflow import doing, due, outbox, tables

SCHEDULERS, CASES, CALLS = 4, 20, 4
ENOUGH = 1_000_000  # letters to one person in an hour
DUE = 25  # of the follow-ups that one transaction does
SOON, LATE = (3, 24), (3, 400)  # steps until a process is killed: while follow-ups are due, and after
LOCKED, CLAIMED, NOTHING = "rows locked", "a letter claimed", "nothing in hand"  # when a process was killed


_owed = select(func.count()).select_from(tables.outbox).where(tables.outbox.c.status != "sent")


@dataclass
class Night:
    """An office whose schedulers keep dying: `killed` counts them by what they had in hand, `lost` are claims of theirs."""

    office: Office
    chance: Random = field(default_factory=lambda: Random(5))
    killed: Counter[str] = field(default_factory=Counter)
    lost: set[tuple[int, object]] = field(default_factory=set)

    def begin(self, rows: int) -> None:
        """So many letters about twenty requests are due, half of them before the deadlines of some calls."""
        programme = self.office.programme
        for _ in range(CALLS):
            programme.call()
        refs = [programme.request() for _ in range(CASES)]
        closes = programme.rows("follow_ups", rule="close")[0].due_at
        row = dict(programme.rows("follow_ups", ref=refs[0])[0]._mapping) | {"kind": "letter"}
        del row["id"]
        rows_due = [
            {"ref": refs[n % CASES], "generation": 100 + n, "due_at": closes + timedelta(seconds=n - rows / 2)}
            for n in range(rows)
        ]
        with programme.database.begin() as connection:
            connection.execute(insert(tables.follow_ups), [row | one for one in rows_due])
        programme.now = closes + timedelta(days=1)

    def last(self) -> None:
        """Round after round, until nothing is due and nothing is owed; what is done is done whole, whenever one looks."""
        while self.due():
            self.die(SOON)
            assert self.half_done() == []
        while self.owed():
            self.die(LATE)

    def die(self, within: tuple[int, int]) -> None:
        """One round of four schedulers, each killed within so many steps; by the next, what they had claimed is free."""
        self.office.close()
        steps = [self.chance.randint(*within) for _ in range(SCHEDULERS)]
        ends = killed_together(steps, self.office.program.database, self.round)
        lost = {(row.id, row.lease_until) for row in self.office.letters(status="sending")} - self.lost
        locked = sum(end.in_hand for end in ends)
        self.killed[LOCKED] += locked
        self.killed[CLAIMED] += len(lost)
        self.killed[NOTHING] += sum(end.killed for end in ends) - locked - len(lost)
        self.lost |= lost
        self.office.programme.now += 2 * outbox.LEASE

    def round(self) -> None:
        """What one process does until it is killed."""
        programme = self.office.programme
        doing.tick(programme.database, programme.engine, now=programme.now, most=DUE)
        self.office.tick(grace=False, most=ENOUGH)

    def due(self) -> int:
        """How many follow-ups are due still."""
        with self.office.programme.database.connect() as connection:
            return due.count(connection, self.office.programme.now)

    def owed(self) -> int:
        """How many letters have not been sent."""
        with self.office.programme.database.connect() as connection:
            return connection.scalar(_owed) or 0

    def half_done(self) -> list[str]:
        """Follow-ups whose row and whose deed disagree."""
        owed = Counter(row.follow_up for row in self.office.letters())
        return [
            f"{row.rule} of {row.ref} is {row.status} and owes {owed[row.id]} letters"
            for row in self.office.programme.rows("follow_ups", kind="letter")
            if owed[row.id] != (row.status == "done")
        ]


@pytest.fixture
def night(postgres_url: str, tmp_path: Path) -> Iterator[Night]:
    """A night on PostgreSQL, where schedulers can be several."""
    office = Office(postgres_url, tmp_path)
    yield Night(office)
    assert office.programme.differences() == []
    office.close()


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "kills"), [(1_000, 20), pytest.param(10_000, 200, marks=pytest.mark.soak)])
def test_killed_at_random(night: Night, rows: int, kills: int) -> None:
    """Four at once, killed over and over with rows in hand, do each row once, and each letter is taken as one e-mail."""
    server, office = MailServer(), night.office
    with serving(server):
        night.begin(rows)
        office.deliver = Server(server.url)
        night.last()
    letters, again = len(office.letters()), len(server.ids) - distinct(server.ids)
    table = {"rows due": rows, **{f"killed with {what}": n for what, n in night.killed.items()}}
    table |= {"letters owed": letters, "e-mails taken": distinct(server.ids), "taken again, as the same e-mail": again}
    print("\n", *(f"{number:>8,}  {what}\n" for what, number in table.items()))
    assert {row.state for row in office.programme.rows("cases", kind="call")} == {"closed"}
    assert night.killed[LOCKED] + night.killed[CLAIMED] >= kills
    assert min(night.killed[LOCKED], night.killed[CLAIMED]) > 0
    assert (letters >= rows, night.due(), night.half_done()) == (True, 0, [])
    assert distinct(server.ids) == letters
    assert again <= night.killed[CLAIMED]
