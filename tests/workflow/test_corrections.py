"""One organisation in the place of another, in the values that cases are made of."""

from typing import Any

import pytest

from tests.support.scene import case
from tests.support.toys import LOAN
from workflow.corrections import instead, names
from workflow.definition import Seat

OLD, NEW, OTHER = "ORG-0001", "ORG-0002", "ORG-0003"


@pytest.mark.parametrize(
    ("value", "put"),
    [
        (OLD, NEW),
        (OTHER, OTHER),
        ("about ORG-0001", "about ORG-0001"),  # a sentence is nobody's id
        (7, 7),
        ([OLD, OTHER], [NEW, OTHER]),
        ([OLD, NEW, OTHER], [NEW, OTHER]),
        ([OTHER, OTHER], [OTHER, OTHER]),  # what names neither is left alone
        ({OLD: 1, OTHER: 2}, {NEW: 1, OTHER: 2}),
        ({OLD: 1, NEW: 2}, {NEW: 2}),
        ([{"host": OLD, "places": [{"of": OLD}]}], [{"host": NEW, "places": [{"of": NEW}]}]),
    ],
)
def test_instead(value: Any, put: Any) -> None:
    """Wherever one is named the other is, once, however deep; nothing else differs."""
    assert instead(value, OLD, NEW) == put


@pytest.mark.parametrize(
    ("seats", "facts", "named"),
    [
        ((Seat("reader", OLD),), {}, True),
        ((Seat("reader", OTHER),), {"host": OLD}, True),
        ((Seat("reader", OTHER),), {"host": OTHER}, False),
    ],
)
def test_names(seats: tuple[Seat, ...], facts: dict[str, Any], named: bool) -> None:
    """A case names an organisation by a seat or by a fact."""
    assert names(case(LOAN, "out", seats=seats, facts=facts), OLD) is named
