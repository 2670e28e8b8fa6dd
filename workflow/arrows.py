"""The arrows of a definition, one from each state to each: what the machine is compiled from, checked and drawn by. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from workflow.definition import CAME_FROM, START, Transition, Workflow


class Arrow(NamedTuple):
    """One way from one state to one other; `target` is None where the case stays in its state."""

    transition: Transition
    source: str
    target: str | None

    @property
    def after(self) -> str:
        """The state in which the case is afterwards."""
        return self.source if self.target is None else self.target


def arrows(definition: Workflow) -> tuple[Arrow, ...]:
    """All arrows, in the order of declaration; a return (`>> CAME_FROM`) has one to every state it can lead back to."""
    return tuple(_arrows(definition))


def _arrows(definition: Workflow) -> Iterator[Arrow]:
    for transition in definition.transitions:
        for source in transition.edge.sources:
            if transition.edge.target == CAME_FROM.name:
                yield from (Arrow(transition, source, target) for target in before(definition, source))
            else:
                yield Arrow(transition, source, transition.edge.target)


def before(definition: Workflow, state: str) -> tuple[str, ...]:
    """The states from which a state can be entered by a plain transition, in the order of declaration."""
    edges = [transition.edge for transition in definition.transitions if transition.edge.target == state]
    return tuple(dict.fromkeys(source for edge in edges for source in edge.sources if source != START.name))
