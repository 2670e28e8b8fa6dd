"""The only import of `transitions`: a definition, compiled once to one machine that all its cases share.

The machine has the last word on where a move leads: an arrow that is missing in it cannot be gone, whatever the
definition says. It holds no case and keeps no state, so any number of threads may use it at once.
"""

from dataclasses import dataclass
from typing import Any

from transitions import Machine, MachineError

from workflow.arrows import Arrow, arrows
from workflow.definition import CAME_FROM, START, Workflow
from workflow.errors import WorkflowError
from workflow.once import once
from workflow.words import _


class EdgeMissing(WorkflowError):
    """Raised if the compiled machine knows no way for a trigger from a state."""

    message = _(
        "The machine of {type} has no way “{trigger}” from {state}. Nothing was done; tell who runs the service."
    )
    status = 500


@dataclass
class Traveller:
    """What the machine moves: where a case is, and where it was before."""

    state: str
    came_from: str | None


def move(definition: Workflow, trigger: str, state: str, came_from: str | None = None) -> str:
    """The state to which `trigger` leads from `state` (`start` in a creation). Raises EdgeMissing."""
    machine, traveller = compiled(definition), Traveller(state, came_from)
    event = machine.events.get(trigger)
    try:
        # A wrong state and a state that is unknown are two unrelated errors of the library.
        moved = event is not None and event.trigger(traveller)
    except (MachineError, ValueError):
        moved = False
    if not moved:
        raise EdgeMissing(type=definition.name, trigger=trigger, state=state)
    return traveller.state


@once
def compiled(definition: Workflow) -> Any:
    """The `transitions.Machine` of a definition. Raises KeyError if an edge names a state that is not declared."""
    states = [START.name, *(state.name for state in definition.states)]
    ways = arrows(definition)
    for arrow in ways:
        # The library accepts a destination that does not exist, and fails only when somebody goes there.
        for name in {arrow.source, arrow.after} - {*states}:
            raise KeyError(f"{arrow.transition.trigger} names “{name}”, which is no state of {definition.name}.")
    machine = Machine(model=None, states=states, initial=None, auto_transitions=False, send_event=True)
    for arrow in ways:
        machine.add_transition(arrow.transition.trigger, arrow.source, arrow.target, conditions=_conditions(arrow))
    return machine


def _conditions(arrow: Arrow) -> list[Any]:
    """What must hold for an arrow: of those of a return, only the one back to where the case was."""
    if arrow.transition.edge.target != CAME_FROM.name:
        return []
    return [lambda event: bool(event.model.came_from == arrow.target)]
