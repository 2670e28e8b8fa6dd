"""Forms that several case types ask."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, validates_schema

from states.words import RECOMMENDATIONS
from workflow.forms import Choice, Day, Form, Line, Ref, Table, Text, Whole
from workflow.words import _

HIGHEST = 5  # points a criterion


def why(*, required: bool = True) -> Text:
    """The question for a reason, which the history keeps with the move."""
    return Text(_("Why?"), required=required, hint=_("Those concerned read it, and the history keeps it."))


NEXT_FIRST = _("The next on the reserve list stands first, and is proposed. You decide.")


def proposes_next(
    form: type[Form], facts: Any, chosen: Mapping[str, str]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """For `narrowed` of a form that chooses `applications` from the reserve list: it begins with the next one."""
    fields: Mapping[str, Any] = form._declared_fields
    return fields, {"applications": list(facts.reserve[:1])}


class Because(Form):
    """Nothing but the reason."""

    reason = why()


class PerhapsBecause(Form):
    """A reason, if somebody wants to give one."""

    reason = why(required=False)


class Missing(Form):
    """What is missing, and until when it should come."""

    missing = Text(_("What is missing?"), required=True)
    answer_by = Day(
        _("Answer by"),
        required=True,
        hint=_("Ten working days from now is usual for a request, five for an application."),
    )


class Leaving(Form):
    """Which request leaves."""

    request = Ref(_("Request"), "request", required=True)


class Dates(Form):
    """A first and a last day, in order, where both are given."""

    first_day = Day(_("First day"))
    last_day = Day(_("Last day"))

    @validates_schema
    def in_order(self, values: Mapping[str, Any], **_options: Any) -> None:
        """Refuse a last day before the first."""
        first, last = values.get("first_day"), values.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise ValidationError(_("The last day is before the first."), "last_day")


def scoring(by: Mapping[str, str]) -> type[Form]:
    """What a member of the committee thinks, by these criteria (code → label)."""

    class Points(Form):
        criterion = Choice(_("Criterion"), by, required=True)
        points = Whole(_("Points"), most=HIGHEST, required=True, hint=_("0 is not at all, 5 is fully."))

    class Score(Form):
        criteria = Table(_("Criteria"), Points, required=True, rows="criteria_rows")
        recommend = Choice(_("Your recommendation"), RECOMMENDATIONS, required=True)
        remarks = Text(_("Remarks"), hint=_("The secretariat and the committee read them."))

        @validates_schema
        def each_once(self, values: Mapping[str, Any], **_options: Any) -> None:
            """Refuse a criterion without points, or sums could not be compared, and two opinions on one."""
            named = [row["criterion"] for row in values["criteria"]]
            if missing := [label for code, label in by.items() if code not in named]:
                # Each a text of its own, or no catalogue would know it.
                raise ValidationError([_("Give points to each criterion. Missing:"), *missing], "criteria")
            if len(named) > len(by):
                raise ValidationError(_("Give points to each criterion once."), "criteria")

    return Score


class Indicator(Form):
    """How one will see that something changed."""

    indicator = Line(_("Indicator"), required=True, hint=_("Something that can be counted or seen."))
    today = Line(_("Today"), hint=_("Its value now."))
    hoped = Line(_("Hoped for"), hint=_("The value afterwards."))
