"""An exchange: colleagues meet. What the four types share is here, once; a type adds its own states and conditions."""

from collections.abc import Iterable, Sequence

from states import exchange_after as afterwards
from states import exchange_before as beforehand
from states import exchange_rules as rules
from states.exchange_before import Shape
from states.exchange_facts import ExchangeFacts
from states.exchange_follow_ups import monitoring
from states.exchange_papers import CERTIFICATE
from states.exchange_past import past
from states.exchange_states import (
    arranged,
    arranged_while,
    cancelled,
    evaluated,
    executed,
    in_preparation,
    matched,
    postponed,
    reported,
    under_way,
    unless_denied,
    vacant,
)
from states.facts import country_of, title_of
from states.words import ARRANGED, ASSOCIATION, EXCHANGE_TYPES, MATCHED, OFFICES
from workflow.definition import Guard, Link, State, Transition, Workflow
from workflow.paper import Paper

__all__ = ["COMMON", "arranged", "exchange", "matched", "under_way"]

# What must hold of every exchange to be arranged, and to stay so.
COMMON = (rules.experts_confirmed, rules.association_takes_part, rules.language_shared)


def exchange(
    name: str,
    *,
    version: int,
    facts: type[ExchangeFacts],
    own: Sequence[State],
    holds: Sequence[Guard],
    transitions: Sequence[Transition],
    arrange_from: Sequence[State],
    serves_several: bool = False,
    prepared_by: Sequence[str] | None = None,
    label: str | None = None,
    papers: Sequence[Paper] = (),
) -> Workflow:
    """A type of exchange: the shared machine with the type's `own` states, conditions and transitions woven in.

    Own states of the milestone matched come before `arranged`, in order; those of the milestone arranged are part of
    its running. `prepared_by` are the triggers whose author does not also confirm: by default all own ones that lead
    to a state of preparation without being signed.
    """
    preparation = tuple(in_preparation(state) for state in own if state.milestone == MATCHED)
    shape = Shape(
        type=name,
        preparation=preparation,
        running=tuple(map(unless_denied, (under_way, *(state for state in own if state.milestone == ARRANGED)))),
        holds=(*COMMON, *holds),
        arrange_from=tuple(arrange_from),
        signed=tuple(one.trigger for one in transitions if one.signed_by),
        prepared_by=tuple(_preparing(transitions, preparation) if prepared_by is None else prepared_by),
        serves_several=serves_several,
    )
    return Workflow(
        name=name,
        kind="exchange",
        version=version,
        label=label or EXCHANGE_TYPES[name],
        prefix="EXC",
        facts=facts,
        states=_states(shape),
        transitions=_transitions(shape, transitions),
        title=title_of,
        country=country_of,
        papers=(*papers, CERTIFICATE),
        links=(Link("requests", "request"), Link("applications", "application")),
        follow_ups=monitoring(name, shape.holds),
        path=tuple(state.name for state in _path(shape)),
        offices=OFFICES,
        commented_by=(ASSOCIATION,),
    )


def _preparing(transitions: Iterable[Transition], preparation: Iterable[State]) -> Iterable[str]:
    names = {state.name for state in preparation}
    return dict.fromkeys(one.trigger for one in transitions if one.edge.target in names and not one.signed_by)


def _path(shape: Shape) -> tuple[State, ...]:
    return (matched, *shape.preparation, arranged, *shape.running, unless_denied(executed), reported, evaluated)


def _states(shape: Shape) -> tuple[State, ...]:
    main = (arranged_while(shape.holds) if state is arranged else state for state in _path(shape))
    return (*main, vacant, postponed, cancelled)


def _transitions(shape: Shape, own: Sequence[Transition]) -> tuple[Transition, ...]:
    return (
        *beforehand.making(shape),
        *own,
        *beforehand.governments(shape),
        *beforehand.experts(shape),
        *beforehand.reserve(shape),
        *beforehand.company(shape),
        *beforehand.dates(shape),
        *afterwards.running(shape),
        *afterwards.reporting(shape),
        *afterwards.ending(shape),
        *past(shape.serves_several),
    )
