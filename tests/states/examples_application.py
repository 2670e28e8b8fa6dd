"""Examples of the guards of an application."""

from datetime import UTC, datetime

from states.all import DEFINITIONS
from tests.states.examples import example
from tests.states.given import (
    CV,
    EXPERT,
    GHANA,
    KNOWING,
    LEARNED,
    LETTER,
    MEMBER,
    NORTH,
    TODAY,
    TOMORROW,
    application,
    call,
    exchange,
    facts,
    request,
)
from workflow.snapshot import Case

CALL, ONE, TWO, APP, OTHER = "CALL-2017-0001", "REQ-2017-0001", "REQ-2017-0002", "APP-2017-0001", "APP-2017-0002"
SCORED = {MEMBER: {"recommend": "no"}}
form = {"call": CALL, "request": ONE, "government": KNOWING}


def new(*cases: Case, links: tuple[tuple[str, str], ...] = ((CALL, ONE),), **more: object) -> object:
    """What a new application finds."""
    return facts(*cases, new="application", links=links, **more)


def answer(state: str) -> object:
    """An application to a call in some state."""
    return facts(application(), call(state=state))


asked = new(call(), request(ONE, "expertise_sought"))
after = datetime(2017, 4, 4, tzinfo=UTC)  # the third of April has passed in Brussels
chosen = application(state="selected", confirm_by="2017-03-10")

EXAMPLES = [
    example("call_published", new(call(state="draft")), asked, form=form, told={"call": CALL, "state": "draft"}),
    example("call_open", new(call(), now=after), asked, form=form, told={"deadline": "2017-04-03"}),
    example("call_still_open", answer("closed"), answer("open"), told={"deadline": "2017-04-03"}),
    example(
        "call_takes_late", new(call(state="decided")), new(call(state="closed")), form=form, told={"state": "decided"}
    ),
    example("names_its_request", asked, asked, form=form, bad={**form, "request": TWO}),
    example(
        "not_applied_yet",
        new(call(), request(ONE), application(OTHER), links=((OTHER, ONE),)),
        new(call(), request(ONE), application(OTHER, "withdrawn"), links=((OTHER, ONE),)),
        form=form,
        told={"other": OTHER},
    ),
    example(
        "ones_own_government",
        new(call(), request(ONE), actor=EXPERT),
        new(call(), request(ONE), actor=EXPERT),
        form=form,
        bad={**form, "government": LEARNED},
        told={"government": LEARNED},
    ),
    example("is_government", asked, asked, form=form, bad={**form, "government": GHANA}, told={"government": GHANA}),
    example("cv_given", facts(application()), facts(application(cv=CV)), form={}),
    example("letter_given", facts(application()), facts(application(commitment_letter=LETTER)), form={}),
    example("is_scored", facts(application()), facts(application(scores=SCORED))),
    example(
        "helps_the_request",
        new(request(ONE, "arranged")),
        new(request(ONE, "matched")),
        form=form,
        told={"request": ONE, "state": "arranged"},
    ),
    example(
        "no_conflict",
        new(request(ONE), interests=[(EXPERT, NORTH)]),
        new(request(ONE)),
        form=form,
        told={"requester": NORTH},
    ),
    example(
        "exchange_not_begun",
        facts(application(state="confirmed"), exchange(state="executed")),
        facts(application(state="confirmed"), exchange(state="terms_agreed")),
    ),
    example(
        "more_time",
        facts(chosen),
        facts(chosen),
        form={"confirm_by": TODAY.replace(day=20)},
        bad={"confirm_by": TODAY.replace(day=9)},
    ),
    example(
        "no_interest",
        facts(application(), request(), actor=MEMBER, interests=[(MEMBER, NORTH)]),
        facts(application(), request(), actor=MEMBER),
    ),
    example(
        "time_to_answer",
        facts(application()),
        facts(application()),
        form={"answer_by": TOMORROW},
        bad={"answer_by": TODAY},
    ),
]
DEFINITION = next(one for one in DEFINITIONS if one.name == "application")
