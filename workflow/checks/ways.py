"""Where a case can go: every state can be reached and left, and milestones go back only where that is said."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from workflow.arrows import before
from workflow.checks.subject import Subject, quoted
from workflow.definition import CAME_FROM, START, State


def cases_begin(it: Subject) -> Iterator[str]:
    """There is a transition a case can begin with."""
    if not it.definition.creations:
        yield "No case can begin. Add a transition from START."


def states_are_reached(it: Subject) -> Iterator[str]:
    """Every state can be reached from the start."""
    if it.definition.creations:
        found = reach({START.name}, ((one.source, one.after) for one in it.arrows))
        for state in it.definition.states:
            if state.name not in found:
                yield f"Nothing leads to “{state.name}”. Add a transition to it, or delete the state."


def states_are_left(it: Subject) -> Iterator[str]:
    """Every state but an end has a way out, and from every state an end can be reached."""
    ends = {state.name for state in it.definition.states if state.end}
    saved = reach(ends, ((one.after, one.source) for one in it.arrows))
    for state in it.definition.states:
        if state.end or state.name in saved:
            continue
        if any(one.source == state.name != one.after for one in it.arrows):
            yield f"From “{state.name}” no end can be reached. Add a way to one."
        else:
            yield f"“{state.name}” has no way out. Add a transition from it, or declare it an end."


def ends_are_left_knowingly(it: Subject) -> Iterator[str]:
    """Whoever takes a case out of an end says so."""
    for one in it.arrows:
        if one.source != one.after and _ends(it, one.source) and not one.transition.back:
            yield f"“{one.transition.trigger}” leaves the end “{one.source}”. Say back=True if a case may begin again."


def returns_know_where(it: Subject) -> Iterator[str]:
    """A case that returns to where it came from has come from somewhere."""
    for transition in it.definition.transitions:
        if transition.edge.target == CAME_FROM.name:
            for source in transition.edge.sources:
                begins = any(one.edge.target == source for one in it.definition.creations)
                if begins or not before(it.definition, source):
                    yield (
                        f"“{transition.trigger}” leads back, but in “{source}” a case need not have come from anywhere."
                        " Name the state it leads to."
                    )


def milestones_go_back_knowingly(it: Subject) -> Iterator[str]:
    """A transition that takes the milestone back says so."""
    for one in it.arrows:
        if one.source == START.name or one.transition.back:
            continue
        was, now = it.definition.state(one.source).milestone, it.definition.state(one.after).milestone
        if was and now and now.order < was.order:
            yield (
                f"“{one.transition.trigger}” goes back from “{was.name}” to “{now.name}” (“{one.source}” to"
                f" “{one.after}”). Say back=True if that is meant."
            )


def path_rises(it: Subject) -> Iterator[str]:
    """The main path exists, begins where cases begin, and its milestones rise one by one."""
    path, definition = it.definition.path, it.definition
    for name in path:
        if name not in definition.state_names:
            yield f"The path names the state “{name}”, which is not declared. Add it, or mend the path."
            return
    if path and not any(one.edge.target == path[0] for one in definition.creations):
        yield f"The path begins with “{path[0]}”, but no case does. Begin it where a creation leads."
    for here, there in pairwise(path):
        if not any((one.source, one.after) == (here, there) for one in it.arrows):
            yield f"The path goes from “{here}” to “{there}”, but no transition does. Add one, or mend the path."
        yield from _step(definition.state(here), definition.state(there))


def _step(here: State, there: State) -> Iterator[str]:
    if here.milestone is None or there.milestone is None:
        silent = [state.name for state in (here, there) if state.milestone is None]
        yield f"The path goes by {quoted(silent)}, without a milestone. Give it one, or mend the path."
        return
    rise = there.milestone.order - here.milestone.order
    if rise not in (0, 1):
        how = "falls" if rise < 0 else "jumps"
        yield (
            f"On the path the milestone {how} from “{here.milestone.name}” (“{here.name}”) to"
            f" “{there.milestone.name}” (“{there.name}”). Let it rise one by one."
        )


def reach(begin: Iterable[str], steps: Iterable[tuple[str, str]]) -> set[str]:
    """All that can be reached by steps from somewhere, the beginning included."""
    onward: dict[str, set[str]] = {}
    for one, other in steps:
        onward.setdefault(one, set()).add(other)
    found: set[str] = set()
    ahead = set(begin)
    while ahead:
        found |= ahead
        ahead = {other for one in ahead for other in onward.get(one, ())} - found
    return found


def _ends(it: Subject, name: str) -> bool:
    return name != START.name and it.definition.state(name).end
