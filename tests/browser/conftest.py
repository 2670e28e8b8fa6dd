"""One demonstration a module, served by a real process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Run
from tests.support.served import Served, demonstration, load


@pytest.fixture(scope="session")
def loaded(run: Run) -> Path:
    """The folder of a demonstration that others are copied from; loading it takes seconds."""
    return Path(run.once("demonstration", lambda: str(load(run.folder / "demonstrated"))))


@pytest.fixture(scope="module")
def served(loaded: Path) -> Iterator[Served]:
    """The demonstration at an address of its own."""
    with demonstration(loaded) as running:
        yield running
