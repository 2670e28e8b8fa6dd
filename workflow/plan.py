"""What a move means: the reasons why not, or everything that will be written, linked cases included. Pure.

Read `plan` first: it is the court. `draft.py` makes each step in the draft's world; `conclude.py` turns the draft into
entries and rows.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflow import blockers, judge
from workflow.attempt import Attempt, Plan, Step, Verdict
from workflow.blockers import Blocker
from workflow.conclude import Handlers, conclude
from workflow.definition import LINK, START, Create, Guard, Move, Transition, Workflow
from workflow.draft import Asked, Draft, apply, link, step_of
from workflow.errors import BadForm, LinkOnly, UnknownTrigger
from workflow.history import LETTERS, EntryKind
from workflow.recipients import Audiences, recipients
from workflow.registry import Registry
from workflow.snapshot import Snapshot
from workflow.texts import plain

DEEPEST_CHAIN = 8  # linked moves that cause one another; a longer chain is a loop in the definitions

Said = list[tuple[Guard, Verdict]]


def plan(registry: Registry, snapshot: Snapshot, attempt: Attempt, *, audiences: Audiences, handlers: Handlers) -> Plan:
    """Judge a press and say all it causes. Raises UnknownTrigger, LinkOnly, and BadForm once right and state are fine."""
    definition, transition, wrong_state = asked_for(registry, snapshot, attempt)
    draft = Draft(registry, attempt, snapshot, audiences)
    asked = Asked(definition, transition, attempt.ref, attempt.form or {}, attempt.waivers)
    refused = wrong_state or move(draft, asked)
    if refused:
        return Plan(attempt, snapshot, snapshot, refused)
    return conclude(draft, snapshot, handlers)


def asked_for(
    registry: Registry, snapshot: Snapshot, attempt: Attempt
) -> tuple[Workflow, Transition, tuple[Blocker, ...]]:
    """The transition a trigger means here; or any of that name, with the reason, if it means none in this state."""
    if attempt.ref:
        case = snapshot.case(attempt.ref)
        definition, state = registry.get(case.type, case.definition_version), case.state
    else:
        definition, state = registry.newest(attempt.type), START.name
    named = [t for t in definition.transitions if t.trigger == attempt.trigger]
    if not named or (not attempt.ref and not any(t.edge.creates for t in named)):
        known = definition.triggers if attempt.ref else [t.trigger for t in definition.creations]
        raise UnknownTrigger(type=definition.name, trigger=attempt.trigger, triggers=list(known))
    here = definition.transition(attempt.trigger, state)
    if here is None:
        sources = tuple(source for t in named for source in t.edge.sources if source != START.name)
        return definition, named[0], (blockers.not_from_this_state(state, sources),)
    if here.edge.creates and here.by == (LINK,):
        raise LinkOnly(type=definition.name)
    return definition, here, ()


def move(draft: Draft, asked: Asked) -> tuple[Blocker, ...]:
    """One case's move and all that follows from it. If there are reasons why not, the draft is to be thrown away."""
    standing, refused, said = judged(draft, asked)
    if refused:
        return refused
    if asked.cause is None and draft.attempt.form_errors:
        raise BadForm(draft.attempt.form_errors)
    facts = asked.definition.facts(draft.snapshot, asked.ref)
    said += judge.verdicts(asked.transition.guards, facts, asked.form, with_form=True)
    refused = judge.refusals(said, asked.waivers)
    if refused:
        return refused
    known = facts.case.facts if asked.ref else {}
    index = apply(draft, asked, step_of(draft, asked, standing.part, (verdict for _, verdict in said)))
    if asked.cause is None and draft.attempt.silent:
        step = draft.steps[index]
        draft.steps[index] = replace(step, waivers={**step.waivers, LETTERS: draft.attempt.silent})
    refused = _held(draft, asked, index) or _idle(draft, index, known)
    if refused or draft.steps[index].kind is EntryKind.SIGNED:
        return refused
    _owe(draft, index)
    return _consequences(draft, index)


def judged(draft: Draft, asked: Asked) -> tuple[judge.Standing, tuple[Blocker, ...], Said]:
    """Right, other eyes, and the guards that need no form: all reasons at once."""
    snapshot, transition = draft.snapshot, asked.transition
    facts = asked.definition.facts(snapshot, asked.ref)
    said = judge.verdicts(transition.guards, facts, with_form=False)
    refused = judge.refusals(said, asked.waivers)
    if asked.cause is not None:
        return judge.Standing(LINK.name), refused, said
    standing = judge.standing(transition, snapshot, draft.attempt, asked.ref)
    eyes = judge.eyes(transition, snapshot.case(asked.ref) if asked.ref else None, snapshot.actor)
    silence = judge.silence(snapshot, draft.attempt, asked.ref)
    return standing, (*standing.blockers, *silence, *eyes, *refused), said


def _held(draft: Draft, asked: Asked, index: int) -> tuple[Blocker, ...]:
    """The standing conditions of the state entered, on the facts as they are now."""
    step = draft.steps[index]
    if step.kind not in (EntryKind.MOVED, EntryKind.CREATED):
        return ()
    said = judge.verdicts(asked.definition.state(step.target).holds, draft.facts(step.ref), with_form=False)
    waived = {v.code: asked.waivers[v.code] for _, v in said if v.facts is not None and v.code in asked.waivers}
    verdicts = (*step.verdicts, *(verdict for _, verdict in said))
    draft.steps[index] = replace(step, verdicts=verdicts, waivers={**step.waivers, **waived})
    return judge.refusals(said, asked.waivers)


def _idle(draft: Draft, index: int, known: Mapping[str, Any]) -> tuple[Blocker, ...]:
    """An edit that says only what the case says already is no entry: it would make everybody's open page stale, take
    the case back to be checked anew and write letters, all for nothing."""
    step, changes = draft.steps[index], draft.changes[index]
    asks = step.transition.edge.edits and step.cause is None and step.transition.form
    if not asks or step.kind is EntryKind.SIGNED or changes.any:
        return ()
    # Of what has its reason the reason is nothing new; where nothing else is asked, it is what is said.
    beside = {"reason"} if asks._declared_fields.keys() != {"reason"} else set()
    said = {name: value for name, value in plain(step.form).items() if name not in beside and value is not None}
    return (blockers.nothing_changes(),) if all(known.get(name) == value for name, value in said.items()) else ()


def _owe(draft: Draft, index: int) -> None:
    """The letters of a transition, to whom its audiences mean now."""
    step = draft.steps[index]
    for template, audience in step.transition.letters.items():
        for recipient in recipients(audience, draft.facts(step.ref), draft.audiences):
            draft.letters.append((index, template, recipient))


def _consequences(draft: Draft, index: int) -> tuple[Blocker, ...]:
    """The moves of linked cases in the order of declaration, then what the case leaves."""
    step = draft.steps[index]
    if _depth(draft, step) > DEEPEST_CHAIN:
        raise RecursionError(f"{step.transition.trigger} is part of a loop of linked moves; mend the definitions.")
    for one in step.transition.moves:
        refused = _create(draft, index, one) if isinstance(one, Create) else _move_linked(draft, index, one)
        if refused:
            return refused
    for name in step.transition.unlinks:
        link(draft, index, remove=[case.ref for case in draft.linked(step.ref, name)])
    return ()


def _depth(draft: Draft, step: Step) -> int:
    return 0 if step.cause is None else 1 + _depth(draft, draft.steps[step.cause])


def _create(draft: Draft, index: int, create: Create) -> tuple[Blocker, ...]:
    step = draft.steps[index]
    facts = draft.facts(step.ref)
    name = create.type(facts, step.form)
    if name is None:
        return ()
    if name not in draft.registry.names():
        return (blockers.no_such_type(name),)
    definition = draft.registry.newest(name)
    transition = next(t for t in definition.creations if LINK in t.by)
    return move(draft, Asked(definition, transition, "", create.form(facts, step.form), {}, index))


def _move_linked(draft: Draft, index: int, one: Move) -> tuple[Blocker, ...]:
    step = draft.steps[index]
    for ref in _targets(draft, step.ref, one.link):
        case = draft.snapshot.case(ref)
        applies = case.state in one.states if one.states else not case.ended
        facts, other = draft.facts(step.ref), draft.facts(ref)
        if not applies or (one.when is not None and not one.when(facts, step.form, other)):
            continue
        definition = draft.definition(ref)
        transition = definition.transition(one.trigger, case.state)
        if transition is None:
            return (blockers.linked(ref, blockers.not_from_this_state(case.state, ())),)
        form = one.form(facts, step.form, other) if one.form else {}
        refused = move(draft, Asked(definition, transition, ref, form, {}, index))
        if refused:
            return tuple(blockers.linked(ref, blocker) for blocker in refused)
    return ()


def _targets(draft: Draft, ref: str, path: str) -> list[str]:
    """The refs at the end of a path of links, each once, in ascending order."""
    refs = {ref}
    for name in path.split("."):
        refs = {case.ref for one in refs for case in draft.linked(one, name)}
    return sorted(refs - {ref})
