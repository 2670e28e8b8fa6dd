"""Requests that compete for the same experts, solved together."""

from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.joint import LEAST, NO_ROOM, NOBODY, TAKEN, TOO_FEW, together
from matching.pool import Pool
from matching.rank import here_for, scores, walled
from tests.matching.given import candidate, request

ONE, TWO = "REQ-2018-0001", "REQ-2018-0002"
CLERK = "I am town clerk."


def pairs(pool: Pool, *refs: str) -> dict[str, str]:
    """Request → who is proposed."""
    found = together([request(ref) for ref in refs], pool)
    return {one.request.ref: one.candidate.id for one in found.proposed}


def test_best_for_all() -> None:
    """The one expert whom both want goes where the other request would have nobody."""
    both = candidate("PER-0001", "ORG-0101", most=1)
    second = candidate("APP-2018-0002", "ORG-0102", work=CLERK, only=ONE)
    assert pairs(Pool([both, second]), ONE, TWO) == {ONE: "APP-2018-0002", TWO: "PER-0001"}


def test_load() -> None:
    """A government takes part in no more exchanges than it can, whatever it takes part in already; one that can, in two."""
    assert len(pairs(Pool([candidate("PER-0001", most=2, load=1)]), ONE, TWO)) == 1
    assert len(pairs(Pool([candidate("PER-0001", most=2)]), ONE, TWO)) == 2


def test_one_government_applied_twice() -> None:
    """Two applications of one government are counted together."""
    pool = Pool([candidate(f"APP-2018-000{n}", only=ref, most=1) for n, ref in enumerate((ONE, TWO), 1)])
    found = together([request(ONE), request(TWO)], pool)
    assert len(found.proposed) == 1
    (left,) = found.unfilled
    assert left.why[0].message == TAKEN
    assert left.why[0].facts == {"expert": "ORG-0101", "requests": [found.proposed[0].request.ref]}


def test_closest_miss() -> None:
    """What cannot be filled is said, with who came closest and why it is not they."""
    shut = candidate("PER-0001", conflicts=frozenset({"ORG-0001"}))
    full = candidate("PER-0002", load=2)
    poor = candidate("PER-0003", offer="-", work="-", languages=(), level="elected", done=0)
    for pool, message in (
        ([shut], "{expert} and {requester} have a declared conflict of interest."),
        ([full], NO_ROOM),
        ([poor], TOO_FEW),
    ):
        (left,) = together([request()], Pool(pool)).unfilled
        assert left.closest == pool[0]
        assert left.why[0].message == message
    (empty,) = together([request()], Pool([])).unfilled
    assert (empty.closest, empty.why[0].message) == (None, NOBODY)


DONE = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(DONE, st.integers(1, 3))
def test_never_worse_than_by_hand(drawn: list[tuple[int, int, bool]], many: int) -> None:
    """No other way of giving experts to requests has a higher sum, within the room of each."""
    pool = Pool(
        [
            candidate(f"PER-{n:04d}", f"ORG-{100 + n}", done=done, load=load, work=CLERK if clerk else "I am a mayor.")
            for n, (done, load, clerk) in enumerate(drawn)
        ]
    )
    requests = [request(f"REQ-2018-{n:04d}", level="elected" if n % 2 else "staff") for n in range(many)]
    totals = [scores(one, pool) * (here_for(one, pool) & ~walled(one, pool)) for one in requests]
    found = sum(one.total for one in together(requests, pool).proposed)
    seats = [n for n, one in enumerate(pool.candidates) for _ in range(one.room)] + [-1] * many
    ways = set(permutations(seats, many)) if len(seats) < 8 else set(product(set(seats), repeat=many))
    allowed = (way for way in ways if all(way.count(n) <= pool.candidates[n].room for n in way if n >= 0))
    best = max(sum(totals[r][n] for r, n in enumerate(way) if n >= 0 and totals[r][n] >= LEAST) for way in allowed)
    assert abs(found - best) < 1e-9
