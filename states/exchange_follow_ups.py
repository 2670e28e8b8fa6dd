"""Monitoring before, during and after an exchange: what falls due because of its first and last day.

Groups are planned and cancelled together: `preparation` when the last expert has confirmed, `logistics` as soon as
there is a first day, `run_up` on the first day, `aftermath` and `outcome` on the last; `outcome` outlives the end.
"""

from collections.abc import Sequence

from states.exchange_facts import ExchangeFacts
from states.exchange_open_items import broken, open_for, open_for_all
from states.questionnaires import QUESTIONNAIRES, all_of
from states.words import ASSOCIATION, BOTH, BROKER, EVERYONE, EXPERT, OFFICIAL, REQUESTER
from workflow.definition import Fact, FollowUp, Guard, Kind, Late, Part
from workflow.moments import Moment, after, before, half_way, on
from workflow.words import _

PREPARATION, LOGISTICS, RUN_UP, AFTERMATH, OUTCOME = "preparation", "logistics", "run_up", "aftermath", "outcome"
DATED = (LOGISTICS, RUN_UP, AFTERMATH, OUTCOME)
ALL_GROUPS = (PREPARATION, *DATED)

SHORTEST_WITH_HALF_WAY = 3  # days
TRAVELLERS = (*BOTH, OFFICIAL)  # who can owe travel, visa or insurance
REPORTERS = (REQUESTER, EXPERT, ASSOCIATION)  # who write the report

Who = tuple[Part | str, ...]


# --- what need not be said any more -----------------------------------------------------------------------------------


def logistics_settled(exchange: ExchangeFacts) -> bool:
    """Travel, insurance, visas where they are needed, and interpreter are settled for all."""
    return not exchange.unsettled(exchange.who_travels, *exchange.owed) and not exchange.without_language


def nothing_open(exchange: ExchangeFacts, person: str) -> bool:
    """Nothing is open for this person; for one who does not travel, nothing of the whole."""
    if person in exchange.who_travels:
        return not exchange.unsettled([person], *exchange.owed)
    return logistics_settled(exchange)


def all_hold(holds: Sequence[Guard]) -> Fact:
    """Everything that must hold to be arranged holds."""

    def still_hold(exchange: ExchangeFacts) -> bool:
        return all(hold.test(exchange) is None for hold in holds)

    return still_hold


def was_answered(questionnaire: str) -> Fact:
    """This person has answered that questionnaire."""

    def answered(exchange: ExchangeFacts, person: str) -> bool:
        return exchange.answered(questionnaire, person)

    return answered


def evaluated_or_answered(exchange: ExchangeFacts, person: str) -> bool:
    """This person has evaluated the exchange, or it is over for everybody."""
    return exchange.state == "evaluated" or exchange.answered("evaluation", person)


def nobody_silent(exchange: ExchangeFacts) -> bool:
    """Both sides have evaluated it, or it is over."""
    return exchange.state == "evaluated" or not exchange.silent


def short_or_answered(exchange: ExchangeFacts, person: str) -> bool:
    """It is too short for a half-way, or this person has said how it goes."""
    return (exchange.length or 0) < SHORTEST_WITH_HALF_WAY or exchange.answered("check_in_half_way", person)


def reported(exchange: ExchangeFacts) -> bool:
    """The report is there, or waived."""
    return exchange.state in ("reported", "evaluated")


# --- the calendar -----------------------------------------------------------------------------------------------------


def ask(type_: str, name: str, at: Moment, unless: Fact, past: Late | Moment, group: str, letter: str) -> FollowUp:
    """A questionnaire, to whom it asks in an exchange of that type."""
    asked = QUESTIONNAIRES[name]
    return FollowUp(name, Kind.ASK, at, asked.of, asked.label, unless, past, group, all_of(type_, name), letter=letter)


def again(kind: Kind, at: Moment, to: Who, unless: Fact, past: Late | Moment, group: str, letter: str) -> FollowUp:
    """A rung of the ladder that asks for the evaluation: of those that are past only the newest is climbed."""
    label = _("The evaluation is still missing")
    return FollowUp("evaluation_reminders", kind, at, to, label, unless, past, group, letter=letter)


def begins(days: int) -> Moment:
    """So many days before the first day."""
    return before("first_day", days=days)


def ends(days: int) -> Moment:
    """So many days after the last day."""
    return after("last_day", days=days)


# fmt: off
def monitoring(TYPE: str, holds: Sequence[Guard]) -> tuple[FollowUp, ...]:
    """All follow-ups of an exchange of a type whose standing conditions are these."""
    CONFIRMED, FIRST, HALF, LAST = on("experts_confirmed_on"), on("first_day"), half_way("first_day", "last_day"), on("last_day")
    return (
        #        what                  kind           when        whom            what it says                                not if                              past already  planned with
        FollowUp("preparation_course", Kind.LETTER,   CONFIRMED,  BOTH,           _("Preparation course"),                    None,                               Late.NOW,     PREPARATION, once=True),
        ask(TYPE, "baseline",                          CONFIRMED,                                                              was_answered("baseline"),           Late.NOW,     PREPARATION, "baseline"),
        FollowUp("logistics_check",    Kind.TASK,     begins(30), (BROKER,),      _("Travel, visas, insurance, interpreter"), logistics_settled,                  FIRST,        LOGISTICS, tells=open_for_all),
        FollowUp("open_items_14",      Kind.REMIND,   begins(14), TRAVELLERS,     _("Two weeks left: what is still open"),    nothing_open,                       Late.SKIP,    LOGISTICS, letter="open_items", tells=open_for),
        FollowUp("open_items_7",       Kind.REMIND,   begins(7),  TRAVELLERS,     _("One week left: what is still open"),     nothing_open,                       FIRST,        LOGISTICS, letter="open_items", tells=open_for),
        FollowUp("open_items_7",       Kind.TASK,     begins(7),  (BROKER,),      _("One week left: what no longer holds"),   all_hold(holds),                    FIRST,        LOGISTICS, letter="open_items", tells=broken(holds)),
        FollowUp("tomorrow_note",      Kind.LETTER,   begins(1),  EVERYONE,       _("It begins"),                             None,                               FIRST,        RUN_UP),
        ask(TYPE, "check_in_first_day",                FIRST,                                                                  was_answered("check_in_first_day"), Late.SKIP,    RUN_UP, "check_in"),
        ask(TYPE, "check_in_half_way",                 HALF,                                                                   short_or_answered,                  Late.SKIP,    AFTERMATH, "check_in"),
        FollowUp("closing_note",       Kind.LETTER,   LAST,       EVERYONE,       _("Did it take place? What comes next"),    None,                               ends(7),      AFTERMATH),
        ask(TYPE, "evaluation",                        ends(7),                                                                evaluated_or_answered,              Late.NOW,     AFTERMATH, "evaluation"),
        again(                         Kind.REMIND,   ends(14),   BOTH,                                                       evaluated_or_answered,              ends(21),     AFTERMATH, "evaluation_reminder"),
        again(                         Kind.REMIND,   ends(21),   BOTH,                                                       evaluated_or_answered,              ends(28),     AFTERMATH, "evaluation_reminder"),
        again(                         Kind.ESCALATE, ends(28),   (BROKER,),                                                  nobody_silent,                      Late.NOW,     AFTERMATH, "overdue_broker"),
        FollowUp("report_due",         Kind.REMIND,   ends(30),   REPORTERS,    _("The joint report is due"),               reported,                           Late.NOW,     AFTERMATH),
        ask(TYPE, "outcome_90",                        ends(90),                                                               was_answered("outcome_90"),         ends(180),    OUTCOME, "outcome"),
        ask(TYPE, "outcome_180",                       ends(180),                                                              was_answered("outcome_180"),        Late.NOW,     OUTCOME, "outcome"),
    )
# fmt: on
