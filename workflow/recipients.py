"""Whom a letter or a follow-up goes to: parts and audiences become people and offices. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflow.definition import Part
from workflow.snapshot import Facts

PERSON = "person:"  # before an id, where the one who gets something could be an office too

# A name for people who are no part of the case (`applicants`), and the pure function that finds them.
Audiences = Mapping[str, Callable[[Any], tuple[str, ...]]]


def recipients(audience: "Part | str | tuple[Part | str, ...]", facts: Facts, audiences: Audiences) -> Iterator[str]:
    """The ids (`PER-…`, `office:NAME`) of an audience, each once: an organisation's seat means all who act for it."""
    seen: set[str] = set()
    for one in audience if isinstance(audience, tuple) else (audience,):
        found = audiences[one](facts) if isinstance(one, str) else tuple(_seated(one, facts))
        for ident in found:
            if ident not in seen:
                seen.add(ident)
                yield ident


def addressed(ident: str) -> str:
    """What rows call whoever gets something: `person:PER-…`, and anything else (`office:NAME`, `clock`) by its own name."""
    return f"{PERSON}{ident}" if ident.startswith("PER-") else ident


def _seated(part: Part, facts: Facts) -> Iterator[str]:
    if part.office:
        yield f"office:{part.name}"
        return
    for seat in facts.case.seats:
        if seat.part != part.name:
            continue
        directory = facts.snapshot.directory
        if seat.person and directory.acts_as(seat.person, part.name):
            yield seat.person
        elif seat.organisation:  # nobody is named, or who was named no longer acts
            yield from directory.people_of(seat.organisation, part.name)
