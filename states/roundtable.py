"""Roundtable: experts of several governments meet those that share a challenge, one to three days, on site or online."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from states.exchange import arranged, exchange, matched
from states.exchange_changes import seats
from states.exchange_facts import ExchangeFacts
from states.exchange_follow_ups import LOGISTICS
from states.exchange_rules import experts_confirmed
from states.exchange_states import postponed
from states.facts import experts_of
from states.forms import why
from states.ladders import BROKER_LADDER, LADDER
from states.roundtable_forms import FEWEST, ONLINE, Completion, Options, Poll, PollAnswers, Programme, Reply
from states.words import ASSOCIATION, BOTH, BROKER, EXPERT, MATCHED, REQUESTER
from workflow.definition import Refusal, State, Transition, guard, stay
from workflow.forms import also
from workflow.moments import Hour, on, working_days
from workflow.words import _

Row = Mapping[str, Any]


class Roundtable(ExchangeFacts):
    """Several governments on both sides. One of them is the host; online, the first that asks is, so its zone counts.

    `options` are the days of the poll, `poll` (government → rows) what was said of them, `replies` (organisation →
    `coming`, `persons`, `first_day`) what was answered to the invitation.
    """

    @property
    def governments(self) -> tuple[str, ...]:
        """The local and regional governments of both sides."""
        return tuple(dict.fromkeys((*self.requesters, *experts_of(self.case))))

    @property
    def spoken_for(self) -> str:
        """The organisation whose word it is: one answer of each counts, the newest."""
        return self.directory.organisation(self.speaker) or self.speaker

    # --- when ---------------------------------------------------------------------------------------------------------

    @property
    def options(self) -> Sequence[Row]:
        """The days that are asked for, by their first and last day."""
        return self.value("options") or ()

    @property
    def option_rows(self) -> list[dict[str, str]]:
        """One for each of them."""
        return [{"first_day": option["first_day"]} for option in self.options]

    def has_answered(self) -> bool:
        """Whether every government has said of every day whether it can come."""
        poll, days = self.value("poll") or {}, {option["first_day"] for option in self.options}
        return all(days <= {row["first_day"] for row in poll.get(one, ())} for one in self.governments)

    def said_yes(self, first: date, last: date) -> tuple[str, ...]:
        """The governments that can come on these days, if one option has them all; if several do, the best."""
        fitting = [one["first_day"] for one in self.options if _within(one, first.isoformat(), last.isoformat())]
        return max((self._can_come(day) for day in fitting), key=len, default=())

    def _can_come(self, first_day: str) -> tuple[str, ...]:
        answer = {"first_day": first_day, "can_come": "yes"}
        return tuple(government for government, rows in (self.value("poll") or {}).items() if answer in rows)

    # --- who ----------------------------------------------------------------------------------------------------------

    @property
    def hosts(self) -> tuple[str, ...]:
        """Who can be the host: whoever takes part, and nobody where nobody has to travel."""
        return () if self.value("mode") == ONLINE else self.governments

    @property
    def replies(self) -> Mapping[str, Row]:
        """What was answered to the invitation."""
        return self.value("replies") or {}

    @property
    def coming(self) -> tuple[str, ...]:
        """The governments that take part: all but those that cannot come on the day on which it begins."""
        declined = {"coming": "no", "first_day": self.value("first_day")}
        return tuple(one for one in self.governments if not declined.items() <= self.replies.get(one, {}).items())

    def has_replied(self) -> bool:
        """Whether every government has answered the invitation for the day on which it begins."""
        first = self.value("first_day")
        return all(self.replies.get(one, {}).get("first_day") == first for one in self.governments)

    @property
    def who_travels(self) -> tuple[str, ...]:
        """Who was named to come and still takes part, but for those at home where it is held; online nobody."""
        if self.value("mode") == ONLINE:
            return ()
        named = [person for reply in self.replies.values() if reply["coming"] == "yes" for person in reply["persons"]]
        away = set(self.colleagues) - set(self.directory.people_of(self.host or ""))
        return tuple(dict.fromkeys(person for person in named if person in away))


def _within(option: Row, first: str, last: str) -> bool:
    until: str = option.get("last_day") or option["first_day"]
    return option["first_day"] <= first and last <= until


# --- what must hold to be arranged, and to stay so --------------------------------------------------------------------


@guard(
    rule=_("The quorum accepted the date."),
    refusal=_("No date was accepted by the quorum."),
    mend="reopen_poll",
    sets=("first_day", "last_day"),
)
def date_accepted(roundtable: Roundtable) -> Refusal:
    """Who said yes and left does not undo it: whether enough are left is asked by `three_take_part`."""
    first, last, quorum = roundtable.day("first_day"), roundtable.day("last_day"), roundtable.value("quorum")
    said_yes = len(roundtable.said_yes(first, last)) if first and last else 0
    return None if quorum and said_yes >= quorum else {"first_day": first, "n": said_yes, "quorum": quorum}


@guard(rule=_("There is an agenda."), refusal=_("The agenda is missing."), mend="complete_programme")
def agenda_set(roundtable: Roundtable) -> Refusal:
    return None if roundtable.value("agenda") else {}


@guard(rule=_("A moderator is named, who takes part."), refusal=_("No moderator is named."), mend="complete_programme")
def moderator_named(roundtable: Roundtable) -> Refusal:
    return None if roundtable.value("moderator") in roundtable.colleagues else {}


@guard(
    rule=_("At least three local or regional governments take part."),
    refusal=_("Local or regional governments that take part: {n}; at least three are needed."),
    mend="add_another_expert",
)
def three_take_part(roundtable: Roundtable) -> Refusal:
    return None if len(roundtable.coming) >= FEWEST else {"n": len(roundtable.coming)}


@guard(
    rule=_("The host that is named still takes part."),
    refusal=_("{host} takes part no more; ask for a date again, and name another host."),
    mend="reopen_poll",
)
def host_takes_part(roundtable: Roundtable) -> Refusal:
    host = roundtable.value("host")
    return {"host": host} if host and host not in roundtable.governments else None


# --- the poll, the programme, the invitation --------------------------------------------------------------------------


@guard(
    rule=_("The poll closes on a day ahead."),
    refusal=_("{closes_on} is not a day in the future."),
)
def closes_ahead(roundtable: Roundtable, form: Mapping[str, Any]) -> Refusal:
    return {"closes_on": form["closes_on"]} if form["closes_on"] <= roundtable.today else None


@guard(
    rule=_("Answers are about days of the poll."),
    refusal=_("{days}: not among the first days that are asked for."),
)
def days_asked_for(roundtable: Roundtable, form: Mapping[str, Any]) -> Refusal:
    asked = {option["first_day"] for option in roundtable.options}
    others = [row["first_day"] for row in form["poll"] if row["first_day"].isoformat() not in asked]
    return {"days": others} if others else None


@guard(
    rule=_("As many governments as the quorum says can come on the date."),
    refusal=_("{n} of {quorum} can come on {date}."),
    mend="new_poll_options",
)
def quorum_reached(roundtable: Roundtable, form: Mapping[str, Any]) -> Refusal:
    there = set(roundtable.governments)
    n = len(there.intersection(roundtable.said_yes(form["first_day"], form["last_day"])))
    quorum = roundtable.value("quorum")
    return None if n >= quorum else {"n": n, "quorum": quorum, "date": form["first_day"]}


@guard(
    rule=_("The host takes part, and there is none online."),
    refusal=_("{host} cannot be the host: it does not take part, or all meet online."),
)
def can_be_host(roundtable: Roundtable, form: Mapping[str, Any]) -> Refusal:
    host = form.get("host")
    return {"host": host} if host and host not in roundtable.hosts else None


@guard(
    rule=_("Who answers an invitation names people of their own."),
    refusal=_("These work for others, who answer for them: {who}."),
)
def people_of_ones_own(roundtable: Roundtable, form: Mapping[str, Any]) -> Refusal:
    works_for = roundtable.directory.organisation
    others = [one for one in form.get("persons") or () if works_for(one) != roundtable.spoken_for]
    return {"who": others} if others else None


# --- what is kept of what it asks -------------------------------------------------------------------------------------


def reopened(_roundtable: Roundtable, form: Mapping[str, Any]) -> dict[str, Any]:
    """A poll has neither date nor host any more; what was said of days that are asked for again still counts."""
    asked = {name: value for name, value in form.items() if name != "reason"}
    return {**asked, "first_day": None, "last_day": None, "host": None}


def answered(roundtable: Roundtable, form: Mapping[str, Any]) -> dict[str, Any]:
    """What this government says of days now, and what it said of others."""
    poll, own = roundtable.value("poll") or {}, roundtable.spoken_for
    said = {row["first_day"]: row["can_come"] for row in poll.get(own, ())}
    said |= {row["first_day"].isoformat(): row["can_come"] for row in form["poll"]}
    return {"poll": {**poll, own: [{"first_day": day, "can_come": can} for day, can in sorted(said.items())]}}


def replied(roundtable: Roundtable, form: Mapping[str, Any]) -> dict[str, Any]:
    """This organisation's answer, in the place of an earlier one, with the day for which it was given."""
    coming = form["coming"] == "yes"
    persons = list(form.get("persons") or ()) if coming else []
    reply = {"coming": form["coming"], "persons": persons, "first_day": roundtable.value("first_day")}
    return {"replies": {**roundtable.replies, roundtable.spoken_for: reply}}


# fmt: off
#                        name                  for staff               for the public       milestone  whose turn       until
DATE_POLL         = State("date_poll",         _("Date poll"),         _("In preparation"), MATCHED,   turn=BOTH,       limit=on("closes_on", Hour.END), late=LADDER, answered=Roundtable.has_answered, then=(BROKER,))
PROGRAMME_DRAFTED = State("programme_drafted", _("Programme drafted"), _("In preparation"), MATCHED,   turn=(BROKER,),  limit=working_days(10), late=BROKER_LADDER)
INVITED           = State("invited",           _("Invited"),           _("In preparation"), MATCHED,   turn=BOTH,       limit=working_days(10), late=LADDER, answered=Roundtable.has_replied, then=(BROKER,))

OWN = (DATE_POLL, PROGRAMME_DRAFTED, INVITED)

ROUNDTABLE = exchange("roundtable", version=1, facts=Roundtable, own=OWN, arrange_from=(INVITED,), serves_several=True,
    holds=(date_accepted, agenda_set, moderator_named, three_take_part, host_takes_part),
    # Who sends the invitations has decided nothing, and may confirm.
    prepared_by=("open_date_poll", "new_poll_options", "reopen_poll", "draft_programme", "complete_programme"),
    transitions=(
        Transition("open_date_poll", _("Ask for a date"), matched >> DATE_POLL, by=(BROKER,), form=Poll, guards=(experts_confirmed, closes_ahead),
                   record=reopened, seats=seats, cancels=(LOGISTICS,), letters={"date_poll": BOTH}),
        Transition("answer_poll", _("Answer the date poll"), stay(DATE_POLL), by=BOTH, form=PollAnswers, guards=(days_asked_for,), record=answered),
        Transition("new_poll_options", _("Ask for other days"), stay(DATE_POLL), by=(BROKER,), form=Options, guards=(closes_ahead,),
                   letters={"date_poll": BOTH}),
        Transition("draft_programme", _("Fix the date and draft the programme"), DATE_POLL >> PROGRAMME_DRAFTED, by=(BROKER,), form=Programme,
                   guards=(quorum_reached, can_be_host), seats=seats, plans=(LOGISTICS,), letters={"date_fixed": BOTH}),
        Transition("complete_programme", _("Complete the programme"), stay(PROGRAMME_DRAFTED, INVITED, postponed, arranged), by=(BROKER,), form=Completion),
        Transition("invite", _("Invite"), PROGRAMME_DRAFTED >> INVITED, by=(BROKER,), guards=(agenda_set, moderator_named),
                   letters={"invitation": (REQUESTER, EXPERT, ASSOCIATION)}),
        Transition("answer_invitation", _("Answer the invitation"), stay(INVITED, arranged), by=(REQUESTER, EXPERT, ASSOCIATION), form=Reply,
                   guards=(people_of_ones_own,), record=replied),
        Transition("reopen_poll", _("Ask for a date again"), (PROGRAMME_DRAFTED, INVITED) >> DATE_POLL, by=(BROKER,), form=also(Options, reason=why()),
                   guards=(closes_ahead,), record=reopened, seats=seats, cancels=(LOGISTICS,), letters={"date_poll": BOTH},
                   explains=_("The date is open again, and everybody is invited anew.")),
    ))
# fmt: on
