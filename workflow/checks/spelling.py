"""Names: each spelt so that it fits a URL, a column and a sentence, and each meaning one thing."""

import re
from collections import Counter
from collections.abc import Iterator

from workflow.checks.subject import Subject, leads_nowhere, quoted

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
PREFIX = re.compile(r"[A-Z]{2,8}")
RESERVED = frozenset({"start", "came_from"})


def names_are_plain(it: Subject) -> Iterator[str]:
    """States, triggers and the rest are called in snake_case, ASCII; a reference's prefix in capitals."""
    for what, names in _names(it).items():
        for name in dict.fromkeys(names):
            if not NAME.fullmatch(name):
                yield f"The {what} “{name}” is not in small ASCII letters, digits and underscores. Rename it."
            if what == "state" and name in RESERVED:
                yield f"“{name}” means something else to the engine. Give the state another name."
    if not PREFIX.fullmatch(it.definition.prefix):
        yield f"The prefix “{it.definition.prefix}” is not two to eight capital letters. Change it."


def _names(it: Subject) -> dict[str, list[str]]:
    definition = it.definition
    return {
        "type": [definition.name, definition.kind],
        "state": [state.name for state in definition.states],
        "trigger": list(definition.triggers),
        "guard": [guard.code for _, guard in it.guards],
        "follow-up": [follow_up.name for follow_up in it.follow_ups],
        "link": [link.name for link in definition.links],
    }


def names_mean_one_thing(it: Subject) -> Iterator[str]:
    """No two states or links share a name, and no two kinds of case a prefix."""
    for what, names in (("states", _names(it)["state"]), ("links", _names(it)["link"])):
        for name in (name for name, times in Counter(names).items() if times > 1):
            yield f"Two {what} are called “{name}”. Rename one of them."
    for other in it.registry:
        if other.prefix == it.definition.prefix and other.kind != it.definition.kind:
            yield f"The prefix “{other.prefix}” is that of the kind “{other.kind}” already. Choose another."


def edges_name_states(it: Subject) -> Iterator[str]:
    """An edge goes from declared states to a declared state."""
    for transition in it.definition.transitions:
        for name in leads_nowhere(transition.edge, it.definition):
            yield f"“{transition.trigger}” names the state “{name}”, which is not declared. Add it, or mend the edge."


def triggers_mean_one_thing(it: Subject) -> Iterator[str]:
    """A trigger means one transition in each state."""
    meant = Counter((one.trigger, source) for one in it.definition.transitions for source in one.edge.sources)
    for trigger, source in (pair for pair, times in meant.items() if times > 1):
        yield f"“{trigger}” means two transitions in “{source}”. Rename one, or take the state from one of them."


def everything_has_a_label(it: Subject) -> Iterator[str]:
    """What people read about has words."""
    silent = [one.trigger for one in it.definition.transitions if not one.label]
    silent += [one.name for one in it.definition.states if not (one.label and one.public)]
    if silent:
        yield f"People cannot read what is meant by {quoted(dict.fromkeys(silent))}. Give it a label."
