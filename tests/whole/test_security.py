"""The page about security names every requirement and only tests that exist; what checks that finds what it should."""

import pytest

from tools.security import PAGE, problems

WHOLE = PAGE.read_text("utf-8")


def test_page() -> None:
    """Nothing is wrong with the page."""
    assert list(problems(WHOLE)) == []


@pytest.mark.parametrize(
    ("said", "instead", "problem"),
    [
        ("| 6.2.1 |", "| 6.9.1 |", "6.9.1 is no requirement of level 1 or 2."),
        ("| 6.2.1 |", "| 6.9.1 |", "6.2.1 is missing."),
        ("| 6.2.2 |", "| 6.2.1 |", "6.2.1 stands there 2 times."),
        ("::test_known_browser`", "::test_gone`", "tests/web/test_doors.py::test_gone does not exist."),
        (
            "tests/web/test_doors.py::test_cookie",
            "tests/web/gone.py::test_cookie",
            "tests/web/gone.py::test_cookie_tells",
        ),
        ("does not apply, because there is no OpenID Connect", "is so", "10.5.1 names no test"),
    ],
)
def test_finds(said: str, instead: str, problem: str) -> None:
    """A requirement that is missing, doubled, made up or without a reason is told, and so is a test that is not there."""
    assert said in WHOLE
    found = list(problems(WHOLE.replace(said, instead)))
    assert any(one.startswith(problem) for one in found)
