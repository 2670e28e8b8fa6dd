"""What a check looks at: a definition, the types beside it, and what exists of letters, audiences and translations."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from workflow.arrows import Arrow, arrows
from workflow.definition import Edge, FollowUp, Guard, Workflow
from workflow.forms import Form, Table
from workflow.registry import Registry
from workflow.syntax import NoSource, node_of, strings_in


@dataclass(frozen=True)
class Subject:
    """`letters` are templates by complete language, `texts` translated texts by complete language but the source's."""

    definition: Workflow
    registry: Registry
    letters: Mapping[str, Collection[str]] = field(default_factory=dict)
    audiences: Collection[str] = ()
    texts: Mapping[str, Collection[str]] = field(default_factory=dict)

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        """Its arrows between declared states; those of an edge that names another are refused by their own check."""
        known = self.definition.state_names | {"start"}
        return tuple(one for one in arrows(self.definition) if {one.source, one.after} <= known)

    @cached_property
    def ladders(self) -> tuple[tuple[str, FollowUp], ...]:
        """Every rung of every state's ladder, after the state's name."""
        return tuple((state.name, rung) for state in self.definition.states for rung in state.late)

    @property
    def follow_ups(self) -> Iterator[FollowUp]:
        """All follow-ups: of ladders, then of groups."""
        yield from (rung for _, rung in self.ladders)
        yield from self.definition.follow_ups

    @property
    def guards(self) -> Iterator[tuple[str, Guard]]:
        """Every guard, after the trigger or state it stands at."""
        for transition in self.definition.transitions:
            yield from ((transition.trigger, guard) for guard in transition.guards)
        for state in self.definition.states:
            yield from ((state.name, guard) for guard in state.holds)

    @property
    def forms(self) -> Iterator[tuple[str, type[Form]]]:
        """Every form that is asked, after the trigger or follow-up that asks it."""
        yield from ((one.trigger, one.form) for one in self.definition.transitions if one.form)
        yield from ((one.name, one.form) for one in self.follow_ups if one.form)

    def provides(self, name: str) -> bool:
        """Whether the facts have an attribute of that name."""
        return hasattr(self.definition.facts, name) or name in getattr(self.definition.facts, "__annotations__", {})


def leads_nowhere(edge: Edge, definition: Workflow) -> Iterator[str]:
    """The states that an edge names and the definition does not declare."""
    named = (*edge.sources, *([edge.target] if edge.target else []))
    return (name for name in named if name not in definition.state_names | {"start", "came_from"})


def fields_of(form: type[Form]) -> Iterator[tuple[str, Any]]:
    """Every field of a form by name, those of the rows of its tables too."""
    for name, one in form._declared_fields.items():
        yield name, one
        if isinstance(one, Table):
            yield from fields_of(one.row)


def strings_of(function: Any) -> set[str]:
    """The strings in a function: the names it may set or answer to. None, if its source cannot be read."""
    try:
        return set(strings_in(node_of(function)))
    except NoSource:
        return set()


def quoted(names: Iterable[str]) -> str:
    """Names as a sentence lists them."""
    return ", ".join(f"“{name}”" for name in names) or "none"
