"""The work placement: what the answers of its forms agree on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commands.simulation.sense import Sense, dates

if TYPE_CHECKING:
    from commands.simulation.filling import Filler


def placement(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """A week at one of the hosts; mostly somebody who works there supervises."""
    facts, chance = filler.facts, filler.chance
    if not facts.hosts:
        return {}
    host = values["host"] if values.get("host") in facts.hosts else chance.choice(facts.hosts)
    there = facts.directory.people_of(host) if chance.random() > 0.1 else ()
    return {**dates(filler, values), "host": host, "supervisor": chance.choice(there) if there else None}


SENSE: Mapping[str, Sense] = {"propose_placement": placement, "change_placement": placement}
