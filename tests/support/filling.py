"""How forms are filled in where nothing is left to chance, and how they are spoiled."""

from collections.abc import Mapping, Sequence
from typing import Any

from commands.simulation.filling import Chance

GARBAGE: tuple[Any, ...] = (None, "", "nonsense", -1, 10**9, [], {}, [{}], True, "2018-02-30", "PER-9999")


class Plainly:
    """No chance at all."""

    def random(self) -> float:
        """Never anything optional."""
        return 0.999

    def randint(self, a: int, b: int) -> int:
        """The least."""
        return a

    def choice(self, seq: Sequence[Any]) -> Any:
        """The first."""
        return seq[0]


def spoiled(values: Mapping[str, Any], chance: Chance) -> dict[str, Any]:
    """The same form with something missing, something strange, or something nobody asked for."""
    if not values or chance.random() < 0.2:
        return {**values, "nobody_asked": "for this"}
    name = chance.choice(sorted(values))
    if chance.random() < 0.3:
        return {key: value for key, value in values.items() if key != name}
    return {**values, name: chance.choice(GARBAGE)}
