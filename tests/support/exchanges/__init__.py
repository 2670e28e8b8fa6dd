"""What each type of exchange brings to the tests of all types. A new file is found, and listed nowhere."""

from importlib import import_module
from pkgutil import iter_modules

from tests.support.moves import Brings

EXCHANGES: tuple[Brings, ...] = tuple(
    import_module(f"{__name__}.{module.name}").BRINGS
    for module in sorted(iter_modules(__path__), key=lambda one: one.name)
)
