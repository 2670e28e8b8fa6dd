"""What a case type is: frozen data, and the small words that declare it.

A declaration reads as a page of rules (`states/expert_assignment.py` is one); the words that its states and transitions
are made of are in `clauses.py`, and are had from here too. Nothing here moves a case: `check.py` proves a definition
sound, `machine.py` compiles it, `plan.py` says what a move means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from workflow.clauses import (
    CLOCK,
    LINK,
    OWING,
    STATE_GROUP,
    Fact,
    Follows,
    FollowUp,
    Guard,
    Kind,
    Late,
    Milestone,
    Part,
    Refusal,
    follows,
    guard,
)
from workflow.forms import Form
from workflow.moments import Moment
from workflow.paper import Paper

__all__ = [
    "CAME_FROM",
    "CLOCK",
    "LINK",
    "OWING",
    "START",
    "STATE_GROUP",
    "Create",
    "Edge",
    "Fact",
    "FollowUp",
    "Follows",
    "Guard",
    "Kind",
    "Late",
    "Link",
    "Milestone",
    "Move",
    "Part",
    "Refusal",
    "Seat",
    "State",
    "Transition",
    "Workflow",
    "follows",
    "guard",
    "stay",
]


@dataclass(frozen=True)
class State:
    """Where a case can be: who must act, until when, and what must hold meanwhile.

    `holds` are asked on entering (they refuse) and after an internal transition (what no longer holds becomes a
    task). `paused(facts)` says whether the limit stands still. `welcomes` names the groups of follow-ups that run in it:
    who comes to take part meanwhile gets theirs too. Once `answered(facts)`, those whose turn it was have done all that
    they are asked, and it is the turn of `then`. A state without milestone is an end that falls short.
    """

    name: str
    label: str
    public: str
    milestone: Milestone | None = None
    turn: tuple[Part, ...] | Follows = ()
    limit: Moment | None = None
    late: tuple[FollowUp, ...] = ()
    holds: tuple[Guard, ...] = ()
    end: bool = False
    paused: Fact | None = None
    welcomes: tuple[str, ...] = ()
    answered: Fact | None = None
    then: tuple[Part, ...] = ()

    def __rshift__(self, target: "State") -> "Edge":
        return Edge((self.name,), target.name)

    def __rrshift__(self, sources: "tuple[State, ...]") -> "Edge":
        return Edge(tuple(source.name for source in sources), self.name)


START = State("start", "", "")
CAME_FROM = State("came_from", "", "")  # as a target: back to the state before


@dataclass(frozen=True)
class Edge:
    """From which states, to which; `target` is None when the case stays where it is."""

    sources: tuple[str, ...]
    target: str | None

    @property
    def creates(self) -> bool:
        """Whether a case begins with it."""
        return self.sources == (START.name,)

    @property
    def edits(self) -> bool:
        """Whether it changes a case where it is: the case stays, or enters anew a state from which it may come."""
        return self.target is None or self.target in self.sources


def stay(*states: State) -> Edge:
    """An internal transition: facts change, the limit runs on."""
    return Edge(tuple(state.name for state in states), None)


@dataclass(frozen=True)
class Move:
    """A linked case's move in the same act, declared once, on the mover.

    `link` is a path of links (`"requests"`, `"requests.applications"`). Only linked cases in one of `states` are
    moved (all live ones, if none is named) for which `when(facts, form, other)` is true; `facts` are those after the
    mover's own move. `form(facts, form, other)` gives the linked move's form.
    """

    link: str
    trigger: str
    states: tuple[str, ...] = ()
    when: Fact | None = None
    form: Fact | None = None


@dataclass(frozen=True)
class Create:
    """A case made in the same act: `type(facts, form)` names its type (None: none is made), `form(facts, form)` fills
    its form, and `link` is what the new case is called from here."""

    link: str
    type: Fact
    form: Fact


@dataclass(frozen=True)
class Link:
    """A name for the live links of a case to the cases of one kind."""

    name: str
    kind: str


@dataclass(frozen=True)
class Seat:
    """A part taken by a person, or by an organisation with whoever acts for it (`person` is None)."""

    part: str
    organisation: str | None
    person: str | None = None


@dataclass(frozen=True)
class Transition:
    """One button: who may press it, what it asks, what it causes.

    Functions of a transition are pure: `record(facts, form)` gives the facts to store (default: the form's own
    values but `reason`), `seats(facts, form)` the seats after the move, `links` the refs linked to under a name.
    """

    trigger: str
    label: str
    edge: Edge
    by: tuple[Part, ...]
    form: type[Form] | None = None
    guards: tuple[Guard, ...] = ()
    letters: Mapping[str, Any] = field(default_factory=dict)  # template → audience, or a tuple of them
    moves: tuple[Move | Create, ...] = ()
    links: Mapping[str, Fact] = field(default_factory=dict)
    unlinks: tuple[str, ...] = ()  # after all moves: what the case leaves
    record: Fact | None = None
    seats: Fact | None = None
    signed_by: tuple[Part, ...] = ()
    unsigns: tuple[str, ...] = ()
    other_eyes_than: tuple[str, ...] = ()
    at: Moment | None = None
    plans: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    back: bool = False
    destructive: bool = False
    explains: str = ""  # one sentence for the page, where the label does not say it all


@dataclass(frozen=True)
class Workflow:
    """A case type in one version: the law of its cases."""

    name: str
    kind: str
    version: int
    label: str
    prefix: str
    facts: type[Any]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    title: Fact
    country: Fact
    links: tuple[Link, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    papers: tuple[Paper, ...] = ()
    path: tuple[str, ...] = ()  # the main path, whose milestones rise one by one
    offices: frozenset[str] = frozenset()
    # The live cases of this type in which the same organisation has one of these parts are read too, to be compared.
    beside: tuple[Part, ...] = ()
    commented_by: tuple[Part, ...] = ()  # who comments on a case they see, besides brokers

    def state(self, name: str) -> State:
        """The state called so; KeyError if there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, State]:
        return {state.name: state for state in self.states}

    @property
    def state_names(self) -> frozenset[str]:
        """The names of all states."""
        return frozenset(self._by_name)

    @property
    def triggers(self) -> tuple[str, ...]:
        """All triggers, in the order of declaration, each once."""
        return tuple(dict.fromkeys(transition.trigger for transition in self.transitions))

    def transition(self, trigger: str, state: str) -> Transition | None:
        """The transition that `trigger` means in `state`, if it means one there."""
        found = (t for t in self.transitions if t.trigger == trigger and state in t.edge.sources)
        return next(found, None)

    def guards_of(self, transition: Transition) -> tuple[Guard, ...]:
        """All that can refuse a transition: its own guards, and what must hold in the state it enters."""
        target = transition.edge.target
        holds = self.state(target).holds if target in self.state_names else ()
        return (*transition.guards, *holds)

    @property
    def creations(self) -> tuple[Transition, ...]:
        """The transitions a case can begin with."""
        return tuple(transition for transition in self.transitions if transition.edge.creates)
