"""Every case type that is built in: what each file of this folder declares. A new file is found, and listed nowhere."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import states
from workflow.definition import Workflow


def declared() -> Iterator[Workflow]:
    """The definitions in the files of `states/`."""
    for file in sorted(module.name for module in iter_modules(states.__path__)):
        if file != "all":
            names = vars(import_module(f"states.{file}"))
            yield from (value for value in names.values() if isinstance(value, Workflow))


def place(definition: Workflow) -> tuple[int, str, int]:
    """Where a definition stands among the others: by kind, as a request meets them, then by name and version."""
    return COURSE.index(definition.kind), definition.name, definition.version


COURSE = ("request", "call", "application", "exchange")
DEFINITIONS: tuple[Workflow, ...] = tuple(sorted({id(one): one for one in declared()}.values(), key=place))
