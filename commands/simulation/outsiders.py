"""Who has no part in a case sees nothing of it, whichever way they ask."""

from collections.abc import Iterator
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from commands.simulation.world import World
from records.visible import PUBLISHED_CALLS, visible
from workflow.errors import WorkflowError
from workflow.snapshot import Case, Snapshot
from workflow.tables import cases

MOST = 400  # pairs of a person and a case


def shown(connection: Connection, world: World, snapshot: Snapshot) -> tuple[int, list[str]]:
    """Of how many people and cases in which they have no part it was asked, and where they see something all the same."""
    pairs = list(_outside(world, snapshot))
    asked = Random(f"{world.crowd.seed} outsiders").sample(pairs, min(MOST, len(pairs)))
    return len(asked), [one for person, case in asked for one in _seen(connection, world, snapshot, person, case)]


def _outside(world: World, snapshot: Snapshot) -> Iterator[tuple[str, Case]]:
    """People who ask or know, and the cases in which neither they nor their government has a part."""
    for case in snapshot.cases.values():
        if case.kind == "call" and case.state in PUBLISHED_CALLS:
            continue
        seated = {ident for seat in case.seats for ident in (seat.person, seat.organisation)}
        for role in ("requester", "expert"):
            yield from ((person, case) for body, person in world.crowd.bodies(role) if not {body, person} & seated)


def _seen(connection: Connection, world: World, snapshot: Snapshot, person: str, case: Case) -> Iterator[str]:
    directory: Any = snapshot.directory
    condition = visible(person, directory.offices(person), directory.organisation(person))
    if connection.scalar(select(cases.c.ref).where(cases.c.ref == case.ref, condition)):
        yield f"{person} sees {case.ref} in lists, and has no part in it."
    try:
        world.program.engine.actions(connection, case.ref, actor=person, now=world.now)
        yield f"{person} sees the buttons of {case.ref}, and has no part in it."
    except WorkflowError:
        pass
