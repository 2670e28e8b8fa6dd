"""The states that all exchanges share; between `matched` and `arranged` each type has its own."""

from dataclasses import replace

from states.exchange_answer_rules import nobody_denies
from states.exchange_facts import ExchangeFacts
from states.exchange_follow_ups import DATED, LOGISTICS, PREPARATION
from states.ladders import BROKER_LADDER, LADDER
from states.words import ARRANGED, BROKER, EVALUATED, EXECUTED, EXPERT, MATCHED, REQUESTER
from workflow.definition import Guard, State
from workflow.moments import Hour, after, on, working_days
from workflow.words import _


def expert_is_asked(exchange: ExchangeFacts) -> bool:
    """The broker's time stands still while a selected expert makes up their mind."""
    return bool(exchange.asked)


# `arranged` and `under_way` end by the clock; what is said before they do are the notes of the run-up.
# fmt: off
#                name          for staff       for the public          milestone  whose turn, and until when
matched   = State("matched",   _("Matched"),   _("In preparation"),    MATCHED,   turn=(BROKER,), limit=working_days(10), late=BROKER_LADDER, paused=expert_is_asked, welcomes=(PREPARATION,))
vacant    = State("vacant",    _("Vacant"),    _("Looking for another expert"), MATCHED, turn=(BROKER,), limit=working_days(10), late=BROKER_LADDER)
postponed = State("postponed", _("Postponed"), _("Postponed"),         MATCHED,   turn=(BROKER,), limit=on("until", Hour.END), late=BROKER_LADDER)
arranged  = State("arranged",  _("Arranged"),  _("Arranged"),          ARRANGED,  turn=(BROKER,), limit=on("first_day", Hour.END), welcomes=DATED)
under_way = State("under_way", _("Under way"), _("Under way"),         ARRANGED,  turn=(REQUESTER, EXPERT), limit=on("last_day", Hour.END))
executed  = State("executed",  _("Executed"),  _("Held"),              EXECUTED,  turn=(REQUESTER, EXPERT), limit=after("last_day", days=30), late=LADDER)
reported  = State("reported",  _("Reported"),  _("Reported"),          EXECUTED,  turn=(REQUESTER, EXPERT, BROKER), limit=after("last_day", days=45), late=LADDER)
evaluated = State("evaluated", _("Evaluated"), _("Completed"),         EVALUATED, end=True)
cancelled = State("cancelled", _("Cancelled"), _("Cancelled"),         end=True)
# fmt: on


def in_preparation(state: State) -> State:
    """A type's own state before `arranged`: who joins in it is prepared, and reminded of what is open, like the others."""
    return replace(state, welcomes=(PREPARATION, LOGISTICS))


def arranged_while(holds: tuple[Guard, ...]) -> State:
    """The state `arranged` of a type, with what must hold to enter it and to stay so."""
    return replace(arranged, holds=holds)


def unless_denied(state: State) -> State:
    """A state in which it takes place, or took place: who says that it did not makes a task of the broker."""
    return replace(state, holds=(*state.holds, nobody_denies))
