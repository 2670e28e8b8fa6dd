"""What the answers of a form agree on, by type of case; the file of a new type is found, and listed nowhere."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from commands.simulation.sense import SHARED, Sense

# (type or kind of case, or any: "", trigger) → what its answers agree on.
SENSE: Mapping[tuple[str, str], Sense] = {
    **SHARED,
    **{
        (one.name, trigger): agreed
        for one in iter_modules(__path__)
        for trigger, agreed in import_module(f"{__name__}.{one.name}").SENSE.items()
    },
}
