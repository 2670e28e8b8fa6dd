"""Linked cases: whatever a move asks of them they can do, in every state in which it may find them."""

from collections.abc import Iterator

from workflow.checks.subject import Subject, quoted
from workflow.definition import LINK, Create, Move, Transition, Workflow
from workflow.registry import Registry


def links_lead_somewhere(it: Subject) -> Iterator[str]:
    """A link leads to a kind of which there is a type; what transitions link and unlink are links of the type."""
    names = [link.name for link in it.definition.links]
    for link in it.definition.links:
        if not it.registry.of_kind(link.kind):
            yield f"The link “{link.name}” leads to the kind “{link.kind}”, of which there is no type. Install one, or mend it."
    for transition in it.definition.transitions:
        for name in (*transition.links, *transition.unlinks):
            if name not in names:
                yield f"“{transition.trigger}” links “{name}”, which is no link of the type. Its links: {quoted(names)}."


def moves_find_their_cases(it: Subject) -> Iterator[str]:
    """Every linked move and creation is possible, whichever type the linked case is of."""
    for transition in it.definition.transitions:
        for one in transition.moves:
            lost = _lost(it, one)
            if lost:
                yield f"“{transition.trigger}” reaches for “{one.link}”, and {lost}. Mend the path of links."
            elif isinstance(one, Create):
                yield from _created(it, transition.trigger, one)
            else:
                yield from _moved(it, transition.trigger, one)


def _lost(it: Subject, one: Move | Create) -> str:
    """Where a path of links ends too early; empty if it does not."""
    here: tuple[Workflow, ...] = (it.definition,)
    for name in one.link.split("."):
        kinds = {link.kind for definition in here for link in definition.links if link.name == name}
        if not kinds:
            return f"{quoted(definition.name for definition in here)} has no link “{name}”"
        here = tuple(other for kind in sorted(kinds) for other in it.registry.of_kind(kind))
        if not here:
            return f"there is no type of the kind {quoted(sorted(kinds))}"
    return ""


def _created(it: Subject, trigger: str, create: Create) -> Iterator[str]:
    for other in it.registry.linked(it.definition, create.link):
        if not any(LINK in creation.by for creation in other.creations):
            yield f"“{trigger}” makes a case of “{other.name}”, which a linked case cannot begin. Add a creation by LINK there."


def _moved(it: Subject, trigger: str, move: Move) -> Iterator[str]:
    others = it.registry.linked(it.definition, move.link)
    known = {name for other in others for name in other.state_names}
    for name in move.states:
        if name not in known:
            types = quoted(other.name for other in others)
            yield f"“{trigger}” moves “{move.link}” in “{name}”, which is no state of {types}. Mend the name."
    for other in others:
        yield from _moves_one(trigger, move, other)


def _moves_one(trigger: str, move: Move, other: Workflow) -> Iterator[str]:
    """What keeps `move` from every state of one type in which it may find a case.

    What `when` leaves possible cannot be seen: beside it only the states that are named are held to, and a type that
    does not know the trigger at all is passed over. A name spelt wrongly shows at the other end, in `links_are_used`.
    """
    if move.when is not None and (not move.states or move.trigger not in other.triggers):
        states = [s.name for s in other.states if other.transition(move.trigger, s.name)]
    else:
        states = [s.name for s in other.states if (s.name in move.states if move.states else not s.end)]
    found = {name: other.transition(move.trigger, name) for name in states}
    missing = [name for name, transition in found.items() if transition is None]
    if missing:
        yield (
            f"“{trigger}” fires “{move.trigger}” on “{other.name}”, which cannot do that in {quoted(missing)}."
            " Add it there, or name the states to be moved."
        )
    if any(transition and LINK not in transition.by for transition in found.values()):
        yield f"“{trigger}” fires “{move.trigger}” on “{other.name}”, where no linked case may. Add LINK to its by."
    if move.form is None:
        for name in dict.fromkeys(name for t in found.values() if t for name in _required(t)):
            yield f"“{trigger}” fires “{move.trigger}” on “{other.name}” without “{name}”, which its form requires. Give it a form."


def _required(transition: Transition) -> Iterator[str]:
    fields = transition.form._declared_fields if transition.form else {}
    return (name for name, field in fields.items() if field.required)


def links_are_used(it: Subject) -> Iterator[str]:
    """What waits for a linked case's move is moved by one."""
    for transition in it.definition.transitions:
        if transition.by == (LINK,) and not _caused(it.registry, it.definition, transition):
            yield f"“{transition.trigger}” waits for a linked case, and none moves it. Let one do so, or delete it."


def _caused(registry: Registry, definition: Workflow, transition: Transition) -> bool:
    for mover in registry:
        for one in (one for other in mover.transitions for one in other.moves):
            if any(found.name == definition.name for found in registry.linked(mover, one.link)):
                fires = isinstance(one, Move) and one.trigger == transition.trigger
                if fires or (isinstance(one, Create) and transition.edge.creates):
                    return True
    return False
