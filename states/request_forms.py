"""What the transitions of a request ask."""

from records.vocabulary import GOVERNMENT, LANGUAGES
from states.forms import NEXT_FIRST, Indicator, proposes_next, why
from states.words import EXCHANGE_TYPES
from workflow.forms import Choice, Choices, File, Form, Line, Period, Persons, Ref, Refs, Table, Text, Yes, any_of
from workflow.words import _


class Submission(Form):
    """The challenge, and what the government hopes for."""

    governments = Refs(
        _("Governments"), "organisation", required=True, hint=_("The first one is the contact."), kinds=(GOVERNMENT,)
    )
    topic = Ref(_("Topic"), "topic", required=True)
    challenge = Text(_("What is the challenge?"), required=True)
    tried_so_far = Text(_("What did you try so far?"))
    hoped_for = Table(_("What should be different afterwards?"), Indicator, required=True, most=10)
    exchange_type = Choice(_("Which form of exchange would help most?"), EXCHANGE_TYPES)
    period = Period(_("When could it be?"), required=True)
    languages = Choices(_("Languages in which you can work"), LANGUAGES, required=True)
    people = Persons(_("Who takes part?"), required=True, hint=_("They can see the request and act for it."))
    consent = File(
        _("Consent of the mayor or chief executive"), hint=_("A signed letter; needed before the request is validated.")
    )


# Of a case that there is, only those who belong to it can be named; a new one has nobody yet.
PEOPLE = Persons(_("Who takes part?"), hint=_("They can see the request and act for it."), offers="colleagues")
Amendment = any_of(Submission, people=PEOPLE)
Completion = any_of(Submission, people=PEOPLE, answer=Text(_("Your answer"), required=True))


class Twin(Form):
    """The request that goes on instead."""

    same_as = Ref(_("The request that goes on"), "request", required=True)
    reason = why()


class StillWanted(Form):
    """The requester's word that the request is still wanted."""

    still_wanted = Yes(_("We still want this exchange"), required=True)


class Match(Form):
    """What the decision on a call says of one request."""

    requests = Refs(_("Requests that share the exchange"), "request")
    applications = Refs(_("Applications chosen"), "application")
    exchange_type = Choice(_("Form of exchange"), EXCHANGE_TYPES)
    exchange = Ref(_("Exchange to join"), "exchange")
    interpreter = Line(_("Interpreter"))
    working_language = Choice(_("Working language"), LANGUAGES)


class ReserveMatch(Form):
    """A match with applications from the reserve list."""

    applications = Refs(
        _("Applications"), "application", required=True, offers="reserve", states=("on_reserve",), hint=NEXT_FIRST
    )
    exchange_type = Choice(_("Form of exchange"), EXCHANGE_TYPES, required=True)
    with_requests = Refs(
        _("Together with"), "request", states=("matched",), hint=_("Joins the exchange of these requests.")
    )
    narrowed = classmethod(proposes_next)


class Joining(Form):
    """The exchange to take part in."""

    exchange = Ref(_("Exchange"), "exchange", required=True)
