"""From a draft to all that will be written: settled cases, chained entries, follow-ups, letters, handlers' rows. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from workflow import follow_ups, judge
from workflow.attempt import Cancelled, Gone, Left, Owed, Plan, Planned, Row, Step
from workflow.definition import STATE_GROUP, Seat
from workflow.draft import Changes, Draft
from workflow.fingerprint import fingerprint
from workflow.history import Entry, EntryKind
from workflow.recipients import addressed
from workflow.settle import settle
from workflow.snapshot import Case, Snapshot, TextRef
from workflow.texts import plain

# (kind, trigger) → what such a step owes `records/`: a pure function of the step and the world after the act.
Handlers = Mapping[tuple[str, str], tuple[Callable[[Step, Snapshot], Iterable[Row | Gone]], ...]]

# The columns that history tells by name; the others follow from facts, seats, links and the entries themselves.
TOLD = (
    "kind",
    "milestone",
    "ended",
    "came_from",
    "entered_on",
    "paused_on",
    "paused_days",
    "waits_for",
    "follows",
    "due_date",
    "due_zone",
    "title",
    "country",
    "signatures",
)
MOVES = (EntryKind.CREATED, EntryKind.MOVED)
COUNTED = (*MOVES, EntryKind.SIGNED, EntryKind.EDITED)  # what makes a new version of a case


def conclude(draft: Draft, before: Snapshot, handlers: Handlers) -> Plan:
    """Settle every case that moved, then say what to write."""
    refs = list(dict.fromkeys(step.ref for step in draft.steps))
    for ref in refs:
        case = draft.snapshot.case(ref)
        settled = settle(draft.definition(ref), draft.snapshot, case, entered=_entered(draft, ref))
        draft.snapshot = draft.snapshot.with_case(settled)
    entries = _entries(draft, before)
    cancelled, planned = _schedule(draft, before, refs)
    return Plan(
        attempt=draft.attempt,
        before=before,
        after=draft.snapshot,
        steps=tuple(draft.steps),
        entries=entries,
        cancelled=cancelled,
        left=tuple(_left(draft, before, refs)),
        planned=planned,
        letters=tuple(_letters(draft)),
        rows=tuple(_rows(draft, handlers)),
    )


def _entered(draft: Draft, ref: str) -> bool:
    return any(step.kind in MOVES for step in draft.steps if step.ref == ref)


def _entries(draft: Draft, before: Snapshot) -> tuple[Entry, ...]:
    """One entry a step, one more before it for each waiver used; each chained to the one before it in its case."""
    written: list[Entry] = []
    ids: list[str] = []  # of each step's entry, so that a consequence can name its cause
    last = {step.ref: index for index, step in enumerate(draft.steps)}
    for index, step in enumerate(draft.steps):
        for entry in _of_step(draft, before, index, ids, final=last[step.ref] == index):
            case = draft.snapshot.case(step.ref)
            entry = replace(entry, seq=case.seq + 1, previous_hash=case.head)
            counts = int(entry.kind in COUNTED)
            case = case.but(seq=entry.seq, head=entry.hash, version=case.version + counts)
            draft.snapshot = draft.snapshot.with_case(case)
            written.append(entry)
        ids.append(f"{step.ref}/{draft.snapshot.case(step.ref).seq}")
    return tuple(written)


def _of_step(draft: Draft, before: Snapshot, index: int, ids: list[str], *, final: bool) -> Iterator[Entry]:
    step = draft.steps[index]
    for code, reason in step.waivers.items():
        yield _entry(draft, step, EntryKind.WAIVED, reason=reason, grounds={"waivers": [code]})
    changes = _told(draft.changes[index])
    if final:
        columns = _columns(before.cases.get(step.ref), draft.snapshot.case(step.ref))
        changes |= {"case": columns} if columns else {}
    grounds = {
        "part": step.part,
        "verdicts": [
            {"code": verdict.code, "passed": verdict.facts is None, "facts": verdict.facts} for verdict in step.verdicts
        ],
        "waivers": list(step.waivers),
        "cause": None if step.cause is None else ids[step.cause],
    }
    if away := judge.stood_in(step.transition, before, step.part, step.ref) if step.cause is None else ():
        grounds["in_stead_of"] = list(away)
    yield _entry(draft, step, step.kind, reason=step.form.get("reason"), grounds=grounds, changes=changes)


def _entry(
    draft: Draft,
    step: Step,
    kind: EntryKind,
    *,
    reason: TextRef | None,
    grounds: Mapping[str, Any],
    changes: Mapping[str, Any] | None = None,
) -> Entry:
    attempt, definition = draft.attempt, draft.definition(step.ref)
    own = step.cause is None
    behalf = attempt.on_behalf_reason if own else None
    return Entry(
        ref=step.ref,
        seq=0,
        act=attempt.act,
        kind=kind,
        trigger=step.transition.trigger,
        source=None if step.kind is EntryKind.CREATED or kind is EntryKind.WAIVED else step.source,
        target=None if kind is EntryKind.WAIVED else step.target,
        actor=draft.snapshot.actor,
        part=step.part,
        on_behalf_of=attempt.on_behalf_of if own else None,
        on_behalf_reason=behalf.plain() if behalf else None,
        via=attempt.via,
        at=draft.snapshot.now,
        type=definition.name,
        definition_version=definition.version,
        fingerprint=fingerprint(definition),
        grounds=grounds,
        reason=reason.plain() if reason else None,
        changes=changes or {},
        previous_hash=None,
    )


def _told(changes: Changes) -> dict[str, Any]:
    """The changes of one step as history tells them: only what there is to tell."""
    seats = {"add": list(map(_seat, changes.seats_added)), "remove": list(map(_seat, changes.seats_removed))}
    links = {"add": sorted(changes.links_added), "remove": sorted(changes.links_removed)}
    told: dict[str, Any] = {"facts": dict(changes.facts)}
    told["seats"] = {name: value for name, value in seats.items() if value}
    told["links"] = {name: value for name, value in links.items() if value}
    told["anew"] = list(changes.begun_anew)
    return {name: value for name, value in told.items() if value}


def _seat(seat: Seat) -> list[str | None]:
    return [seat.part, seat.organisation, seat.person]


def _columns(before: Case | None, after: Case) -> dict[str, Any]:
    """The columns told by name that an act changed; all that say something, in a creation."""
    changed: dict[str, Any] = {}
    for name in TOLD:
        value = getattr(after, name)
        if value != (getattr(before, name) if before else _DEFAULTS.get(name)):
            changed[name] = _json(value)
    return changed


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_DEFAULTS = {f.name: f.default for f in fields(Case)} | {"signatures": {}}


def _schedule(draft: Draft, before: Snapshot, refs: list[str]) -> tuple[tuple[Cancelled, ...], tuple[Planned, ...]]:
    """What is cancelled, then what is planned anew, case by case."""
    cancelled: list[Cancelled] = []
    planned: list[Planned] = []
    for ref in refs:
        groups = _groups(draft, before, ref)
        planned += _welcomed(draft, before, ref, groups)
        for group, plan_anew in groups.items():
            if ref in before.cases:
                cancelled.append(Cancelled(ref, group))
            if plan_anew:
                planned += _of_group(draft, group, ref)
        for gone, task in _tasks(draft, before, ref):
            cancelled += [gone] if gone else []
            planned += [task] if task else []
    return tuple(cancelled), tuple(planned)


def _groups(draft: Draft, before: Snapshot, ref: str) -> dict[str, bool]:
    """Group → whether it is planned anew (else only cancelled); the last transition that names a group decides."""
    groups: dict[str, bool] = {}
    for step in draft.steps:
        if step.ref == ref and step.kind is not EntryKind.SIGNED:
            groups |= dict.fromkeys(step.transition.cancels, False) | dict.fromkeys(step.transition.plans, True)
    earlier, case = before.cases.get(ref), draft.snapshot.case(ref)
    definition = draft.definition(ref)
    if earlier is None or _entered(draft, ref) or follow_ups.moved(definition, earlier, case, draft.snapshot, before):
        groups[STATE_GROUP] = not case.ended
    return groups


def _welcomed(draft: Draft, before: Snapshot, ref: str, anew: Collection[str]) -> Iterator[Planned]:
    """What runs in the state of a case, for who has just come to take part; what the act itself plans or cancels is done."""
    earlier, case = before.cases.get(ref), draft.snapshot.case(ref)
    welcomes = draft.definition(ref).state(case.state).welcomes
    if earlier is None or not welcomes or earlier.seats == case.seats:
        return
    came = {addressed(one) for one in _people(draft.snapshot, case) - _people(before, earlier)}
    for group in welcomes:
        if group not in anew:
            yield from (one for one in _of_group(draft, group, ref) if one.recipient in came)


def _of_group(draft: Draft, group: str, ref: str) -> Iterator[Planned]:
    definition = draft.definition(ref)
    if group == STATE_GROUP:
        return follow_ups.of_state(definition, draft.snapshot, ref, draft.audiences)
    return follow_ups.of_group(definition, group, draft.snapshot, ref, draft.audiences)


def _left(draft: Draft, before: Snapshot, refs: list[str]) -> Iterator[Left]:
    """Who took part in a case before the act and does not after it: what was planned for them has lost its reason."""
    for ref in refs:
        earlier, case = before.cases.get(ref), draft.snapshot.case(ref)
        if earlier is not None and earlier.seats != case.seats:
            gone = _people(before, earlier) - _people(draft.snapshot, case)
            yield from (Left(ref, addressed(person)) for person in sorted(gone))


def _people(snapshot: Snapshot, case: Case) -> set[str]:
    named = {seat.person for seat in case.seats if seat.person}
    acting = (
        snapshot.directory.people_of(seat.organisation or "", seat.part) for seat in case.seats if not seat.person
    )
    return named.union(*acting)


def _tasks(draft: Draft, before: Snapshot, ref: str) -> Iterator[tuple[Cancelled | None, Planned | None]]:
    """A condition of the state that an internal transition broke becomes a task; one that holds again ends it."""
    earlier = before.cases.get(ref)
    if earlier is None:
        return
    definition = draft.definition(ref)
    was = {guard.code for guard, v in _standing(draft, before, ref, earlier.state) if v.facts is not None}
    now = {guard.code: (guard, v) for guard, v in _standing(draft, draft.snapshot, ref, draft.snapshot.case(ref).state)}
    broken = {code for code, (_, verdict) in now.items() if verdict.facts is not None}
    for code in sorted(was - broken):
        yield Cancelled(ref, follow_ups.task_group(code)), None
    for blocker in judge.refusals([now[code] for code in sorted(broken - was)], {}):
        yield None, follow_ups.task(blocker, definition.facts(draft.snapshot, ref))


def _standing(draft: Draft, snapshot: Snapshot, ref: str, state: str) -> list[tuple[Any, Any]]:
    definition = draft.definition(ref)
    return judge.verdicts(definition.state(state).holds, definition.facts(snapshot, ref), with_form=False)


def _letters(draft: Draft) -> Iterator[Owed]:
    """Every letter with the facts it may need, as they are when the act is over."""
    for index, template, recipient in draft.letters:
        step = draft.steps[index]
        case = draft.snapshot.case(step.ref)
        facts = owed_facts(case, step.transition.trigger, plain(step.form))
        yield Owed(recipient, template, step.ref, facts)


def owed_facts(case: Case, trigger: str | None, form: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a letter about a case may need; `form` is what the act behind it says, as JSON."""
    return {
        "type": case.type,
        "state": case.state,
        "milestone": case.milestone,
        "title": case.title,
        "country": case.country,
        "waits_for": list(case.waits_for),
        "due_date": _json(case.due_date),
        "due_zone": case.due_zone,
        "trigger": trigger,
        "form": form,
        "facts": {name: value for name, value in case.facts.items() if isinstance(value, str | int)},
    }


def _rows(draft: Draft, handlers: Handlers) -> Iterator[Row | Gone]:
    for step in draft.steps:
        if step.kind is not EntryKind.SIGNED:
            for handler in handlers.get((draft.definition(step.ref).kind, step.transition.trigger), ()):
                yield from handler(step, draft.snapshot)
