"""Work placement: an official of the requesting government works at the host's office for one to six weeks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, validates_schema

from states.exchange import exchange, matched, under_way
from states.exchange_changes import seats
from states.exchange_facts import ExchangeFacts
from states.exchange_follow_ups import LOGISTICS
from states.exchange_rules import experts_confirmed
from states.facts import experts_of
from states.forms import Dates, why
from states.ladders import BROKER_LADDER, LADDER
from states.questionnaires import ON_TRACK
from states.words import ARRANGED, ASSOCIATION, BOTH, BROKER, EXPERT, HOST, MATCHED, OFFICIAL, REQUESTER
from workflow.definition import Refusal, Seat, State, Transition, guard
from workflow.forms import Choice, Day, File, Form, Line, Person, Ref, Text, also
from workflow.moments import Hour, on, working_days
from workflow.paper import Paper
from workflow.words import _

SHORTEST, LONGEST = 5, 6 * 7  # days: from a Monday to its Friday, or six weeks with their weekends
# Who sign the agreement. The official comes first: in the office of which they are, others can sign for the government.
SIGNERS = (OFFICIAL, REQUESTER, HOST)
CONCERNED = (*BOTH, OFFICIAL)


class WorkPlacement(ExchangeFacts):
    """The official travels; the experts' government is the host.

    `host`, `official` and `supervisor` are the organisation and the people named, `signed` is the agreement on paper.
    """

    host_side = EXPERT

    @property
    def hosts(self) -> tuple[str, ...]:
        """Who can be the host: the governments that know."""
        return experts_of(self.case)

    @property
    def host_left(self) -> bool:
        """Whether the government that was named as host takes part no more."""
        return self.value("host") is not None and self.value("host") not in self.hosts

    @property
    def officials(self) -> tuple[str, ...]:
        """Who can be placed: those of the requesting government who have a word in its cases, and so can sign."""
        return tuple(one for home in self.requesters for one in self.directory.people_of(home, REQUESTER.name))

    @property
    def supervisors(self) -> tuple[str, ...]:
        """Who can supervise: all who work for a government that can be the host."""
        return tuple(one for host in self.hosts for one in self.directory.people_of(host))

    @property
    def who_travels(self) -> tuple[str, ...]:
        """The official, once named."""
        official = self.value("official")
        return (official,) if official else ()

    @property
    def more_seats(self) -> tuple[Seat, ...]:
        """The official's own, at home."""
        return tuple(Seat(OFFICIAL.name, self.directory.organisation(who), who) for who in self.who_travels)

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The parts that have not signed the agreement as it is now."""
        signed = self.case.signatures.get("sign_agreement", {})
        return tuple(part.name for part in SIGNERS if part.name not in signed)


def placement_stands(placement: WorkPlacement) -> bool:
    """There is something to sign, and it was not called off."""
    called_off = ("cancelled", "postponed", "vacant")
    return bool(placement.who_travels and placement.value("tasks")) and placement.state not in called_off


# --- what must hold to be arranged, and to stay so --------------------------------------------------------------------


@guard(
    rule=_("The official, the requesting government and the host signed the agreement."),
    refusal=_("The three-party agreement is not signed by {parts}."),
    mend="sign_agreement",
)
def agreement_signed(placement: WorkPlacement) -> Refusal:
    return {"parts": list(placement.unsigned)} if placement.unsigned else None


@guard(
    rule=_("The host that is named still takes part."),
    refusal=_("{host} takes part no more; name another host."),
    mend="change_placement",
)
def host_takes_part(placement: WorkPlacement) -> Refusal:
    return {"host": placement.value("host")} if placement.host_left else None


@guard(
    rule=_("A supervisor at the host's is named."),
    refusal=_("No supervisor is named at {host}."),
    mend="change_placement",
)
def supervisor_named(placement: WorkPlacement) -> Refusal:
    works_for = placement.directory.organisation(placement.value("supervisor") or "")
    return None if works_for and works_for == placement.host else {"host": placement.host}


@guard(
    rule=_("The official is insured."),
    refusal=_("Insurance is missing for {official}."),
    mend="record_arrangements",
)
def insured(placement: WorkPlacement) -> Refusal:
    missing = placement.unsettled(placement.who_travels, "insurance")
    return {"official": missing[0]} if missing else None


@guard(
    rule=_("It lasts one to six weeks."),
    refusal=_("Days: {n}; one to six weeks are possible, from 5 to 42 days."),
    mend="change_placement",
    sets=("first_day", "last_day"),
)
def length_fits(placement: WorkPlacement) -> Refusal:
    days = placement.length
    return {"n": days} if days is not None and not SHORTEST <= days <= LONGEST else None


# --- who receives, and when it is looked at ---------------------------------------------------------------------------


@guard(
    rule=_("The host is a government whose experts take part."),
    refusal=_("{host} cannot be the host: none of its experts takes part."),
)
def host_has_expertise(placement: WorkPlacement, form: Mapping[str, Any]) -> Refusal:
    return None if form["host"] in placement.hosts else {"host": form["host"]}


@guard(
    rule=_("The supervisor works for the host."),
    refusal=_("{supervisor} does not work for {host}."),
)
def supervisor_at_host(placement: WorkPlacement, form: Mapping[str, Any]) -> Refusal:
    supervisor = form.get("supervisor")
    if not supervisor or placement.directory.organisation(supervisor) == form["host"]:
        return None
    return {"supervisor": supervisor, "host": form["host"]}


@guard(
    rule=_("It is reviewed after its first day, and not in the future."),
    refusal=_("{held_on} does not lie between {first_day} and today."),
)
def reviewed_meanwhile(placement: WorkPlacement, form: Mapping[str, Any]) -> Refusal:
    first = placement.day("first_day")
    fits = first is not None and first <= form["held_on"] <= placement.today
    return None if fits else {"held_on": form["held_on"], "first_day": first}


# --- what it asks, and what is kept of it -----------------------------------------------------------------------------


class Placement(Dates):
    """Who works where, for whom, at what, and when."""

    host = Ref(_("Host"), "organisation", required=True, offers="hosts")
    official = Person(
        _("Official"), required=True, offers="officials", hint=_("Signs the agreement from an account of their own.")
    )
    office = Line(_("Office"), required=True, hint=_("Where at the host's the official works."))
    supervisor = Person(
        _("Supervisor"), offers="supervisors", hint=_("Named later, it is a change, and all three sign anew.")
    )
    tasks = Text(_("Tasks"), required=True)
    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), required=True, hint=_("One to six weeks; one is from a Monday to its Friday."))

    @validates_schema
    def long_enough(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse what is shorter or longer than a placement; dates in the wrong order are told as that."""
        first, last = values.get("first_day"), values.get("last_day")
        days = (last - first).days + 1 if isinstance(first, date) and isinstance(last, date) else SHORTEST
        if days > 0 and not SHORTEST <= days <= LONGEST:
            raise ValidationError(_("A work placement lasts one to six weeks."), "last_day")


class Signature(Form):
    """The agreement, where it was signed on paper."""

    signed = File(_("The signed agreement"), hint=_("If it was signed on paper."))


class Review(Form):
    """How it goes, half-way."""

    on_track = Choice(_("Is it on track?"), ON_TRACK, required=True)
    changes = Text(_("What changes?"))
    held_on = Day(_("Held on"), required=True)


def signature(placement: WorkPlacement, form: Mapping[str, Any]) -> dict[str, Any]:
    """The newest paper; one that was signed before the placement changed is forgotten with the first new signature."""
    if form.get("signed"):
        return {"signed": form["signed"]}
    return {"signed": None} if len(placement.unsigned) == len(SIGNERS) - 1 else {}


# fmt: off
#                          name                  for staff                for the public       milestone  whose turn          until
PLACEMENT_PROPOSED = State("placement_proposed", _("Placement proposed"), _("In preparation"), MATCHED,   turn=SIGNERS,       limit=working_days(15), late=LADDER)
AGREEMENT_SIGNED   = State("agreement_signed",   _("Agreement signed"),   _("In preparation"), MATCHED,   turn=(BROKER,),     limit=working_days(10), late=BROKER_LADDER)
MIDTERM_REVIEWED   = State("midterm_reviewed",   _("Midterm reviewed"),   _("Under way"),      ARRANGED,  turn=BOTH,          limit=on("last_day", Hour.END))

OWN = (PLACEMENT_PROPOSED, AGREEMENT_SIGNED, MIDTERM_REVIEWED)
AT_HOST = (host_has_expertise, supervisor_at_host)

AGREEMENT = Paper("agreement", _("Agreement"), when=placement_stands)

WORK_PLACEMENT = exchange("work_placement", version=1, facts=WorkPlacement, own=OWN, arrange_from=(AGREEMENT_SIGNED,),
    papers=(AGREEMENT,),
    holds=(agreement_signed, host_takes_part, supervisor_named, insured, length_fits),
    transitions=(
        Transition("propose_placement", _("Propose the placement"), matched >> PLACEMENT_PROPOSED, by=(BROKER, HOST), form=Placement,
                   guards=(experts_confirmed, *AT_HOST), seats=seats, unsigns=("sign_agreement",), plans=(LOGISTICS,),
                   letters={"placement_proposed": CONCERNED}),
        Transition("sign_agreement", _("Sign the agreement"), PLACEMENT_PROPOSED >> AGREEMENT_SIGNED, by=SIGNERS, signed_by=SIGNERS, form=Signature,
                   guards=(host_takes_part,), record=signature, letters={"agreement_signed": (*CONCERNED, ASSOCIATION)}),
        Transition("change_placement", _("Change the placement"), (PLACEMENT_PROPOSED, AGREEMENT_SIGNED) >> PLACEMENT_PROPOSED, by=(BROKER, HOST),
                   form=also(Placement, reason=why()), guards=AT_HOST, seats=seats, unsigns=("sign_agreement",), plans=(LOGISTICS,),
                   letters={"placement_changed": CONCERNED}, explains=_("All three sign the changed agreement anew.")),
        Transition("review_midterm", _("Review it half-way"), under_way >> MIDTERM_REVIEWED, by=(HOST, BROKER), form=Review,
                   guards=(reviewed_meanwhile,), letters={"midterm_reviewed": CONCERNED}),
    ))
# fmt: on
