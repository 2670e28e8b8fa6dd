"""What tests of the engine share: desks of toys on each database, whose history must tell what their rows say."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.club import Desk
from tests.support.database import Database
from workflow.definition import Workflow

MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(database: Database) -> Iterator[MakeDesk]:
    """Desks with definitions of their own; when the test is over, replay of the exported history gives the rows."""
    made: list[Desk] = []

    def make(*definitions: Workflow, **parts: Any) -> Desk:
        made.append(Desk(database.url, *definitions, **parts))
        return made[-1]

    yield make
    for desk in made:
        assert desk.differences() == []
        desk.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk of the toys as they are."""
    return make_desk()
