"""Examples of the guards of an expert assignment: those of every exchange, and its own."""

from dataclasses import replace

from states.all import DEFINITIONS
from tests.states.examples import example
from tests.states.given import (
    ASKING,
    EXPERT,
    EXPERT_TOO,
    GHANA,
    KNOWING,
    LEARNED,
    LIAISON,
    LIAISON_TOO,
    NORTH,
    TODAY,
    TOMORROW,
    UGANDA,
    application,
    exchange,
    facts,
    request,
)
from workflow.snapshot import Case

ONE, TWO, APP, OTHER = "REQ-2017-0001", "REQ-2017-0002", "APP-2017-0001", "APP-2017-0002"
LATER = TODAY.replace(month=8)
SETTLED = {EXPERT: {"status": "settled"}}
chosen = {"applications": [APP]}


def made(*cases: Case, **told: object) -> object:
    """An exchange with these facts, linked to these cases."""
    return facts(exchange(**told), *cases)


def on(first: str, last: str) -> object:
    """An exchange on these days."""
    return made(first_day=first, last_day=last)


def with_expert(state: str, **told: object) -> object:
    """An exchange with an application in some state."""
    return made(application(state=state, **told), request(ONE, "matched"))


def reserve(state: str, **known: object) -> object:
    """An exchange whose request has an application in some state, not chosen for it."""
    cases = (exchange(), request(ONE, "matched"), application(APP, state))
    return facts(*cases, links=[("EXC-2017-0001", ONE), (APP, ONE)], **known)


def ends(request_outcome: str, *experts: str) -> dict[str, object]:
    """What becomes of the request and the experts of an exchange."""
    return {
        "requests": [{"request": ONE, "outcome": request_outcome}],
        "experts": [{"application": APP, "outcome": outcome} for outcome in experts],
    }


def signed(*parts: str) -> object:
    """An exchange whose terms these parts agreed to."""
    return facts(replace(exchange(), signatures={"agree_terms": dict.fromkeys(parts, ASKING)}))


alone = made()
settled = made(application(state="confirmed", travellers=[EXPERT]), travel=SETTLED, insurance=SETTLED)
both = facts(
    exchange(),
    request(ONE, "matched"),
    application(APP, "confirmed"),
    links=[("EXC-2017-0001", ONE), ("EXC-2017-0001", APP), (APP, ONE)],
)
answered = {"evaluation": {ASKING: {}, EXPERT: {}}}

EXAMPLES = [
    example(
        "experts_confirmed",
        with_expert("selected", confirm_by="2017-03-20"),
        with_expert("confirmed"),
        told={"expert": KNOWING, "date": "2017-03-20"},
    ),
    example("association_takes_part", alone, made(accepted={GHANA: LIAISON})),
    example(
        "language_shared",
        with_expert("confirmed", languages=["fr"]),
        with_expert("confirmed", languages=["fr", "en"]),
        told={"sides": [NORTH, KNOWING]},
    ),
    example("one_request", alone, alone, form={"requests": [ONE]}, bad={"requests": [ONE, TWO]}),
    example("reserve_names_it", reserve("shortlisted"), reserve("on_reserve")),
    example("chosen_from_reserve", reserve("withdrawn"), reserve("on_reserve"), form=chosen, told=chosen),
    example("no_conflict", reserve("on_reserve", interests=[(ASKING, KNOWING)]), reserve("on_reserve"), form=chosen),
    example("expert_left", with_expert("declined"), with_expert("confirmed")),
    example("is_association", alone, alone, form={"association": GHANA}, bad={"association": LEARNED}),
    example("liaison_of_invited", alone, alone, form={"liaison": LIAISON}, bad={"liaison": LIAISON_TOO}),
    example(
        "liaison_of_ones_own",
        facts(exchange(invited=[GHANA, UGANDA]), actor=LIAISON_TOO),
        facts(exchange(invited=[GHANA, UGANDA]), actor=LIAISON),
        form={"liaison": LIAISON},
        told={"person": LIAISON},
    ),
    example("first_day_past", alone, alone, form={"first_day": TODAY}, bad={"first_day": TODAY.replace(month=2)}),
    example(
        "not_for_ever", alone, alone, form={"until": LATER}, bad={"until": TODAY.replace(year=2018)}, told={"days": 180}
    ),
    example("first_day_come", on("2017-03-02", "2017-03-09"), on("2017-03-01", "2017-03-09")),
    example("last_day_come", on("2017-02-01", "2017-03-02"), on("2017-02-01", "2017-03-01")),
    example(
        "ended_meanwhile",
        on("2017-02-27", "2017-03-05"),
        on("2017-02-27", "2017-03-05"),
        form={"last_day": TODAY},
        bad={"last_day": TOMORROW},
    ),
    example(
        "holds_on_new_dates",
        alone,
        alone,
        form={"first_day": TODAY.replace(day=13), "last_day": TODAY.replace(day=17)},
        bad={"first_day": TODAY, "last_day": LATER},
    ),
    example("report_drafted", alone, made(report={"text": "TXT-1", "commitment": "0"})),
    example(
        "evaluation_answered",
        made(answers={"evaluation": {ASKING: {}}}),
        made(answers=answered),
        told={"who": [KNOWING]},
    ),
    example("lessons_shared", alone, made(shared=[{"with_whom": "members"}])),
    example("every_request_said", both, both, form=ends("end"), bad={"requests": []}, told={"requests": [ONE]}),
    example(
        "every_expert_said", both, both, form=ends("end", "release"), bad=ends("end"), told={"applications": [APP]}
    ),
    example(
        "kept_for_a_request",
        both,
        both,
        form=ends("seek_again", "keep"),
        bad=ends("end", "keep"),
        told={"application": APP},
    ),
    example("terms_agreed", signed("requester"), signed("requester", "expert")),
    example("length_fits", on("2017-03-13", "2017-03-13"), on("2017-03-13", "2017-03-17"), told={"n": 1}),
    example(
        "one_or_two",
        with_expert("confirmed", travellers=[EXPERT, EXPERT_TOO, LIAISON]),
        with_expert("confirmed", travellers=[EXPERT, EXPERT_TOO]),
        told={"n": 3},
    ),
    example("travel_settled", with_expert("confirmed", travellers=[EXPERT]), settled, told={"who": [EXPERT]}),
    example("held_already", alone, alone, form={"held_on": TODAY}, bad={"held_on": TOMORROW}),
    example(
        "briefed_take_part",
        settled,
        settled,
        form={"who": [EXPERT, ASKING]},
        bad={"who": [EXPERT, EXPERT_TOO]},
        told={"who": [EXPERT_TOO]},
    ),
    example("briefing_held", alone, made(briefing_held_on="2017-02-20")),
]
DEFINITION = next(one for one in DEFINITIONS if one.name == "expert_assignment")
