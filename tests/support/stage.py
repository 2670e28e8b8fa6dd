"""The programme as a stage: cases called by short names, buttons pressed with forms that fill themselves, and a curtain.

`go` presses as whoever may, through the engine or (`through`) through pages; `keep` and `recall` take the database back
to where it was, so that what leads to a state is played once however many tests begin there.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url, select

import app
from commands.simulation.filling import Chance, Filler
from handlers import HANDLERS, RETURNS
from handlers.letters import letter_of_row
from letters import Letter
from records import visible
from records.database import reading
from states.audiences import AUDIENCES
from tests.support.filling import Plainly
from tests.support.programme import Programme
from workflow import due, tables
from workflow.definition import CLOCK, LINK, START, Kind, Transition, Workflow
from workflow.engine import Engine
from workflow.history import Entry, read_entry
from workflow.reading import read_snapshot
from workflow.snapshot import Facts, Snapshot

BASE = "https://connect.example"
PLAINLY = Plainly()
REGISTRY = app.known_types()
ENGINE = Engine(REGISTRY, app.read_directory, visible.sees, AUDIENCES, HANDLERS, RETURNS, app.grace)

# A press as pages do it: (person, ref or type, trigger, form and what stands beside it) → the case's reference.
Through = Callable[[str, str, str, Mapping[str, Any]], str]

_entries_of_cases = (
    select(tables.entries.c.ref, tables.entries.c.seq, tables.entries.c.body)
    .join(tables.cases, tables.cases.c.ref == tables.entries.c.ref)
    .order_by(tables.entries.c.at, tables.entries.c.ref, tables.entries.c.seq)
)


@dataclass(frozen=True)
class Kept:
    """A moment of the stage."""

    image: bytes
    now: datetime
    refs: Mapping[str, str]


class Stage(Programme):
    """`refs` are the cases by short name: `request`, `call`, `application`, `exchange`, and others a scene adds."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.engine = ENGINE
        self.begin()

    def begin(self) -> None:
        """Nothing is on the stage yet."""
        self.refs: dict[str, str] = {}
        self.through: Through | None = None
        self.waivers: Mapping[str, str] = {}  # beside the next presses
        self.pressed: list[str] = []  # the ids of the entries of the newest press
        if self.database.dialect.name == "sqlite":
            event.listen(self.database, "connect", _hurry)
            self.database.dispose()

    # --- pressing -------------------------------------------------------------------------------------------------------

    def go(self, what: str, trigger: str, /, by: str | None = None, **given: Any) -> str:
        """Press a button of a case, by its short name; its reference. The rest as `press_anew` says."""
        return self.press_anew(self.refs[what], trigger, by, **given)

    def press_anew(
        self, ref: str, trigger: str, /, by: str | None = None, *, beside: Mapping[str, Any] | None = None, **form: Any
    ) -> str:
        """Press a button of a case, or (`ref` is a type's name) make one; the case's reference.

        Who presses is the first who may, unless named; the form is filled, then what is given put in its place (None:
        left out). With `beside` goes what stands beside a form: waivers, on whose behalf.
        """
        transition = self.transition(ref, trigger)
        person = self.people.get(by or "", by) or self.presser(ref, transition)
        press = {"form": self.filled(ref, transition, person, form) or None, **(beside or {})}
        if self.waivers:
            press["waivers"] = {**press.get("waivers", {}), **self.waivers}
        before = self.count()
        if self.through and person != CLOCK.name:
            moved = self.through(person, ref, trigger, press)
        else:
            moved = self.press(ref, trigger, person, **press).ref
        self.pressed = [entry.id for entry in self.newest(before)]
        return moved

    def transition(self, ref: str, trigger: str) -> Transition:
        """What a trigger means for a case now, or for a new one."""
        definition, state = self.law(ref)
        found = definition.transition(trigger, state)
        assert found is not None, f"{trigger} means nothing in {definition.name}/{state}"
        return found

    def law(self, ref: str) -> tuple[Workflow, str]:
        """The definition and the state of a case; of a type, that of a new one."""
        if ref in REGISTRY.names():
            return REGISTRY.newest(ref), START.name
        case = self.case(ref)
        return REGISTRY.get(case.type, case.definition_version), case.state

    def presser(self, ref: str, transition: Transition) -> str:
        """The id of the first who may press, in the order of `by`: not who prepared it, nor who signed already."""
        for part in transition.by:
            if part == LINK:
                continue
            if part == CLOCK:
                return CLOCK.name
            found = self._holder(ref, part.name, transition)
            if found:
                return found
        raise AssertionError(f"nobody can press {transition.trigger} of {ref}")

    def _holder(self, ref: str, part: str, transition: Transition) -> str | None:
        offices = {"broker": ("broker", "lead"), "lead_broker": ("lead",), "committee": ("committee",)}
        if part in offices:
            hands = self.case(ref).hands if ref not in REGISTRY.names() else {}
            tired = {person for name in transition.other_eyes_than for person in hands.get(name, ())}
            return next(self.people[name] for name in offices[part] if self.people[name] not in tired)
        if ref in REGISTRY.names():
            return self.people[{"requester": "north", "expert": "city"}[part]]
        if part in self.case(ref).signatures.get(transition.trigger, {}):
            return None
        seats = self.rows("participants", ref=ref, part=part, until_act=None)
        people = (seat.person or self.people.get(self.body_named(seat.organisation)) for seat in seats)
        return next(filter(None, people), None)

    def body_named(self, organisation: str) -> str:
        """The short name of an organisation."""
        return next(name for name, ident in self.bodies.items() if ident == organisation)

    # --- forms ----------------------------------------------------------------------------------------------------------

    def filled(self, ref: str, transition: Transition, person: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """A form as somebody sensible fills it in."""
        definition, _state = self.law(ref)
        with self.looking() as connection:
            facts = self.facts(connection, definition, "" if ref in REGISTRY.names() else ref, person)
            return self.filler(facts, PLAINLY).form(transition.trigger, transition.form, given)

    def filler(self, facts: Facts, chance: Chance, **more: Any) -> Filler:
        """What fills forms of that case."""
        ids = {"organisation": [*self.bodies.values()], "person": [*self.people.values()], "document": [self.paper]}
        return Filler(facts, ids, chance, self.now.date(), **more)

    def facts(self, connection: Connection, definition: Workflow, ref: str, person: str) -> Facts:
        """A case's facts in a snapshot of everything there is."""
        facts: Facts = definition.facts(self.everything(connection, person), ref)
        return facts

    def everything(self, connection: Connection, person: str) -> Snapshot:
        """All cases, linked or not."""
        refs = list(connection.scalars(select(tables.cases.c.ref)))
        also = (*self.people.values(), *self.bodies.values(), self.paper)
        return read_snapshot(connection, app.read_directory, refs, actor=person, now=self.now, also=also)

    # --- what happened --------------------------------------------------------------------------------------------------

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with reading(self.database) as connection:
            yield connection

    def count(self) -> dict[str, int]:
        """How many entries each stream has."""
        with self.looking() as connection:
            return {row.ref: row.seq for row in connection.execute(select(tables.cases.c.ref, tables.cases.c.seq))}

    def newest(self, before: Mapping[str, int]) -> list[Entry]:
        """The entries of cases written since."""
        with self.looking() as connection:
            rows = connection.execute(_entries_of_cases).all()
        return [read_entry(row.body) for row in rows if row.seq > before.get(row.ref, 0)]

    def letters(self, act: str) -> list[Letter]:
        """The letters an act owes, as they will be read. Raises LetterError if one asks for what it is not given."""
        with self.looking() as connection:
            rows = connection.execute(select(tables.outbox).where(tables.outbox.c.act == act)).all()
            return [letter_of_row(connection, row, REGISTRY, app.read_directory, BASE, self.now) for row in rows]

    def wait(self, days: int = 0, *, until: datetime | None = None) -> None:
        """Time passes; nothing is done meanwhile."""
        self.now = until or self.now + timedelta(days=days)

    def live(self, days: int = 0, *, until: datetime | None = None) -> list[str]:
        """Time passes, and the clock presses what falls due meanwhile, each at its moment; what it pressed."""
        until, pressed = until or self.now + timedelta(days=days), []
        with self.database.begin() as connection:
            for row in due.next_due(connection, until):
                if row.kind == Kind.FIRE.value:
                    due.fire_clock(connection, self.engine, row, via="test")
                    pressed.append(f"{row.ref} {row.trigger}")
                else:
                    due.end(connection, row, "skipped")
        self.now = until
        return pressed

    # --- the curtain ----------------------------------------------------------------------------------------------------

    @property
    def file(self) -> Path:
        """Where the database lies."""
        return Path(str(make_url(str(self.database.url)).database))

    def keep(self) -> Kept:
        """This moment."""
        self.database.dispose()
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return Kept(self.file.read_bytes(), self.now, dict(self.refs))

    def recall(self, kept: Kept) -> None:
        """Back to a moment."""
        self.database.dispose()
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        self.file.write_bytes(kept.image)
        self.now, self.refs, self.waivers = kept.now, dict(kept.refs), {}


def _hurry(connection: Any, record: Any) -> None:
    """No power is cut here, and waiting for the disk would be most of the time."""
    connection.execute("PRAGMA synchronous=OFF")
