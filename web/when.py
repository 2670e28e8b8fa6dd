"""Time in words: a declared moment (“14 days before “First day””), and how far a day is away."""

from datetime import date

from flask_babel import gettext, ngettext

from web.due import Calendar
from workflow.moments import Hour, Moment, Unit
from workflow.words import _


def when(moment: Moment, calendar: Calendar) -> str:
    """The moment as the page of a machine says it; anchors in the words of the type's forms."""
    anchor = calendar.anchor(moment.anchor)
    if moment.until:
        return gettext(_("half-way between {one} and {other}")).format(one=anchor, other=calendar.anchor(moment.until))
    if not moment.amount:
        said = _("at the end of {anchor}") if moment.hour is Hour.END else _("on {anchor}")
        return gettext(said).format(anchor=anchor)
    how_long = _length(abs(moment.amount), moment.unit)
    said = _("{how_long} after {anchor}") if moment.amount > 0 else _("{how_long} before {anchor}")
    return gettext(said).format(how_long=how_long, anchor=anchor)


def _length(amount: int, unit: Unit) -> str:
    match unit:
        case Unit.WORKING_DAYS:
            return str(ngettext("%(num)d working day", "%(num)d working days", amount))
        case Unit.MONTHS:
            return str(ngettext("%(num)d month", "%(num)d months", amount))
        case Unit.DAYS:
            return days(amount)


def left(day: date | None, today: date) -> str:
    """How far a deadline is ahead or over; empty where there is none."""
    if day is None:
        return ""
    number = (day - today).days
    if number == 0:
        return gettext(_("today"))
    if number > 0:
        return str(ngettext("in %(num)d day", "in %(num)d days", number))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", -number))


def days(number: int) -> str:
    """So many days, in words."""
    return str(ngettext("%(num)d day", "%(num)d days", number))
