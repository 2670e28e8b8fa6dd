"""When: every date exists, the clock knows when to press what, and never goes round in circles."""

from collections.abc import Iterator

from workflow.arrows import Arrow
from workflow.checks.subject import Subject, fields_of, quoted, strings_of
from workflow.checks.ways import reach
from workflow.definition import CLOCK, STATE_GROUP, FollowUp, Kind
from workflow.forms import Day
from workflow.moments import ENTERED, LIMIT, Moment
from workflow.snapshot import Facts


def dates_exist(it: Subject) -> Iterator[str]:
    """Every date that something hangs on is set by a form or provided by the facts."""
    known = _dates(it)
    for what, moment in _moments(it):
        for name in filter(None, (moment.anchor, moment.until)):
            if name not in known and not it.provides(name):
                yield (
                    f"{what} hangs on the date “{name}”, which no form sets and the facts do not provide."
                    " Ask for it, or add a property of that name."
                )
    for state in it.definition.states:
        if state.limit and LIMIT in (state.limit.anchor, state.limit.until):
            yield f"The limit of “{state.name}” hangs on itself. Count it from another date."


def _dates(it: Subject) -> set[str]:
    asked = {name for _, form in it.forms for name, field in fields_of(form) if isinstance(field, Day)}
    recorded = {name for one in it.definition.transitions if one.record for name in strings_of(one.record)}
    anchor = getattr(it.definition.facts, "anchor", Facts.anchor)
    return {ENTERED, LIMIT} | asked | recorded | (strings_of(anchor) if anchor is not Facts.anchor else set())


def _moments(it: Subject) -> Iterator[tuple[str, Moment]]:
    for state in it.definition.states:
        if state.limit:
            yield f"The limit of “{state.name}”", state.limit
    for transition in it.definition.transitions:
        if transition.at:
            yield f"“{transition.trigger}”", transition.at
    for follow_up in it.follow_ups:
        yield f"“{follow_up.name}”", follow_up.at
        if isinstance(follow_up.past, Moment):
            yield f"“{follow_up.name}”", follow_up.past


def clock_knows_when(it: Subject) -> Iterator[str]:
    """What the clock presses has a moment, and what has a moment may be pressed by the clock."""
    fired = {one.trigger for one in it.follow_ups if one.kind is Kind.FIRE}
    for transition in it.definition.transitions:
        if transition.at and CLOCK not in transition.by:
            yield f"“{transition.trigger}” has a moment, but the clock may not press it. Add CLOCK to by."
        if CLOCK in transition.by and not transition.at and transition.trigger not in fired:
            yield f"“{transition.trigger}” is for the clock, and nothing says when. Give it a moment, or a follow-up."


def clock_stops(it: Subject) -> Iterator[str]:
    """The clock alone never brings a case back to a state it was in: somebody must have acted between."""
    timed = [one for one in it.arrows if one.target is not None and _by_clock(it, one)]
    steps = [(one.source, one.after) for one in timed]
    loops = [state.name for state in it.definition.states if _comes_back(state.name, steps)]
    if loops:
        yield f"The clock goes round in circles through {quoted(loops)}. Let a person act somewhere between."


def _by_clock(it: Subject, arrow: Arrow) -> bool:
    rungs = {(state, rung.trigger) for state, rung in it.ladders if rung.kind is Kind.FIRE}
    return arrow.transition.at is not None or (arrow.source, arrow.transition.trigger) in rungs


def _comes_back(name: str, steps: list[tuple[str, str]]) -> bool:
    return name in reach({there for here, there in steps if here == name}, steps)


def follow_ups_can_fire(it: Subject) -> Iterator[str]:
    """A follow-up that fires names a trigger that the clock may press in a state where it can be due."""
    for state, rung in it.ladders:
        yield from _fires(it, rung, {state})
    for follow_up in it.definition.follow_ups:
        yield from _fires(it, follow_up, _due_in(it, follow_up))


def _fires(it: Subject, follow_up: FollowUp, states: set[str]) -> Iterator[str]:
    if follow_up.kind is not Kind.FIRE:
        if follow_up.trigger:
            yield f"“{follow_up.name}” names a trigger and does not fire it. Make it Kind.FIRE, or take the trigger away."
    elif not any(
        one.trigger == follow_up.trigger and CLOCK in one.by and states & {*one.edge.sources}
        for one in it.definition.transitions
    ):
        where = quoted(sorted(states))
        yield f"“{follow_up.name}” fires “{follow_up.trigger}”, which the clock cannot press in {where}. Mend the name, or add it there."


def _due_in(it: Subject, follow_up: FollowUp) -> set[str]:
    """The states in which a follow-up of a group can be due: from where it is planned until it is cancelled or done."""
    planned = {one.after for one in it.arrows if follow_up.group in one.transition.plans}
    going_on = (
        (one.source, one.after)
        for one in it.arrows
        if follow_up.group not in one.transition.cancels and one.transition.trigger != follow_up.trigger
    )
    return reach(planned, going_on)


def groups_are_planned(it: Subject) -> Iterator[str]:
    """Groups of follow-ups that transitions plan and cancel, and states welcome to, exist; each is planned by something."""
    groups = dict.fromkeys(one.group for one in it.definition.follow_ups)
    planned = {name for one in it.definition.transitions for name in one.plans}
    for transition in it.definition.transitions:
        for verb, names in (("plans", transition.plans), ("cancels", transition.cancels)):
            for name in names:
                if name not in groups and name != STATE_GROUP:
                    yield f"“{transition.trigger}” {verb} “{name}”, in which there is no follow-up. Its groups: {quoted(groups)}."
    for state in it.definition.states:
        for name in state.welcomes:
            if name not in groups:
                yield f"“{state.name}” welcomes to “{name}”, in which there is no follow-up. Its groups: {quoted(groups)}."
    for follow_up in it.definition.follow_ups:
        if follow_up.group not in planned:
            yield f"“{follow_up.name}” is in the group “{follow_up.group}”, which no transition plans. Plan it, or delete it."
