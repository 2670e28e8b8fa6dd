"""The order of a round: places by rankings, then by points; whoever is equal shares a place."""

from typing import Any

from records.rounds import ranking
from tests.states.given import application, call
from workflow.snapshot import Case

ONE, TWO, THREE, FOUR = (f"APP-2017-000{number}" for number in range(1, 5))


def scored(ref: str, *points: int) -> Case:
    """An application to which each of some members gave points for one criterion."""
    given = ({"criteria": [{"criterion": "fit", "points": one}], "recommend": "yes"} for one in points)
    return application(ref, scores={f"PER-000{n}": one for n, one in enumerate(given, 1)})


def ranked(*orders: tuple[str, ...]) -> Case:
    """A call that each of some members ranked, the best first."""
    rows: list[list[dict[str, Any]]] = [
        [{"application": ref, "place": place} for place, ref in enumerate(order, 1)] for order in orders
    ]
    return call(state="closed", rankings={f"PER-000{n}": {"ranking": one} for n, one in enumerate(rows, 1)})


def test_ties_share_a_place() -> None:
    """Equal in the mean place and in the mean points is one place for both, and the next place stays empty."""
    found = ranking(
        ranked((ONE, TWO, THREE), (TWO, ONE, THREE)), [scored(THREE, 5), scored(TWO, 4, 2), scored(ONE, 3, 3)]
    )
    assert [(one.ref, one.place, one.ties) for one in found] == [
        (ONE, 1, (TWO,)),
        (TWO, 1, (ONE,)),
        (THREE, 3, ()),
    ]


def test_points_tell_apart() -> None:
    """The mean points tell apart who has the same mean place; the spread says how far members are from each other."""
    first, second = ranking(ranked((ONE, TWO), (TWO, ONE)), [scored(ONE, 1, 4), scored(TWO, 3, 3)])
    assert (first.ref, second.ref, second.place) == (TWO, ONE, 2)
    assert second.points is not None
    assert (second.points.mean, second.points.least, second.points.most) == (2.5, 1, 4)


def test_unranked_come_last() -> None:
    """Who was scored and not ranked comes after all who were ranked; who was neither has no place."""
    found = ranking(ranked((TWO,)), [scored(ONE, 5), scored(TWO, 1), application(FOUR)])
    assert [(one.ref, one.place) for one in found] == [(TWO, 1), (ONE, 2), (FOUR, None)]
