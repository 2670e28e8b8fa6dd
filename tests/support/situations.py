"""What led to where a test begins: a table of situations, each a few moves after another one.

`Scenes.at(name)` plays what is missing and remembers it. A situation called `TYPE/STATE` has a case of that type in that
state under the short name of its kind. Every type of exchange has `TYPE/asked`, `TYPE/ready` and more, see `of_exchange`.
"""

import pickle
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.support.exchanges import EXCHANGES
from tests.support.moves import (
    CLOSE,
    Brings,
    Step,
    ask,
    call_for,
    decide,
    go,
    offer,
    ref,
    shortlist,
    valid,
    wait_for,
)
from tests.support.postgres import current
from tests.support.stage import REGISTRY, Stage

Situation = tuple[str, tuple[Step, ...]]  # the situation before it, the moves that lead on

CONFIRM = go("application", "confirm")
LEAVES = go("application", "withdraw_from_exchange")
JOINS = go("second", "join_exchange", exchange=ref("exchange"))


def of_exchange(exchange: Brings) -> Iterator[tuple[str, Situation]]:
    """The situations of a type of exchange.

    `TYPE/STATE` with one expert, `TYPE/reserve/STATE` with another application on the reserve list, `TYPE/two/STATE` with
    two experts; of a type that several requests share, `TYPE/alone/STATE` with a request that could join, and
    `TYPE/shared/STATE` with one that has. `asked` is before the experts have confirmed.
    """
    type_, two, asks = exchange.type, {"request": ["application", "other"]}, exchange.asks
    one, kept = {"request": ["application"]}, {"request": ["application"], "reserve": ["other"]}
    yield from _prepared(exchange, "", f"{asks}call/ranked", decide(type_, **one))
    yield from _prepared(exchange, "reserve/", f"{asks}rivals ranked", decide(type_, **kept))
    yield from _prepared(exchange, "two/", f"{asks}rivals ranked", decide(type_, **two), go("other", "confirm"))
    if "request_joined" in REGISTRY.newest(type_).triggers:
        apart = decide(type_, request=["application"], second=[])
        yield from _prepared(exchange, "alone/", f"{asks}both/ranked", apart)
        yield from _prepared(exchange, "shared/", f"{asks}both/ranked", apart, JOINS)
    yield from _held(exchange)


def _prepared(exchange: Brings, where: str, before: str, match: Step, *more: Step) -> Iterator[tuple[str, Situation]]:
    here, last = f"{exchange.type}/{where}", "matched"
    yield f"{here}asked", (before, (match,))
    yield f"{here}matched", (f"{here}asked", (CONFIRM, *more))
    yield f"{here}vacant", (f"{here}matched", (LEAVES,))
    yield f"{here}postponed", (f"{here}matched", (go("exchange", "postpone"),))
    yield f"{here}asked, postponed", (f"{here}asked", (go("exchange", "postpone"),))
    for state, steps in exchange.preparation.items():
        yield f"{here}{state}", (f"{here}{last}", steps)
        last = state
    yield f"{here}ready", (f"{here}{last}", exchange.ready)
    yield f"{here}arranged", (f"{here}ready", (go("exchange", "arrange"),))


def _held(exchange: Brings) -> Iterator[tuple[str, Situation]]:
    here, last = f"{exchange.type}/", "under_way"
    yield f"{here}under_way", (f"{here}arranged", (wait_for("exchange", "first_day"), go("exchange", "start")))
    for state, steps in exchange.running.items():
        yield f"{here}{state}", (f"{here}{last}", steps)
        last = state
    over = (wait_for("exchange", "last_day", 1), go("exchange", "finish"))
    yield f"{here}executed", (f"{here}under_way", over)
    yield f"{here}reported", (f"{here}executed", (go("exchange", "waive_report"),))
    yield f"{here}evaluated", (f"{here}reported", (go("exchange", "evaluate_with_waiver"),))


# name → (the situation before it, the moves that lead on)
COMMON: dict[str, Situation] = {
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
    "application/selected": ("expert_assignment/asked", ()),
    "application/confirmed": ("expert_assignment/matched", ()),
    "checked only": ("application/validated", (*CLOSE, go("application", "score"), go("call", "recommend"))),
    # two answers
    "rivals": ("call/open", (offer(), offer("other", "town"), *shortlist(), *shortlist("other"), *CLOSE)),
    "rivals ranked": ("rivals", (go("call", "recommend"),)),
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
    # two requests in one call, of which one is answered
    "both/ranked": ("both/open", (offer(), *shortlist(), *CLOSE, go("call", "recommend"))),
}


def asked_by(exchange: Brings) -> Iterator[tuple[str, Situation]]:
    """What leads to a match, of a request that other governments file than in the table above."""
    for name in ("call/ranked", "rivals ranked", "both/ranked") if exchange.asks else ():
        while name != "request/submitted":
            before, steps = COMMON[name]
            yield f"{exchange.asks}{name}", (f"{exchange.asks}{before}", steps)
            name = before
        yield f"{exchange.asks}{name}", ("start", (ask("request", *exchange.asked_by),))


SITUATIONS: dict[str, Situation] = {
    **COMMON,
    **{name: one for exchange in EXCHANGES for name, one in (*asked_by(exchange), *of_exchange(exchange))},
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
    """The situations on one stage, each played once a run, by whichever process needs it first."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def at(self, name: str) -> Stage:
        """The stage in that situation. It is played through the engine, whatever presses are to go through afterwards."""
        through, self.stage.through = self.stage.through, None
        file = current().once(f"situation {quote(name, safe='')}", lambda: self._played(name))
        self.stage.recall(pickle.loads(Path(file).read_bytes()))
        self.stage.through = through
        return self.stage

    def _played(self, name: str) -> str:
        """The file in which it is kept."""
        before, steps = SITUATIONS[name]
        if before:
            self.at(before)
        for step in steps:
            step(self.stage)
        file = current().folder / f"{quote(name, safe='')}.kept"
        file.write_bytes(pickle.dumps(self.stage.keep()))
        return str(file)
