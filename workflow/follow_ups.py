"""What falls due because of a case: planned when a state is entered or a date is set, cancelled when it is left. Pure.

Claiming and doing what is due is the scheduler's part of the same rows.
"""

from collections.abc import Iterator
from datetime import date, datetime

from workflow import calendar
from workflow.attempt import Planned
from workflow.blockers import Blocker
from workflow.definition import CLOCK, OWING, STATE_GROUP, FollowUp, Kind, Late, Part, State, Transition, Workflow
from workflow.moments import ENTERED, Moment
from workflow.recipients import Audiences, recipients
from workflow.settle import Anchors, limit_place
from workflow.snapshot import Case, Facts, Place, Snapshot


def of_state(definition: Workflow, snapshot: Snapshot, ref: str, audiences: Audiences) -> Iterator[Planned]:
    """The ladder of the state a case is in, and its transitions by the clock; nothing while its limit stands still."""
    case = snapshot.case(ref)
    state = definition.state(case.state)
    facts: Facts = definition.facts(snapshot, ref)
    if case.paused_on is None:
        for rung, follow_up in enumerate(state.late):
            yield from _planned(follow_up, rung, facts, audiences)
    for transition in definition.transitions:
        if transition.at is not None and case.state in transition.edge.sources:
            yield from _fired(transition, transition.at, state, facts)


def of_group(definition: Workflow, group: str, snapshot: Snapshot, ref: str, audiences: Audiences) -> Iterator[Planned]:
    """All follow-ups that are planned and cancelled together under a name."""
    facts: Facts = definition.facts(snapshot, ref)
    rungs: dict[str, int] = {}
    for follow_up in definition.follow_ups:
        rung = rungs[follow_up.name] = rungs.get(follow_up.name, -1) + 1
        if follow_up.group == group:
            yield from _planned(follow_up, rung, facts, audiences)


def task(blocker: Blocker, facts: Facts) -> Planned:
    """A task of the broker: a condition of the state no longer holds."""
    place: Place = facts.snapshot.directory.place("office:broker")
    now = facts.snapshot.now
    said = {"message": blocker.message, "facts": dict(blocker.facts), "mend": blocker.mend}
    group, today = task_group(blocker.code), place.today(now)
    return Planned(
        facts.ref, blocker.code, 0, "office:broker", group, Kind.TASK, None, "today", today, now, place.zone, said
    )


def task_group(code: str) -> str:
    """What cancels the tasks that a broken condition made, once it holds again."""
    return f"task:{code}"


def _fired(transition: Transition, moment: Moment, state: State, facts: Facts) -> Iterator[Planned]:
    place = limit_place(state, facts) if moment.anchor == ENTERED else facts.place()
    due = _due(moment, facts, place)
    if due is None:
        return
    day, at = due
    yield Planned(
        facts.ref,
        transition.trigger,
        0,
        CLOCK.name,
        STATE_GROUP,
        Kind.FIRE,
        transition.trigger,
        moment.anchor,
        day,
        max(at, facts.snapshot.now),
        place.zone,
    )


def _planned(follow_up: FollowUp, rung: int, facts: Facts, audiences: Audiences) -> Iterator[Planned]:
    # Each once: who has two of the parts named would take one place of the unique key twice.
    for ident in dict.fromkeys(_addressees(follow_up, facts, audiences)):
        place = _place(ident, facts)
        due = _due(follow_up.at, facts, place)
        if due is None:
            continue
        day, at = due
        moment = _in_time(follow_up, at, facts, place)
        if moment is not None:
            yield Planned(
                facts.ref,
                follow_up.name,
                rung,
                f"person:{ident}" if ident.startswith("PER-") else ident,
                follow_up.group,
                follow_up.kind,
                follow_up.trigger,
                follow_up.at.anchor,
                day,
                moment,
                place.zone,
            )


def _addressees(follow_up: FollowUp, facts: Facts, audiences: Audiences) -> Iterator[str]:
    for audience in follow_up.to:
        if isinstance(audience, Part) and audience in (OWING, CLOCK):
            yield audience.name
        else:
            yield from recipients(audience, facts, audiences)


def _place(ident: str, facts: Facts) -> Place:
    if ident == CLOCK.name:
        return facts.place()
    if ident == OWING.name:
        waiting = facts.case.waits_for
        first = next((s for s in facts.case.seats if s.part in waiting and (s.person or s.organisation)), None)
        ident = (first.person or first.organisation or "") if first else "office:broker"
    place: Place = facts.snapshot.directory.place(ident)
    return place


def _due(moment: Moment, facts: Facts, place: Place) -> tuple[date, datetime] | None:
    day = calendar.date_of(moment, Anchors(facts, facts.case), place.country)
    return None if day is None else (day, calendar.instant(day, moment.hour, place.zone))


def _in_time(follow_up: FollowUp, at: datetime, facts: Facts, place: Place) -> datetime | None:
    """When to do it, if its moment may be past already: then now, or never."""
    now = facts.snapshot.now
    if at > now:
        return at
    # A rung of a ladder that is not later than entering its state has nothing to say.
    if follow_up.group == STATE_GROUP or follow_up.past is Late.SKIP:
        return None
    if isinstance(follow_up.past, Moment):
        until = _due(follow_up.past, facts, place)
        return now if until is not None and now < until[1] else None
    return now


def moved(definition: Workflow, before: Case, after: Case, snapshot: Snapshot, earlier: Snapshot) -> bool:
    """Whether a date changed on which the limit, the ladder or a clock move of the current state hangs."""
    state = definition.state(after.state)
    if (before.due_at, before.paused_on) != (after.due_at, after.paused_on):
        return True
    timed = [t.at for t in definition.transitions if t.at and after.state in t.edge.sources]
    hung = {m.anchor for m in timed} | {f.at.anchor for f in state.late}
    was, now = (
        Anchors(definition.facts(earlier, before.ref), before),
        Anchors(definition.facts(snapshot, after.ref), after),
    )
    return any(was[name] != now[name] for name in hung)
