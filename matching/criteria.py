"""By what candidates are compared: for each criterion points from 0 to 1 for many at once, and a sentence about one.

The sentence and the points are made of the same facts; neither knows of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from matching import sentences
from matching.facts import Candidate, Request, Said
from matching.index import Floats
from matching.pool import Pool
from workflow.words import _

MUCH = 0.35  # likeness of two texts from which on they say as good as the same
HALF = 0.5  # where nothing is known: neither for somebody nor against them
ANOTHER_LANGUAGE, INTERPRETER = 0.7, 0.2  # a common language that is not the working language; none
OTHER = "other"  # the topic of what belongs to none
FAR = 2.0  # powers of ten between two numbers of inhabitants from which on nothing is alike

Points = Callable[[Request, Pool], Floats]
Words = Callable[[Request, Candidate, Pool], Said]


@dataclass(frozen=True)
class Criterion:
    """`weight` is what it counts where nobody tries another; `says` tells one candidate's points in words."""

    name: str
    label: str
    weight: float
    points: Points
    says: Words


def topic(request: Request, pool: Pool) -> Floats:
    """How much they speak of the request's topic; of the topics that it speaks of itself, where it is another one."""
    told = request.wanted.topics
    wanted = told if request.topic == OTHER else {request.topic: 1}
    nothing = np.zeros(len(pool))
    parts = [count * pool.of_topic.get(one, nothing) for one, count in wanted.items()]
    return np.minimum(1.0, sum(parts, nothing) / (sum(wanted.values()) or 1))


def text(request: Request, pool: Pool) -> Floats:
    """How much of what the request says they say too."""
    return np.minimum(1.0, pool.offers.likeness(request.wanted) / MUCH)


def job(request: Request, pool: Pool) -> Floats:
    """The same job as is asked; else how much of their work is like what is asked."""
    alike = np.minimum(1.0, pool.jobs.likeness(request.job) / MUCH)
    if not request.job.jobs:
        return alike
    points = HALF * alike
    for one in request.job.jobs:
        points[pool.of_job[one]] = 1.0
    return points


def language(request: Request, pool: Pool) -> Floats:
    """The working language; another one in common; or an interpreter."""
    points = np.full(len(pool), INTERPRETER)
    for spoken in reversed(request.languages):
        points[pool.of_language[spoken]] = 1.0 if spoken == request.languages[0] else ANOTHER_LANGUAGE
    return points


def dates(request: Request, pool: Pool) -> Floats:
    """What part of the period they are available."""
    if request.period is None:
        return np.full(len(pool), HALF)
    length = (request.period.last - request.period.first).days + 1
    return np.nan_to_num(common_days(request, pool) / length, nan=HALF)


def common_days(request: Request, pool: Pool) -> Floats:
    """How many days of the period they are available; NaN where it is not known."""
    if request.period is None:
        return np.full(len(pool), np.nan)
    firsts, lasts = pool.days
    begins = np.maximum(firsts, request.period.first.toordinal())
    ends = np.minimum(lasts, request.period.last.toordinal())
    return np.maximum(0.0, ends - begins + 1)


def level(request: Request, pool: Pool) -> Floats:
    """Elected, or staff, as is asked."""
    points = np.full(len(pool), HALF)
    for one, who in pool.of_level.items() if request.level else ():
        points[who] = 1.0 if one == request.level else 0.0
    return points


def government(request: Request, pool: Pool) -> Floats:
    """Of a like number of inhabitants, and the same kind of body; half of the points for each."""
    kind = np.zeros(len(pool))
    kind[pool.of_kind[request.side.kind]] = 1.0
    if request.side.population is None:
        size = np.full(len(pool), HALF)
    else:
        apart = np.abs(pool.population - np.log10(request.side.population))
        size = np.nan_to_num(np.maximum(0.0, 1 - apart / FAR), nan=HALF)
    return (kind + size) / 2


def experience(_request: Request, pool: Pool) -> Floats:
    """Each exchange completed counts half as much as the one before it."""
    return 1 - 0.5**pool.done


def load(_request: Request, pool: Pool) -> Floats:
    """How much room they have: one exchange beside another is little, the last that is possible at once is much."""
    return 1 - (1 - pool.room) ** 2


def fairness(_request: Request, pool: Pool) -> Floats:
    """Whose country took part more seldom than others."""
    return pool.seldom


# The one table of weights: what counts how much, where nobody tries other weights.
CRITERIA: tuple[Criterion, ...] = (
    Criterion("topic", _("Topic"), 3.0, topic, sentences.topic),
    Criterion("text", _("What is offered"), 3.0, text, sentences.text),
    Criterion("job", _("Same or comparable job"), 3.0, job, sentences.job),
    Criterion("language", _("Working language"), 2.0, language, sentences.language),
    Criterion("dates", _("Availability"), 2.0, dates, sentences.dates),
    Criterion("level", _("Elected or staff"), 1.0, level, sentences.level),
    Criterion("government", _("Size and kind of government"), 1.0, government, sentences.government),
    Criterion("experience", _("Experience"), 1.0, experience, sentences.experience),
    Criterion("load", _("Load"), 1.0, load, sentences.load),
    Criterion("fairness", _("Fairness between countries"), 0.5, fairness, sentences.fairness),
)

Weights = Mapping[str, float]
DEFAULTS: Weights = {one.name: one.weight for one in CRITERIA}
