"""The order of the candidates of one request, and why: who is behind a wall, who comes first, criterion by criterion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from matching.criteria import CRITERIA, DEFAULTS, Criterion, Weights, common_days
from matching.facts import Candidate, Request, Said
from matching.index import Floats
from matching.pool import Pool, Truths
from workflow.words import _


@dataclass(frozen=True)
class Mark:
    """What one criterion gives: points from 0 to 1, the weight with which they count, and why."""

    criterion: Criterion
    points: float
    weight: float
    said: Said


@dataclass(frozen=True)
class Ranked:
    """A candidate at a place, from 1; `total` is from 0 to 1, the mean of the points by their weights."""

    candidate: Candidate
    place: int
    total: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Walled:
    """A candidate who cannot be chosen, however many points they would have, and why not."""

    candidate: Candidate
    total: float
    reasons: tuple[Said, ...]


@dataclass(frozen=True)
class Ranking:
    """The candidates of a request: those who can be chosen, the best first, `count` of them in all; and those who cannot."""

    ranked: tuple[Ranked, ...]
    walled: tuple[Walled, ...]
    count: int


def rank(request: Request, pool: Pool, weights: Weights = DEFAULTS, *, most: int | None = None) -> Ranking:
    """The best of those who can be chosen (`most`; None: all of them), and as many of those who cannot."""
    points = {one.name: one.points(request, pool) for one in CRITERIA}
    totals = _weighed(points, weights, len(pool))
    here, walls = here_for(request, pool), walled(request, pool)
    order = np.lexsort((pool.by_id, -totals))
    free, shut = (order[which[order]][:most].tolist() for which in (here & ~walls, here & walls))
    return Ranking(
        tuple(
            Ranked(pool.candidates[one], place, float(totals[one]), tuple(_marks(request, pool, points, weights, one)))
            for place, one in enumerate(free, 1)
        ),
        tuple(Walled(pool.candidates[one], float(totals[one]), reasons(request, pool.candidates[one])) for one in shut),
        int(np.count_nonzero(here & ~walls)),
    )


def scores(request: Request, pool: Pool, weights: Weights = DEFAULTS) -> Floats:
    """The total of each candidate, walls not considered."""
    counted = {one.name: one.points(request, pool) for one in CRITERIA if weights.get(one.name)}
    return _weighed(counted, weights, len(pool))


def _weighed(points: Mapping[str, Floats], weights: Weights, size: int) -> Floats:
    counted = [(given, weights.get(name, 0.0)) for name, given in points.items()]
    heavy = sum(weight for _given, weight in counted) or 1.0
    total: Floats = sum((given * weight for given, weight in counted), np.zeros(size)) / heavy
    return total


def here_for(request: Request, pool: Pool) -> Truths:
    """Who is a candidate of a request: whose application names it, and who names none."""
    here = pool.for_any.copy()
    here[pool.for_request[request.ref]] = True
    return here


def walled(request: Request, pool: Pool) -> Truths:
    """Who cannot be chosen for a request: for an interest that was declared, or because no dates are possible."""
    shut: Truths = common_days(request, pool) < request.days  # not where it is not known
    for one in request.governments:
        shut[pool.in_conflict[one]] = True
    return shut


def reasons(request: Request, candidate: Candidate) -> tuple[Said, ...]:
    """Why somebody cannot be chosen; nothing where they can."""
    return tuple(_reasons(request, candidate))


def _reasons(request: Request, candidate: Candidate) -> Iterator[Said]:
    for one in request.governments:
        if one == candidate.side.organisation:
            yield Said(_("It is {requester} itself that asks."), {"requester": one})
        elif one in candidate.conflicts:
            sides = {"expert": candidate.side.organisation, "requester": one}
            yield Said(_("{expert} and {requester} have a declared conflict of interest."), sides)
    if request.period and candidate.available and (days := candidate.available.days_in(request.period)) < request.days:
        facts = {"days": days, "least": request.days}
        yield Said(_("Days of the period on which they are available: {days}; at least {least} are needed."), facts)


def _marks(request: Request, pool: Pool, points: Mapping[str, Floats], weights: Weights, number: int) -> Iterator[Mark]:
    candidate = pool.candidates[number]
    for criterion in CRITERIA:
        given, weight = float(points[criterion.name][number]), weights.get(criterion.name, 0.0)
        yield Mark(criterion, given, weight, criterion.says(request, candidate, pool))
