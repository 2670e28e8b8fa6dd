"""What the monitoring of each type of exchange comes to: a story and, beside it in `TYPE.txt`, all that follows of it.

A new file is found, and listed nowhere.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.journeys.monitoring import Story

STORIES: tuple[Story, ...] = tuple(
    import_module(f"{__name__}.{module.name}").STORY
    for module in sorted(iter_modules(__path__), key=lambda one: one.name)
)
