"""Whatever dies under load, what was acknowledged is there, once, and everything that follows from it."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

import app
from records.database import reading
from records.migrate import upgrade
from scheduler.clock import Clock
from tests.support import postgres
from tests.support.clients import SUBMIT, Crowd, pressing
from tests.support.missing import missing
from tests.support.nursery import SCHEDULER, Nursery, nursery
from tests.support.replicas import Pair, free_ports, pair
from tests.web.site import SETTINGS, Site
from workflow import archive, sequencing, tables
from workflow.verify import verify

SERVERS, SCHEDULERS, CLIENTS = 3, 2, 8
LONGEST = 60  # seconds until somebody must have got through again
KILL, STOP, PROMOTION = "kills of web and scheduler", "stops of PostgreSQL", "promotions of its replica"


@dataclass
class Storm:
    """A site of several processes on two servers of PostgreSQL, which die one after the other."""

    site: Site
    both: Pair
    processes: Nursery
    ports: list[int]
    chance: Random = field(default_factory=lambda: Random(6))
    waited: dict[str, list[float]] = field(default_factory=dict)  # seconds until the next press got through, by event

    def rage(self, crowd: Crowd, events: dict[str, int], between: int) -> None:
        """All events in some order, so many acknowledged presses apart."""
        order = [what for what, times in events.items() for _ in range(times)]
        self.chance.shuffle(order)
        self._until(crowd, between)
        for what in order:
            began = time.monotonic()
            {KILL: self._kill, STOP: self.both.crash, PROMOTION: self._promote}[what]()
            self._until(crowd, 1)
            self.waited.setdefault(what, []).append(time.monotonic() - began)
            self._until(crowd, between - 1)

    def _kill(self) -> None:
        self.processes.kill(self.chance.choice(sorted(self.processes.running)))

    def _promote(self) -> None:
        self.both.fail_over()
        self.both.replicate()

    def _until(self, crowd: Crowd, more: int) -> None:
        goal, until = len(crowd.acknowledged) + more, time.monotonic() + LONGEST
        while len(crowd.acknowledged) < goal and not crowd.odd:
            assert time.monotonic() < until, f"Nothing gets through: {crowd.told}"
            time.sleep(0.01)


@pytest.fixture
def storm(tmp_path: Path) -> Iterator[Storm]:
    """Three servers of pages and two schedulers on a pair of PostgreSQL servers."""
    try:
        postgres.binaries()
    except postgres.NoPostgres as error:
        missing("PostgreSQL", str(error))
    with pair() as both:
        upgrade(both.url)
        given = {**SETTINGS, "CONNECT_DATABASE_URL": both.url}
        program = app.Connect(app.Settings.read(given, tmp_path))
        assert program.settings.signer  # all processes sign with one key
        ports = free_ports(SERVERS)
        with nursery(program) as processes:
            for port in [*ports, *[SCHEDULER] * SCHEDULERS]:
                processes.start(port)
            site = Site(both.url, tmp_path)
            site.program.ready()
            site.programme.now = datetime.now(UTC)
            yield Storm(site, both, processes, ports)
            site.close()


def asked(site: Site) -> dict[str, Any]:
    """What a request of north asks."""
    programme, today = site.programme, site.programme.now.date()
    return {
        "governments": [programme.bodies["north"]],
        "topic": "waste",
        "challenge": "Waste is burnt beside the market.",
        "hoped_for": [{"indicator": "Households served", "today": "100", "hoped": "500"}],
        "exchange_type": "expert_assignment",
        "period": {"first": f"{today + timedelta(days=60)}", "last": f"{today + timedelta(days=300)}"},
        "languages": ["en"],
        "people": [programme.people["north"]],
        "consent": programme.paper,
    }


def letters_by_trigger(site: Site, acts: Mapping[tuple[str, str], list[str]]) -> dict[str, set[str]]:
    """What moves by each trigger owe: template and recipient of each letter. Where all owe the same, that is one."""
    owed = Counter((row.act, row.template, row.recipient) for row in site.programme.rows("outbox"))
    of: dict[str, list[Any]] = {act: [] for found in acts.values() for act in found}
    for (act, *letter), times in sorted(owed.items()):
        of.get(act, []).append((*letter, times))
    kinds: dict[str, set[str]] = {}
    for (_ref, trigger), found in acts.items():
        kinds.setdefault(trigger, set()).add(str(of[found[0]]))
    assert "[]" not in set().union(*kinds.values())
    return kinds


def acts_of(site: Site) -> dict[tuple[str, str], list[str]]:
    """The acts that moved each case by each trigger."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in site.programme.rows("entries"):
        if row.ref.startswith("REQ-") and row.kind in ("created", "moved"):
            found.setdefault((row.ref, row.trigger), []).append(row.act)
    return found


def send_what_is_owed(site: Site) -> int:
    """Hour after hour, until every letter has left; how many e-mails there are."""
    ahead = timedelta()
    while any(row.status in ("created", "held", "sending", "failed_for_now") for row in site.programme.rows("outbox")):
        ahead += timedelta(hours=1, minutes=1)
        Clock(site.program, ahead).letters()
    return len(list((site.program.settings.instance / "mail").glob("*.eml")))


def holds(site: Site) -> int:
    """How many entries there are; all of them hold, as `connect audit verify` asks."""
    program = site.program
    sequencing.settle(program.database, program.settings.origin, [program.settings.signer], datetime.now(UTC))
    with reading(program.database) as connection:
        return verify(archive.lines(connection, program.settings.origin, with_texts=True), sealed=False).entries


def table(storm: Storm, crowd: Crowd, entries: int, mails: int) -> str:
    """What happened, a line each."""
    lines = [
        (f"{len(waits)}", f"{what}; until the next press got through: {max(waits):.1f} s at most")
        for what, waits in storm.waited.items()
    ]
    done = Counter(one.trigger for one in crowd.acknowledged)
    again = sum(one.sent > 1 for one in crowd.acknowledged)
    lines += [(f"{number}", f"acknowledged: {trigger}") for trigger, number in done.items()]
    lines += [(f"{again}", "of them sent more than once under their key")]
    lines += [(f"{number}", f"answers that were no answer: {what}") for what, number in sorted(crowd.told.items())]
    lines += [(f"{entries}", "entries verified"), (f"{mails}", "e-mails, each once")]
    return "\n".join(f"{number:>8}  {what}" for number, what in lines)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("kills", "stops", "promotions", "between"),
    [(20, 3, 1, 2), pytest.param(200, 30, 5, 4, marks=pytest.mark.soak)],
)
def test_survives(storm: Storm, kills: int, stops: int, promotions: int, between: int) -> None:
    """Under eight clients processes are killed, PostgreSQL is stopped at once, and its replica takes its place; every
    acknowledged move is there, none twice, the histories hold, and every letter that is owed is sent."""
    site = storm.site
    with pressing(site, storm.ports, asked(site), CLIENTS) as crowd:
        storm.rage(crowd, {KILL: kills, STOP: stops, PROMOTION: promotions}, between)
    for idle in (site.program.database, site.programme.database):
        idle.dispose()  # its connections are to a server that is gone
    assert crowd.odd == []
    acts = acts_of(site)
    lost = [one for one in crowd.acknowledged if len(acts.get((one.ref, one.trigger), [])) != 1]
    done = Counter(one.trigger for one in crowd.acknowledged)
    twice = {where: found for where, found in acts.items() if len(found) > 1}
    assert (lost, twice, site.programme.differences()) == ([], {}, [])
    # One more was submitted before the first client came, to see the form that validates it.
    assert Counter(trigger for _ref, trigger in acts) == done + Counter({SUBMIT: 1})
    assert {trigger: len(kinds) for trigger, kinds in letters_by_trigger(site, acts).items()} == dict.fromkeys(done, 1)
    mails = send_what_is_owed(site)
    assert {row.status for row in site.programme.rows("outbox")} == {"sent"}
    with reading(site.program.database) as connection:
        assert mails == connection.scalar(select(func.count()).select_from(tables.deliveries))
    print("\n" + table(storm, crowd, holds(site), mails))
