"""One press for every transition of every type, from every state: where it begins, and what is pressed there.

What a person or the clock presses begins in the situation called after its state, with a form that fills itself, unless
the table says otherwise. What a linked case's move causes is always in the table: that move is pressed.
"""

from dataclasses import dataclass

from tests.support.shared_exchange import OF_SEVERAL, SHARED
from tests.support.situations import (
    CLOSE,
    Step,
    ahead,
    ask,
    call_for,
    decide,
    go,
    offer,
    ref,
    wait_for,
)
from tests.support.stage import REGISTRY, Stage
from workflow.definition import LINK, START, Transition, Workflow

Key = tuple[str, str, str]  # type, trigger, the state it is pressed in

EXCHANGE = "expert_assignment"
PREPARED = ("matched", "terms_drafted", "terms_agreed")
NOT_BEGUN = (*PREPARED, "vacant", "postponed", "arranged")


@dataclass(frozen=True)
class Walk:
    """A situation, what happens there first, and the press that makes the move."""

    situation: str
    steps: tuple[Step, ...]

    def prepare(self, stage: Stage) -> None:
        """All but the press."""
        for step in self.steps[:-1]:
            step(stage)

    def press(self, stage: Stage) -> None:
        """The press."""
        self.steps[-1](stage)


def walk(situation: str, *steps: Step) -> Walk:
    """A walk, as the table writes it."""
    return Walk(situation, steps)


def every() -> list[tuple[Key, Transition]]:
    """All that can be walked, counted from the registry: what every type declares, once for each state it starts in.

    Of the shared exchange that stands in for a real one, only what no other type has.
    """
    return [
        ((definition.name, transition.trigger, source), transition)
        for definition in REGISTRY
        for transition in definition.transitions
        for source in transition.edge.sources
        if definition is not SHARED or transition.trigger in OF_SEVERAL
    ]


def walk_of(key: Key, transition: Transition) -> Walk:
    """How a move is walked. Raises KeyError if nobody has said so."""
    type_, trigger, source = key
    if key in WALKS:
        return WALKS[key]
    if transition.by == (LINK,) or source == START.name:
        raise KeyError(
            f"Nothing says what makes {trigger} of {type_} from {source}: put it into tests/support/walks.py."
        )
    return walk(f"{type_}/{source}", go(_kind(type_), trigger))


def _kind(type_: str) -> str:
    definition: Workflow = REGISTRY.newest(type_)
    return definition.kind


def _each(type_: str, trigger: str, sources: tuple[str, ...], where: str, *steps: Step) -> dict[Key, Walk]:
    """The same steps from several states; `where` names the situation of each."""
    return {(type_, trigger, source): walk(where.format(source), *steps) for source in sources}


CANCEL_CALL = go("call", "cancel")
SECOND_LEAVES = go("second", "withdraw", "broker")
EVALUATE = go("exchange", "evaluate_with_waiver")
START_IT = (wait_for("exchange", "first_day"), go("exchange", "start"))
END = [{"request": ref("request"), "outcome": "end"}]
SEEK = [{"request": ref("request"), "outcome": "seek_again"}]
KEEP = [{"application": ref("application"), "outcome": "keep"}]
RELEASE = [{"application": ref("application"), "outcome": "release"}]
ENDED = go("exchange", "cancel", requests=END, experts=RELEASE)
SOUGHT_AGAIN = go("exchange", "cancel", requests=SEEK, experts=RELEASE)
KEPT = go("exchange", "cancel", requests=SEEK, experts=KEEP)
LEAVES = go("application", "withdraw_from_exchange")
ANOTHER_CALL = (call_for("request"), go("call", "open"))
ANSWERED = (
    go("exchange", "answer_questionnaire", "north", questionnaire="evaluation"),
    go("exchange", "answer_questionnaire", "city", questionnaire="evaluation"),
    go("exchange", "record_lessons"),
)

# fmt: off
REQUESTS: dict[Key, Walk] = {
    ("request", "submit", "start"): walk("start", ask()),
    ("request", "lapse", "incomplete"): walk("request/incomplete", lambda stage: stage.wait(30), go("request", "lapse")),
    ("request", "close_reserve", "on_reserve"): walk("request/on_reserve", lambda stage: stage.wait(400), go("request", "close_reserve")),
    **{("request", "merge", source): walk(f"request/{source}", ask("twin"), go("request", "merge", same_as=ref("twin")))
       for source in ("submitted", "incomplete", "validated", "on_reserve", "unmatched")},
    ("request", "seek_expertise", "validated"): walk("call/draft", go("call", "open")),
    ("request", "seek_expertise", "on_reserve"): walk("request/on_reserve", *ANOTHER_CALL),
    ("request", "seek_expertise", "unmatched"): walk("request/unmatched", *ANOTHER_CALL),
    ("request", "call_cancelled", "expertise_sought"): walk("call/open", CANCEL_CALL),
    ("request", "match", "expertise_sought"): walk("call/ranked", decide(request=["application"])),
    ("request", "no_match", "expertise_sought"): walk("call/ranked", decide(request=[], not_selected=["application"])),
    ("request", "join_exchange", "unmatched"): walk("shared/confirmed", go("second", "join_exchange", exchange=ref("exchange"))),
    ("request", "exchange_arranged", "matched"): walk("ready", go("exchange", "arrange")),
    ("request", "exchange_reopened", "arranged"): walk(f"{EXCHANGE}/arranged", go("exchange", "postpone")),
    ("request", "exchange_reopened", "executed"): walk(f"{EXCHANGE}/executed", go("exchange", "did_not_take_place")),
    ("request", "exchange_executed", "arranged"): walk(f"{EXCHANGE}/under_way", wait_for("exchange", "last_day", 1), go("exchange", "finish")),
    ("request", "exchange_evaluated", "executed"): walk(f"{EXCHANGE}/reported", EVALUATE),
    **_each("request", "exchange_cancelled", ("matched", "arranged"), f"{EXCHANGE}/{{}}", SOUGHT_AGAIN),
    **_each("request", "end_with_exchange", ("matched", "arranged"), f"{EXCHANGE}/{{}}", ENDED),
}

CALLS: dict[Key, Walk] = {
    ("call", "prepare", "start"): walk("request/validated", call_for("request")),
    ("call", "close", "open"): walk("call/open", *CLOSE),
    ("call", "extend_deadline", "open"): walk("call/open", go("call", "extend_deadline", deadline=ahead(60))),
    ("call", "decide", "closed"): walk("call/ranked", decide(request=["application"])),
    **_each("call", "request_left", ("draft", "open", "closed"), "both/{}", SECOND_LEAVES),
    **_each("call", "last_request_left", ("draft", "open", "closed"), "call/{}", go("request", "withdraw")),
}

APPLICATIONS: dict[Key, Walk] = {
    ("application", "submit", "start"): walk("call/open", offer()),
    ("application", "file_late", "start"): walk("call/closed", offer("late", "town", trigger="file_late")),
    ("application", "file_direct", "start"): walk("request/unmatched", offer("direct", "town", trigger="file_direct")),
    ("application", "lapse", "incomplete"): walk("application/incomplete", lambda stage: stage.wait(30), go("application", "lapse")),
    ("application", "expire_offer", "selected"): walk("application/selected", lambda stage: stage.wait(30), go("application", "expire_offer")),
    ("application", "reserve_expired", "on_reserve"): walk("application/on_reserve", lambda stage: stage.wait(91), go("application", "reserve_expired")),
    ("application", "shortlist", "validated"): walk("application/validated", go("application", "score"), go("application", "shortlist")),
    ("application", "put_on_reserve", "shortlisted"): walk("call/ranked", decide(request=[], reserve=["application"])),
    ("application", "put_on_reserve", "validated"): walk("checked only", decide(request=[], reserve=["application"])),
    ("application", "not_select", "shortlisted"): walk("call/ranked", decide(request=[], not_selected=["application"])),
    ("application", "not_select", "validated"): walk("checked only", decide(request=[], not_selected=["application"])),
    ("application", "select", "shortlisted"): walk("call/ranked", decide(request=["application"])),
    ("application", "select", "on_reserve"): walk("reserve/vacant", go("exchange", "add_expert")),
    ("application", "cancel", "on_reserve"): walk("request/unmatched", go("request", "close")),
    **_each("application", "cancel", ("submitted", "incomplete", "validated", "shortlisted"), "application/{}", CANCEL_CALL),
    **_each("application", "exchange_cancelled", ("selected", "confirmed"), "application/{}", ENDED),
    **_each("application", "return_to_reserve", ("selected", "confirmed"), "application/{}", KEPT),
    ("application", "complete", "confirmed"): walk(f"{EXCHANGE}/reported", EVALUATE),
}

EXCHANGES: dict[Key, Walk] = {
    (EXCHANGE, "create", "start"): walk("call/ranked", decide(request=["application"])),
    (EXCHANGE, "agree_terms", "terms_drafted"): walk(f"{EXCHANGE}/terms_drafted", go("exchange", "agree_terms"), go("exchange", "agree_terms")),
    (EXCHANGE, "experts_confirmed", "matched"): walk("application/selected", go("application", "confirm")),
    (EXCHANGE, "experts_confirmed", "postponed"): walk("asked, postponed", go("application", "confirm")),
    **_each(EXCHANGE, "expert_left", (*PREPARED, "postponed", "arranged"), "two/{}", LEAVES),
    **_each(EXCHANGE, "lose_expert", (*PREPARED, "postponed", "arranged"), f"{EXCHANGE}/{{}}", LEAVES),
    (EXCHANGE, "add_expert", "vacant"): walk("reserve/vacant", go("exchange", "add_expert")),
    **_each(EXCHANGE, "add_another_expert", (*PREPARED, "postponed"), "reserve/{}", go("exchange", "add_another_expert")),
    **_each(EXCHANGE, "invite_association", NOT_BEGUN, f"{EXCHANGE}/{{}}", go("exchange", "invite_association", association=lambda stage: stage.bodies["uganda"])),
    **_each(EXCHANGE, "end_without_request", NOT_BEGUN, f"{EXCHANGE}/{{}}", go("request", "withdraw_from_exchange")),
    (EXCHANGE, "arrange", "terms_agreed"): walk("ready", go("exchange", "arrange")),
    (EXCHANGE, "set_new_dates", "postponed"): walk("ready", go("exchange", "postpone"), go("exchange", "set_new_dates")),
    (EXCHANGE, "start", "arranged"): walk(f"{EXCHANGE}/arranged", *START_IT),
    (EXCHANGE, "finish", "under_way"): walk(f"{EXCHANGE}/under_way", wait_for("exchange", "last_day", 1), go("exchange", "finish")),
    (EXCHANGE, "agree_report", "executed"): walk(f"{EXCHANGE}/executed", go("exchange", "draft_report"), go("exchange", "agree_report"), go("exchange", "agree_report")),
    (EXCHANGE, "evaluate", "reported"): walk(f"{EXCHANGE}/reported", *ANSWERED, go("exchange", "evaluate")),
}

# Of the exchange that several governments share.
SHARED_WALKS: dict[Key, Walk] = {
    ("study_visit", "request_joined", "matched"): walk("shared/confirmed", go("second", "join_exchange", exchange=ref("exchange"))),
    ("study_visit", "request_joined", "planned"): walk("shared/confirmed", go("exchange", "plan"), go("second", "join_exchange", exchange=ref("exchange"))),
    ("study_visit", "request_left", "matched"): walk("shared/both", go("second", "withdraw_from_exchange")),
    ("study_visit", "request_left", "planned"): walk("shared/both", go("exchange", "plan"), go("second", "withdraw_from_exchange")),
    ("study_visit", "request_left", "vacant"): walk("shared/both", LEAVES, go("second", "withdraw_from_exchange")),
    ("study_visit", "request_left", "postponed"): walk("shared/both", go("exchange", "postpone"), go("second", "withdraw_from_exchange")),
    ("study_visit", "request_left", "arranged"): walk("shared/both", go("exchange", "plan"), go("exchange", "accept_invitation_association"), go("exchange", "arrange"),
                                                      go("second", "withdraw_from_exchange")),
}
# fmt: on

WALKS: dict[Key, Walk] = {**REQUESTS, **CALLS, **APPLICATIONS, **EXCHANGES, **SHARED_WALKS}
