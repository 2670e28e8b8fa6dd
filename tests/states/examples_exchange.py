"""Examples of the guards that every type of exchange has."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.states.examples import Example, example, guards_of
from tests.states.given import (
    ASKING,
    BROKER,
    EXPERT,
    GHANA,
    KNOWING,
    LEARNED,
    LIAISON,
    LIAISON_TOO,
    NORTH,
    REGISTRY,
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
EXC = "EXC-2017-0001"
LATER = TODAY.replace(month=8)
chosen = {"applications": [APP]}
answered = {"evaluation": {ASKING: {}, EXPERT: {}}}


@dataclass(frozen=True)
class Worlds:
    """Small worlds around an exchange of a type."""

    type: str

    def made(self, *cases: Case, actor: str = BROKER, **told: object) -> object:
        """An exchange with these facts, linked to these cases."""
        return facts(exchange(type=self.type, **told), *cases, actor=actor)

    def on(self, first: str, last: str) -> object:
        """An exchange on these days."""
        return self.made(first_day=first, last_day=last)

    def with_expert(self, state: str, **told: object) -> object:
        """An exchange with an application in some state."""
        return self.made(application(state=state, **told), request(ONE, "matched"))

    def reserve(self, state: str, **known: object) -> object:
        """An exchange whose request has an application in some state, not chosen for it."""
        cases = (exchange(type=self.type), request(ONE, "matched"), application(APP, state))
        return facts(*cases, links=[(EXC, ONE), (APP, ONE)], **known)

    @property
    def both(self) -> object:
        """An exchange with a request and the application that names it."""
        cases = (exchange(type=self.type), request(ONE, "matched"), application(APP, "confirmed"))
        return facts(*cases, links=[(EXC, ONE), (EXC, APP), (APP, ONE)])


def ends(request_outcome: str, *experts: str) -> dict[str, object]:
    """What becomes of the request and the experts of an exchange."""
    return {
        "requests": [{"request": ONE, "outcome": request_outcome}],
        "experts": [{"application": APP, "outcome": outcome} for outcome in experts],
    }


def common(type_: str) -> list[Example]:
    """Examples of all guards that exchanges share, as far as this type has them."""
    it, declared = Worlds(type_), guards_of(REGISTRY.newest(type_))
    return [one for one in (*_made(it), *_dated(it), *_over(it), *_past(it)) if one.code in declared]


def _made(it: Worlds) -> Iterator[Example]:
    yield from (
        example(
            "experts_confirmed",
            it.with_expert("selected", confirm_by="2017-03-20"),
            it.with_expert("confirmed"),
            told={"expert": KNOWING, "date": "2017-03-20"},
        ),
        example("association_takes_part", it.made(), it.made(accepted={GHANA: LIAISON})),
        example(
            "language_shared",
            it.with_expert("confirmed", languages=["fr"]),
            it.with_expert("confirmed", languages=["fr", "en"]),
            told={"sides": [NORTH, KNOWING]},
        ),
        example("one_request", it.made(), it.made(), form={"requests": [ONE]}, bad={"requests": [ONE, TWO]}),
        example("reserve_names_it", it.reserve("shortlisted"), it.reserve("on_reserve")),
        example("chosen_from_reserve", it.reserve("withdrawn"), it.reserve("on_reserve"), form=chosen, told=chosen),
        example(
            "no_conflict",
            it.reserve("on_reserve", interests=[(ASKING, KNOWING)]),
            it.reserve("on_reserve"),
            form=chosen,
        ),
        example("expert_left", it.with_expert("declined"), it.with_expert("confirmed")),
        example("is_association", it.made(), it.made(), form={"association": GHANA}, bad={"association": LEARNED}),
        example(
            "liaison_of_ones_own",
            it.made(invited=[GHANA, UGANDA], actor=LIAISON_TOO),
            it.made(invited=[GHANA, UGANDA], actor=LIAISON),
            form={"liaison": LIAISON},
            told={"person": LIAISON},
        ),
    )


def _past(it: Worlds) -> Iterator[Example]:
    held = {"governments": [NORTH], "experts": [KNOWING], "last_day": TODAY.replace(month=2)}
    new = facts(new=it.type, actor=BROKER)
    yield from (
        example("is_over", new, new, form=held, bad={**held, "last_day": TODAY}, told={"last_day": TODAY}),
        example(
            "between_governments", new, new, form=held, bad={**held, "experts": [GHANA]}, told={"government": GHANA}
        ),
        example("two_sides", new, new, form=held, bad={**held, "experts": [NORTH]}, told={"government": NORTH}),
        example(
            "associations_only",
            new,
            new,
            form={**held, "invited": [GHANA]},
            bad={**held, "invited": [NORTH]},
            told={"association": NORTH},
        ),
        example("was_recorded", it.made(), it.made(recorded=True)),
    )


def _dated(it: Worlds) -> Iterator[Example]:
    yield from (
        example(
            "first_day_past", it.made(), it.made(), form={"first_day": TODAY}, bad={"first_day": TODAY.replace(month=2)}
        ),
        example(
            "not_for_ever",
            it.made(),
            it.made(),
            form={"until": LATER},
            bad={"until": TODAY.replace(year=2018)},
            told={"days": 180},
        ),
        example("first_day_come", it.on("2017-03-02", "2017-03-09"), it.on("2017-03-01", "2017-03-09")),
        example("last_day_come", it.on("2017-02-01", "2017-03-02"), it.on("2017-02-01", "2017-03-01")),
        example(
            "ended_meanwhile",
            it.on("2017-02-27", "2017-03-05"),
            it.on("2017-02-27", "2017-03-05"),
            form={"last_day": TODAY},
            bad={"last_day": TOMORROW},
        ),
        example(
            "holds_on_new_dates",
            it.made(),
            it.made(),
            form={"first_day": TODAY.replace(day=13), "last_day": TODAY.replace(day=17)},
            bad={"first_day": TODAY, "last_day": LATER},
        ),
    )


def _over(it: Worlds) -> Iterator[Example]:
    yield from _answered(it)
    yield from (
        example("report_drafted", it.made(), it.made(report={"text": "TXT-1", "commitment": "0"})),
        example(
            "evaluation_answered",
            it.made(answers={"evaluation": {ASKING: {}}}),
            it.made(answers=answered),
            told={"who": [KNOWING]},
        ),
        example("lessons_shared", it.made(), it.made(shared=[{"with_whom": "members"}])),
        example(
            "every_request_said", it.both, it.both, form=ends("end"), bad={"requests": []}, told={"requests": [ONE]}
        ),
        example(
            "every_expert_said",
            it.both,
            it.both,
            form=ends("end", "release"),
            bad=ends("end"),
            told={"applications": [APP]},
        ),
        example(
            "kept_for_a_request",
            it.both,
            it.both,
            form=ends("seek_again", "keep"),
            bad=ends("end", "keep"),
            told={"application": APP},
        ),
    )


def _answered(it: Worlds) -> Iterator[Example]:
    evaluation = {"questionnaire": "evaluation", "goals_met": 80, "use": "soon", "follow_up": "contact"}
    baseline = {"questionnaire": "baseline", "situation": "As it is.", "expectation": "Less of it.", "indicators": []}
    before = {"evaluation": {ASKING: {"answered_on": "2017-02-27"}}}
    yield from (
        example(
            "asked_of_them",
            it.made(actor=LIAISON),
            it.made(actor=ASKING),
            form=evaluation,
            told={"person": LIAISON},
        ),
        example(
            "questions_of_theirs",
            it.made(actor=EXPERT),
            it.made(actor=EXPERT),
            form=baseline,
            bad={**baseline, "at_home": "A colleague."},
            told={"person": EXPERT},
        ),
        example(
            "not_answered_yet",
            it.made(actor=ASKING, answers=before),
            it.made(actor=EXPERT, answers=before),
            form=evaluation,
            told={"person": ASKING, "day": "2017-02-27"},
        ),
        example(
            "nobody_denies",
            it.made(answers={"took_place": {EXPERT: {"took_place": "no"}}}),
            it.made(answers={"took_place": {EXPERT: {"took_place": "yes"}}}),
            told={"who": [EXPERT]},
        ),
    )
