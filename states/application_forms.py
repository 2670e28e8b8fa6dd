"""What the transitions of an application ask."""

from records.vocabulary import GOVERNMENT, LANGUAGES
from states.forms import why
from workflow.forms import Choices, Day, File, Form, Period, Persons, Ref, Text, also, any_of, without
from workflow.words import _

ONE_OF = _("The one you would like to help with.")
STILL_OPEN = ("open", "closed")  # a call to which a late application is possible


class Offer(Form):
    """Who offers what, for which request of a call."""

    call = Ref(_("Call"), "call", required=True, states=("open",))
    request = Ref(
        _("Request"), "request", required=True, hint=ONE_OF, states=("expertise_sought",), linked=("call", ("open",))
    )
    government = Ref(_("Your government"), "organisation", required=True, kinds=(GOVERNMENT,), own=True)
    people = Persons(_("Who would take part?"), hint=_("They can see the application and act for it."))
    cv = File(_("CV"), hint=_("Needed before the application is validated."))
    approach = Text(_("How would you help?"), required=True)
    similar_job = Text(_("What in your own work is comparable?"), required=True)
    languages = Choices(_("Languages in which you can work"), LANGUAGES, required=True)
    availability = Period(_("When are you available?"), required=True)
    commitment_letter = File(
        _("Letter of commitment of your superior"), hint=_("Needed before the application is validated.")
    )


LateOffer = also(
    Offer,
    call=Ref(_("Call"), "call", required=True, states=STILL_OPEN),
    request=Ref(
        _("Request"), "request", required=True, hint=ONE_OF, states=("expertise_sought",), linked=("call", STILL_OPEN)
    ),
    reason=why(),
)
DirectOffer = without(
    Offer,
    "call",
    request=Ref(_("Request"), "request", required=True, hint=ONE_OF, states=("unmatched", "matched")),
    earlier_application=Ref(_("Earlier application"), "application"),
    reason=why(),
)
# An application stays an answer of this government to this call; which of the call's requests it names can change.
# Of a case that there is, only those who belong to it can be named; a new one has nobody yet.
PEOPLE = Persons(_("Who would take part?"), hint=_("They can see the application and act for it."), offers="colleagues")
Amendment = any_of(without(Offer, "call", "government"), people=PEOPLE)
Completion = any_of(without(Offer, "call", "government"), people=PEOPLE, answer=Text(_("Your answer"), required=True))


class Extension(Form):
    """More time to confirm."""

    confirm_by = Day(_("Confirm by"), required=True)


class Confirmation(Form):
    """When the experts come, and who they are."""

    available = Period(_("When are you available?"), required=True)
    travellers = Persons(_("Who travels?"), required=True, offers="colleagues")
