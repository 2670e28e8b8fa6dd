"""What the transitions of every exchange ask."""

from records.vocabulary import ASSOCIATION, LANGUAGES
from states.forms import NEXT_FIRST, Dates, proposes_next, why
from states.words import AFTERWARDS, CAUSES, EXCHANGE_TYPES, KEPT, LESSONS_WITH, SETTLED, WAIVED
from workflow.forms import (
    Choice,
    Choices,
    Day,
    Form,
    Line,
    Person,
    Persons,
    Ref,
    Refs,
    Table,
    Text,
    Whole,
    Yes,
    also,
)
from workflow.words import _


class Creation(Form):
    """What the match says of the exchange it makes."""

    requests = Refs(_("Requests"), "request", required=True)
    applications = Refs(_("Applications"), "application", required=True)
    exchange_type = Choice(_("Form of exchange"), EXCHANGE_TYPES, required=True)
    interpreter = Line(_("Interpreter"))
    working_language = Choice(_("Working language"), LANGUAGES)


class Confirmed(Form):
    """When the last expert confirmed."""

    experts_confirmed_on = Day(_("Confirmed on"), required=True)


class Item(Form):
    """Whether something is settled for one person."""

    who = Person(_("Who"), required=True, offers="who_travels")
    status = Choice(_("Status"), SETTLED, required=True)
    note = Line(_("Note"))


class Arrangements(Form):
    """Travel, insurance, interpreter: what is known so far."""

    travel = Table(_("Travel"), Item, rows="traveller_rows")
    insurance = Table(_("Insurance"), Item, rows="traveller_rows")
    interpreter = Line(_("Interpreter"))


class FromReserve(Form):
    """Applications from the reserve list."""

    applications = Refs(
        _("Applications"),
        "application",
        required=True,
        offers="reserve",
        states=("on_reserve",),
        hint=NEXT_FIRST,
    )
    narrowed = classmethod(proposes_next)


FromReserveAnew = also(FromReserve, reason=why())


class Invitation(Form):
    """The association to invite."""

    association = Ref(_("Association"), "organisation", required=True, kinds=(ASSOCIATION,))


class Acceptance(Form):
    """Who speaks for the association."""

    liaison = Person(_("Liaison"), required=True, offers="liaisons", hint=_("Somebody who works for the association."))


class Joined(Form):
    """Which request joins, with which experts."""

    request = Ref(_("Request"), "request", required=True)
    applications = Refs(_("Applications"), "application")


class Arrangement(Dates):
    """When and where, and who takes part."""

    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), required=True)
    place = Line(_("Place"), required=True)
    participants = Persons(_("Participants"), required=True, offers="present")
    emergency_contacts = Persons(_("Emergency contacts"), required=True, offers="present")


class NewDates(Dates):
    """Other dates, and why."""

    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), required=True)
    reason = why()


class Postponement(Form):
    """Until when."""

    until = Day(_("Until"), required=True, hint=_("At most 180 days from now."))
    reason = why()


class Finished(Form):
    """It took place."""

    took_place = Yes(_("It took place"))


class EarlyEnd(Form):
    """When it ended, and what was done until then."""

    last_day = Day(_("Last day"), required=True)
    what_was_done = Text(_("What was done?"), required=True)
    reason = why()


class Report(Form):
    """The joint report."""

    report = Text(_("Report"), required=True)
    goals_met = Whole(_("How much of its goals was met, in percent?"), most=100, required=True)
    lessons = Text(_("Lessons learnt"), required=True)


class Lessons(Form):
    """How an association passes the lessons on."""

    with_whom = Choice(_("With whom are the lessons shared?"), LESSONS_WITH, required=True)
    how = Text(_("How?"), required=True)
    held_on = Day(_("On"), hint=_("If it has happened already."))


PUBLISHED = _("Everybody reads it, on the public page of the exchange.")


class Conclusion(Form):
    """What the secretariat concludes."""

    conclusion = Text(_("Conclusion"), required=True, hint=PUBLISHED)
    best_practice = Yes(_("Publish it as a best practice"))


class WaivedConclusion(Form):
    """The same, although something is missing."""

    waived = Choices(_("What is missing"), WAIVED, required=True)
    conclusion = Text(_("Conclusion"), required=True, hint=PUBLISHED)
    reason = why()


class RequestAfterwards(Form):
    """What becomes of one request."""

    request = Ref(_("Request"), "request", required=True, offers="served")
    outcome = Choice(_("What becomes of it?"), AFTERWARDS, required=True)


class ExpertAfterwards(Form):
    """What becomes of one expert's application."""

    application = Ref(_("Application"), "application", required=True, offers="offered")
    outcome = Choice(_("What becomes of it?"), KEPT, required=True)


class Cancellation(Form):
    """Who caused it, and what becomes of everybody."""

    caused_by = Choice(_("Caused by"), CAUSES, required=True)
    requests = Table(_("Requests"), RequestAfterwards, required=True, rows="request_rows")
    experts = Table(_("Experts"), ExpertAfterwards, rows="expert_rows")
    reason = why()
