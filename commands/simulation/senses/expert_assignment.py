"""The expert assignment: what the answers of its forms agree on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commands.simulation.sense import Sense, dates

if TYPE_CHECKING:
    from commands.simulation.filling import Filler


def terms(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """A week of five working days."""
    return {**dates(filler, values), "working_days": 5, "working_language": "en"}


def briefing(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Everybody who travels."""
    return {"who": list(filler.facts.who_travels)}


SENSE: Mapping[str, Sense] = {"draft_terms": terms, "change_terms": terms, "record_briefing": briefing}
