"""Sets a scene for a test without a database: who is who in a library, cases, and the links between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from workflow.definition import Seat, Workflow
from workflow.snapshot import Case, Place, Snapshot, pair

NOW = datetime(2017, 5, 15, 7, 0, tzinfo=UTC)  # a Monday
READER, LIBRARIAN = "PER-0001", "PER-0002"
OTHER_LIBRARIAN, OTHER_READER = "PER-0003", "PER-0004"


def broken(definition: Workflow, trigger: str, **changes: Any) -> Workflow:
    """A definition with one transition changed."""
    assert trigger in definition.triggers
    changed = tuple(replace(one, **changes) if one.trigger == trigger else one for one in definition.transitions)
    return replace(definition, transitions=changed)


def with_state(definition: Workflow, name: str, **changes: Any) -> Workflow:
    """A definition with one state changed."""
    assert name in definition.state_names
    changed = tuple(replace(one, **changes) if one.name == name else one for one in definition.states)
    return replace(definition, states=changed)


@dataclass(frozen=True)
class Library:
    """Who is who: readers and librarians."""

    roles: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {
            READER: frozenset({"reader"}),
            OTHER_READER: frozenset({"reader"}),
            LIBRARIAN: frozenset({"broker"}),
            OTHER_LIBRARIAN: frozenset({"broker"}),
        }
    )

    def place(self, ident: str) -> Place:
        """Everybody lives in the Netherlands."""
        return Place("Europe/Amsterdam", "NL", "en")

    def offices(self, person: str) -> frozenset[str]:
        """The roles of a person."""
        return self.roles.get(person, frozenset())

    def organisation(self, person: str) -> str | None:
        """Readers come for themselves."""
        return None

    def acts_as(self, person: str, part: str) -> bool:
        """Everybody acts as what they are."""
        return True

    def away_for(self, person: str, day: date) -> Mapping[str, frozenset[str]]:
        """Nobody is away."""
        return {}

    def people_of(self, organisation: str, role: str | None = None) -> tuple[str, ...]:
        """Nobody acts for an organisation."""
        return ()

    def brought(self, person: str, document: str) -> bool:
        """Nobody has papers."""
        return False

    def chosen(self, ident: str) -> bool:
        """All that there are."""
        return self.knows(ident)

    def knows(self, ident: str) -> bool:
        """Whether there is such a person."""
        return ident in self.roles


def case(
    definition: Workflow, state: str, *, ref: str = "", seats: tuple[Seat, ...] | None = None, **more: Any
) -> Case:
    """A case in a state, of one reader, begun on the day of `NOW`; `more` are other columns."""
    declared = definition.state(state)
    values: dict[str, Any] = {
        "milestone": declared.milestone.name if declared.milestone else "",
        "version": 1,
        "seq": 1,
        "head": "0" * 64,
        "facts": {},
        "entered_on": date(2017, 5, 15),
        "created_at": NOW,
        "ended": declared.end,
    }
    return Case(
        ref=ref or f"{definition.prefix}-2017-0001",
        kind=definition.kind,
        type=definition.name,
        definition_version=definition.version,
        state=state,
        seats=(Seat("reader", None, READER),) if seats is None else seats,
        **(values | more),
    )


def snapshot(*cases: Case, actor: str = READER, links: tuple[tuple[str, str], ...] = (), **more: Any) -> Snapshot:
    """What a move is judged by, at `NOW` unless told otherwise."""
    values: dict[str, Any] = {"now": NOW, "directory": Library()} | more
    pairs = frozenset(pair(*ends) for ends in links)
    return Snapshot(actor=actor, cases={one.ref: one for one in cases}, links=pairs, **values)
