"""Full text over many: how much of what one text says each of many others says too, by tf-idf and cosine, in numpy."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.words import Told

Floats = NDArray[np.float64]
CONCEPT = 2.0  # how much more a concept weighs than a word that is in no vocabulary


class Index:
    """The texts of many, by what they say: feature → who says it, and how much of what they say it is."""

    def __init__(self, texts: Sequence[Told]) -> None:
        self._size = len(texts)
        spread: dict[str, list[tuple[int, int]]] = {}
        for number, told in enumerate(texts):
            for feature, count in told.counts.items():
                spread.setdefault(feature, []).append((number, count))
        # Never 0, or three offers that all speak of waste would be said to have nothing in common with a request that does.
        self._rare = {feature: log(1 + self._size / len(found)) for feature, found in spread.items()}
        self._unknown = log(1 + self._size)
        squares = np.zeros(self._size)
        self._postings: dict[str, tuple[NDArray[Any], Floats]] = {}
        for feature, found in spread.items():
            who = np.fromiter((number for number, _ in found), dtype=np.intp, count=len(found))
            much = np.array([self._weight(feature, count) for _, count in found])
            squares[who] += much**2
            self._postings[feature] = who, much
        self._lengths = np.sqrt(np.where(squares > 0, squares, 1.0))

    def likeness(self, told: Told) -> Floats:
        """For each of the many, from 0 (nothing in common) to 1 (the same words)."""
        alike, squares = np.zeros(self._size), 0.0
        for feature, count in told.counts.items():
            weight = self._weight(feature, count)
            squares += weight**2
            who, much = self._postings.get(feature, (None, None))
            if who is not None and much is not None:
                alike[who] += much * weight
        return alike / (self._lengths * (squares**0.5 or 1.0))

    def shared(self, told: Told, other: Told) -> Mapping[str, float]:
        """What two texts have in common, and how much that weighs."""
        both = told.counts.keys() & other.counts.keys()
        return {one: self._weight(one, told.counts[one]) * self._weight(one, other.counts[one]) for one in both}

    def _weight(self, feature: str, count: int) -> float:
        rare = self._rare.get(feature, self._unknown)
        return float((1 + log(count)) * rare * (CONCEPT if "/" in feature else 1.0))
