"""A paper that a case can be drawn up as: declared with the case type, written where letters are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paper:
    """`when(facts)` says whether there is enough to draw it up; `whom(facts)` gives the people of whom it is made, one
    paper each (`None`: one of the whole case). Its words are in `letters/LANGUAGE/papers/NAME.txt`."""

    name: str
    label: str
    when: Callable[[Any], bool]
    whom: Callable[[Any], tuple[str, ...]] | None = None
