"""What the administration asks, in the same kinds of question as the buttons of cases."""

from records import vocabulary
from records.languages import WRITTEN
from records.settings import MOST_DAYS, MOST_GRACE
from workflow.forms import Choice, Choices, Form, Line, Period, Ref, Refs, Text, Whole
from workflow.words import _

AS_ORGANISATION = _("The organisation's, unless another is given.")
AS_IT_IS = _("Left empty, it stays as it is.")
IN_ENGLISH = _("Left empty, the English name is shown.")


def _zone(*, required: bool = False, hint: str = "") -> Line:
    return Line(_("Time zone"), required=required, hint=hint or _("Like Africa/Kampala."))


def _days(label: str) -> Whole:
    return Whole(label, least=0, most=MOST_DAYS, required=True)


class Person(Form):
    """Who somebody is."""

    name = Line(_("Name"), required=True)
    email = Line(_("Email"), required=True)
    organisation = Ref(_("Organisation"), "organisation")
    country = Ref(_("Country"), "country", hint=AS_IT_IS)
    language = Choice(_("Language of pages and letters"), WRITTEN, hint=AS_IT_IS)
    zone = _zone(hint=_("Like Africa/Kampala. Left empty, it stays as it is."))
    digest = Choice(_("Letters that can wait"), vocabulary.DIGESTS, hint=_("They choose it on their own page too."))
    substitute = Ref(
        _("Substitute"),
        "person",
        hint=_("Who confirms in their stead what a broker prepared, on the days on which they are away."),
    )
    absence = Period(_("Away"), hint=_("By the calendar of the secretariat, both days included."))


class Invitation(Person):
    """Who somebody is, and what they may do."""

    country = Ref(_("Country"), "country", hint=AS_ORGANISATION)
    language = Choice(_("Language of pages and letters"), WRITTEN, hint=AS_ORGANISATION)
    zone = _zone(hint=_("Like Africa/Kampala; the organisation's, unless another is given."))
    roles = Choices(
        _("Roles"), vocabulary.ROLES, required=True, hint=_("Auditors and administrators hold no other role.")
    )


class Roles(Form):
    """What somebody may do."""

    roles = Choices(_("Roles"), vocabulary.ROLES, hint=_("Auditors and administrators hold no other role."))
    reason = Text(_("Why?"), hint=_("The history of the account keeps it."))


class Reason(Form):
    """Why an account is closed, or opened again."""

    reason = Text(_("Why?"), required=True, hint=_("The history of the account keeps it."))


class FactorLost(Form):
    """Why somebody's second factor is removed."""

    reason = Text(
        _("How do you know that it is they who ask?"), required=True, hint=_("The history of the account keeps it.")
    )


class Erasure(Form):
    """Why somebody is forgotten."""

    reason = Text(
        _("Why?"),
        required=True,
        hint=_("That they asked for it, and how, say. The history of the account keeps it: name nobody."),
    )


class Removal(Form):
    """Why what is kept for too long is removed."""

    reason = Text(_("Why?"), required=True, hint=_("The history of the system keeps it."))


class Organisation(Form):
    """A government, an association, or another body."""

    name = Line(_("Name"), required=True)
    kind = Choice(_("Kind"), vocabulary.ORGANISATION_KINDS, required=True)
    country = Ref(_("Country"), "country", required=True)
    zone = _zone(required=True)
    languages = Choices(_("Languages"), vocabulary.LANGUAGES, hint=_("The first is the one it is written to in."))
    population = Whole(_("Inhabitants"), least=1, most=1_500_000_000)
    places = Whole(_("Guests it can receive at once"), least=1, most=10_000)


class Topic(Form):
    """What a topic is called, in each language in which CONNECT writes."""

    en = Line(_("Name in English"), required=True)
    fr = Line(_("Name in French"), hint=IN_ENGLISH)
    es = Line(_("Name in Spanish"), hint=IN_ENGLISH)
    it = Line(_("Name in Italian"), hint=IN_ENGLISH)
    pt = Line(_("Name in Portuguese"), hint=IN_ENGLISH)


class NewTopic(Topic):
    """A topic, and the code under which cases keep it."""

    code = Line(
        _("Code"), required=True, hint=_("In small letters without accents, like local_economy. It stays for good.")
    )


class Merger(Form):
    """Why two organisations are one."""

    reason = Text(
        _("Why are they the same?"), required=True, hint=_("The history of each case that is put right keeps it.")
    )


class Settings(Form):
    """What the office decides; the meaning of each is the hint of `records.settings`."""

    office_zone = _zone(required=True)
    office_country = Ref(_("Country of the secretariat"), "country", required=True)
    office_language = Choice(_("Language of the secretariat"), WRITTEN, required=True)
    grace_minutes = Whole(_("Minutes in which a step can be undone"), least=0, most=MOST_GRACE, required=True)
    committee_quorum = Whole(_("Quorum of the committee"), least=1, most=100, required=True)
    second_factor_roles = Choices(_("Who needs a second factor"), vocabulary.ROLES)
    keep_drafts_days = _days(_("Days for which answers that were never sent are kept"))
    keep_sessions_days = _days(_("Days for which sessions that are over are kept"))
    keep_letters_days = _days(_("Days for which the words of letters are kept"))
    keep_mail_days = _days(_("Days for which e-mails of ended cases are kept"))
    keep_documents_days = _days(_("Days for which documents of ended cases are kept"))
    partner_countries_added = Refs(_("Partner countries besides those of the list"), "country")
    partner_countries_removed = Refs(_("No partner countries, although the list says so"), "country")
