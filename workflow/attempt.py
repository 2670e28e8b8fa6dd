"""What somebody tries, and what came of it: the values that pass between the engine, the plan and the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow.blockers import Blocker
from workflow.definition import Kind, Transition
from workflow.forms import Form
from workflow.history import Entry, EntryKind
from workflow.snapshot import Case, Snapshot, TextRef


@dataclass(frozen=True)
class Attempt:
    """One press of one button. `ref` is empty in a creation. `form` is loaded, its texts minted; None: not filled yet.

    `silent` is why none of its letters is sent.
    `form_errors` are what marshmallow found, told only after the questions of right and state are settled.
    """

    type: str
    ref: str
    trigger: str
    act: str
    via: str
    form: Mapping[str, Any] | None = None
    form_errors: Mapping[str, Any] | None = None
    waivers: Mapping[str, TextRef] = field(default_factory=dict)
    on_behalf_of: str | None = None
    on_behalf_reason: TextRef | None = None
    silent: TextRef | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class Verdict:
    """What one guard said: the facts of its refusal, or None."""

    code: str
    facts: Mapping[str, Any] | None


@dataclass(frozen=True)
class Step:
    """One case's move within an act; the first is what was asked for, the others follow from it (`cause`)."""

    ref: str
    transition: Transition
    kind: EntryKind
    source: str  # `start` in a creation
    target: str
    part: str | None
    form: Mapping[str, Any]
    verdicts: tuple[Verdict, ...] = ()
    waivers: Mapping[str, TextRef] = field(default_factory=dict)
    cause: int | None = None  # the index of the step that caused it


@dataclass(frozen=True)
class Planned:
    """A follow-up to be written; `recipient` is `person:ID`, `office:NAME`, `clock` or `owing`."""

    ref: str
    rule: str
    rung: int
    recipient: str
    group: str
    kind: Kind
    trigger: str | None
    anchor: str
    anchor_date: date | None
    due_at: datetime
    zone: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cancelled:
    """All that is still planned of a group of a case."""

    ref: str
    group: str


@dataclass(frozen=True)
class Left:
    """All that is still planned for somebody (`person:ID`) who takes part in a case no longer."""

    ref: str
    recipient: str


@dataclass(frozen=True)
class Owed:
    """A letter of one template about one case to one recipient (`PER-…` or `office:NAME`)."""

    recipient: str
    template: str
    ref: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A row of `records/` that a handler wants written: replaced if one with the same `key` columns is there."""

    table: str
    values: Mapping[str, Any]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gone:
    """All rows of a table of `records/` with these values, which a handler wants away: history keeps what they said."""

    table: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """Everything an act means: the reasons why not, or all that will be written."""

    attempt: Attempt
    before: Snapshot
    after: Snapshot
    blockers: tuple[Blocker, ...] = ()
    steps: tuple[Step, ...] = ()
    entries: tuple[Entry, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()
    left: tuple[Left, ...] = ()
    planned: tuple[Planned, ...] = ()
    letters: tuple[Owed, ...] = ()
    rows: tuple[Row | Gone, ...] = ()

    @property
    def ref(self) -> str:
        """The case that was asked to move; the new one's in a creation."""
        return self.steps[0].ref if self.steps else self.attempt.ref

    @property
    def touched(self) -> tuple[Case, ...]:
        """The cases that moved, as they are afterwards, in the order in which they moved."""
        return tuple(self.after.case(ref) for ref in dict.fromkeys(step.ref for step in self.steps))


@dataclass(frozen=True)
class Action:
    """One button for one person: allowed, or why not. `target` is the state it leads to, None where that is open."""

    trigger: str
    label: str
    target: str | None
    blockers: tuple[Blocker, ...]
    form: type[Form] | None
    form_required: bool
    on_behalf: tuple[str, ...]  # the parts for which a broker would press it
    destructive: bool
    explains: str

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not self.blockers


@dataclass(frozen=True)
class Outcome:
    """What came of a press: the case, its new state and version, and the ids of all entries written."""

    ref: str
    act: str
    state: str
    version: int
    entries: tuple[str, ...]
