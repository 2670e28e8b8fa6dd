"""Requests and experts drawn by chance: who fits whom is known from how they were drawn, not from what they say.

Knows nothing of how matching works. Of each request five experts fit in all, and for each trait one misses narrowly: it
is drawn as they are, but for that trait. The others are anybody. What they write is in one of five languages, in other
words than the request's, with sentences that belong to nothing; some say nothing of a trait.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from math import log10
from typing import Any

PHRASES: Mapping[str, Any] = json.loads(files("benchmarks").joinpath("phrases.json").read_text("utf-8"))
SUBJECTS = [(topic, one) for topic, found in PHRASES["subjects"].items() for one in found]
JOBS: Mapping[str, Any] = PHRASES["jobs"]
TONGUES = ("en", "fr", "es", "it", "pt")
OFTEN, SELDOM = ("NL", "ES", "FR"), ("IT", "PT", "SE", "PL", "IE", "FI")  # countries by how many exchanges they had
SO_FAR = {**dict.fromkeys(OFTEN, 20), **dict.fromkeys(SELDOM, 2)}
MOST = 2  # exchanges at once
RIGHT = 5  # experts who fit, a request
NAMES_JOB = 0.7  # how often a request does
HIDDEN = 0.15  # how often somebody says nothing of a trait
ENOUGH = 0.6  # of the period
BEGIN = date(2018, 6, 1)


@dataclass(frozen=True)
class Wish:
    """A request: what it says, and what is meant; one that does not name the job asks for its level alone."""

    ref: str
    organisation: str
    population: int
    topic: str
    subject: str
    job: str
    names_job: bool
    tongue: str
    languages: tuple[str, ...]
    first: date
    last: date
    wanted: str
    asked: str


@dataclass(frozen=True)
class Help:
    """An expert: what is true of them; what they write; and of which traits they say nothing."""

    id: str
    organisation: str
    country: str
    population: int
    topic: str
    subject: str
    job: str
    languages: tuple[str, ...]
    first: date
    last: date
    done: int
    load: int
    conflicts: frozenset[str]
    offers: str = ""
    work: str = ""
    hidden: frozenset[str] = frozenset()


def fits(wish: Wish, help_: Help) -> bool:
    """Whether an expert fits a request in everything."""
    common = (min(wish.last, help_.last) - max(wish.first, help_.first)).days + 1
    return (
        (wish.topic, wish.subject) == (help_.topic, help_.subject)
        and (help_.job == wish.job if wish.names_job else JOBS[help_.job]["level"] == JOBS[wish.job]["level"])
        and wish.languages[0] in help_.languages
        and common >= ENOUGH * ((wish.last - wish.first).days + 1)
        and abs(log10(wish.population) - log10(help_.population)) <= 0.7
        and help_.done > 0
        and help_.load < MOST
        and help_.country not in OFTEN
        and wish.organisation not in help_.conflicts
    )


class Drawn:
    """So many requests, and at least so many experts, of a seed."""

    def __init__(self, seed: int, requests: int, experts: int) -> None:
        self._chance = random.Random(seed)
        self._numbers = iter(range(1, 10**9))
        self.wishes = [self._wish(number) for number in range(1, requests + 1)]
        near = [help_ for wish in self.wishes for help_ in self._around(wish)]
        others = (self._anybody() for _ in range(max(0, experts - len(near))))
        self.helps = [self._written(one) for one in (*near, *others)]
        self._chance.shuffle(self.helps)

    def _wish(self, number: int) -> Wish:
        draw = self._chance
        topic, subject = draw.choice(SUBJECTS)
        tongue, job, first = draw.choice(TONGUES), draw.choice(list(JOBS)), BEGIN + timedelta(draw.randrange(200))
        names_job = draw.random() < NAMES_JOB
        asked = draw.choice(JOBS[job][tongue]) if names_job else PHRASES["levels"][JOBS[job]["level"]][tongue]
        return Wish(
            ref=f"REQ-2018-{number:04d}",
            organisation=f"ORG-{number:06d}",
            population=int(10 ** draw.uniform(3.7, 5.7)),
            topic=topic,
            subject=subject,
            job=job,
            names_job=names_job,
            tongue=tongue,
            languages=tuple(draw.sample(TONGUES, draw.choice((1, 2)))),
            first=first,
            last=first + timedelta(draw.randrange(60, 150)),
            wanted=self._text("request", tongue, topic, subject, 2),
            asked=PHRASES["asked"][tongue].format(asked),
        )

    def _around(self, wish: Wish) -> Iterator[Help]:
        """Those who fit, and one for each way to miss narrowly."""
        yield from (self._right(wish) for _ in range(RIGHT))
        yield from (miss(self, self._right(wish), wish) for miss in MISSES)

    def _right(self, wish: Wish) -> Help:
        draw, length = self._chance, (wish.last - wish.first).days + 1
        others = [one for one in TONGUES if one != wish.languages[0]]
        return replace(
            self._anybody(),
            country=draw.choice(SELDOM),
            population=int(wish.population * 10 ** draw.uniform(-0.5, 0.5)),
            topic=wish.topic,
            subject=wish.subject,
            job=wish.job,
            languages=(wish.languages[0], *draw.sample(others, draw.choice((0, 1)))),
            first=wish.first + timedelta(draw.randrange(int(length * 0.2) + 1)),
            last=wish.last - timedelta(draw.randrange(int(length * 0.2) + 1)),
            done=draw.choice((1, 2, 3)),
            load=draw.choice((0, 0, 1)),
        )

    def _anybody(self) -> Help:
        draw, number = self._chance, next(self._numbers)
        topic, subject = draw.choice(SUBJECTS)
        first = BEGIN + timedelta(draw.randrange(-30, 250))
        return Help(
            id=f"PER-{number:06d}",
            organisation=f"ORG-{900_000 + number}",
            country=draw.choice((*OFTEN, *SELDOM)),
            population=int(10 ** draw.uniform(3.5, 6.0)),
            topic=topic,
            subject=subject,
            job=draw.choice(list(JOBS)),
            languages=tuple(draw.sample(TONGUES, draw.choice((1, 2, 2)))),
            first=first,
            last=first + timedelta(draw.randrange(20, 180)),
            done=draw.choice((0, 0, 0, 1, 2)),
            load=draw.choice((0, 0, 1, 2)),
            conflicts=frozenset(),
        )

    def _written(self, help_: Help) -> Help:
        draw, tongue = self._chance, self._chance.choice(TONGUES)
        hidden = frozenset(one for one in ("days", "population", "job") if draw.random() < HIDDEN)
        work = PHRASES["work"][tongue].format(draw.choice(JOBS[help_.job][tongue]))
        return replace(
            help_,
            offers=self._text("offer", tongue, help_.topic, help_.subject, draw.choice((1, 2, 2))),
            work=draw.choice(PHRASES["chatter"][tongue]) if "job" in hidden else work,
            hidden=hidden,
        )

    def _text(self, what: str, tongue: str, topic: str, subject: str, much: int) -> str:
        """So many of the phrases of a subject, in sentences, with one that belongs to nothing."""
        draw = self._chance
        said = draw.sample(PHRASES["subjects"][topic][subject][tongue], much)
        sentences = [draw.choice(PHRASES[what][tongue]).format(one) for one in said]
        chatter = draw.choice(PHRASES["chatter"][tongue])
        return " ".join([*sentences, f"{chatter[0].upper()}{chatter[1:]}."])

    # --- ways to miss narrowly ----------------------------------------------------------------------------------------

    def topic(self, help_: Help, wish: Wish) -> Help:
        """Another topic."""
        topic, subject = self._chance.choice([one for one in SUBJECTS if one[0] != wish.topic])
        return replace(help_, topic=topic, subject=subject)

    def subject(self, help_: Help, wish: Wish) -> Help:
        """The topic, but another side of it."""
        others = [one for one in PHRASES["subjects"][wish.topic] if one != wish.subject]
        return replace(help_, subject=self._chance.choice(others))

    def job(self, help_: Help, wish: Wish) -> Help:
        """Another job of the same level."""
        others = [one for one in JOBS if one != wish.job and JOBS[one]["level"] == JOBS[wish.job]["level"]]
        return replace(help_, job=self._chance.choice(others))

    def level(self, help_: Help, wish: Wish) -> Help:
        """A job of the other level."""
        others = [one for one in JOBS if JOBS[one]["level"] != JOBS[wish.job]["level"]]
        return replace(help_, job=self._chance.choice(others))

    def language(self, help_: Help, wish: Wish) -> Help:
        """Languages that the requester does not speak."""
        others = [one for one in TONGUES if one not in wish.languages]
        return replace(help_, languages=tuple(self._chance.sample(others, 2)))

    def days(self, help_: Help, wish: Wish) -> Help:
        """Few days of the period."""
        return replace(help_, last=help_.first + timedelta(self._chance.randrange(4, 12)))

    def never(self, help_: Help, wish: Wish) -> Help:
        """No day of it."""
        return replace(help_, first=wish.last + timedelta(5), last=wish.last + timedelta(90))

    def size(self, help_: Help, wish: Wish) -> Help:
        """A hamlet, or a metropolis."""
        return replace(help_, population=900 if wish.population > 40_000 else 5_000_000)

    def newcomer(self, help_: Help, wish: Wish) -> Help:
        """No exchange so far."""
        return replace(help_, done=0)

    def busy(self, help_: Help, wish: Wish) -> Help:
        """No room left."""
        return replace(help_, load=MOST)

    def often(self, help_: Help, wish: Wish) -> Help:
        """Of a country that took part often."""
        return replace(help_, country=self._chance.choice(OFTEN))

    def interested(self, help_: Help, wish: Wish) -> Help:
        """With a declared interest in the requester."""
        return replace(help_, conflicts=frozenset({wish.organisation}))


Miss = Callable[[Drawn, Help, Wish], Help]
MISSES: tuple[Miss, ...] = (
    Drawn.topic,
    Drawn.subject,
    Drawn.job,
    Drawn.level,
    Drawn.language,
    Drawn.days,
    Drawn.never,
    Drawn.size,
    Drawn.newcomer,
    Drawn.busy,
    Drawn.often,
    Drawn.interested,
)
