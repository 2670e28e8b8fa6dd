"""Forms: what a field offers to choose from exists, and what is answered as text stays text."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.subject import Subject, fields_of, quoted, strings_of
from workflow.syntax import NoSource, attributes_named, node_of

THINGS = ("organisation", "person", "document", "topic")  # what an id can be of besides a case


def choices_exist(it: Subject) -> Iterator[str]:
    """What a field offers, or a table begins with, is an attribute of the facts."""
    for where, form in it.forms:
        for name, field in fields_of(form):
            for attribute in (getattr(field, "offers", None), getattr(field, "rows", None)):
                if attribute and not it.provides(attribute):
                    facts = it.definition.facts.__name__
                    yield f"“{name}” of “{where}” offers “{attribute}”, which {facts} does not provide. Add a property of that name."


def references_mean_something(it: Subject) -> Iterator[str]:
    """An id is of a person, an organisation, a document or a kind of case, in states which that kind knows."""
    for where, form in it.forms:
        for name, field in fields_of(form):
            to = getattr(field, "to", None)
            if to is None or to in THINGS:
                continue
            types = it.registry.of_kind(to)
            if not types:
                known = quoted((*THINGS, *it.registry.kinds()))
                yield f"“{name}” of “{where}” refers to “{to}”; an id is of: {known}."
                continue
            for state in field.states:
                if not any(state in one.state_names for one in types):
                    yield f"“{name}” of “{where}” offers cases in “{state}”, which is no state of “{to}”. Mend the name."


def titles_can_be_kept(it: Subject) -> Iterator[str]:
    """A title, and a country, stand in the case's row and history for good; what people write must be erasable."""
    texts = {name for _, form in it.forms for name, field in fields_of(form) if field.is_text}
    for what in ("title", "country"):
        function = getattr(it.definition, what)
        said = set().union(*map(strings_of, (function, *_properties(it, function))))
        for name in sorted(texts & said):
            yield f"The {what} is made of “{name}”, which is text that can be erased. Make it of codes, dates and names."


def _properties(it: Subject, function: Any) -> Iterator[Any]:
    """The properties of the facts that a function reads."""
    try:
        names = {name for _, name in attributes_named(node_of(function))}
    except NoSource:
        return
    for name in sorted(names):
        found = getattr(it.definition.facts, name, None)
        if isinstance(found, property):
            yield found.fget
