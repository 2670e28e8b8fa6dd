"""Many candidates as columns, so that a request is compared with all of them at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.facts import Candidate
from matching.index import Floats, Index

UNKNOWN = np.nan
Truths = NDArray[np.bool_]


class Pool:
    """Candidates, and per country of theirs how many exchanges there were so far. Columns are made when first asked for."""

    def __init__(self, candidates: Sequence[Candidate], so_far: Mapping[str, int] | None = None) -> None:
        self.candidates = tuple(candidates)
        self.so_far = so_far or {}

    def __len__(self) -> int:
        return len(self.candidates)

    def column(self, value: Callable[[Candidate], float | None]) -> Floats:
        """A number of each; NaN where it is not known."""
        found = (value(one) for one in self.candidates)
        return np.array([UNKNOWN if one is None else one for one in found], dtype=float)

    @cached_property
    def offers(self) -> Index:
        """What each says, of how they would help and of their work."""
        return Index([one.offers for one in self.candidates])

    @cached_property
    def jobs(self) -> Index:
        """What each says of their work."""
        return Index([one.job for one in self.candidates])

    @cached_property
    def of_topic(self) -> Mapping[str, Floats]:
        """Topic → how much each speaks of it, from 0 to 1; 1 where they name it."""
        found: dict[str, Floats] = {}
        for number, one in enumerate(self.candidates):
            told, all_of_them = one.offers.topics, sum(one.offers.topics.values())
            # One word of a topic says less than five; of several topics each has its share.
            much = {topic: count / (all_of_them + 1) for topic, count in told.items()}
            for topic, points in {**much, **dict.fromkeys(one.topics, 1.0)}.items():
                found.setdefault(topic, np.zeros(len(self)))[number] = points
        return found

    @cached_property
    def of_language(self) -> "Numbers":
        """Language → who works in it."""
        return self._who(lambda one: one.languages)

    @cached_property
    def of_job(self) -> "Numbers":
        """Job → who has it."""
        return self._who(lambda one: one.job.jobs)

    @cached_property
    def of_level(self) -> "Numbers":
        """Level → who has it."""
        return self._who(lambda one: [one.level] if one.level else [])

    @cached_property
    def of_kind(self) -> "Numbers":
        """Kind of organisation → who works for one."""
        return self._who(lambda one: [one.side.kind])

    @cached_property
    def in_conflict(self) -> "Numbers":
        """Organisation → who may not be matched with it: by a declared interest, or because they are it."""
        return self._who(lambda one: one.conflicts | {one.side.organisation})

    @cached_property
    def for_request(self) -> "Numbers":
        """Request → whose application names it."""
        return self._who(lambda one: [one.only] if one.only else [])

    @cached_property
    def for_any(self) -> Truths:
        """Who names no request."""
        return np.array([one.only is None for one in self.candidates], dtype=bool)

    @cached_property
    def population(self) -> Floats:
        """The logarithm, to 10, of how many inhabitants."""
        return np.log10(self.column(lambda one: one.side.population))

    @cached_property
    def days(self) -> tuple[Floats, Floats]:
        """The first and the last day on which each is available, as ordinals."""
        firsts = self.column(lambda one: one.available.first.toordinal() if one.available else None)
        return firsts, self.column(lambda one: one.available.last.toordinal() if one.available else None)

    @cached_property
    def done(self) -> Floats:
        """How many exchanges each has completed."""
        return self.column(lambda one: one.done)

    @cached_property
    def room(self) -> Floats:
        """What part of the exchanges that are possible at once is free."""
        return self.column(lambda one: one.room / one.most if one.most else 0.0)

    @cached_property
    def experts(self) -> tuple[str, ...]:
        """The organisations, each once: the exchanges of all its candidates are counted together."""
        return tuple(dict.fromkeys(one.side.organisation for one in self.candidates))

    @cached_property
    def expert(self) -> NDArray[np.intp]:
        """Where among the experts the organisation of each candidate is."""
        place = {one: number for number, one in enumerate(self.experts)}
        return np.array([place[one.side.organisation] for one in self.candidates], dtype=np.intp)

    @cached_property
    def rooms(self) -> NDArray[np.intp]:
        """In how many exchanges more each expert can take part: the fewest that one of its candidates says."""
        rooms = np.full(len(self.experts), np.iinfo(np.intp).max)
        np.minimum.at(rooms, self.expert, np.array([one.room for one in self.candidates], dtype=np.intp))
        return rooms

    @cached_property
    def seldom(self) -> Floats:
        """From 0, the country with which most exchanges were, to 1, one with which none was."""
        most = max(self.so_far.values(), default=0) or 1
        return self.column(lambda one: 1 - self.so_far.get(one.side.country, 0) / most)

    @cached_property
    def by_id(self) -> NDArray[np.intp]:
        """The place of each in the order of ids: whoever has the same points always stands in the same order."""
        return np.argsort(np.argsort(np.array([one.id for one in self.candidates], dtype=str)))

    def _who(self, values: Callable[[Candidate], Iterable[str]]) -> "Numbers":
        found: dict[str, list[int]] = {}
        for number, one in enumerate(self.candidates):
            for value in values(one):
                found.setdefault(value, []).append(number)
        return Numbers({value: np.array(numbers, dtype=np.intp) for value, numbers in found.items()})


class Numbers(dict[str, NDArray[np.intp]]):
    """Value → the numbers of those who have it; nobody has what is not there."""

    def __missing__(self, value: str) -> NDArray[np.intp]:
        return np.empty(0, dtype=np.intp)
