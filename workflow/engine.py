"""fire = lock + plan + write; preview = plan; actions = plan for each button.

Nothing here commits: one `with connection.begin()` around it does. All moves go through `Engine.fire`; a page, a
command, the clock and the demonstration call the same function.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from workflow import corrections, errors
from workflow.actions import action, buttons
from workflow.attempt import Action, Attempt, Outcome, Plan
from workflow.conclude import Handlers
from workflow.definition import CLOCK, START, Transition, Workflow
from workflow.follow_ups import in_grace
from workflow.judge import confirms
from workflow.keys import answered, kept
from workflow.plan import asked_for, plan
from workflow.press import Press, load
from workflow.reading import ReadDirectory, idents, read_numbers, read_snapshot
from workflow.recipients import Audiences
from workflow.references import cases_named, missing
from workflow.registry import Registry
from workflow.remarking import Remarking
from workflow.snapshot import Case, Facts, Snapshot
from workflow.texts import Minted, mint, unchanged
from workflow.undo import Means, asked, look, take_back
from workflow.undoing import Returns, Undoing
from workflow.winner import refuse_stale
from workflow.writing import write

# Letters wait so long, unless the office decides otherwise, so that an act can be undone before they leave.
GRACE = timedelta(minutes=2)

# Whether a person may see a case: (connection, directory, person, ref).
Visible = Callable[[Connection, Any, str, str], bool]


class Engine(Remarking):
    """Moves cases by the definitions of a registry.

    `read_directory` says what ids mean, `visible` who may see which case, `audiences` who is meant by a name, `handlers`
    what moves owe the records, `returns` what they are owed when moves are taken back, and `grace` how long letters wait
    by the settings of a directory: all of it handed in, so that the engine knows no municipality.
    """

    def __init__(
        self,
        registry: Registry,
        read_directory: ReadDirectory,
        visible: Visible,
        audiences: Audiences,
        handlers: Handlers | None = None,
        returns: Returns | None = None,
        grace: Callable[[Any], timedelta] = lambda directory: GRACE,
    ) -> None:
        self.registry = registry
        self._read_directory = read_directory
        self._visible = visible
        self.audiences = audiences
        self._handlers = handlers or {}
        self.grace = grace
        self._undo = Means(self._snapshot, read_directory, grace, returns or {})

    def fire(self, connection: Connection, ref: str, trigger: str, **press: Any) -> Outcome:
        """Move a case, or (`ref` is the name of a type) make one; the rest as `Press` says.

        Raises UnknownCase, UnknownType, UnknownTrigger (404), Refused (403, 409), BadForm, KeyReused (422), Stale
        (412), Lost and Busy (409). Whatever it raises, the caller's transaction is to be rolled back.
        """
        pressed = Press(ref, trigger, **press)
        before = answered(connection, pressed)
        if before is not None:
            return before
        planned, texts = self._plan(connection, pressed, lock=True)
        if planned.blockers:
            raise errors.Refused(planned.blockers, trigger=trigger)
        outcome = _outcome(planned)
        needed, grace = _needed(planned, texts), pressed.now + self.grace(planned.after.directory)
        write(connection, planned, needed, grace=grace, answered=kept(pressed, outcome))
        return outcome

    def preview(self, connection: Connection, ref: str, trigger: str, **press: Any) -> Plan:
        """What `fire` would do now; takes no lock, draws no number, writes nothing. Refusals are in the plan."""
        return self._plan(connection, Press(ref, trigger, **press), lock=False)[0]

    def undo(self, connection: Connection, ref: str, reason: str, **by: Any) -> Outcome:
        """Take an act of a case back; the rest as `workflow.undo.asked` says. Raises what `fire` raises."""
        return take_back(connection, asked(ref, reason, **by), self._undo)

    def preview_undo(self, connection: Connection, ref: str, **by: Any) -> Undoing:
        """What `undo` would do now; takes no lock, writes nothing. Refusals are in it. Raises UnknownCase."""
        return look(connection, asked(ref, "", **by), self._undo)

    def snapshot(self, connection: Connection, ref: str, *, actor: str, now: datetime) -> Snapshot:
        """A case and all it is linked to, as its guards see them. Raises UnknownCase."""
        return self._snapshot(connection, Press(ref, "", actor=actor, now=now, via=""), lock=False)

    def snapshot_of(
        self,
        connection: Connection,
        refs: Collection[str],
        now: datetime,
        also: Collection[str],
        *,
        alone: bool = False,
    ) -> Snapshot:
        """Several cases as the clock sees them, with all they are linked to; `also` are further ids to know.

        `alone`: without the cases beside them, which many cases of one organisation would all bring, each for each.
        """
        given: dict[str, Any] = {"actor": CLOCK.name, "now": now, "also": also}
        given |= {} if alone else {"beside": self._beside}
        return read_snapshot(connection, self._read_directory, refs, **given)

    def actions(
        self, connection: Connection, ref: str, *, actor: str, now: datetime, every: bool = False
    ) -> list[Action]:
        """Every button of a case for a person: allowed, or why not; with `every`, those of other states too."""
        return self.actions_in(self.snapshot(connection, ref, actor=actor, now=now), ref, every=every)

    def actions_in(self, snapshot: Snapshot, ref: str, *, every: bool = False) -> list[Action]:
        """The same in a snapshot that was read already."""
        case = snapshot.case(ref)
        definition = self.registry.get(case.type, case.definition_version)
        shown = buttons(definition, case.state, every=every)
        return [self._action(definition, snapshot, ref, transition) for transition in shown]

    def creations(self, connection: Connection, name: str, *, actor: str, now: datetime) -> list[Action]:
        """The ways to begin a case of a type, for a person. Raises UnknownType."""
        definition = self.registry.newest(name)
        snapshot = read_snapshot(connection, self._read_directory, (), actor=actor, now=now)
        shown = buttons(definition, START.name, every=False)
        return [self._action(definition, snapshot, "", transition) for transition in shown]

    def replace_organisation(
        self, connection: Connection, refs: Iterable[str], old: str, new: str, *, act: str, actor: str, **by: Any
    ) -> list[Outcome]:
        """Put one organisation (`ORG-…`) in the place of another in those of some cases that go on and name it.

        An entry of kind `corrected` each, with `reason`; whether the actor may is for the caller to say. Raises Lost.
        """
        whose = corrections.By(act, actor, "admin", **by)
        return corrections.put_right(connection, self.registry, self._read_directory, refs, old, new, whose)

    def _action(self, definition: Workflow, snapshot: Snapshot, ref: str, transition: Transition) -> Action:
        attempt = Attempt(definition.name, ref, transition.trigger, act="", via="")
        return action(self.registry, definition, snapshot, attempt, transition, self.audiences)

    def _plan(self, connection: Connection, press: Press, *, lock: bool) -> tuple[Plan, list[Minted]]:
        snapshot = self._snapshot(connection, press, lock=lock)
        attempt = Attempt(*self._of(press), press.trigger, act=f"ACT-{uuid4().hex}", via=press.via)
        if attempt.ref:
            refuse_stale(connection, press.ref, seen=press.version, now=snapshot.case(press.ref).version)
        definition, transition, _ = asked_for(self.registry, snapshot, attempt)
        waivable = [guard.code for guard in definition.guards_of(transition) if guard.waivable]
        facts = definition.facts(self._shown(connection, press, snapshot), attempt.ref)
        attempt, texts = _filled(attempt, press, transition, facts, waivable)
        if attempt.ref and transition.edge.edits:  # any other move changes something, whatever is said again with it
            form, texts = unchanged(connection, attempt.form or {}, texts, snapshot.case(attempt.ref).facts)
            attempt = replace(attempt, form=form)
        made = plan(self.registry, snapshot, attempt, audiences=self.audiences, handlers=self._handlers)
        until = press.now + self.grace(made.after.directory)
        return replace(made, planned=in_grace(made.planned, until)), texts

    def _of(self, press: Press) -> tuple[str, str]:
        """Type and ref of what is pressed: the ref is empty in a creation."""
        return (press.ref, "") if press.ref in self.registry.names() else ("", press.ref)

    def _snapshot(self, connection: Connection, press: Press, *, lock: bool) -> Snapshot:
        name, ref = self._of(press)
        if ref and not cases_named(ref):
            raise errors.UnknownCase(ref=ref)
        seeds = cases_named([ref, press.form])
        also = idents([press.on_behalf_of, press.form])
        snapshot = read_snapshot(
            connection,
            self._read_directory,
            seeds,
            actor=press.actor,
            now=press.now,
            also=also,
            beside=lambda case: self._beside(case) if case.ref == ref else (),
            on_behalf_of=press.on_behalf_of,
            lock=lock,
        )
        if ref and (ref not in snapshot.cases or not self._sees(connection, snapshot, ref)):
            raise errors.UnknownCase(ref=ref)
        drawn = self.registry.draws(name or snapshot.case(ref).type, press.trigger) if press.trigger else ()
        year = snapshot.directory.place("office:broker").today(press.now).year
        return replace(snapshot, numbers=read_numbers(connection, drawn, year, lock=lock))

    def _shown(self, connection: Connection, press: Press, snapshot: Snapshot) -> Snapshot:
        """The snapshot without the cases a form names that who presses cannot see, nor sees named by another case.

        That can be one that the form names, the case itself, or one it is linked to.
        """
        named = cases_named(press.form) & snapshot.cases.keys()
        seen = {press.ref, *(ref for ref in named if self._sees(connection, snapshot, ref))}
        if named - snapshot.near(seen):
            near = snapshot.near({press.ref}) & snapshot.cases.keys()  # in a creation it is no case
            seen |= {ref for ref in near if self._sees(connection, snapshot, ref)}
        hidden = named - snapshot.near(seen)
        return replace(snapshot, cases={ref: case for ref, case in snapshot.cases.items() if ref not in hidden})

    def _beside(self, case: Case) -> tuple[str, ...]:
        return tuple(part.name for part in self.registry.get(case.type, case.definition_version).beside)

    def _sees(self, connection: Connection, snapshot: Snapshot, ref: str) -> bool:
        actor, directory = snapshot.actor, snapshot.directory
        # Who has a part by their role sees the case: no question to the database for those who press most.
        if actor == CLOCK.name or snapshot.parts_of(actor, ref) & directory.offices(actor):
            return True
        case = snapshot.case(ref)
        if confirms(self.registry.get(case.type, case.definition_version), snapshot, ref):
            return True
        return self._visible(connection, directory, actor, ref)


def _filled(
    attempt: Attempt, press: Press, transition: Transition, facts: Facts, waivable: Collection[str]
) -> tuple[Attempt, list[Minted]]:
    """The attempt with its form loaded, its texts minted, and what is wrong with it told, not raised."""
    form, texts, wrong = load(transition.form, press.form)
    wrong = wrong or missing(transition.form, form, facts)
    wrong |= press.wrong_beside_form(facts.snapshot, waivable)
    # Of a press that is wrong nothing is stored, and not every text could be.
    waivers = {code: mint("" if wrong else reason) for code, reason in (press.waivers or {}).items()}
    behalf = mint("" if wrong else press.on_behalf_reason) if press.on_behalf_reason else None
    silent = None if press.silent is None else mint("" if wrong else press.silent)
    texts += [*waivers.values(), *(one for one in (behalf, silent) if one)]
    filled = replace(
        attempt,
        form=form,
        form_errors=wrong,
        waivers={code: minted.ref for code, minted in waivers.items()},
        on_behalf_of=press.on_behalf_of,
        on_behalf_reason=behalf.ref if behalf else None,
        silent=silent.ref if silent else None,
        is_demo=press.is_demo,
    )
    return filled, texts


def _needed(planned: Plan, texts: Iterable[Minted]) -> list[Minted]:
    """The texts without the reasons of waivers that nothing asked for: no entry would name them."""
    used = {reason.id for step in planned.steps for reason in step.waivers.values()}
    idle = {reason.id for reason in planned.attempt.waivers.values()} - used
    return [text for text in texts if text.ref.id not in idle]


def _outcome(planned: Plan) -> Outcome:
    case = planned.after.case(planned.ref)
    written = tuple(f"{entry.ref}/{entry.seq}" for entry in planned.entries)
    return Outcome(case.ref, planned.attempt.act, case.state, case.version, written)
