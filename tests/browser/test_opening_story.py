"""The opening story, pressed in a real browser: Moroto's request goes from expertise sought to evaluated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.opening import Mouse, Story, tell
from tests.support.served import Served, demonstration


@pytest.fixture
def served(loaded: Path) -> Iterator[Served]:
    """A demonstration that only this story moves."""
    with demonstration(loaded) as running:
        yield running


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_sought_to_evaluated(browser: Browser, served: Served, scripts: bool) -> None:
    """The broker, and the lead broker for one confirmation, take the request to its end by pressing buttons."""
    page = browser.new_context(java_script_enabled=scripts, reduced_motion="reduce").new_page()
    tell(Story(served, Mouse(served, page)))
