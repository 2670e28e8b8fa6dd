"""What led to where a test begins: a table of situations, each a few moves after another one.

`Scenes.at(name)` plays what is missing and remembers it. A situation called `TYPE/STATE` has a case of that type in that
state under the short name of its kind.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.support.stage import Kept, Stage

Step = Callable[[Stage], Any]
Later = Callable[[Stage], Any]  # a value that is known only when it is played

# --- the words of the table -------------------------------------------------------------------------------------------


def go(what: str, trigger: str, by: str | None = None, **more: Any) -> Step:
    """Press a button; values that are functions are asked of the stage."""
    return lambda stage: stage.go(what, trigger, by, **_now(stage, more))


def make(name: str, type_: str, trigger: str, by: str | None = None, **more: Any) -> Step:
    """Make a case and call it so."""

    def step(stage: Stage) -> None:
        stage.refs[name] = stage.press_anew(type_, trigger, by, **_now(stage, more))

    return step


def decide(kind: str = "expert_assignment", **chosen: Any) -> Step:
    """Decide the call: request → applications (none: no match); `reserve` and `not_selected` name the others."""
    others = {name: outcome for outcome in ("reserve", "not_selected") for name in chosen.pop(outcome, ())}

    def step(stage: Stage) -> None:
        matched = {stage.refs[one]: [stage.refs[name] for name in names] for one, names in chosen.items()}
        left = {stage.refs[name]: outcome for name, outcome in others.items()}
        stage.go("call", "decide", **stage.decision(matched, left, exchange_type=kind))
        made = [ident.split("/")[0] for ident in stage.pressed if ident.startswith("EXC-")]
        stage.refs |= {"exchange": made[0]} if made else {}

    return step


def wait_for(what: str, fact: str, days: int = 0) -> Step:
    """Go on to noon of the day that a fact of a case names, or so many days after it."""

    def step(stage: Stage) -> None:
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


def _now(stage: Stage, value: Any) -> Any:
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


def shortlist(name: str = "application") -> tuple[Step, ...]:
    """An application is checked, scored and shortlisted."""
    return go(name, "validate"), go(name, "score"), go(name, "shortlist")


CLOSE = (past_due("call"), go("call", "close"))
READY = (
    go("exchange", "accept_invitation_association"),
    go("exchange", "record_arrangements"),
    go("exchange", "record_briefing", who=[person("city")]),
)
AGREE = (go("exchange", "agree_terms"), go("exchange", "agree_terms"))
ONE_STAYS = {"request": ["application"], "reserve": ["other"]}
POSTPONE = go("exchange", "postpone")

# --- the table --------------------------------------------------------------------------------------------------------

# name → (the situation before it, the moves that lead on)
SITUATIONS: dict[str, tuple[str, tuple[Step, ...]]] = {
    "start": ("", ()),
    # a request
    "request/submitted": ("start", (ask(),)),
    "request/incomplete": ("request/submitted", (go("request", "ask_for_more"),)),
    "request/validated": ("request/submitted", valid()),
    "request/on_reserve": ("request/validated", (go("request", "put_on_reserve"),)),
    "request/rejected": ("request/submitted", (go("request", "reject"),)),
    "request/withdrawn": ("request/submitted", (go("request", "withdraw"),)),
    "request/closed_unmatched": ("request/on_reserve", (go("request", "close"),)),
    "request/expertise_sought": ("call/open", ()),
    "request/unmatched": ("call/ranked", (decide(request=[], reserve=["application"]),)),
    "request/matched": ("expert_assignment/matched", ()),
    "request/arranged": ("expert_assignment/arranged", ()),
    "request/executed": ("expert_assignment/executed", ()),
    # a call
    "call/draft": ("request/validated", (call_for("request"),)),
    "call/open": ("call/draft", (go("call", "open"),)),
    "call/closed": ("application/shortlisted", CLOSE),
    "call/ranked": ("call/closed", (go("call", "recommend"),)),
    # its answers
    "application/submitted": ("call/open", (offer(),)),
    "application/incomplete": ("application/submitted", (go("application", "ask_for_more"),)),
    "application/validated": ("application/submitted", (go("application", "validate"),)),
    "application/shortlisted": ("application/submitted", shortlist()),
    "application/on_reserve": ("request/unmatched", ()),
    "application/selected": ("call/ranked", (decide(request=["application"]),)),
    "application/confirmed": ("application/selected", (go("application", "confirm"),)),
    "checked only": ("application/validated", (*CLOSE, go("application", "score"), go("call", "recommend"))),
    # an exchange of one expert
    "expert_assignment/matched": ("application/confirmed", ()),
    "expert_assignment/vacant": ("expert_assignment/matched", (go("application", "release_expert"),)),
    "expert_assignment/postponed": ("expert_assignment/matched", (POSTPONE,)),
    "expert_assignment/terms_drafted": ("expert_assignment/matched", (go("exchange", "draft_terms"),)),
    "expert_assignment/terms_agreed": ("expert_assignment/terms_drafted", AGREE),
    "ready": ("expert_assignment/terms_agreed", READY),
    "expert_assignment/arranged": ("ready", (go("exchange", "arrange"),)),
    "expert_assignment/under_way": (
        "expert_assignment/arranged",
        (wait_for("exchange", "first_day"), go("exchange", "start")),
    ),
    "expert_assignment/executed": (
        "expert_assignment/under_way",
        (wait_for("exchange", "last_day", 1), go("exchange", "finish")),
    ),
    "expert_assignment/reported": ("expert_assignment/executed", (go("exchange", "waive_report"),)),
    "expert_assignment/evaluated": ("expert_assignment/reported", (go("exchange", "evaluate_with_waiver"),)),
    # two answers: one chosen and one on reserve, or both chosen
    "rivals": ("call/open", (offer(), offer("other", "town"), *shortlist(), *shortlist("other"), *CLOSE)),
    "rivals ranked": ("rivals", (go("call", "recommend"),)),
    "reserve/asked": ("rivals ranked", (decide(**ONE_STAYS),)),
    "reserve/matched": ("reserve/asked", (go("application", "confirm"),)),
    "reserve/vacant": ("reserve/asked", (go("application", "decline"),)),
    "reserve/postponed": ("reserve/matched", (POSTPONE,)),
    "reserve/terms_drafted": ("reserve/matched", (go("exchange", "draft_terms"),)),
    "reserve/terms_agreed": ("reserve/terms_drafted", AGREE),
    "reserve/arranged": ("reserve/terms_agreed", (*READY, go("exchange", "arrange"))),
    "two/asked": ("rivals ranked", (decide(request=["application", "other"]),)),
    "two/matched": ("two/asked", (go("application", "confirm"), go("other", "confirm"))),
    "two/postponed": ("two/matched", (POSTPONE,)),
    "two/terms_drafted": ("two/matched", (go("exchange", "draft_terms"),)),
    "two/terms_agreed": ("two/terms_drafted", AGREE),
    "two/arranged": (
        "two/terms_agreed",
        (*READY, go("exchange", "arrange")),
    ),
    "asked, postponed": ("application/selected", (POSTPONE,)),
    # two requests in one call
    "both/draft": ("request/validated", (ask("second", "south"), *valid("second"), call_for("request", "second"))),
    "both/open": ("both/draft", (go("call", "open"),)),
    "both/closed": ("both/open", CLOSE),
    "crowd": (
        "both/open",
        (offer(), offer("other", "town"), offer("third", "port", "second"), *shortlist(), *shortlist("third")),
    ),
    "crowd decided": (
        "crowd",
        (
            *shortlist("other"),
            *CLOSE,
            go("call", "recommend"),
            decide(request=["application"], second=["third"], reserve=["other"]),
        ),
    ),
    # an exchange that several governments share, and a request that could join it
    "shared/open": (
        "request/validated",
        (
            ask("second", "south"),
            *valid("second"),
            call_for("request", "second", kind="study_visit"),
            go("call", "open"),
            offer(),
            *shortlist(),
            *CLOSE,
            go("call", "recommend"),
        ),
    ),
    "shared/one": ("shared/open", (decide("study_visit", request=["application"], second=[]),)),
    "shared/confirmed": ("shared/one", (go("application", "confirm"),)),
    "shared/both": ("shared/confirmed", (go("second", "join_exchange", exchange=ref("exchange")),)),
}


def play(stage: Stage, name: str) -> Stage:
    """Play everything that leads to a situation."""
    before, steps = SITUATIONS[name]
    if before:
        play(stage, before)
    for step in steps:
        step(stage)
    return stage


class Scenes:
    """The situations on one stage, each played once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._kept: dict[str, Kept] = {}

    def at(self, name: str) -> Stage:
        """The stage in that situation. It is played through the engine, whatever presses are to go through afterwards."""
        through, self.stage.through = self.stage.through, None
        if name not in self._kept:
            before, steps = SITUATIONS[name]
            if before:
                self.at(before)
            for step in steps:
                step(self.stage)
            self._kept[name] = self.stage.keep()
        self.stage.recall(self._kept[name])
        self.stage.through = through
        return self.stage
