"""Plays at random: any button of any case, by anybody, with forms that fit or do not; and looks what is true after each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from commands.simulation.contradictions import contradictions, nobodys_turn, wrongly_named
from commands.simulation.filling import Chance
from commands.simulation.planned import Row, wrongly_planned
from tests.support.filling import spoiled
from tests.support.stage import REGISTRY, Stage
from workflow import due, export, replay, tables
from workflow.blockers import Blocker
from workflow.definition import CLOCK, LINK, Kind, Transition, Workflow
from workflow.errors import Refused, UnknownCase, WorkflowError
from workflow.sentences import error_text, labels_of
from workflow.snapshot import Case, Snapshot

LABELS = labels_of(*REGISTRY)
MOST: Mapping[str, int] = {"request": 5, "call": 4, "application": 8}  # cases of a kind that are begun
# Kind → the cases that wait for one.
AWAITED: Mapping[str, set[tuple[str, str]]] = {
    "call": {("request", "validated"), ("request", "on_reserve"), ("request", "unmatched")},
    "application": {("call", "open"), ("call", "closed"), ("request", "unmatched")},
}
REASON = "They said so on the telephone."
COUNTED = ("entries", "cases", "links", "participants", "follow_ups", "outbox", "texts", "turns", "keys")


@dataclass
class Player:
    """One game on a stage; `moves` is what was pressed and what came of it, for whoever reads a failure."""

    stage: Stage
    world: Snapshot = field(init=False)  # everything there is, as it was looked at last
    moves: list[str] = field(default_factory=list)
    looked: bool = False
    done: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.look()

    # --- moves ----------------------------------------------------------------------------------------------------------

    def move(self, chance: Chance) -> None:
        """Mostly a button; now and then one by what its page says of it, one taken back, a new case, or some days."""
        moves = [(0.68, self.press), (0.75, self.promised), (0.84, self.undo), (0.92, self.wait), (1.0, self.begin)]
        if not self.cases():
            self.begin(chance)
            return
        drawn = chance.random()
        next(move for limit, move in moves if drawn < limit)(chance)

    def press(self, chance: Chance) -> None:
        """A button that there is, mostly as it should be pressed; where nothing goes on, a new case."""
        if all(case.ended for case in self.cases()) and chance.random() < 0.9:
            self.begin(chance)
            return
        drawn, live = chance.random(), [case for case in self.cases() if not case.ended]
        mild = [(case, ways) for case in live if (ways := _ways(case, mild=True))]
        some = [(case, ways) for case in live if (ways := _ways(case, mild=False))]
        if mild and drawn < 0.82:
            case, ways = chance.choice(mild)
        elif some and drawn < 0.92:
            case, ways = chance.choice(some)
        else:
            case = self._case(chance)
            ways = list(_law(case).transitions)
        self._try(case.ref, _law(case), chance.choice(ways), chance, often_wrong=0.1 if drawn < 0.92 else 0.5)

    def _case(self, chance: Chance) -> Case:
        """A case, mostly one that goes on."""
        live = [case for case in self.cases() if not case.ended]
        return chance.choice(live if live and chance.random() < 0.95 else self.cases())

    def begin(self, chance: Chance) -> None:
        """A new case, mostly of a kind that others wait for, while there are not too many."""
        counts = {kind: sum(case.kind == kind for case in self.cases()) for kind in MOST}
        states = {(case.kind, case.state) for case in self.cases()}
        awaited = [name for name, waiting in AWAITED.items() if waiting & states and counts[name] < MOST[name]]
        if not awaited and counts["request"] < MOST["request"]:
            awaited = ["request"]
        if not awaited or chance.random() < 0.1:
            awaited = list(REGISTRY.names())
        law = REGISTRY.newest(chance.choice(awaited))
        self._try(law.name, law, chance.choice(law.creations), chance, often_wrong=0.1)

    def wait(self, chance: Chance) -> None:
        """Days pass, often until the clock has something to press; it does what has fallen due, each at its moment."""
        until = self.stage.now + timedelta(days=chance.randint(1, 40), hours=chance.randint(0, 23))
        fired = self.stage.rows("follow_ups", kind=Kind.FIRE.value, status="planned")
        if fired and chance.random() < 0.6:
            until = max(self.stage.now, chance.choice(fired).due_at) + timedelta(hours=1)
        with self.stage.database.begin() as connection:
            connection.execute(_sent, {"until": until})
            for row in due.next_due(connection, until):
                self._due(connection, row)
        self.stage.now, self.looked = until, False
        self.moves.append(f"until {until:%Y-%m-%d %H:%M}")

    def _due(self, connection: Any, row: Any) -> None:
        if row.kind != Kind.FIRE.value:
            due.end(connection, row, "skipped")
            return
        before = connection.begin_nested()
        try:
            due.fire_clock(connection, self.stage.engine, row, via="test")
            self.moves.append(f"{row.ref} {row.trigger} by the clock")
        except Refused as refusal:
            before.rollback()
            due.end(connection, row, "skipped", why=self.told(refusal))
            self.moves.append(f"{row.ref} {row.trigger} by the clock: {[one.code for one in refusal.blockers]}")

    def _try(self, ref: str, law: Workflow, transition: Transition, chance: Chance, often_wrong: float) -> None:
        who = self._who(ref, transition, chance, often_wrong)
        press = {
            **self._given(ref, law, transition, who, chance, often_wrong),
            **self._beside(ref, transition, who, chance),
        }
        for _again in range(2):
            refusal = self.fire(ref, transition.trigger, who, press)
            waivable = refusal and [one.code for one in refusal.blockers if one.waivable]
            if not waivable or len(waivable) < len(refusal.blockers if refusal else ()):
                return
            press = {**press, "waivers": dict.fromkeys(waivable, "It was agreed.")}

    def _given(
        self, ref: str, law: Workflow, transition: Transition, who: str, chance: Chance, often_wrong: float
    ) -> dict[str, Any]:
        known = "" if ref == law.name else ref
        facts = law.facts(replace(self.world, actor=who, now=self.stage.now), known)
        form = self.stage.filler(facts, chance).form(transition.trigger, transition.form)
        if chance.random() < often_wrong:
            form = spoiled(form, chance)
        version = facts.case.version if known and chance.random() < 0.5 else None
        if version is not None and chance.random() < 0.05:
            version += chance.choice([-1, 1])
        key = chance.choice(["one", "two", "three"]) if chance.random() < 0.03 else None
        return {"form": form or None, "version": version, "key": key}

    def _who(self, ref: str, transition: Transition, chance: Chance, often_wrong: float) -> str:
        if chance.random() < often_wrong / 2:
            return str(chance.choice([*self.stage.people.values(), CLOCK.name, "PER-9999"]))
        if chance.random() < 0.4:
            return self.stage.people["broker"]
        try:
            return self.stage.presser(ref, transition)
        except AssertionError:
            return self.stage.people["broker"]

    def _beside(self, ref: str, transition: Transition, who: str, chance: Chance) -> dict[str, Any]:
        """On whose behalf: of somebody who has the part, where a broker needs it; sometimes of anybody."""
        offices = {"broker", "lead_broker"} & {part.name for part in transition.by}
        brokers = {self.stage.people[name] for name in ("broker", "other_broker", "lead")}
        if ref not in REGISTRY.names() and who in brokers and not offices and chance.random() < 0.9:
            seats = self.stage.rows("participants", ref=ref, until_act=None)
            parts = {part.name for part in transition.by}
            people = [seat.person for seat in seats if seat.part in parts and seat.person]
            if people:
                return {"on_behalf_of": chance.choice(people), "on_behalf_reason": REASON}
        if chance.random() < 0.02:
            return {"on_behalf_of": chance.choice([*self.stage.people.values()]), "on_behalf_reason": REASON}
        return {}

    def fire(self, ref: str, trigger: str, who: str, press: Mapping[str, Any]) -> Refused | None:
        """One press. Whatever is refused is told in a sentence, changes nothing, and was foreseen by the preview."""
        before, told = self.counts(), f"{ref} {trigger} by {who}"
        try:
            plan = self.stage.preview(ref, trigger, self.stage.people.get(who, who), **_plain(press))
            foreseen: object = [one.code for one in plan.blockers] or [step.target for step in plan.steps]
        except WorkflowError as error:
            foreseen = type(error)
        try:
            outcome = self.stage.press(ref, trigger, who, **press)
        except WorkflowError as error:
            self.refused += 1
            codes = [one.code for one in error.blockers] if isinstance(error, Refused) else type(error)
            assert press.get("key") or codes == foreseen, f"{told}: {codes}, foreseen {foreseen}"
            assert self.counts() == before, f"{told} was refused and left something behind."
            self.moves.append(f"{told}: {codes} {self.told(error)[:200]}")
            return error if isinstance(error, Refused) else None
        self.done, self.looked = self.done + 1, False
        assert press.get("key") or outcome.state == foreseen[0], f"{told}: {outcome.state}, foreseen {foreseen}"  # type: ignore[index]
        self.moves.append(f"{told} {press.get('form') or ''}: {outcome.state}")
        return None

    def promised(self, chance: Chance) -> None:
        """A button of a case that asks for nothing: it does what the page says of it, or refuses for the reasons shown."""
        case, who = self._case(chance), chance.choice([*self.stage.people])
        try:
            shown = self.stage.actions(case.ref, self.stage.people[who])
        except WorkflowError:
            return
        plain = [one for one in shown.values() if not one.form_required and not one.on_behalf]
        if not plain:
            return
        action = chance.choice(plain)
        refusal = self.fire(case.ref, action.trigger, who, {})
        told, shown_codes = _codes(refusal.blockers if refusal else ()), _codes(action.blockers)
        assert told == shown_codes, f"{case.ref} {action.trigger} by {who}: shown {shown_codes}, refused {told}"

    def undo(self, chance: Chance) -> None:
        """The newest act of a case, or an older one, taken back: by a lead broker, or anybody; openly, or within its time."""
        case = self._case(chance)
        acts = [entry.act for entry in self.stage.entries(case.ref)]
        act = None if chance.random() < 0.7 else chance.choice(acts)
        who = "lead" if chance.random() < 0.8 else chance.choice([*self.stage.people])
        by = {"actor": self.stage.people[who], "now": self.stage.now, "via": "test", "act": act}
        by["openly"] = chance.random() < 0.4
        before, told = (
            self.counts(),
            f"{case.ref} undone by {who}{' openly' if by['openly'] else ''}, {act or 'newest'}",
        )
        with self.stage.database.begin() as connection:
            foreseen = self._undone(lambda: self.stage.engine.preview_undo(connection, case.ref, **by).blockers)
            codes = self._undone(lambda: self.stage.engine.undo(connection, case.ref, REASON, **by) and ())
        assert codes == foreseen, f"{told}: {codes}, foreseen {foreseen}"
        assert not codes or self.counts() == before, f"{told} was refused and left something behind."
        self.done, self.refused = self.done + (not codes), self.refused + bool(codes)
        self.looked = self.looked and bool(codes)
        self.moves.append(f"{told}: {codes or 'done'}")

    def _undone(self, act: Callable[[], Sequence[Blocker]]) -> list[str]:
        """Why not, in codes; each can be told."""
        try:
            blockers = tuple(act())
        except Refused as error:
            blockers = error.blockers
            self.told(error)
        except UnknownCase:
            return ["unseen"]
        return _codes(blockers)

    # --- what is true ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """History, rows, links, turns and follow-ups agree; asked only after something was done."""
        if self.looked:
            return
        self.looked = True
        with self.stage.looking() as connection:
            replayed = replay.replay(export.lines(connection))
            rows = export.read_rows(connection)
            planned = [Row(*row) for row in connection.execute(_planned)]
            self.world = self.stage.everything(connection, self.stage.people["broker"])
        wrong = [
            *replay.differences(replayed, rows),
            *contradictions(self.world),
            *nobodys_turn(self.world, rows),
            *wrongly_named(self.world, REGISTRY),
            *wrongly_planned(self.world, REGISTRY, planned),
        ]
        assert not wrong, "\n".join([*wrong, "after", *self.moves[-12:]])

    def cases(self) -> list[Case]:
        """All cases, by reference."""
        return sorted(self.world.cases.values(), key=lambda case: case.ref)

    def counts(self) -> dict[str, int]:
        """How many rows there are of everything an act writes."""
        with self.stage.looking() as connection:
            return {name: connection.scalar(_counting[name]) for name in COUNTED}  # type: ignore[misc]

    def told(self, error: WorkflowError) -> str:
        """What a person reads of an error."""
        return error_text(error, names=str, translate=str, labels=LABELS)


def _law(case: Case) -> Workflow:
    return REGISTRY.get(case.type, case.definition_version)


def _ways(case: Case, *, mild: bool) -> list[Transition]:
    """What somebody could press; the mild ways end nothing, and are not the clock's."""
    ways = [one for one in _law(case).transitions if case.state in one.edge.sources and one.by != (LINK,)]
    return [one for one in ways if not one.destructive and one.by != (CLOCK,)] if mild else ways


def _codes(blockers: Sequence[Blocker]) -> list[str]:
    return sorted(one.code for one in blockers)


def _plain(press: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in press.items() if name != "key"}


_counting = {name: select(func.count()).select_from(tables.metadata.tables[name]) for name in COUNTED}
_planned = select(*(tables.follow_ups.c[one.name] for one in fields(Row))).where(
    tables.follow_ups.c.status == "planned"
)
# What would have left by then.
_sent = (
    update(tables.outbox)
    .where(tables.outbox.c.status == "created", tables.outbox.c.not_before <= bindparam("until"))
    .values(status="sent")
)
