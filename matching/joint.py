"""Several requests that compete for the same experts, solved together: the best for all, nobody in more than they can."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.criteria import DEFAULTS, Weights
from matching.facts import Candidate, Request, Said
from matching.index import Floats
from matching.pool import Pool
from matching.rank import here_for, reasons, scores, walled
from workflow.words import _

LEAST = 0.35  # a total below which nobody is proposed: it would be no match, only the least bad
TOO_FEW = _("The points are below what a match needs.")
NO_ROOM = _("{expert} takes part in as many exchanges as it can.")
TAKEN = _("{expert} is proposed for {requests}, where it is needed more.")
NOBODY = _("Nobody offers to help with it.")


@dataclass(frozen=True)
class Proposed:
    """Who is proposed for a request, and how well they fit, from 0 to 1."""

    request: Request
    candidate: Candidate
    total: float


@dataclass(frozen=True)
class Unfilled:
    """A request for which nobody is left: the closest miss, None where there is no candidate at all, and why not they."""

    request: Request
    closest: Candidate | None
    total: float
    why: tuple[Said, ...]


@dataclass(frozen=True)
class Together:
    """What is proposed for requests that compete, and what cannot be filled."""

    proposed: tuple[Proposed, ...]
    unfilled: tuple[Unfilled, ...]


def together(requests: Sequence[Request], pool: Pool, weights: Weights = DEFAULTS) -> Together:
    """One expert for each request, so that the sum of the totals is the highest; no government beyond its room."""
    totals = [scores(one, pool, weights) for one in requests]
    fits = [_open(one, pool, total) for one, total in zip(requests, totals, strict=True)]
    units = _units(pool, len(requests))
    worth = np.array([_best(pool, mine)[units] for mine in fits]).reshape(len(requests), len(units))
    given = {row: units[column] for row, column in _solved(worth) if worth[row, column] > 0}
    proposed = []
    for row, expert in sorted(given.items()):
        number = int(np.argmax(np.where(pool.expert == expert, fits[row], -1.0)))
        proposed.append(Proposed(requests[row], pool.candidates[number], float(totals[row][number])))
    left = [row for row in range(len(requests)) if row not in given]
    return Together(tuple(proposed), tuple(_missed(requests[row], pool, totals[row], proposed) for row in left))


def _open(request: Request, pool: Pool, totals: Floats) -> Floats:
    """The totals of those who can be proposed; 0 for the others."""
    fits = here_for(request, pool) & ~walled(request, pool) & (totals >= LEAST)
    return np.where(fits, totals, 0.0)


def _units(pool: Pool, requests: int) -> NDArray[np.intp]:
    """Each expert as often as they can be proposed: to more than all requests nobody needs to be."""
    return np.repeat(np.arange(len(pool.experts)), np.minimum(pool.rooms, requests))


def _best(pool: Pool, totals: Floats) -> Floats:
    """For each expert the best of their candidates: a government can have applied more than once."""
    best = np.zeros(len(pool.experts))
    np.maximum.at(best, pool.expert, totals)
    return best


def _solved(worth: Floats) -> Iterator[tuple[int, int]]:
    """Row and column of each pair."""
    # Imported when it is first asked: it takes half a second, which every start of the program would pay.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(worth, maximize=True)
    yield from zip(rows.tolist(), columns.tolist(), strict=True)


def _missed(request: Request, pool: Pool, totals: Floats, proposed: Sequence[Proposed]) -> Unfilled:
    """The best of all its candidates, walls not considered, and why it is not they."""
    here = np.flatnonzero(here_for(request, pool))
    if not len(here):
        return Unfilled(request, None, 0.0, (Said(NOBODY),))
    number = int(max(here, key=lambda one: totals[one]))
    closest, total = pool.candidates[number], float(totals[number])
    return Unfilled(
        request, closest, total, reasons(request, closest) or (_too_few_or_taken(closest, total, proposed),)
    )


def _too_few_or_taken(closest: Candidate, total: float, proposed: Sequence[Proposed]) -> Said:
    expert = closest.side.organisation
    elsewhere = [one.request.ref for one in proposed if one.candidate.side.organisation == expert]
    if total < LEAST:
        return Said(TOO_FEW)
    return Said(TAKEN, {"expert": expert, "requests": elsewhere}) if elsewhere else Said(NO_ROOM, {"expert": expert})
