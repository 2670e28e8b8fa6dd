"""What people do on a day: who looks at which case, and what they press there; requests, calls and answers that begin."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, bindparam, select

import app
from commands.demonstration.play import Play
from commands.simulation import agreement
from commands.simulation.choosing import WAIVED, Chosen, choose
from commands.simulation.filling import Filler
from commands.simulation.people import Crowd
from commands.simulation.world import World
from states.call_facts import NAMEABLE
from workflow import forms
from workflow.definition import Transition
from workflow.errors import WorkflowError
from workflow.reading import read_snapshot
from workflow.snapshot import Case, Snapshot
from workflow.tables import cases, participants

VIA = "simulation"  # how history calls the way by which these moves came
TOLD = "They said so on the telephone."
MISTAKEN = "It was pressed by mistake."
UNDONE = 0.02  # of what brokers press
OPTIONAL = 0.4  # of the questions that may be left out are answered
CALLS = 0.5  # of occasions on which a broker could prepare a call
EARLY = ("submitted", "incomplete", "validated")  # applications that nobody judged yet
HASTY = 0.1  # of decisions are taken while there are such
LANGUAGE = {"languages": ["en"]}

_seen = select(*(cases.c[name] for name in ("ref", "kind", "state", "version", "due_at"))).where(
    cases.c.ref == bindparam("of_ref")
)
_seats = (
    select(participants.c.organisation, participants.c.person)
    .where(
        participants.c.ref == bindparam("of_ref"),
        participants.c.part == bindparam("of_part"),
        participants.c.until_act.is_(None),
    )
    .order_by(participants.c.id)
)


@dataclass
class Lives:
    """Presses in a world, each in a transaction of its own; `done` and `refused` count them, by trigger and by reason."""

    world: World
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # what was written otherwise than planned

    @property
    def crowd(self) -> Crowd:
        """Who lives there."""
        return self.world.crowd

    # --- looking at a case ----------------------------------------------------------------------------------------------

    def visit(self, ref: str, part: str, chance: Random) -> None:
        """Somebody who has a part in a case looks at it, and perhaps presses a button."""
        with self._pressing() as connection:
            row = connection.execute(_seen, {"of_ref": ref}).one()
            person = self._holder(connection, ref, part, chance)
            if person is None or not self._acts(person, row, chance):
                return
            if part == "lead_broker":
                self._undo(connection, ref, person, openly=True)
            else:
                self._visit(connection, ref, person, chance)

    @contextmanager
    def _pressing(self) -> Iterator[Connection]:
        """A transaction that is rolled back, and counted, if what is pressed in it is refused."""
        with self.world.program.database.connect() as connection, connection.begin() as transaction:
            try:
                yield connection
            except WorkflowError as error:
                transaction.rollback()
                self.refused[type(error).__name__] += 1

    def _visit(self, connection: Connection, ref: str, person: str, chance: Random) -> None:
        engine, crowd = self.world.program.engine, self.crowd
        shown = engine.snapshot(connection, ref, actor=person, now=self.world.now)
        case = shown.case(ref)
        if person in crowd.offices["broker"] and self._begins_call(connection, shown, case, person, chance):
            return
        law = engine.registry.get(case.type, case.definition_version)
        chosen = choose(law, case, engine.actions_in(shown, ref), crowd.temper(person), chance)
        transition = chosen and law.transition(chosen.action.trigger, case.state)
        if chosen and transition and not _too_early(shown, case, transition, chance):
            self._press_seen(connection, shown, case, person, chosen, transition, chance)

    def _holder(self, connection: Connection, ref: str, part: str, chance: Random) -> str | None:
        """Somebody who has that part in a case."""
        if part in self.crowd.offices:
            return str(chance.choice(self.crowd.offices[part]))
        found: list[str] = []
        for seat in connection.execute(_seats, {"of_ref": ref, "of_part": part}):
            found += [seat.person] if seat.person else self.crowd.staff.get(seat.organisation or "", ())
        return chance.choice(found) if found else None

    def _acts(self, person: str, case: Any, chance: Random) -> bool:
        """Who forgot a case remembers it when its time is over."""
        temper, mind = self.crowd.temper(person), Random(f"{self.crowd.seed} {person} {case.ref} {case.version}")
        forgot = mind.random() < temper.forgets and not (case.due_at and case.due_at < self.world.now)
        return not forgot and chance.random() < temper.acts

    def _press_seen(
        self, connection: Connection, shown: Snapshot, case: Case, person: str, chosen: Chosen,
        transition: Transition, chance: Random,
    ) -> None:  # fmt: skip
        more: dict[str, Any] = {"waivers": dict.fromkeys(chosen.waives, WAIVED)} if chosen.waives else {}
        if chosen.action.on_behalf:
            told_by = self._holder(connection, case.ref, chance.choice(chosen.action.on_behalf), chance)
            if told_by is None:
                return
            more |= {"on_behalf_of": told_by, "on_behalf_reason": TOLD}
        given = self._given(case, transition.trigger)
        law = self.world.program.engine.registry.get(case.type, case.definition_version)
        form = self._filler(law.facts(shown, case.ref), chance).form(transition.trigger, transition.form, given)
        if _lacks(transition.form, form):
            self.refused["nothing to choose"] += 1
            return
        self._press(connection, person, case.ref, transition.trigger, form, chance, version=case.version, **more)
        if person in self.crowd.office and chance.random() < UNDONE:
            self._undo(connection, case.ref, person)

    def _given(self, case: Case, trigger: str) -> Mapping[str, Any]:
        if trigger == "invite_association":
            return {"association": self.crowd.cast.organisations[f"association.{(case.country or '').lower()}"]}
        return {}

    def _filler(self, facts: Any, chance: Random) -> Filler:
        ids = {"organisation": [], "person": [], "document": [self.crowd.paper]}
        return Filler(facts, ids, chance, self.world.now.date(), OPTIONAL)

    def _press(
        self, connection: Connection, person: str, ref: str, trigger: str, form: Mapping[str, Any], chance: Random,
        **more: Any,
    ) -> None:  # fmt: skip
        engine, now = self.world.program.engine, self.world.now
        play = Play(engine, connection, self.crowd.cast, now, VIA)
        asked: dict[str, Any] = {"form": dict(form) or None, **more}
        foreseen = None
        if chance.random() < agreement.SAMPLED:
            foreseen = engine.preview(connection, ref, trigger, actor=person, now=now, is_demo=True, **asked)
        outcome = play.press(person, ref, trigger, **asked)
        if foreseen is not None:
            self.wrong += agreement.differences(connection, foreseen, outcome)
        self.done[trigger] += 1

    # --- taking back ----------------------------------------------------------------------------------------------------

    def _undo(self, connection: Connection, ref: str, person: str, *, openly: bool = False) -> None:
        """The newest step of a case is taken back, if it can be."""
        engine = self.world.program.engine
        by: dict[str, Any] = {"actor": person, "now": self.world.now + timedelta(seconds=30), "via": VIA}
        if not engine.preview_undo(connection, ref, openly=openly, **by).blockers:
            engine.undo(connection, ref, MISTAKEN, openly=openly, **by)
            self.done["correct" if openly else "undo"] += 1

    # --- what begins ----------------------------------------------------------------------------------------------------

    def ask(self, chance: Random) -> None:
        """A government submits a request."""
        body, person = chance.choice(self.crowd.bodies("requester"))
        kinds = [one.name for one in self.world.program.registry if one.kind == "exchange"]
        form = {
            "governments": [body],
            "people": [person],
            "consent": self.crowd.paper,
            "exchange_type": chance.choice(kinds),
        }
        with self._pressing() as connection:
            self._create(connection, "request", "submit", person, {**form, **LANGUAGE}, (), chance)

    def answer(self, call: str, chance: Random) -> None:
        """A government offers help to one of the requests of a call."""
        body, person = chance.choice(self.crowd.bodies("expert"))
        if chance.random() > self.crowd.temper(person).acts:
            return
        papers = dict.fromkeys(("cv", "commitment_letter"), self.crowd.paper)
        form = {"call": call, "government": body, "people": [person], **papers, **LANGUAGE}
        with self._pressing() as connection:
            self._create(connection, "application", "submit", person, form, (call,), chance)

    def _create(
        self, connection: Connection, name: str, trigger: str, person: str, given: Mapping[str, Any],
        seeds: tuple[str, ...], chance: Random,
    ) -> None:  # fmt: skip
        now, law = self.world.now, self.world.program.registry.newest(name)
        bodies = [*given.get("governments", ()), *([given["government"]] if "government" in given else [])]
        snapshot = read_snapshot(connection, app.read_directory, seeds, actor=person, now=now, also=[person, *bodies])
        transition = next(one for one in law.creations if one.trigger == trigger)
        form = self._filler(law.facts(snapshot, ""), chance).form(trigger, transition.form, given)
        self._press(connection, person, name, trigger, form, chance)

    def _begins_call(self, connection: Connection, seen: Snapshot, case: Case, person: str, chance: Random) -> bool:
        """Whether a broker prepares a call for a request that waits for one, and for others of its form of exchange."""
        called = any(not call.ended for call in seen.linked(case.ref, "call"))
        if called or case.state not in NAMEABLE or chance.random() > CALLS:
            return False
        kind = case.facts.get("exchange_type") or "expert_assignment"
        form = {"requests": [case.ref], "working_language": "en", "exchange_types": [kind]}
        self._create(connection, "call", "prepare", person, form, (case.ref,), chance)
        return True


def _too_early(seen: Snapshot, case: Case, transition: Transition, chance: Random) -> bool:
    """Whether a call would be decided while applications are not judged yet."""
    waiting = (one for one in seen.linked(case.ref, "application") if one.state in EARLY)
    return transition.trigger == "decide" and any(waiting) and chance.random() > HASTY


def _lacks(form: type[forms.Form] | None, values: Mapping[str, Any]) -> bool:
    """Whether something that is required could not be filled in, as nothing was there to choose."""
    asked = form._declared_fields.items() if form else ()
    return any(one.required and name not in values for name, one in asked)


def live_cases(connection: Connection) -> list[Any]:
    """The cases that somebody may look at, by reference: those that go on, and those that were evaluated."""
    live = ~cases.c.ended | (cases.c.state == "evaluated")
    columns = [
        cases.c[name] for name in ("ref", "kind", "state", "version", "waits_for", "ended", "entered_on", "due_at")
    ]
    return list(connection.execute(select(*columns).where(live).order_by(cases.c.ref)))
