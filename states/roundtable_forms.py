"""What a roundtable asks: days to choose from, a programme, and who comes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, validates_schema

from states.forms import Dates
from workflow.forms import Choice, Day, Form, Line, Person, Persons, Ref, Table, Text, Whole
from workflow.words import _

LONGEST = 3  # days
FEWEST = 3  # governments that take part
MOST_OPTIONS = 20
ONLINE = "online"

MODES: Mapping[str, str] = {"on_site": _("On site"), ONLINE: _("Online")}
COMING: Mapping[str, str] = {"yes": _("Yes"), "no": _("No")}


class OneToThree(Dates):
    """A first and a last day, not more than three days in all."""

    @validates_schema
    def short_enough(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse what is longer than a roundtable."""
        first, last = values.get("first_day"), values.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and (last - first).days >= LONGEST:
            raise ValidationError(_("A roundtable lasts one to three days."), "last_day")


class Option(OneToThree):
    """Days on which it could be."""

    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), hint=_("If it is longer than one day; three are possible."))


class Options(Form):
    """Between which days one can choose, and until when."""

    options = Table(_("Days to choose from"), Option, required=True, most=MOST_OPTIONS)
    quorum = Whole(_("Quorum"), least=FEWEST, hint=_("If it changes: how many governments must be able to come."))
    closes_on = Day(_("The poll closes on"), required=True, hint=_("Ten working days from now is usual."))

    @validates_schema
    def each_once_and_later(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse days before the poll closes, and two options that begin alike: an answer names the first day."""
        begins, closes = [row["first_day"] for row in values["options"]], values["closes_on"]
        if min(begins) <= closes:
            raise ValidationError(_("All days lie after the day on which the poll closes."), "options")
        if len(set(begins)) < len(begins):
            raise ValidationError(_("Each option begins on another day."), "options")


class Poll(Options):
    """The same, where it could be, and how many have to be able to come."""

    mode = Choice(_("On site or online?"), MODES, required=True)
    quorum = Whole(_("Quorum"), least=FEWEST, required=True, hint=_("How many governments must be able to come."))


class Answer(Form):
    """Whether one can come on some days."""

    first_day = Day(_("First day"), required=True)
    can_come = Choice(_("Can you come?"), COMING, required=True)


class PollAnswers(Form):
    """What a government says of the days."""

    poll = Table(_("On which days can you come?"), Answer, required=True, rows="option_rows")


class Programme(OneToThree):
    """When and where; what is talked about, and who leads through it."""

    first_day = Day(_("First day"), required=True)
    last_day = Day(_("Last day"), required=True)
    place = Line(_("Place"), required=True, hint=_("Where one meets; online, how one finds it."))
    host = Ref(
        _("Host"), "organisation", offers="hosts", hint=_("On site, if it is not the first government that asks.")
    )
    agenda = Text(_("Agenda"), hint=_("It can follow later, before the invitation."))
    moderator = Person(_("Moderator"), offers="present")


class Completion(Form):
    """What was missing of the programme, or changes."""

    agenda = Text(_("Agenda"))
    moderator = Person(_("Moderator"), offers="present")


class Reply(Form):
    """Whether one comes, and who does."""

    coming = Choice(_("Will you come?"), COMING, required=True)
    persons = Persons(_("Who comes?"), offers="present")
