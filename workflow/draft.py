"""The world while an act goes from case to case: each step made in it, nothing written yet. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workflow import machine
from workflow.attempt import Attempt, Step, Verdict
from workflow.definition import CAME_FROM, START, Seat, Transition, Workflow
from workflow.history import EntryKind
from workflow.once import once
from workflow.recipients import Audiences
from workflow.registry import Registry
from workflow.snapshot import Case, Facts, Snapshot, TextRef
from workflow.texts import plain


@dataclass
class Changes:
    """What one step changed besides the state: facts by name, seats and links added and removed."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    seats_added: tuple[Seat, ...] = ()
    seats_removed: tuple[Seat, ...] = ()
    links_added: set[str] = field(default_factory=set)
    links_removed: set[str] = field(default_factory=set)
    begun_anew: tuple[str, ...] = ()  # triggers that were pressed before, and are to be pressed again

    @property
    def any(self) -> bool:
        """Whether anything changed at all."""
        seats, links = (self.seats_added, self.seats_removed), (self.links_added, self.links_removed)
        return bool(self.facts) or seats != ((), ()) or links != (set(), set())


@dataclass
class Draft:
    """What an act has caused so far; `snapshot` is the world after it, `changes` go with `steps` by index."""

    registry: Registry
    attempt: Attempt
    snapshot: Snapshot
    audiences: Audiences
    steps: list[Step] = field(default_factory=list)
    changes: list[Changes] = field(default_factory=list)
    letters: list[tuple[int, str, str]] = field(default_factory=list)  # step, template, recipient

    def definition(self, ref: str) -> Workflow:
        """The law of a case."""
        case = self.snapshot.case(ref)
        return self.registry.get(case.type, case.definition_version)

    def facts(self, ref: str) -> Facts:
        """What guards read of a case now."""
        facts: Facts = self.definition(ref).facts(self.snapshot, ref)
        return facts

    def case_of(self, step: int) -> Case:
        """The case that a step moved."""
        return self.snapshot.case(self.steps[step].ref)

    def linked(self, ref: str, name: str) -> tuple[Case, ...]:
        """The cases a case is linked to under a name of its definition."""
        kind = next(link.kind for link in self.definition(ref).links if link.name == name)
        return self.snapshot.linked(ref, kind)


@dataclass(frozen=True)
class Asked:
    """A move being judged: of an existing case, or (`ref` empty) of one to be made. `cause` is the step behind it."""

    definition: Workflow
    transition: Transition
    ref: str
    form: Mapping[str, Any]
    waivers: Mapping[str, TextRef]
    cause: int | None = None


def step_of(draft: Draft, asked: Asked, part: str | None, verdicts: Iterable[Verdict]) -> Step:
    """The step that a move which nothing forbids will be."""
    verdicts = tuple(verdicts)
    transition = asked.transition
    case = draft.snapshot.case(asked.ref) if asked.ref else None
    source = case.state if case else START.name
    target = transition.edge.target or source
    if target == CAME_FROM.name and case:
        target = case.came_from or source
    kind = _kind(transition, case, part)
    if kind is EntryKind.SIGNED:
        target = source
    used = {v.code: asked.waivers[v.code] for v in verdicts if v.facts is not None and v.code in asked.waivers}
    return Step(asked.ref, transition, kind, source, target, part, asked.form, verdicts, used, asked.cause)


def _kind(transition: Transition, case: Case | None, part: str | None) -> EntryKind:
    if case is None:
        return EntryKind.CREATED
    signed = {*case.signatures.get(transition.trigger, {}), part}
    if any(needed.name not in signed for needed in transition.signed_by):
        return EntryKind.SIGNED
    return EntryKind.EDITED if transition.edge.target is None else EntryKind.MOVED


def apply(draft: Draft, asked: Asked, step: Step) -> int:
    """Make the step in the draft's world: state, signatures, facts, links, seats. Its index."""
    case = _new_case(draft, asked, step) if step.kind is EntryKind.CREATED else draft.snapshot.case(step.ref)
    anew = _begun_anew(asked.definition, case, step)
    draft.steps.append(replace(step, ref=case.ref))
    draft.changes.append(Changes(begun_anew=anew))
    index = len(draft.steps) - 1
    case = _with_state(asked.definition, _forgotten(case, anew), step)
    draft.snapshot = draft.snapshot.with_case(_signed(draft, case, step))
    if step.kind is EntryKind.CREATED and step.cause is not None:
        link(draft, index, add={draft.steps[step.cause].ref})
    if step.kind is not EntryKind.SIGNED:
        _relink(draft, index)
    _record(draft, index)
    if step.kind is not EntryKind.SIGNED:
        _reseat(draft, index)
    return index


def _new_case(draft: Draft, asked: Asked, step: Step) -> Case:
    definition, snapshot = asked.definition, draft.snapshot
    today = snapshot.directory.place("office:broker").today(snapshot.now)
    number = snapshot.numbers.get((definition.prefix, today.year), 0) + 1
    draft.snapshot = snapshot.with_number(definition.prefix, today.year, number)
    return Case(
        ref=f"{definition.prefix}-{today.year}-{number:04d}",
        kind=definition.kind,
        type=definition.name,
        definition_version=definition.version,
        state=step.target,
        milestone="",
        version=0,
        seq=0,
        head=None,
        facts={},
        entered_on=today,
        created_at=snapshot.now,
        is_demo=draft.attempt.is_demo or (step.cause is not None and draft.case_of(step.cause).is_demo),
    )


def _with_state(definition: Workflow, case: Case, step: Step) -> Case:
    """The state the compiled machine gives; an edge that is missing there stops everything."""
    trigger = step.transition.trigger
    if step.kind is EntryKind.SIGNED:
        return case
    state = machine.move(definition, trigger, step.source, case.came_from)
    if state != step.target:
        raise machine.EdgeMissing(type=definition.name, trigger=trigger, state=step.source)
    entered = definition.state(state)
    return case.but(
        state=state,
        came_from=step.source if step.kind is EntryKind.MOVED else case.came_from,
        ended=entered.end,
        milestone=entered.milestone.name if entered.milestone else case.milestone,
    )


def _signed(draft: Draft, case: Case, step: Step) -> Case:
    trigger = step.transition.trigger
    signatures = {name: by for name, by in case.signatures.items() if name not in step.transition.unsigns}
    if step.transition.signed_by and step.part:
        who = draft.attempt.on_behalf_of or draft.snapshot.actor
        signatures[trigger] = {**signatures.get(trigger, {}), step.part: who}
    hands = [*dict.fromkeys([*case.hands.get(trigger, ()), draft.snapshot.actor])]
    return case.but(signatures=signatures, hands={**case.hands, trigger: hands})


def _begun_anew(definition: Workflow, case: Case, step: Step) -> tuple[str, ...]:
    if step.kind is not EntryKind.MOVED:
        return ()
    return tuple(sorted(_ahead(definition).get(step.target, set()) & case.hands.keys()))


@once
def _ahead(definition: Workflow) -> dict[str, set[str]]:
    """State → what needs other eyes and leads only further on the main path: it is done anew once the state is entered
    again, and so whoever did it before has no hand in it."""
    places = {state: place for place, state in enumerate(definition.path)}
    watched = {name for transition in definition.transitions for name in transition.other_eyes_than}
    leads = {
        name: [places.get(t.edge.target or "", -1) for t in definition.transitions if t.trigger == name]
        for name in watched
    }
    return {state: {name for name, to in leads.items() if min(to) > place} for state, place in places.items()}


def _forgotten(case: Case, anew: Collection[str]) -> Case:
    return case.but(hands={name: hands for name, hands in case.hands.items() if name not in anew}) if anew else case


def link(draft: Draft, index: int, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
    """Link and unlink the case of a step, and remember that this step did it."""
    ref, add, remove = draft.steps[index].ref, set(add), set(remove)
    draft.snapshot = draft.snapshot.with_links([(ref, other) for other in add], [(ref, other) for other in remove])
    draft.changes[index].links_added |= add
    draft.changes[index].links_removed |= remove


def _relink(draft: Draft, index: int) -> None:
    """`links` of a transition have the sense of a set: afterwards exactly those refs of that kind are linked."""
    step = draft.steps[index]
    for name, wanted in step.transition.links.items():
        refs = wanted(draft.facts(step.ref), step.form)
        if refs is not None:
            present = {case.ref for case in draft.linked(step.ref, name)}
            link(draft, index, add=set(refs) - present, remove=present - set(refs))


def _record(draft: Draft, index: int) -> None:
    step = draft.steps[index]
    case = draft.snapshot.case(step.ref)
    if step.transition.record:
        values = step.transition.record(draft.facts(step.ref), step.form)
    else:
        values = {name: value for name, value in step.form.items() if name != "reason"}
    # What was never set and is left empty is no change.
    changed = {name: value for name, value in plain(values).items() if case.facts.get(name) != value}
    draft.changes[index].facts = changed
    draft.snapshot = draft.snapshot.with_case(case.but(facts={**case.facts, **changed}))


def _reseat(draft: Draft, index: int) -> None:
    step = draft.steps[index]
    if step.transition.seats is None:
        return
    case, changes = draft.snapshot.case(step.ref), draft.changes[index]
    seats: tuple[Seat, ...] = tuple(dict.fromkeys(step.transition.seats(draft.facts(step.ref), step.form)))
    changes.seats_added = tuple(seat for seat in seats if seat not in case.seats)
    changes.seats_removed = tuple(seat for seat in case.seats if seat not in seats)
    # In the order in which they were taken, as they are read again: who comes later does not rename the case.
    stay = (seat for seat in case.seats if seat in seats)
    draft.snapshot = draft.snapshot.with_case(case.but(seats=(*stay, *changes.seats_added)))
