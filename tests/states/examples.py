"""An example: a small world in which a guard refuses, and one in which it allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.definition import Guard, Workflow


@dataclass(frozen=True)
class Example:
    """What a guard of that code says of two worlds: `facts` it reads, and the form where it asks one."""

    code: str
    refuses: Any
    allows: Any
    form: Mapping[str, Any] | None = None  # of both
    bad: Mapping[str, Any] | None = None  # the form that is refused, if it is another
    told: Mapping[str, Any] | None = None  # some of the facts of the refusal


def example(code: str, refuses: Any, allows: Any, /, **more: Any) -> Example:
    """The same, shorter."""
    return Example(code, refuses, allows, **more)


def guards_of(definition: Workflow) -> dict[str, Guard]:
    """The guards of a type by code."""
    of_transitions = (guard for one in definition.transitions for guard in one.guards)
    of_states = (guard for state in definition.states for guard in state.holds)
    return {guard.code: guard for guard in (*of_transitions, *of_states)}
