"""The transitions all exchanges share from the first day on, and the ways in which one ends before."""

from states import exchange_answer_rules as answering
from states import exchange_changes as changes
from states import exchange_rules as rules
from states.exchange_before import REOPENED, Shape
from states.exchange_follow_ups import AFTERMATH, ALL_GROUPS, DATED, LOGISTICS, OUTCOME, PREPARATION, RUN_UP
from states.exchange_forms import (
    Cancellation,
    Conclusion,
    EarlyEnd,
    Finished,
    Lessons,
    Postponement,
    Report,
    WaivedConclusion,
)
from states.exchange_states import (
    arranged,
    cancelled,
    evaluated,
    executed,
    matched,
    postponed,
    reported,
    under_way,
    vacant,
)
from states.forms import Because
from states.questionnaires import answers_of
from states.words import ASSOCIATION, BOTH, BROKER, EVERYONE, EXPERT, REQUESTER
from workflow.definition import CLOCK, LINK, Move, Transition, stay
from workflow.moments import Moment, on
from workflow.words import _

EXECUTED = Move("requests", "exchange_executed", states=("arranged",))
EVALUATED = (
    Move("requests", "exchange_evaluated", states=("executed",)),
    Move("applications", "complete", states=("confirmed",)),
)
RELEASED = Move("requests.applications", "release", states=("on_reserve",))
THE_DAY_AFTER = Moment("last_day", 1, shifts=False)

LIVE_REQUEST, ASKED_OR_SURE = ("matched", "arranged"), ("selected", "confirmed")
PARTED = (
    Move("requests", "exchange_cancelled", states=LIVE_REQUEST, when=changes.request_becomes("seek_again")),
    Move("requests", "end_with_exchange", states=LIVE_REQUEST, when=changes.request_becomes("end")),
    Move("applications", "exchange_cancelled", states=ASKED_OR_SURE, when=changes.application_becomes("release")),
    Move("applications", "return_to_reserve", states=ASKED_OR_SURE, when=changes.application_becomes("keep")),
)


# fmt: off
def running(shape: Shape) -> tuple[Transition, ...]:
    """It begins, and ends: on its days by the clock, or otherwise by hand."""
    return (
        Transition("start", _("Start"), arranged >> under_way, by=(CLOCK, BROKER), at=on("first_day"), guards=(rules.first_day_come, *shape.holds),
                   moves=(RELEASED,), cancels=(LOGISTICS,), explains=_("Its first day has come.")),
        Transition("finish", _("It took place"), shape.running >> executed, by=(CLOCK, BROKER, REQUESTER, EXPERT), at=THE_DAY_AFTER, form=Finished,
                   guards=(rules.last_day_come,), moves=(EXECUTED,), explains=_("Its last day has come.")),
        Transition("end_early", _("End early"), shape.running >> executed, by=(BROKER,), form=EarlyEnd, guards=(rules.ended_meanwhile,),
                   moves=(EXECUTED,), plans=(AFTERMATH, OUTCOME), letters={"ended_early": EVERYONE}),
        Transition("did_not_take_place", _("It did not take place"), (*shape.running, executed) >> postponed, by=(BROKER,), form=Postponement,
                   guards=(rules.not_for_ever,), record=changes.without_dates, moves=(REOPENED,), unsigns=("agree_report",), cancels=DATED, back=True,
                   letters={"exchange_postponed": EVERYONE}),
    )


def reporting(shape: Shape) -> tuple[Transition, ...]:
    """What came of it, in the words of those who were there."""
    every = (matched, vacant, *shape.preparation, postponed, arranged, *shape.running, executed, reported, evaluated)
    return (
        Transition("answer_questionnaire", _("Answer a questionnaire"), stay(*every), by=BOTH, form=answers_of(shape.type),
                   guards=answering.RULES, record=changes.answer),
        Transition("draft_report", _("Draft the report"), stay(executed), by=(REQUESTER, EXPERT, ASSOCIATION, BROKER), form=Report,
                   unsigns=("agree_report",), explains=_("A new draft is to be agreed anew by both sides.")),
        Transition("agree_report", _("Agree to the report"), executed >> reported, by=BOTH, signed_by=BOTH, guards=(rules.report_drafted,),
                   letters={"report_filed": EVERYONE}),
        Transition("waive_report", _("Do without a report"), executed >> reported, by=(BROKER,), form=Because, letters={"report_waived": EVERYONE}),
        Transition("record_lessons", _("Say how the lessons are shared"), stay(executed, reported, evaluated), by=(ASSOCIATION,), form=Lessons,
                   record=changes.lessons),
    )


def ending(shape: Shape) -> tuple[Transition, ...]:
    """It is evaluated; or it never takes place."""
    over = (PREPARATION, LOGISTICS, RUN_UP, AFTERMATH)
    return (
        Transition("evaluate", _("Conclude"), reported >> evaluated, by=(BROKER,), form=Conclusion,
                   guards=(rules.evaluation_answered, rules.lessons_shared), moves=EVALUATED, cancels=over, letters={"exchange_evaluated": EVERYONE}),
        Transition("evaluate_with_waiver", _("Conclude although something is missing"), reported >> evaluated, by=(BROKER,), form=WaivedConclusion,
                   moves=EVALUATED, cancels=over, letters={"exchange_evaluated": EVERYONE}),
        Transition("cancel", _("Cancel the exchange"), shape.not_begun >> cancelled, by=(BROKER,), form=Cancellation, record=changes.cause,
                   guards=(rules.every_request_said, rules.every_expert_said, rules.kept_for_a_request), moves=PARTED, cancels=ALL_GROUPS,
                   letters={"exchange_cancelled": EVERYONE}, destructive=True),
        Transition("end_without_request", _("End without a government"), shape.not_begun >> cancelled, by=(LINK,),
                   moves=(Move("applications", "exchange_cancelled", states=ASKED_OR_SURE),), cancels=ALL_GROUPS,
                   letters={"exchange_cancelled": (EXPERT, ASSOCIATION)}),
    )


# fmt: on
