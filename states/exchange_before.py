"""The transitions all exchanges share until they begin: making one, its experts and associations, its dates."""

from dataclasses import dataclass

from states import exchange_changes as changes
from states import exchange_rules as rules
from states.exchange_follow_ups import DATED, PREPARATION
from states.exchange_forms import (
    Acceptance,
    Arrangement,
    Arrangements,
    Confirmed,
    Creation,
    FromReserve,
    FromReserveAnew,
    Invitation,
    Joined,
    NewDates,
    Postponement,
)
from states.exchange_states import arranged, matched, postponed, vacant
from states.forms import Leaving
from states.words import ASSOCIATION, BOTH, BROKER, EVERYONE, EXPERT, HOST, REQUESTER
from workflow.definition import LINK, START, Guard, Move, State, Transition, stay
from workflow.words import _


@dataclass(frozen=True)
class Shape:
    """What a type adds to the shared machine.

    `type` is its name; `preparation` are its own states before `arranged`, `running` those in which it takes place; `holds` is all that
    must hold to be arranged, `signed` the triggers that need signatures, `prepared_by` those whose author does not
    also confirm.
    """

    type: str
    preparation: tuple[State, ...]
    running: tuple[State, ...]
    holds: tuple[Guard, ...]
    arrange_from: tuple[State, ...]
    signed: tuple[str, ...]
    prepared_by: tuple[str, ...]
    serves_several: bool

    @property
    def not_begun(self) -> tuple[State, ...]:
        """Every state before it takes place."""
        return (matched, vacant, *self.preparation, postponed, arranged)


OFFER = Move("applications", "select", states=("on_reserve",), when=changes.is_chosen)
ARRANGED = Move("requests", "exchange_arranged", states=("matched",))
REOPENED = Move("requests", "exchange_reopened", states=("arranged", "executed"))


# fmt: off
def making(shape: Shape) -> tuple[Transition, ...]:
    """It is made by a match."""
    return (
        Transition("create", _("Make the exchange"), START >> matched, by=(LINK,), form=Creation,
                   guards=() if shape.serves_several else (rules.one_request,),
                   record=changes.created(serves_several=shape.serves_several), seats=changes.seats,
                   links={"requests": changes.requests_named, "applications": changes.with_chosen},
                   letters={"association_invited": ASSOCIATION}),
    )


def governments(shape: Shape) -> tuple[Transition, ...]:
    """Where several can share it, they come and go."""
    if not shape.serves_several:
        return ()
    return (
        Transition("request_joined", _("A government joins"), stay(matched, *shape.preparation), by=(LINK,), form=Joined,
                   record=changes.government_joined, seats=changes.seats, links={"applications": changes.with_chosen},
                   letters={"government_joined": ("other_requesters", EXPERT, ASSOCIATION)}),
        Transition("request_left", _("A government leaves"), stay(*shape.not_begun), by=(LINK,), form=Leaving,
                   record=changes.government_left, seats=changes.seats_after_leaving,
                   letters={"government_left": ("other_requesters", EXPERT, ASSOCIATION)}),
    )


def experts(shape: Shape) -> tuple[Transition, ...]:
    """They confirm, and leave."""
    return (
        Transition("experts_confirmed", _("All experts have confirmed"), stay(matched, postponed), by=(LINK,), form=Confirmed,
                   record=changes.confirmed_on, seats=changes.seats, plans=(PREPARATION,), letters={"welcome": BOTH}),
        Transition("expert_left", _("One of several experts leaves"), stay(matched, *shape.preparation, postponed, arranged), by=(LINK,),
                   seats=changes.seats, letters={"one_expert_left": BOTH}),
        Transition("lose_expert", _("The last expert leaves"), (matched, *shape.preparation, arranged) >> vacant, by=(LINK,),
                   seats=changes.seats, unsigns=shape.signed, moves=(REOPENED,), cancels=DATED, back=True,
                   letters={"looking_for_another_expert": (REQUESTER, HOST, ASSOCIATION)}),
        Transition("lose_expert", _("The last expert leaves"), stay(postponed), by=(LINK,), seats=changes.seats, unsigns=shape.signed,
                   letters={"looking_for_another_expert": REQUESTER}),
    )


def reserve(shape: Shape) -> tuple[Transition, ...]:
    """Others are chosen from the reserve list."""
    guards = (rules.reserve_names_it, rules.chosen_from_reserve, rules.no_conflict)
    chosen = {"applications": changes.with_chosen}
    return (
        Transition("add_expert", _("Add an expert from the reserve list"), vacant >> matched, by=(BROKER,), form=FromReserve, guards=guards,
                   record=changes.asked_again, links=chosen, seats=changes.seats, moves=(OFFER,), letters={"expert_proposed": REQUESTER}),
        Transition("add_another_expert", _("Add another expert"), stay(matched, postponed), by=(BROKER,), form=FromReserve, guards=guards,
                   record=changes.asked_again, links=chosen, seats=changes.seats, moves=(OFFER,), letters={"expert_proposed": BOTH}),
        Transition("add_another_expert", _("Add another expert"), shape.preparation >> matched, by=(BROKER,), form=FromReserveAnew, guards=guards,
                   record=changes.asked_again, links=chosen, seats=changes.seats, moves=(OFFER,), letters={"expert_proposed": BOTH},
                   unsigns=shape.signed, explains=_("The preparation begins anew, and what was agreed is to be agreed again.")),
    )


def company(shape: Shape) -> tuple[Transition, ...]:
    """Associations take part; travel, insurance and interpreter are settled."""
    here = stay(*shape.not_begun)
    return (
        Transition("record_arrangements", _("Record travel, insurance, interpreter"), here, by=(BROKER, REQUESTER, EXPERT), form=Arrangements,
                   record=changes.arrangements),
        Transition("invite_association", _("Invite an association"), here, by=(BROKER,), form=Invitation, guards=(rules.is_association,),
                   record=changes.association_invited, seats=changes.seats, letters={"association_invited": "newly_invited"}),
        Transition("accept_invitation_association", _("Accept the invitation"), here, by=(ASSOCIATION,), form=Acceptance,
                   guards=(rules.liaison_of_ones_own,), record=changes.association_accepted, seats=changes.seats),
    )


def dates(shape: Shape) -> tuple[Transition, ...]:
    """It is given dates, other dates, or none for a while."""
    eyes = shape.prepared_by
    return (
        Transition("arrange", _("Confirm the exchange"), shape.arrange_from >> arranged, by=(BROKER,), form=Arrangement,
                   guards=(rules.first_day_past,), other_eyes_than=eyes, moves=(ARRANGED,), plans=DATED, letters={"exchange_arranged": EVERYONE}),
        Transition("change_dates", _("Change the dates"), stay(arranged), by=(BROKER,), form=NewDates,
                   guards=rules.on_new_dates(shape.holds), plans=DATED, letters={"dates_changed": EVERYONE}),
        Transition("postpone", _("Postpone"), (matched, vacant, *shape.preparation, arranged) >> postponed, by=(BROKER,), form=Postponement,
                   guards=(rules.not_for_ever,), record=changes.without_dates, moves=(REOPENED,), cancels=DATED, back=True,
                   letters={"exchange_postponed": EVERYONE}),
        Transition("set_new_dates", _("Set new dates"), postponed >> arranged, by=(BROKER,), form=Arrangement,
                   guards=(rules.expert_left, rules.first_day_past), other_eyes_than=eyes, moves=(ARRANGED,), plans=DATED,
                   letters={"exchange_arranged": EVERYONE}),
        Transition("resume_preparation", _("Resume the preparation"), postponed >> matched, by=(BROKER,), guards=(rules.expert_left,),
                   letters={"preparation_resumed": EVERYONE}),
    )


# fmt: on
