"""What the states and transitions of a declaration are made of: milestones, parts, guards, turns, follow-ups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from workflow.forms import Form
from workflow.moments import Moment
from workflow.words import _

# What a guard answers: nothing, or the facts its refusal names (ids and codes, never sentences).
Refusal = Mapping[str, Any] | None
# A pure function of the facts of a case (and the form, and the facts of a linked case, where it says so).
Fact = Callable[..., Any]


@dataclass(frozen=True)
class Milestone:
    """One of the stages every reader knows; a state belongs to one."""

    name: str
    label: str
    order: int


@dataclass(frozen=True)
class Part:
    """What somebody is in a case, or (`office=True`) in the secretariat; rights, turns and letters name parts."""

    name: str
    label: str
    office: bool = False
    absent: bool = False  # cannot press on a page, nor can anybody on its behalf


CLOCK = Part("clock", _("the clock"), absent=True)
LINK = Part("link", _("a linked case"), absent=True)
OWING = Part("owing", _("whoever owes the next step"))


@dataclass(frozen=True)
class Guard:
    """A condition, with the sentence a person reads when it says no.

    `rule` is read without a case; `refusal` is filled with the facts that `test` returns; `mend` names the trigger
    that would help, here or in another case; `sets` names the facts a form may still set, so that the question can wait
    for the form.
    """

    code: str
    rule: str
    refusal: str
    test: Fact
    mend: str | None = None
    waivable: bool = False
    asks_form: bool = False
    sets: tuple[str, ...] = ()


def guard(
    *, rule: str, refusal: str, mend: str | None = None, waivable: bool = False, sets: tuple[str, ...] = ()
) -> Callable[[Fact], Guard]:
    """Declare a guard: `None` from the function means yes. A second parameter called `form` makes it ask the form."""

    def declare(test: Fact) -> Guard:
        asks_form = "form" in test.__code__.co_varnames[: test.__code__.co_argcount]
        return Guard(test.__name__, rule, refusal, test, mend, waivable, asks_form, sets)

    return declare


@dataclass(frozen=True)
class Follows:
    """The turn, and the limit, are those of the case this one is linked to."""

    link: str


def follows(link: str) -> Follows:
    """Whose turn it is, and until when, is said by the linked case."""
    return Follows(link)


class Kind(Enum):
    """What a follow-up does when it is due."""

    REMIND = "remind"  # a letter to whoever owes something
    ESCALATE = "escalate"  # a letter to an office, because nothing came
    LETTER = "letter"  # a letter that is part of the course of things
    ASK = "ask"  # a questionnaire
    TASK = "task"  # something for an office to look at
    FIRE = "fire"  # a transition by the clock


class Late(Enum):
    """What becomes of a follow-up whose moment is past when it is planned."""

    NOW = "now"
    SKIP = "skip"


STATE_GROUP = "state"  # planned by entering a state, cancelled by leaving it


@dataclass(frozen=True)
class FollowUp:
    """Something due at a moment because of a case.

    `to` names parts, offices or audiences, `OWING` (asked who when due) or `CLOCK`. `unless(facts)`, or
    `unless(facts, person)` for what one recipient has done, is asked when it is due. `past` says what happens when the
    moment is past at planning: now, skip, or now unless that later moment is past too. `group` names what plans and
    cancels it. `once`: who had it for this case does not get it again, however often it is planned. `tells(facts,
    recipient)` lists what its letter says besides: sentences, each a message and its facts.
    """

    name: str
    kind: Kind
    at: Moment
    to: tuple["Part | str", ...]
    label: str = ""
    unless: Fact | None = None
    past: "Late | Moment" = Late.NOW
    group: str = STATE_GROUP
    form: type[Form] | None = None
    trigger: str | None = None
    once: bool = False
    letter: str | None = None  # the template that says it, where it is not called like the follow-up
    tells: Fact | None = None
