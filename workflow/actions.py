"""The buttons of a case for one person: what `plan` would say of each, as far as it can be said before the form. Pure."""

from workflow import blockers, judge
from workflow.attempt import Action, Attempt
from workflow.blockers import Blocker
from workflow.definition import CAME_FROM, LINK, Transition, Workflow
from workflow.draft import Asked, Draft
from workflow.plan import judged, move
from workflow.recipients import Audiences
from workflow.registry import Registry
from workflow.snapshot import Case, Snapshot


def buttons(definition: Workflow, state: str, *, every: bool) -> list[Transition]:
    """The transitions a page shows from a state; with `every`, those of other states and of linked cases too."""
    here = [t for t in definition.transitions if state in t.edge.sources and t.by != (LINK,)]
    if not every:
        return here
    others: dict[str, Transition] = {}
    for one in definition.transitions:
        if not one.edge.creates and one.trigger not in {t.trigger for t in here}:
            # Of several transitions of one name the one that is meant in this state, if one is.
            others.setdefault(one.trigger, definition.transition(one.trigger, state) or one)
    return [*here, *others.values()]


def action(
    registry: Registry,
    definition: Workflow,
    snapshot: Snapshot,
    attempt: Attempt,
    transition: Transition,
    audiences: Audiences,
) -> Action:
    """One button: judged to the end if an empty form would do, else up to where the form is needed."""
    draft = Draft(registry, attempt, snapshot, audiences)
    asked = Asked(definition, transition, attempt.ref, {}, {})
    case = snapshot.case(attempt.ref) if attempt.ref else None
    required = _requires(transition)
    standing, refused, _ = judged(draft, asked)
    stands = tuple(blocker for blocker in refused if blocker.code != "on_behalf_missing")
    if case and case.state not in transition.edge.sources:
        stands = (blockers.not_from_this_state(case.state, transition.edge.sources), *stands)
    elif not stands:
        stands = _foreseen(draft, asked, needs_form=required or bool(refused))
    return Action(
        trigger=transition.trigger,
        label=transition.label,
        target=_target(transition, case),
        blockers=stands,
        form=transition.form,
        form_required=required,
        on_behalf=standing.on_behalf,
        destructive=transition.destructive,
        explains=transition.explains,
    )


def _target(transition: Transition, case: Case | None) -> str | None:
    """The state it leads this case to."""
    if case is None or transition.edge.target not in (None, CAME_FROM.name):
        return transition.edge.target
    return case.state if transition.edge.target is None else case.came_from


def _requires(transition: Transition) -> bool:
    """Whether an empty form is refused: something is required, or an edit would change nothing."""
    fields = transition.form._declared_fields.values() if transition.form else ()
    return any(field.required for field in fields) or bool(fields and transition.edge.edits)


def _foreseen(draft: Draft, asked: Asked, *, needs_form: bool) -> tuple[Blocker, ...]:
    """What the rest of the move would refuse: all of it without a form, else what no form can change."""
    if not needs_form:
        return move(draft, asked)
    if not asked.ref or asked.transition.edge.target is None:
        return ()
    facts = draft.facts(asked.ref)
    target = _target(asked.transition, facts.case)
    holds = asked.definition.state(target).holds if target else ()
    certain = [guard for guard in holds if not judge.waits_for_form(guard, asked.transition)]
    return judge.refusals(judge.verdicts(certain, facts, with_form=False), {})
