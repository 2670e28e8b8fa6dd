"""How time passes: day after day people look at cases, and the scheduler does what is due at the moments it is due."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select, union_all

from commands.simulation.lives import Lives, live_cases
from commands.simulation.world import BEGINNING, World
from records.database import reading
from scheduler import digests, post
from workflow import doing
from workflow.tables import cases, deliveries, entries, follow_ups, outbox

DAY, TICK = timedelta(days=1), timedelta(minutes=30)
FIRST, LAST = 6, 17  # hours of UTC between which people press
SATURDAY = 5
BEGINNERS = 0.5  # of the days, in which cases begin
LOOKS, ANSWERS, LATER = (
    0.5,
    0.35,
    0.05,
)  # chance a day that somebody looks at a case, answers a call, thinks of an old case
PATIENCE = 10  # days in one state after which half as many look
REMEMBERED = 220  # days after its end, in which somebody may think of a case
OFTEN_THEIRS = 0.6  # of those who look are those whose turn it is
OTHERS = ("broker", "broker", "broker", "requester", "expert", "association", "committee")
CORRECTS = 0.004  # of looks are a lead broker's who takes the newest step back
STOPS, LONGEST_STOP = 0.01, 21  # of days begin a time in which no scheduler runs; days
A_DAY = 3  # requests that may begin on one day, for each thousand cases

Told = Callable[[int, Lives], object]  # hears, after each day, how many have passed

_wakes = union_all(
    select(func.min(follow_ups.c.due_at).label("at")).where(follow_ups.c.status == "planned"),
    select(func.min(outbox.c.not_before)).where(outbox.c.status.in_(("created", "failed_for_now"))),
    select(func.min(outbox.c.lease_until)).where(outbox.c.status == "sending"),
)
_newest = union_all(select(func.max(entries.c.at).label("at")), select(func.max(deliveries.c.at)))


@dataclass(order=True, frozen=True)
class Look:
    """Somebody looks at a case, or answers a call, or asks: what happens at a moment of a day."""

    at: datetime
    what: str
    ref: str
    part: str = field(compare=False, default="")
    drawn: str = field(compare=False, default="")  # the seed of all that is left to chance in it


@dataclass
class Time:
    """Lives for so many days in a world, until it has so many cases; goes on where an earlier life ended."""

    lives: Lives
    cases: int
    days: int

    @property
    def world(self) -> World:
        """Where they live."""
        return self.lives.world

    def pass_(self, told: Told) -> None:
        """All days that are left, and then whatever is still due."""
        begun = self._begun()
        for day in range((begun - BEGINNING).days, self.days):
            self._live(day, begun)
            told(day + 1, self.lives)
        self.world.at(self.end)
        self._once()

    @property
    def end(self) -> datetime:
        """The moment after the last day on which letters are taken."""
        at = BEGINNING + DAY * self.days
        while not self.world.mailbox.open_from(at.date().toordinal()):
            at += DAY
        return at

    def _begun(self) -> datetime:
        """The moment of the newest that happened: what comes after it is to be lived still."""
        with reading(self.world.program.database) as connection:
            known = [at for at in connection.scalars(_newest) if at]
        return max([BEGINNING, *known])

    def _live(self, day: int, begun: datetime) -> None:
        """One day: whichever comes next, a look or a tick."""
        morning = BEGINNING + DAY * day
        looks = [look for look in self._looks(day, morning) if look.at >= begun]
        looks.reverse()
        ticked = max(morning, begun) - TICK
        while True:
            wakes = None if self._stopped(day) else self._wakes(ticked + TICK, morning + DAY)
            if wakes is not None and (not looks or wakes <= looks[-1].at):
                ticked = wakes
                self.world.at(wakes)
                self._once()
            elif looks:
                look = looks.pop()
                self.world.at(look.at)
                self._look(look)
            else:
                return

    # --- the scheduler --------------------------------------------------------------------------------------------------

    def _wakes(self, earliest: datetime, before: datetime) -> datetime | None:
        """The next full or half hour at which something is due."""
        with reading(self.world.program.database) as connection:
            known = [at for at in connection.scalars(_wakes) if at]
        if not known:
            return None
        at = BEGINNING + TICK * math.ceil((max(min(known), BEGINNING) - BEGINNING) / TICK)
        at = max(at, earliest)
        return at if at < before else None

    def _once(self) -> None:
        """All that is due is done, and what becomes due by it."""
        program, now, chance = self.world.program, self.world.now, Random(f"{self.lives.crowd.seed} {self.world.now}")
        database, engine = program.database, program.engine
        while True:
            done = doing.tick(database, engine, now=now).done + digests.tick(database, engine, now=now).done
            sent = post.tick(database, program, now=now, deliver=self.world.mailbox, chance=chance).done
            if not (done or sent):
                return
            self.lives.done["follow-ups"] += done
            self.lives.done["letters"] += sent

    def _stopped(self, day: int) -> bool:
        """Whether no scheduler runs on a day."""
        for earlier in range(max(0, day - LONGEST_STOP), day + 1):
            chance = Random(f"{self.lives.crowd.seed} stop {earlier}")
            if chance.random() < STOPS and earlier + chance.randint(1, LONGEST_STOP) > day:
                return True
        return False

    # --- people ---------------------------------------------------------------------------------------------------------

    def _looks(self, day: int, morning: datetime) -> list[Look]:
        """All looks of a day, in their order."""
        if morning.weekday() >= SATURDAY:
            return []
        with reading(self.world.program.database) as connection:
            there = live_cases(connection)
            number = connection.scalar(select(func.count()).select_from(cases)) or 0
        return sorted([*self._begins(day, morning, number), *self._seen(day, morning, there)])

    def _begins(self, day: int, morning: datetime, number: int) -> Iterator[Look]:
        """Requests, while there are fewer cases than there should be on that day."""
        due = math.ceil(self.cases * min(1.0, (day + 1) / (self.days * BEGINNERS)))
        for one in range(min(max(0, due - number), math.ceil(self.cases * A_DAY / 1000))):
            yield self._drawn(day, morning, "ask", str(one))

    def _seen(self, day: int, morning: datetime, there: list[Any]) -> Iterator[Look]:
        for row in there:
            chance = Random(f"{self.lives.crowd.seed} {day} {row.ref} {row.version}")
            if chance.random() < _often(row, morning):
                yield self._drawn(day, morning, "look", row.ref, _part(row, chance), row.version)
            if row.kind == "call" and row.state == "open" and chance.random() < ANSWERS:
                yield self._drawn(day, morning, "answer", row.ref, version=row.version)

    def _drawn(self, day: int, morning: datetime, what: str, ref: str, part: str = "", version: int = 0) -> Look:
        seed = f"{self.lives.crowd.seed} {day} {what} {ref} {version}"
        minute = Random(f"{seed} minute").randrange(FIRST * 60, LAST * 60)
        return Look(morning + timedelta(minutes=minute), what, ref, part, seed)

    def _look(self, look: Look) -> None:
        chance = Random(look.drawn)
        match look.what:
            case "ask":
                self.lives.ask(chance)
            case "answer":
                self.lives.answer(look.ref, chance)
            case _:
                self.lives.visit(look.ref, look.part, chance)


def _often(row: Any, morning: datetime) -> float:
    """The chance that somebody looks: less the longer nothing happened, until its time is over."""
    still = (morning.date() - row.entered_on).days
    if row.ended:
        return LATER if still < REMEMBERED else 0.0
    overdue = row.due_at is not None and row.due_at < morning
    return LOOKS if overdue else LOOKS / (1 + still / PATIENCE)


def _part(row: Any, chance: Random) -> str:
    """As what somebody looks: mostly those whose turn it is."""
    if row.ended:
        return "requester"
    if chance.random() < CORRECTS:
        return "lead_broker"
    if row.waits_for and chance.random() < OFTEN_THEIRS:
        return str(chance.choice(list(row.waits_for)))
    return str(chance.choice(OTHERS))
