"""The programme's own timeline, from January 2015 to June 2018, as it is published. Source: the mechanism's own page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from flask_babel import gettext

from workflow.sentences import locale
from workflow.words import _

MONTH, DAY = "yMMMM", "yMMMMd"  # how exactly a date is known, as Babel calls it


@dataclass(frozen=True)
class Event:
    """What happened from a day to a day; of what is known by its months only, `exact` is MONTH."""

    first: date
    last: date
    exact: str
    text: str


def _month(first: str, text: str, last: str = "") -> Event:
    return Event(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last or first}-01"), MONTH, text)


def _days(first: str, text: str, last: str = "") -> Event:
    return Event(date.fromisoformat(first), date.fromisoformat(last or first), DAY, text)


EVENTS = (
    _month(
        "2015-01",
        _(
            "The European Commissioner for International Cooperation and Development signs a Framework Partnership Agreement "
            "with five associations of local governments: CEMR and PLATFORMA, UCLG, UCLG-Africa, CLGF and AIMF. The one with "
            "PLATFORMA provides for a mechanism, later named CONNECT, that answers requests from all over the world for the "
            "expertise of European local and regional governments."
        ),
    ),
    _days(
        "2016-06-15",
        _("PLATFORMA and VNG International present CONNECT for the first time, at the European Development Days."),
        "2016-06-16",
    ),
    _month(
        "2016-11",
        _(
            "The pilot phase begins on five topics in four countries: food security in Uganda, human resources management in "
            "Cambodia, ecotourism in Colombia, and environmental health and sanitation in Ghana."
        ),
    ),
    _month(
        "2017-02",
        _(
            "CONNECT looks for municipal expertise and finds it: Agona West (Ghana) is matched with Almere (Netherlands), "
            "Pursat (Cambodia) with Sandgerði (Iceland), and Angelópolis (Colombia) with Tarragona (Spain)."
        ),
    ),
    _days(
        "2017-05-15",
        _(
            "First exchange, in Ghana: Agona West and Almere on sanitation, with 40 participants, among them environmental "
            "health officers, staff of non-governmental organisations, and the waste company Zoomlion Ghana."
        ),
        "2017-05-19",
    ),
    _month("2017-05", _("First CONNECT update.")),
    _days(
        "2017-06-12",
        _(
            "Second exchange, in Cambodia: Pursat and Sandgerði on human resources management. In the course of 8 working "
            "days they exchanged knowledge on personal motivation and personal leadership."
        ),
        "2017-06-23",
    ),
    _days(
        "2017-06-21",
        _(
            "Third exchange, in Colombia: Angelópolis and Tarragona on ecotourism around the nature reserve El Romeral. "
            "Results: a joint diagnosis, the draft of a strategic plan, and more knowledge on both sides."
        ),
        "2017-06-29",
    ),
    _days("2017-07-11", _("CONNECT is presented at the fifth “Assises de la coopération décentralisée”.")),
    _month("2017-07", _("Second CONNECT update.")),
    _month("2017-12", _("A call is launched for an exchange with Burkina Faso on waste management.")),
    _month("2017-12", _("Third CONNECT update.")),
    _month(
        "2018-02",
        _(
            "A call is launched for an exchange with Uganda on local economic development: agriculture and water management."
        ),
    ),
    _month("2018-03", _("Fourth CONNECT update.")),
    _month("2018-04", _("Exchange in Burkina Faso on waste management."), "2018-06"),
    _month("2018-05", _("Exchange in Uganda on local economic development."), "2018-06"),
)


def told(language: str) -> Iterator[tuple[str, str, str]]:
    """When as a machine reads it, when as a person does, and what; the oldest first."""
    there = locale(language)
    for event in EVENTS:
        machine = event.first.isoformat() if event.exact == DAY else f"{event.first:%Y-%m}"
        yield machine, _when(event, there), gettext(event.text)


def _when(event: Event, there: Locale) -> str:
    if event.first != event.last:
        return str(format_interval(event.first, event.last, event.exact, locale=there))
    if event.exact == DAY:
        return format_date(event.first, format="long", locale=there)
    return str(format_skeleton(MONTH, event.first, locale=there))
