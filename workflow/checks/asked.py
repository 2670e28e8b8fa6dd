"""Forms: what a field offers to choose from exists."""

from collections.abc import Iterator

from workflow.checks.subject import Subject, fields_of, quoted

THINGS = ("organisation", "person", "document")  # what an id can be of besides a case


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
