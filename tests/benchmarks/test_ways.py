"""The two ways that are compared leave the same rows, so that the comparison is one of the same work."""

import json
import re
from collections.abc import Iterator

import pytest

from benchmarks import scene
from benchmarks.phases import WHOLE, phases
from benchmarks.ways import ENGINE, HAND, Ways
from tests.support.database import Database
from tests.support.world import WRITTEN, World, without_chance

MOVES = 6  # three times to and fro


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """A database to look at, once of each kind."""
    world = World(database.url, scene.engine(), scene.NOW)
    yield world
    world.close()


@pytest.fixture
def workers(world: World) -> list[scene.Worker]:
    """Two governments with a request each."""
    return scene.workers(world.database, 2)


def moved(world: World, worker: scene.Worker, *ways: str) -> None:
    """One worker makes moves in these ways, one after the other."""
    both = Ways(world.database, worker)
    for way in ways:
        both.move(way)
    both.close()


def left_by(world: World, worker: scene.Worker) -> dict[str, list[str]]:
    """The rows that tell of a worker's request, by table, as if it were the first worker's and without chance."""
    own = {
        worker.ref: "REQ-1",
        scene.government(worker.number): "ORG-1",
        scene.official(worker.number): "PER-1",
        f"District {worker.number}": "District 1",
    }
    names = re.compile("|".join(map(re.escape, own)))
    found = {}
    for table in WRITTEN:
        rows = [json.dumps({**row, "key": ""}, sort_keys=True, default=str) for row in world.picture()[table]]
        found[table] = sorted(
            without_chance(names.sub(lambda name: own[name[0]], row)) for row in rows if worker.ref in row
        )
    return found


def test_same_rows(world: World, workers: list[scene.Worker]) -> None:
    """By hand the rows are written that the engine writes, up to ids, salts and hashes."""
    moved(world, workers[0], *(ENGINE,) * MOVES)
    moved(world, workers[1], *(HAND,) * MOVES)
    one, other = (left_by(world, worker) for worker in workers)
    assert one == other
    assert all(
        one[table] for table in ("cases", "turns", "entries", "texts", "participants", "follow_ups", "outbox", "keys")
    )


def test_hand_written_history_replays(world: World, workers: list[scene.Worker]) -> None:
    """Each way goes on where the other stopped, and history, rows and state still agree."""
    moved(world, workers[0], *(ENGINE, HAND, HAND, ENGINE) * 2)
    assert world.differences() == []
    assert world.case(workers[0].ref).version == 1 + 4 + 8


def test_wrong_role(world: World, workers: list[scene.Worker]) -> None:
    """What the guards read is read by hand too: who has lost the role is refused, and nothing is written."""
    both = Ways(world.database, workers[0])
    with world.database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM roles WHERE role = 'broker'")
    with world.unchanged(), pytest.raises(ValueError, match="not possible"):
        both.move(HAND)
    both.close()


def test_phases(world: World, workers: list[scene.Worker]) -> None:
    """The phases of a move add up to the whole, in time and in statements."""
    both = Ways(world.database, workers[0])
    found = phases(world.database, both, 4)
    both.close()
    whole = found.pop(WHOLE)
    assert sum(one.wall for one in found.values()) == pytest.approx(whole.wall)
    assert sum(one.driver for one in found.values()) == pytest.approx(whole.driver)
    assert whole.statements > found["reading"].statements > 0
