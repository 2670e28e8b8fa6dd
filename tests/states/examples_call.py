"""Examples of the guards of a call."""

from states.all import DEFINITIONS
from tests.states.examples import example
from tests.states.forms import matched
from tests.states.given import (
    EXPERT,
    KNOWING,
    LEARNED,
    MEMBER,
    NORTH,
    TODAY,
    application,
    call,
    exchange,
    facts,
    request,
)
from workflow.snapshot import Case

ONE, TWO = "REQ-2017-0001", "REQ-2017-0002"
CALL, OTHER = "CALL-2017-0001", "CALL-2017-0002"
APP, RIVAL = "APP-2017-0001", "APP-2017-0002"
SCORED = {MEMBER: {"recommend": "yes"}}
RANKING = [{"application": APP, "place": 2}, {"application": RIVAL, "place": 1}]
LATE, SOON = TODAY.replace(day=31), TODAY.replace(day=5)

sought = request(ONE, "expertise_sought")


def closed(*others: Case, links: tuple[tuple[str, str], ...] = (), **more: object) -> object:
    """A closed call for one request with one application to it."""
    told = {name: more.pop(name) for name in ("rankings", "working_language") if name in more}
    cases = (call(state="closed", **told), sought, *(others or (application(APP),)))
    pairs = [(CALL, ONE), (CALL, APP), (APP, ONE), *links]
    return facts(*cases, links=pairs, **more)


def decision(*rows: dict[str, object], others: tuple[tuple[str, str], ...] = ()) -> dict[str, object]:
    """A decision; `others` are (application, outcome)."""
    return {"requests": list(rows), "others": [{"application": ref, "outcome": outcome} for ref, outcome in others]}


def rivals(**more: object) -> object:
    """The same with a second application to the same request."""
    links = ((CALL, RIVAL), (RIVAL, ONE))
    return closed(application(APP), application(RIVAL, government=LEARNED), links=links, **more)


named = {"requests": [ONE]}
found = decision(matched(ONE, APP))
nothing = decision({"request": ONE, "outcome": "none"})
draft = call(state="draft")

EXAMPLES = [
    example(
        "requests_wait",
        facts(draft, request(ONE, "submitted"), links=[]),
        facts(draft, request(ONE, "validated"), links=[]),
        form=named,
        told={"request": ONE, "state": "submitted"},
    ),
    example(
        "named_once",
        facts(draft, request(ONE, "validated"), call(OTHER, "draft"), links=[(OTHER, ONE)]),
        facts(draft, request(ONE, "validated"), call(OTHER, "decided"), links=[(OTHER, ONE)]),
        form=named,
        told={"request": ONE, "call": OTHER},
    ),
    example("names_a_request", facts(draft), facts(draft, request(ONE))),
    example("requests_still_wait", facts(draft, request(ONE, "matched")), facts(draft, request(ONE, "on_reserve"))),
    example(
        "deadline_ahead", facts(call(deadline="2017-03-14")), facts(call(deadline="2017-03-15")), told={"days": 14}
    ),
    example("written_in_language", facts(call(working_language="fr")), facts(call()), told={"language": "fr"}),
    example(
        "requests_recommended",
        facts(call(), request(ONE)),
        facts(call(), request(ONE, scores=SCORED)),
        told={"request": [ONE]},
    ),
    example("later", facts(call()), facts(call(deadline="2017-03-10")), form={"deadline": LATE}),
    example("a_week_ahead", facts(call()), facts(call()), form={"deadline": LATE}, bad={"deadline": SOON}),
    example(
        "no_interest",
        facts(call(), request(), actor=MEMBER, interests=[(MEMBER, NORTH)]),
        facts(call(), request(), actor=MEMBER),
    ),
    example(
        "has_scored_all",
        closed(actor=MEMBER),
        closed(application(APP, scores=SCORED), actor=MEMBER),
        told={"application": [APP]},
    ),
    example("ranks_answers", closed(), rivals(), form={"ranking": RANKING}, told={"application": RIVAL}),
    example(
        "ranks_no_interest",
        closed(actor=MEMBER, interests=[(MEMBER, KNOWING)]),
        closed(actor=MEMBER),
        form={"ranking": [{"application": APP, "place": 1}]},
        told={"application": [APP]},
    ),
    example("all_checked", closed(application(APP, "submitted")), closed(), told={"applications": [APP]}),
    example(
        "committee_ranked", closed(), closed(rankings={MEMBER: {"ranking": RANKING}}), told={"scored": 0, "quorum": 1}
    ),
    example("every_request_decided", closed(), closed(), form=found, bad=decision(), told={"requests": [ONE]}),
    example(
        "every_application_decided",
        rivals(),
        rivals(),
        form=decision(matched(ONE, APP), others=((RIVAL, "reserve"),)),
        bad=found,
        told={"applications": [RIVAL]},
    ),
    example(
        "match_complete",
        closed(),
        closed(),
        form=found,
        bad=decision({"request": ONE, "outcome": "matched"}),
        told={"requests": [ONE]},
    ),
    example(
        "others_joinable",
        closed(application(APP), request(TWO, "unmatched")),
        closed(
            application(APP), request(TWO, "matched"), exchange(serves_several=True), links=((TWO, "EXC-2017-0001"),)
        ),
        form=decision(matched(ONE, APP, with_requests=[TWO])),
        told={"requests": [TWO]},
    ),
    example(
        "can_be_chosen",
        closed(application(APP, "validated")),
        closed(),
        form=found,
        told={"application": APP, "state": "validated"},
    ),
    example(
        "names_the_request",
        facts(call(), sought, application(APP), links=[(CALL, ONE), (CALL, APP)]),
        closed(),
        form=found,
    ),
    example(
        "chosen_once",
        closed(),
        closed(),
        form=found,
        bad=decision(matched(ONE, APP), matched(TWO, APP)),
        told={"application": [APP]},
    ),
    example(
        "no_conflict",
        closed(interests=[(EXPERT, NORTH)]),
        closed(),
        form=found,
        told={"expert": KNOWING, "requester": NORTH},
    ),
    example(
        "language_spoken",
        closed(working_language="fr"),
        closed(),
        form=found,
        told={"expert": KNOWING, "language": "fr"},
    ),
    example(
        "ranked_highest",
        rivals(rankings={MEMBER: {"ranking": RANKING}}),
        rivals(rankings={MEMBER: {"ranking": [*RANKING[:1], {"application": RIVAL, "place": 3}]}}),
        form=found,
        told={"application": RIVAL},
    ),
]
DEFINITION = next(one for one in DEFINITIONS if one.name == "call")
