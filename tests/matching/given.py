"""Requests and candidates that tests begin with: each fits the other in everything, until a test changes one thing."""

from datetime import date
from typing import Any

from matching.facts import Candidate, Request, Side, Span
from matching.words import built_in

WANTED = "Les ordures sont brûlées à côté du marché; nous cherchons comment organiser le compostage."
ASKED = "A colleague with the same or a comparable job: a waste manager."
OFFER = "We closed our landfill and began composting of kitchen waste."
WORK = "I am head of waste in our town."
SUMMER = Span(date(2018, 6, 1), date(2018, 8, 31))


def request(ref: str = "REQ-2018-0001", **changes: Any) -> Request:
    """A request about waste, written in French, to be held in English in summer."""
    lexicon = built_in()
    values: dict[str, Any] = {
        "side": Side("ORG-0001", "BF", "government", 60_000),
        "topic": "waste",
        "wanted": lexicon.read(WANTED),
        "job": lexicon.read(ASKED),
        "languages": ("en", "fr"),
        "period": SUMMER,
        "days": 2,
        "level": "staff",
    }
    return Request(ref, **{**values, **changes})


def candidate(
    ident: str, organisation: str = "ORG-0101", *, offer: str = OFFER, work: str = WORK, **changes: Any
) -> Candidate:
    """Somebody of a town who fits."""
    lexicon = built_in()
    values: dict[str, Any] = {
        "side": Side(organisation, "NL", "government", 80_000),
        "offers": lexicon.read(offer, work),
        "job": lexicon.read(work),
        "languages": ("en",),
        "available": SUMMER,
        "level": "staff",
        "done": 1,
    }
    return Candidate(ident, **{**values, **changes})
