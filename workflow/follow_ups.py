"""What falls due because of a case: planned when a state is entered or a date is set, cancelled when it is left. Pure.

Claiming and doing what is due is the scheduler's part of the same rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from workflow import calendar
from workflow.attempt import Planned
from workflow.blockers import Blocker
from workflow.definition import CLOCK, OWING, STATE_GROUP, FollowUp, Kind, Late, Part, State, Transition, Workflow
from workflow.moments import ENTERED, Moment
from workflow.recipients import Audiences, addressed, recipients
from workflow.settle import Anchors, limit_place
from workflow.snapshot import Case, Facts, Place, Snapshot


def of_state(definition: Workflow, snapshot: Snapshot, ref: str, audiences: Audiences) -> Iterator[Planned]:
    """The ladder of the state a case is in, and its transitions by the clock; nothing while its limit stands still."""
    case = snapshot.case(ref)
    state = definition.state(case.state)
    facts: Facts = definition.facts(snapshot, ref)
    if case.paused_on is None:
        for rung, follow_up in enumerate(state.late):
            yield from _planned(definition, follow_up, rung, facts, audiences)
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
            yield from _planned(definition, follow_up, rung, facts, audiences)


def in_grace(planned: Iterable[Planned], until: datetime) -> tuple[Planned, ...]:
    """What a move makes due at once waits as its letters do: until then the move can be taken back."""
    return tuple(one if one.kind is Kind.FIRE else replace(one, due_at=max(one.due_at, until)) for one in planned)


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
    due = due_at(moment, facts, place)
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


def _planned(
    definition: Workflow, follow_up: FollowUp, rung: int, facts: Facts, audiences: Audiences
) -> Iterator[Planned]:
    # Each once: who has two of the parts named would take one place of the unique key twice.
    for ident in dict.fromkeys(_addressees(follow_up, facts, audiences)):
        dues = [
            (due, place) for place in _places(ident, definition, facts) if (due := due_at(follow_up.at, facts, place))
        ]
        if not dues:
            continue
        # Who is waited for with others may live east of them: the first morning, and telling lets the others sleep.
        (day, at), place = min(dues, key=lambda one: one[0][1])
        moment = _in_time(follow_up, at, facts, place)
        if moment is not None:
            yield Planned(
                facts.ref,
                follow_up.name,
                rung,
                addressed(ident),
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


def waited_for(definition: Workflow, case: Case) -> tuple[Part, ...]:
    """Whose turn it is in a case, as its state declares them; the clock reads no letters."""
    turn = definition.state(case.state).turn
    parts = turn if isinstance(turn, tuple) else ()
    return tuple(part for part in parts if part.name in case.waits_for and part != CLOCK)


def _places(ident: str, definition: Workflow, facts: Facts) -> list[Place]:
    """Where the clocks hang by which a follow-up for somebody is due: several for those who are waited for together."""
    if ident == CLOCK.name:
        return [facts.place()]
    waited = tuple(_owing(definition, facts.case)) if ident == OWING.name else (ident,)
    return [facts.snapshot.directory.place(one) for one in waited or ("office:broker",)]


def _owing(definition: Workflow, case: Case) -> Iterator[str]:
    """The people, governments and offices whose turn it is."""
    for part in waited_for(definition, case):
        if part.office:
            yield f"office:{part.name}"
        yield from (ident for s in case.seats if s.part == part.name and (ident := s.person or s.organisation))


def due_at(moment: Moment, facts: Facts, place: Place) -> tuple[date, datetime] | None:
    """The day that a moment falls on, and the instant of it, for somebody who lives at a place; None if nothing says."""
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
        until = due_at(follow_up.past, facts, place)
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
