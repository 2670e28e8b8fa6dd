"""The words in which tests say what is pressed: steps on a stage, values known only when they are played, and walks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.stage import Stage

Step = Callable[["Stage"], Any]
Later = Callable[["Stage"], Any]  # a value that is known only when it is played

# --- what is pressed ------------------------------------------------------------------------------------------------


def go(what: str, trigger: str, by: str | None = None, **more: Any) -> Step:
    """Press a button; values that are functions are asked of the stage."""
    return lambda stage: stage.go(what, trigger, by, **_now(stage, more))


def make(name: str, type_: str, trigger: str, by: str | None = None, **more: Any) -> Step:
    """Make a case and call it so."""

    def step(stage: "Stage") -> None:
        stage.refs[name] = stage.press_anew(type_, trigger, by, **_now(stage, more))

    return step


def decide(kind: str = "expert_assignment", **chosen: Any) -> Step:
    """Decide the call: request → applications (none: no match); `reserve` and `not_selected` name the others."""
    others = {name: outcome for outcome in ("reserve", "not_selected") for name in chosen.pop(outcome, ())}

    def step(stage: "Stage") -> None:
        matched = {stage.refs[one]: [stage.refs[name] for name in names] for one, names in chosen.items()}
        left = {stage.refs[name]: outcome for name, outcome in others.items()}
        stage.go("call", "decide", **stage.decision(matched, left, exchange_type=kind))
        made = [ident.split("/")[0] for ident in stage.pressed if ident.startswith("EXC-")]
        stage.refs |= {"exchange": made[0]} if made else {}

    return step


def wait_for(what: str, fact: str, days: int = 0) -> Step:
    """Go on to noon of the day that a fact of a case names, or so many days after it."""

    def step(stage: "Stage") -> None:
        day = date.fromisoformat(stage.case(stage.refs[what]).facts[fact]) + timedelta(days=days)
        stage.wait(until=datetime.combine(day, time(12), UTC))

    return step


def past_due(what: str) -> Step:
    """Go on to when the limit of a case is over."""
    return lambda stage: stage.wait(until=max(stage.now, stage.case(stage.refs[what]).due_at))


def refs(*names: str) -> Later:
    """The references of these cases."""
    return lambda stage: sorted(stage.refs[name] for name in names)


def ref(name: str) -> Later:
    """The reference of this case."""
    return lambda stage: stage.refs[name]


def person(name: str) -> Later:
    """The id of somebody."""
    return lambda stage: stage.people[name]


def ahead(days: int) -> Later:
    """The day so many days from now."""
    return lambda stage: (stage.now.date() + timedelta(days=days)).isoformat()


def _now(stage: "Stage", value: Any) -> Any:
    if callable(value):
        return _now(stage, value(stage))
    if isinstance(value, dict):
        return {name: _now(stage, one) for name, one in value.items()}
    return [_now(stage, one) for one in value] if isinstance(value, list) else value


def ask(name: str = "request", by: str = "north", *others: str) -> Step:
    """A government submits a request."""
    governments = [lambda stage, one=one: stage.bodies[one] for one in (by, *others)]
    form = {"governments": governments, "topic": "waste", "languages": ["en"], "people": [person(by)]}
    return make(name, "request", "submit", by, **form, consent=lambda stage: stage.paper)


def offer(
    name: str = "application",
    by: str = "city",
    request: str = "request",
    trigger: str = "submit",
    filed_by: str | None = None,
    **more: Any,
) -> Step:
    """A government offers help; a broker files it where it comes late, or without a call."""
    papers = dict.fromkeys(("cv", "commitment_letter"), lambda stage: stage.paper)
    form = {"request": ref(request), "government": lambda stage: stage.bodies[by], "people": [person(by)]}
    called = {} if trigger == "file_direct" else {"call": ref("call")}
    who = filed_by or (by if trigger == "submit" else None)
    return make(name, "application", trigger, who, **{**form, **called, **papers, "languages": ["en"], **more})


def valid(name: str = "request") -> tuple[Step, ...]:
    """A request is validated, and recommended by the committee."""
    waived = {"waivers": {"no_twin": "It is about another place."}}
    return go(name, "validate", beside=waived), go(name, "score")


def call_for(*names: str, kind: str = "expert_assignment") -> Step:
    """A call is prepared for requests."""
    text = [{"language": "en", "text": "A colleague with the same job."}]
    form = {"working_language": "en", "exchange_types": [kind], "asked_of_experts": text}
    return make("call", "call", "prepare", requests=refs(*names), **form)


def recorded(kind: str, **more: Any) -> Step:
    """A broker records an exchange of the past."""
    sides = {"governments": [lambda stage: stage.bodies["north"]], "experts": [lambda stage: stage.bodies["city"]]}
    days = {"first_day": ahead(-40), "last_day": ahead(-36), "invited": None}
    return make("exchange", kind, "record_past", "broker", **{**sides, **days, **more})


def shortlist(name: str = "application") -> tuple[Step, ...]:
    """An application is checked, scored and shortlisted."""
    return go(name, "validate"), go(name, "score"), go(name, "shortlist")


CLOSE = (past_due("call"), go("call", "close"))

# --- what is walked ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """A situation, what happens there first, and the press that makes the move."""

    situation: str
    steps: tuple[Step, ...]

    def prepare(self, stage: "Stage") -> None:
        """All but the press."""
        for step in self.steps[:-1]:
            step(stage)

    def press(self, stage: "Stage") -> None:
        """The press."""
        self.steps[-1](stage)


def walk(situation: str, *steps: Step) -> Walk:
    """A walk, as the table writes it."""
    return Walk(situation, steps)


@dataclass(frozen=True)
class Brings:
    """What a type of exchange brings to the tests of all types; a file of `exchanges/` each, found without being listed.

    `asked_by` are the governments that file its request together. `preparation` are its own states before `arranged`,
    in order, with the moves that lead to each from the one before it, and `ready` what else is done in the last of
    them until it can be arranged; `running` its own states that come after `under_way`. `walks` (by trigger and
    state) and `refusals` (by guard) are those that are only its own, or other than those of every exchange.
    """

    type: str
    preparation: Mapping[str, tuple[Step, ...]]
    ready: tuple[Step, ...]
    asked_by: tuple[str, ...] = ("north",)
    running: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    walks: Mapping[tuple[str, str], Walk] = field(default_factory=dict)
    refusals: Mapping[str, Walk] = field(default_factory=dict)

    @property
    def asks(self) -> str:
        """How the names of situations begin in which its request is filed: those of all types, unless several ask."""
        return "" if self.asked_by == ("north",) else f"{self.type}: "

    @property
    def prepared(self) -> tuple[str, ...]:
        """Its states before `arranged`, but those in which it stands still."""
        return ("matched", *self.preparation)

    @property
    def last(self) -> str:
        """The last of them."""
        return self.prepared[-1]

    @property
    def not_begun(self) -> tuple[str, ...]:
        """Its states before it takes place."""
        return (*self.prepared, "vacant", "postponed", "arranged")

    @property
    def prepare(self) -> tuple[Step, ...]:
        """All that leads from `matched` to the last state of the preparation."""
        return tuple(step for steps in self.preparation.values() for step in steps)

    @property
    def answered(self) -> tuple[Step, ...]:
        """Every government that asks, and the one that knows, answer the evaluation."""
        sides = (*self.asked_by, "city")
        return tuple(go("exchange", "answer_questionnaire", who, questionnaire="evaluation") for who in sides)
