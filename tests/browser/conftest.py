"""One demonstration a module, served by a real process."""

from collections.abc import Iterator

import pytest

from tests.support.served import Served, demonstration


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The demonstration at an address of its own."""
    with demonstration() as running:
        yield running
