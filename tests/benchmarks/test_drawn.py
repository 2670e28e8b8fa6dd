"""What the quality of matching is measured with is drawn fairly."""

import sys
from subprocess import run

from benchmarks.drawn import MISSES, RIGHT, Drawn, fits


def test_drawn() -> None:
    """Each request has those who fit, and one for each way to miss narrowly; a seed always draws the same."""
    drawn = Drawn(5, requests=3, experts=150)
    for wish in drawn.wishes:
        assert sum(fits(wish, one) for one in drawn.helps) >= RIGHT
    near = [one for wish in drawn.wishes for one in drawn._around(wish)]
    by_request = [near[start : start + RIGHT + len(MISSES)] for start in range(0, len(near), RIGHT + len(MISSES))]
    for wish, around in zip(drawn.wishes, by_request, strict=True):
        assert [fits(wish, one) for one in around] == [True] * RIGHT + [False] * len(MISSES)
    again = Drawn(5, requests=3, experts=150)
    assert (again.wishes, again.helps) == (drawn.wishes, drawn.helps)


def test_knows_nothing_of_matching() -> None:
    """Drawing loads nothing of what is measured."""
    told = "import sys, benchmarks.drawn; print([one for one in sys.modules if one.startswith('matching')])"
    assert run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == "[]"
