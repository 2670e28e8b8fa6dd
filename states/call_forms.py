"""What the transitions of a call ask."""

from records.vocabulary import LANGUAGES
from states.call_facts import NAMEABLE
from states.forms import why
from states.words import EXCHANGE_TYPES, OTHERS, OUTCOMES, ZONES
from workflow.forms import Choice, Choices, Day, Form, Line, Period, Ref, Refs, Table, Text, Whole, any_of
from workflow.words import _


class Wording(Form):
    """The call in one language."""

    language = Choice(_("Language"), LANGUAGES, required=True)
    text = Text(_("Text"), required=True)


class Preparation(Form):
    """What is asked, for whom, and until when."""

    requests = Refs(_("Requests"), "request", required=True, states=NAMEABLE)
    title = Line(_("Title"), required=True)
    working_language = Choice(_("Working language"), LANGUAGES, required=True)
    exchange_types = Choices(_("Forms of exchange"), EXCHANGE_TYPES, required=True)
    period = Period(_("When the exchange could be"))
    deadline = Day(_("Deadline"), required=True, hint=_("Until the end of that day."))
    zone = Choice(_("Time zone of the deadline"), ZONES, required=True)
    asked_of_experts = Table(
        _("What is asked of experts"), Wording, required=True, hint=_("At least in the working language.")
    )


Amendment = any_of(Preparation)


class NewDeadline(Form):
    """A later deadline, and why."""

    deadline = Day(_("New deadline"), required=True)
    reason = why()


class Ranked(Form):
    """The place of one application in a ranking."""

    application = Ref(_("Application"), "application", required=True, offers="rankable")
    place = Whole(_("Rank"), least=1, most=200, required=True, hint=_("1 is the best."))


class Recommendation(Form):
    """A ranking of the applications by one member of the committee."""

    ranking = Table(_("Ranking"), Ranked, required=True, rows="rankable_rows")
    remarks = Text(_("Remarks"), hint=_("The secretariat and the committee read them."))


class ForRequest(Form):
    """The decision on one request."""

    request = Ref(_("Request"), "request", required=True, offers="requested")
    outcome = Choice(_("Outcome"), OUTCOMES, required=True)
    applications = Refs(_("Applications chosen"), "application", offers="choosable")
    exchange_type = Choice(_("Form of exchange"), EXCHANGE_TYPES)
    with_requests = Refs(_("Together with"), "request", hint=_("Requests that share the exchange."), offers="requested")
    interpreter = Line(_("Interpreter"))


class ForApplication(Form):
    """The decision on an application that was not chosen."""

    application = Ref(_("Application"), "application", required=True, offers="checked")
    outcome = Choice(_("Outcome"), OTHERS, required=True)


class Decision(Form):
    """What becomes of every request, and of every application not chosen."""

    requests = Table(_("Requests"), ForRequest, required=True, rows="request_rows")
    others = Table(_("Applications not chosen"), ForApplication, rows="application_rows")
