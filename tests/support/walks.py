"""One press for every transition of every type, from every state: where it begins, and what is pressed there.

What a person or the clock presses begins in the situation called after its state, with a form that fills itself, unless
the table says otherwise. What a linked case's move causes is always in the table: that move is pressed.
"""

from tests.support.exchanges import EXCHANGES
from tests.support.moves import (
    CLOSE,
    Brings,
    Step,
    Walk,
    ahead,
    ask,
    call_for,
    decide,
    go,
    offer,
    recorded,
    ref,
    wait_for,
    walk,
)
from tests.support.situations import JOINS, LEAVES
from tests.support.stage import REGISTRY
from workflow.definition import LINK, START, Transition, Workflow

Key = tuple[str, str, str]  # type, trigger, the state it is pressed in

EXCHANGE, SHARED = "expert_assignment", "study_visit"  # those by whose moves other cases move


def every() -> list[tuple[Key, Transition]]:
    """All that can be walked, counted from the registry: what every type declares, once for each state it starts in."""
    return [
        ((definition.name, transition.trigger, source), transition)
        for definition in REGISTRY
        for transition in definition.transitions
        for source in transition.edge.sources
    ]


def walk_of(key: Key, transition: Transition) -> Walk:
    """How a move is walked. Raises KeyError if nobody has said so."""
    type_, trigger, source = key
    if key in WALKS:
        return WALKS[key]
    if transition.by == (LINK,) or source == START.name:
        raise KeyError(
            f"Nothing says what makes {trigger} of {type_} from {source}: put it into tests/support/walks.py,"
            " or tests/support/exchanges."
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
ANOTHER_CALL = (call_for("request"), go("call", "open"))

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
    ("request", "join_exchange", "unmatched"): walk(f"{SHARED}/alone/matched", JOINS),
    ("request", "exchange_arranged", "matched"): walk(f"{EXCHANGE}/ready", go("exchange", "arrange")),
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
    ("application", "select", "on_reserve"): walk(f"{EXCHANGE}/reserve/vacant", go("exchange", "add_expert")),
    ("application", "cancel", "on_reserve"): walk("request/unmatched", go("request", "close")),
    **_each("application", "cancel", ("submitted", "incomplete", "validated", "shortlisted"), "application/{}", CANCEL_CALL),
    **_each("application", "exchange_cancelled", ("selected", "confirmed"), "application/{}", ENDED),
    **_each("application", "return_to_reserve", ("selected", "confirmed"), "application/{}", KEPT),
    ("application", "complete", "confirmed"): walk(f"{EXCHANGE}/reported", EVALUATE),
}

def _of_exchange(exchange: Brings) -> dict[Key, Walk]:
    """What moves an exchange of any type where the table of situations does not say it; then what is only its own."""
    type_ = here = exchange.type
    walks: dict[Key, Walk] = {
        (type_, "create", "start"): walk("call/ranked", decide(type_, request=["application"])),
        (type_, "experts_confirmed", "matched"): walk(f"{here}/asked", go("application", "confirm")),
        (type_, "experts_confirmed", "postponed"): walk(f"{here}/asked, postponed", go("application", "confirm")),
        **_each(type_, "expert_left", (*exchange.prepared, "postponed", "arranged"), f"{here}/two/{{}}", LEAVES),
        **_each(type_, "lose_expert", (*exchange.prepared, "postponed", "arranged"), f"{here}/{{}}", LEAVES),
        (type_, "add_expert", "vacant"): walk(f"{here}/reserve/vacant", go("exchange", "add_expert")),
        **_each(type_, "add_another_expert", (*exchange.prepared, "postponed"), f"{here}/reserve/{{}}", go("exchange", "add_another_expert")),
        **_each(type_, "invite_association", exchange.not_begun, f"{here}/{{}}", go("exchange", "invite_association", association=lambda stage: stage.bodies["uganda"])),
        **_each(type_, "end_without_request", exchange.not_begun, f"{here}/{{}}", go("request", "withdraw_from_exchange")),
        (type_, "arrange", exchange.last): walk(f"{here}/ready", go("exchange", "arrange")),
        (type_, "set_new_dates", "postponed"): walk(f"{here}/ready", go("exchange", "postpone"), go("exchange", "set_new_dates")),
        (type_, "start", "arranged"): walk(f"{here}/arranged", *START_IT),
        **_each(type_, "finish", ("under_way", *exchange.running), f"{here}/{{}}", wait_for("exchange", "last_day", 1), go("exchange", "finish")),
        (type_, "agree_report", "executed"): walk(f"{here}/executed", go("exchange", "draft_report"), go("exchange", "agree_report"), go("exchange", "agree_report")),
        (type_, "record_past", "start"): walk("start", recorded(type_)),
        (type_, "retract", "evaluated"): walk("start", recorded(type_), go("exchange", "retract")),
        (type_, "evaluate", "reported"): walk(f"{here}/reported", *exchange.answered, go("exchange", "record_lessons"), go("exchange", "evaluate")),
    }
    if "request_joined" in REGISTRY.newest(type_).triggers:
        walks |= _each(type_, "request_joined", exchange.prepared, f"{here}/alone/{{}}", JOINS)
        walks |= _each(type_, "request_left", exchange.not_begun, f"{here}/shared/{{}}", go("second", "withdraw_from_exchange"))
    return walks | {(type_, *key): one for key, one in exchange.walks.items()}


# fmt: on
WALKS: dict[Key, Walk] = {
    **REQUESTS,
    **CALLS,
    **APPLICATIONS,
    **{key: one for exchange in EXCHANGES for key, one in _of_exchange(exchange).items()},
}
