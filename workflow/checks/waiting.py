"""Whose turn it is: every state that waits says for whom and until when, and they can do something."""

from collections.abc import Iterator

from workflow.checks.subject import Subject, quoted
from workflow.definition import Follows, State


def states_wait_for_somebody(it: Subject) -> Iterator[str]:
    """A state that is no end names whose turn it is and until when, or the linked case that says so."""
    links = {link.name for link in it.definition.links}
    for state in it.definition.states:
        if state.end:
            yield from _resting(state)
        elif isinstance(state.turn, Follows):
            if state.turn.link not in links:
                yield f"“{state.name}” follows “{state.turn.link}”, which is no link of the type. Its links: {quoted(links)}."
        else:
            yield from _waiting(state)


def _resting(state: State) -> Iterator[str]:
    if state.turn or state.limit or state.late:
        yield f"“{state.name}” is an end and waits for nobody. Take its turn, limit and ladder away."


def _waiting(state: State) -> Iterator[str]:
    if not state.turn:
        yield f"“{state.name}” waits for nobody. Say whose turn it is."
    if state.limit is None:
        yield f"“{state.name}” may wait for ever. Give it a limit."


def turns_can_be_taken(it: Subject) -> Iterator[str]:
    """Of those whose turn it is, one at least can press something."""
    for state in it.definition.states:
        if state.end or isinstance(state.turn, Follows) or not state.turn:
            continue
        can = {part for one in it.definition.transitions if state.name in one.edge.sources for part in one.by}
        if can.isdisjoint(state.turn):
            names = quoted(part.name for part in state.turn)
            yield f"“{state.name}” waits for {names}, who can do nothing there. Give them a transition, or the turn to others."
        if (state.answered is None) is not (not state.then) or can.isdisjoint(state.then or can):
            yield f"“{state.name}” does not say who goes on once all have answered. Give `answered`, and `then` to who can act."


def buttons_have_hands(it: Subject) -> Iterator[str]:
    """Somebody can press every button."""
    for transition in it.definition.transitions:
        if not transition.by:
            yield f"Nobody can press “{transition.trigger}”. Say by whom."


def signatures_are_known(it: Subject) -> Iterator[str]:
    """Who signs may press; what is unsigned can be signed; other eyes are others than those of a known trigger."""
    signed = {one.trigger for one in it.definition.transitions if one.signed_by}
    for transition in it.definition.transitions:
        trigger = transition.trigger
        for part in transition.signed_by:
            if part not in transition.by:
                yield f"“{trigger}” is to be signed by “{part.name}”, who may not press it. Add it to by."
        for name in transition.unsigns:
            if name not in signed:
                yield f"“{trigger}” unsigns “{name}”, which nobody signs. Mend the name, or add signed_by there."
        for name in transition.other_eyes_than:
            if name not in it.definition.triggers:
                yield f"“{trigger}” wants other eyes than “{name}”, which is no trigger of the type. Mend the name."


def guards_can_be_asked(it: Subject) -> Iterator[str]:
    """What a guard mends by exists, here or in another type; what a state holds can be asked without a form."""
    known = {*it.definition.triggers, *(trigger for one in it.registry for trigger in one.triggers)}
    for where, guard in it.guards:
        if guard.mend is not None and guard.mend not in known:
            yield f"“{guard.code}” (“{where}”) is mended by “{guard.mend}”, which is no trigger of any type. Mend the name."
    for state in it.definition.states:
        for guard in state.holds:
            if guard.asks_form:
                yield f"“{state.name}” holds “{guard.code}”, which asks a form; a state has none. Ask the facts alone."
