"""An example: a small world in which a guard refuses, and one in which it allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """What a guard of that code says of two worlds: `facts` it reads, and the form where it asks one."""

    code: str
    refuses: Any
    allows: Any
    form: Mapping[str, Any] | None = None  # of both
    bad: Mapping[str, Any] | None = None  # the form that is refused, if it is another
    told: Mapping[str, Any] | None = None  # some of the facts of the refusal


def example(code: str, refuses: Any, allows: Any, /, **more: Any) -> Example:
    """The same, shorter."""
    return Example(code, refuses, allows, **more)
