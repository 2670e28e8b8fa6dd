"""What the clock will do, and what will be sent, if nobody does anything: the scheduler's rounds, played ahead. Pure.

A row is judged here by the very functions that judge it when it is due (`telling.tell`, `plan`, `unable.tasks`), in the world
as it will be then: a move of the clock changes that world, cancels rows and plans others, and those are followed too.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from workflow import telling, unable
from workflow.attempt import Attempt, Cancelled, Left, Owed, Plan, Planned
from workflow.definition import CLOCK, Kind, Workflow
from workflow.due import REMINDERS
from workflow.errors import WorkflowError
from workflow.follow_ups import in_grace
from workflow.plan import asked_for, plan
from workflow.press import load
from workflow.reading import closure
from workflow.recipients import Audiences, addressed
from workflow.references import missing
from workflow.registry import Registry
from workflow.snapshot import Snapshot
from workflow.texts import plain

MOST = 2_000  # rows that are looked at; a forecast of more ends where the last of them is due, and says so
PLANNED, REFUSED = "planned", "refused"
VIA = "forecast"

Had = frozenset[tuple[str, str, str]]  # (ref, rule, recipient) of what was done before


@dataclass(frozen=True)
class Waiting:
    """A follow-up that is planned, as its table has it, or (the number is then ours) as it would be planned."""

    id: int
    ref: str
    rule: str
    rung: int
    recipient: str
    group: str
    kind: str
    trigger: str | None
    anchor: str
    facts: Mapping[str, Any]
    due_at: datetime
    zone: str
    status: str = PLANNED
    last_error: str | None = None

    @classmethod
    def planned(cls, ident: int, one: Planned) -> "Waiting":
        """What a plan would write."""
        given = {name: getattr(one, name) for name in COLUMNS if name not in ("id", "kind", "status", "last_error")}
        return cls(id=ident, kind=one.kind.value, **given)


COLUMNS = tuple(column.name for column in fields(Waiting))


@dataclass(frozen=True)
class Line:
    """One letter, or one move of the clock (`kind` is then `fire`, and `status` may be `refused`).

    A letter is called by its follow-up, or, where a move owes it, by its template; that move's trigger is its `cause`.
    `zone` and `language` are those of whoever gets it; the clock speaks none. `due_at` is UTC.
    """

    ref: str
    rule: str
    rung: int
    recipient: str
    kind: str
    trigger: str | None
    anchor: str
    facts: Mapping[str, Any]
    due_at: datetime
    zone: str
    language: str | None
    status: str = PLANNED
    cause: str | None = None


@dataclass(frozen=True)
class Forecast:
    """Lines in the order of time. `until` is the moment to which nothing is missing, earlier than was asked if it is `cut`;
    `snapshot` is the world by then."""

    lines: tuple[Line, ...]
    until: datetime
    snapshot: Snapshot
    cut: bool = False


@dataclass(frozen=True)
class Rules:
    """The law of all cases, who is meant by a name, and how long the letters of a move wait before they leave."""

    registry: Registry
    audiences: Audiences
    grace: timedelta

    def of(self, snapshot: Snapshot, ref: str) -> Workflow:
        """The law of a case."""
        case = snapshot.case(ref)
        return self.registry.get(case.type, case.definition_version)


def forecast(
    rules: Rules, snapshot: Snapshot, rows: Iterable[Waiting], until: datetime, had: Had = frozenset(), most: int = MOST
) -> Forecast:
    """From the snapshot's moment to `until`. `rows` are all that is planned up to then of the cases of the snapshot.

    It looks at no more than `most` rows, those included that are planned on the way.
    """
    ahead = _Ahead(rules, replace(snapshot, actor=CLOCK.name, on_behalf_of=None), set(had))
    ahead.add(rows)
    cut = not any(not ahead.step(until) for _row in range(most))
    if cut:
        until = ahead.snapshot.now
    lines = sorted((one for one in ahead.lines if one.due_at <= until), key=lambda line: line.due_at)
    return Forecast(tuple(lines), until, ahead.snapshot, cut)


def after(plan: Plan, rows: Iterable[Waiting]) -> list[Waiting]:
    """The rows that will be there once a plan is written: without what it cancels, with what it plans."""
    stay = _staying(rows, plan.cancelled, plan.left)
    return [*stay, *map(Waiting.planned, _numbers(rows), plan.planned)]


def letters_of(rules: Rules, plan: Plan, at: datetime, anchor: str) -> Iterator[Line]:
    """The letters a plan owes: one to each who gets any, as the outbox will hold them."""
    first: dict[str, Owed] = {}
    for owed in plan.letters:
        first.setdefault(owed.recipient, owed)
    trigger = plan.attempt.trigger
    for owed in first.values():
        given = {"rung": 0, "kind": Kind.LETTER.value, "trigger": None, "anchor": anchor, "facts": {}, "cause": trigger}
        yield _letter(plan.after, owed, rule=owed.template, due_at=at + rules.grace, **given)


def _letter(snapshot: Snapshot, owed: Owed, **given: Any) -> Line:
    place = snapshot.directory.place(owed.recipient)
    to = addressed(owed.recipient)
    return Line(ref=owed.ref, recipient=to, zone=place.zone, language=place.language, **given)


def _staying(rows: Iterable[Waiting], cancelled: Iterable[Cancelled], left: Iterable[Left]) -> Iterator[Waiting]:
    groups, people = {(one.ref, one.group) for one in cancelled}, {(one.ref, one.recipient) for one in left}
    return (row for row in rows if (row.ref, row.group) not in groups and (row.ref, row.recipient) not in people)


def _numbers(rows: Iterable[Waiting]) -> Iterator[int]:
    """Numbers for what is planned: beyond those that are taken."""
    number = max((row.id for row in rows), default=0)
    while True:
        yield (number := number + 1)


@dataclass
class _Ahead:
    """The world so far ahead; rows by number, and which of them is next."""

    rules: Rules
    snapshot: Snapshot
    had: set[tuple[str, str, str]]
    lines: list[Line] = field(default_factory=list)
    rows: dict[int, Waiting] = field(default_factory=dict)
    of_case: dict[str, set[int]] = field(default_factory=dict)
    next: list[tuple[datetime, int]] = field(default_factory=list)
    newest: int = 0

    def add(self, rows: Iterable[Waiting]) -> None:
        """More that is planned."""
        for row in rows:
            self.rows[row.id] = row
            self.of_case.setdefault(row.ref, set()).add(row.id)
            self.newest = max(self.newest, row.id)
            heapq.heappush(self.next, (row.due_at, row.id))

    def add_planned(self, planned: Iterable[Planned]) -> None:
        """What a move plans."""
        self.add([Waiting.planned(self.newest + number, one) for number, one in enumerate(planned, 1)])

    def step(self, until: datetime) -> bool:
        """Do the row that is due first; False if none is due up to `until`."""
        while self.next and self.next[0][0] <= until:
            due_at, ident = heapq.heappop(self.next)
            row = self.rows[ident]
            if row.status == PLANNED and row.due_at == due_at:
                self.snapshot = replace(self.snapshot, now=max(due_at, self.snapshot.now))
                (self.fire if row.kind == Kind.FIRE.value else self.tell)(row)
                return True
        return False

    def end(self, row: Waiting, status: str) -> None:
        """It is done, or need not be."""
        self.rows[row.id] = replace(row, status=status)
        if status == "done":
            self.had.add((row.ref, row.rule, row.recipient))

    # --- what is told ---------------------------------------------------------------------------------------------------

    def tell(self, row: Waiting) -> None:
        """A reminder, a letter, a question or a task."""
        newer = self.newer(row) if row.kind in REMINDERS else ()
        told = telling.tell(self.expected(row), newer, (row.ref, row.rule, row.recipient) in self.had)
        self.end(row, told.status)
        self.add_planned(told.later)
        given = {name: getattr(row, name) for name in ("rule", "rung", "kind", "trigger", "anchor", "facts")}
        self.lines += [_letter(self.snapshot, owed, due_at=self.snapshot.now, **given) for owed in told.letters]

    def newer(self, row: Waiting) -> Iterator[telling.Expected]:
        """The reminders of the same case that came due after it, where it is late."""
        for ident in self.of_case[row.ref] if row.due_at < self.snapshot.now else ():
            other = self.rows[ident]
            stands = other.kind in REMINDERS and other.status in (PLANNED, "done")
            if stands and row.due_at < other.due_at <= self.snapshot.now:
                yield self.expected(other)

    def expected(self, row: Waiting) -> telling.Expected:
        """The row with its law and the world."""
        return telling.Expected(row, self.rules.of(self.snapshot, row.ref), self.snapshot)

    # --- what the clock does --------------------------------------------------------------------------------------------

    def fire(self, row: Waiting) -> None:
        """A move of the clock; one that the rules no longer know is left out, as the scheduler leaves it."""
        near = self.near(row.ref)
        self.rows[row.id] = replace(row, status="claimed")
        try:
            moved = _moved(self.rules, near, row)
        except WorkflowError:
            return
        if moved.blockers:
            self.refuse(row, moved)
            return
        self.line_of(row, PLANNED)
        self.lines += letters_of(self.rules, moved, self.snapshot.now, row.anchor)
        cases, links = self.snapshot.cases, self.snapshot.links
        self.snapshot = replace(
            self.snapshot,
            cases={**cases, **moved.after.cases},
            links=(links - near.links) | moved.after.links,
            numbers=moved.after.numbers,
        )
        self.cancel(moved)
        self.end(row, "done")
        self.add_planned(in_grace(moved.planned, self.snapshot.now + self.rules.grace))

    def near(self, ref: str) -> Snapshot:
        """What the move would read: the case and all that is reached from it."""
        cases = self.snapshot.cases
        refs = closure({ref}, self.snapshot.links, cases)
        links = frozenset(pair for pair in self.snapshot.links if pair[0] in refs and pair[1] in refs)
        return replace(self.snapshot, cases={one: cases[one] for one in refs if one in cases}, links=links)

    def cancel(self, moved: Plan) -> None:
        """What hangs on a state that was left, or on somebody who takes part no longer."""
        touched = {one.ref for one in moved.cancelled} | {one.ref for one in moved.left}
        rows = [self.rows[ident] for ref in touched for ident in self.of_case.get(ref, ())]
        waiting = [row for row in rows if row.status == PLANNED]
        stay = {row.id for row in _staying(waiting, moved.cancelled, moved.left)}
        for row in waiting:
            if row.id not in stay:
                self.end(row, "cancelled")

    def refuse(self, row: Waiting, moved: Plan) -> None:
        """It is told once, as tasks of the broker, and tried again each morning."""
        blockers = [replace(one, facts=plain(one.facts)) for one in moved.blockers]
        why, again = unable.reasons(blockers), unable.next_morning(row.zone, self.snapshot.now)
        if why != row.last_error:
            self.line_of(row, REFUSED)
            facts = self.rules.of(self.snapshot, row.ref).facts(self.snapshot, row.ref)
            self.add_planned(unable.tasks(facts, blockers))
        self.add([replace(row, due_at=again, last_error=why)])

    def line_of(self, row: Waiting, status: str) -> None:
        """What the clock does."""
        given = {name: value for name, value in asdict(row).items() if name in Line.__dataclass_fields__}
        self.lines.append(Line(**{**given, "due_at": self.snapshot.now, "status": status}, language=None))


def _moved(rules: Rules, near: Snapshot, row: Waiting) -> Plan:
    attempt = Attempt("", row.ref, row.trigger or "", act=VIA, via=VIA)
    definition, transition, _wrong_state = asked_for(rules.registry, near, attempt)
    form, _texts, wrong = load(transition.form, None)
    wrong = wrong or missing(transition.form, form, definition.facts(near, row.ref))
    attempt = replace(attempt, form=form, form_errors=wrong)
    return plan(rules.registry, near, attempt, audiences=rules.audiences, handlers={})
