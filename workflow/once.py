"""Computes something once for each definition."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from workflow.definition import Workflow

Result = TypeVar("Result")


def once(compute: Callable[[Workflow], Result]) -> Callable[[Workflow], Result]:
    """Remember what `compute` says of a definition for as long as the program runs.

    By identity: definitions hold dictionaries and cannot be hashed, and a hash over a whole one would be slow. The
    definition is kept beside its result, or a new one at the same address would be taken for it.
    """
    known: dict[int, tuple[Workflow, Result]] = {}

    @wraps(compute)
    def remembered(definition: Workflow) -> Result:
        found = known.get(id(definition))
        if found is None:
            found = known.setdefault(id(definition), (definition, compute(definition)))
        return found[1]

    return remembered
