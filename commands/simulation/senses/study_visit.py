"""The study visit: what the answers of its forms agree on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commands.simulation.sense import Sense, dates

if TYPE_CHECKING:
    from commands.simulation.filling import Filler

NEED = ("needed", "not_needed")


def programme(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Five days, with a place for everybody."""
    return {**dates(filler, values), "places": 9, "programme": "Day by day."}


def delegation(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Some of those who can travel, and a word about each one's visa."""
    there = filler.facts.may_travel
    named = list(there[: filler.chance.randint(2, 5)])
    return {"delegates": named, "visa_needed": [{"who": who, "status": filler.chance.choice(NEED)} for who in there]}


def visas(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Mostly all are granted."""
    status = "granted" if filler.chance.random() > 0.1 else "refused"
    return {"visas": [{"who": who, "status": status} for who in filler.facts.who_travels]}


SENSE: Mapping[str, Sense] = {
    "draft_programme": programme,
    "change_programme": programme,
    "name_delegation": delegation,
    "replace_delegate": delegation,
    "record_visas": visas,
}
