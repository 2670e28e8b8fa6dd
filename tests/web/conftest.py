"""What tests of pages share: the application on a database of a test's own, with the programme's people in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.site import Site


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """The pages, whose clock stands still until a test moves it."""
    site = Site(sqlite_url, tmp_path)
    yield site
    site.close()
