"""Who comes first for a request, who cannot be chosen, and what is said of it: matching as a specification."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matching.criteria import CRITERIA, DEFAULTS
from matching.facts import MOST_AT_ONCE, Candidate, Said, Side, Span
from matching.pool import Pool
from matching.rank import Ranked, rank
from tests.matching.given import OFFER, SUMMER, WORK, candidate, request

SO_FAR = {"NL": 8, "PT": 1}
BUSINESS, CLERK = "We found investors for our business park.", "I am town clerk."
# Criterion → what makes somebody worse by it.
WORSE: dict[str, dict[str, Any]] = {
    "topic": {"offer": BUSINESS},
    "text": {"offer": f"{OFFER} {BUSINESS}"},
    "job": {"work": CLERK},
    "language": {"languages": ("fr",)},
    "dates": {"available": Span(SUMMER.first, SUMMER.first + timedelta(9))},
    "level": {"level": "elected"},
    "government": {"side": Side("ORG-0102", "NL", "government", 4_000_000)},
    "experience": {"done": 0},
    "load": {"load": MOST_AT_ONCE},
    "fairness": {},
}


def order(*candidates: Candidate, **changes: Any) -> list[str]:
    """The ids of the candidates, the best first."""
    return [one.candidate.id for one in rank(request(**changes), Pool(candidates, SO_FAR)).ranked]


def marked(one: Ranked, criterion: str) -> tuple[float, Said]:
    """What a criterion gave, and why."""
    return next((mark.points, mark.said) for mark in one.marks if mark.criterion.name == criterion)


def first(*candidates: Candidate, **changes: Any) -> Ranked:
    """The best."""
    return rank(request(**changes), Pool(candidates, SO_FAR)).ranked[0]


@pytest.mark.parametrize("criterion", [one.name for one in CRITERIA])
def test_each_criterion(criterion: str) -> None:
    """Of two who are alike but for one criterion, the better comes first; without it, each counts as the other."""
    worse = candidate("PER-0001", **WORSE[criterion])
    better = candidate("PER-0002")
    if criterion == "fairness":
        better = replace(better, side=replace(better.side, country="PT"))
    ranking = rank(request(), Pool([worse, better], SO_FAR))
    assert [one.candidate.id for one in ranking.ranked] == ["PER-0002", "PER-0001"]
    points = [marked(one, criterion)[0] for one in ranking.ranked]
    assert 1 >= points[0] > points[1] >= 0


def test_total() -> None:
    """The total is the mean of the points by their weights, and the marks are all that it is made of."""
    one = first(candidate("PER-0001", done=0, languages=("fr",)))
    weighed = sum(mark.points * mark.weight for mark in one.marks) / sum(mark.weight for mark in one.marks)
    assert one.total == pytest.approx(weighed)
    assert {mark.criterion.name: mark.weight for mark in one.marks} == DEFAULTS


def test_other_weights() -> None:
    """Who tries other weights gets another order."""
    pool = Pool([candidate("PER-0001", done=5, work=CLERK), candidate("PER-0002", done=0)], SO_FAR)
    assert rank(request(), pool).ranked[0].candidate.id == "PER-0002"
    assert rank(request(), pool, {"experience": 1.0}).ranked[0].candidate.id == "PER-0001"


def test_no_weight_at_all() -> None:
    """Where nothing counts, all have nothing, in the order of their ids."""
    ranking = rank(request(), Pool([candidate("PER-0002"), candidate("PER-0001")]), dict.fromkeys(DEFAULTS, 0.0))
    assert [(one.candidate.id, one.total) for one in ranking.ranked] == [("PER-0001", 0.0), ("PER-0002", 0.0)]


def test_conflict_is_a_wall() -> None:
    """Whoever declared an interest in one of the requesting governments cannot be chosen, however well they fit."""
    near = candidate("PER-0001", conflicts=frozenset({"ORG-0002"}))
    ranking = rank(request(others=("ORG-0002",)), Pool([near, candidate("PER-0002", work=CLERK)]))
    assert [one.candidate.id for one in ranking.ranked] == ["PER-0002"]
    (walled,) = ranking.walled
    assert walled.candidate.id == "PER-0001"
    assert walled.reasons[0].facts == {"expert": "ORG-0101", "requester": "ORG-0002"}


def test_own_government_is_a_wall() -> None:
    """A government does not help itself."""
    ranking = rank(request(), Pool([candidate("PER-0001", "ORG-0001")]))
    assert not ranking.ranked
    assert ranking.walled[0].reasons[0].facts == {"requester": "ORG-0001"}


def test_impossible_dates_are_a_wall() -> None:
    """Who has fewer days of the period than the exchange takes cannot be chosen; one who has just enough can."""
    enough = candidate("PER-0001", available=Span(date(2018, 8, 30), date(2018, 12, 1)))
    late = candidate("PER-0002", available=Span(date(2018, 8, 31), date(2018, 12, 1)))
    ranking = rank(request(days=2), Pool([enough, late]))
    assert [one.candidate.id for one in ranking.ranked] == ["PER-0001"]
    assert ranking.walled[0].reasons[0].facts == {"days": 1, "least": 2}


def test_unknown_is_neither_for_nor_against() -> None:
    """Who does not say when, or at which level, stands between who fits and who does not."""
    silent = candidate("PER-0002", available=None, level=None)
    badly = candidate("PER-0003", available=WORSE["dates"]["available"], level="elected")
    assert order(badly, silent, candidate("PER-0001")) == ["PER-0001", "PER-0002", "PER-0003"]
    assert marked(first(silent), "dates")[1].message == "They have not said when they are available."


def test_interpreter() -> None:
    """The working language is better than another shared one, and that is better than an interpreter."""
    spoken = {"PER-0003": ("nl",), "PER-0002": ("fr",), "PER-0001": ("en",)}
    pool = [candidate(ident, languages=languages) for ident, languages in spoken.items()]
    assert order(*pool) == ["PER-0001", "PER-0002", "PER-0003"]
    assert "an interpreter is needed" in marked(first(pool[0]), "language")[1].message


def test_two_languages() -> None:
    """A request in French and an offer in English have in common what both speak of, told in the words of the offer."""
    points, said = marked(first(candidate("PER-0001")), "text")
    assert points > 0.5
    assert "composting" in said.facts["words"]


def test_named_topic() -> None:
    """Who names the topic themselves has it, whatever they write."""
    points, said = marked(first(candidate("PER-0001", offer=BUSINESS, topics=frozenset({"waste"}))), "topic")
    assert points == 1
    assert said.facts == {"topic": "waste"}


def test_another_topic() -> None:
    """A request of no known topic is compared by the topics that it speaks of."""
    assert order(candidate("PER-0001", offer=BUSINESS), candidate("PER-0002"), topic="other") == [
        "PER-0002",
        "PER-0001",
    ]


def test_application_for_another_request() -> None:
    """Whoever names a request is a candidate of that one alone."""
    pool = [candidate("APP-2018-0001", only="REQ-2018-0001"), candidate("APP-2018-0002", only="REQ-2018-0002")]
    assert order(*pool) == ["APP-2018-0001"]


def test_first_few() -> None:
    """Where only the first are asked for, they are the first of all, and the others are counted."""
    pool = Pool([candidate(f"PER-{n:04d}", done=n) for n in range(9)])
    few, all_of_them = rank(request(), pool, most=2), rank(request(), pool)
    assert few.ranked == all_of_them.ranked[:2]
    assert few.count == len(all_of_them.ranked) == 9


def test_nobody() -> None:
    """Where nobody offers, nobody is ranked."""
    ranking = rank(request(), Pool([]))
    assert (ranking.ranked, ranking.walled) == ((), ())


def test_nothing_known() -> None:
    """A request and a candidate of whom next to nothing is known are compared all the same, with a sentence each."""
    bare = candidate("PER-0001", offer="", work="", languages=(), available=None, level=None, done=0)
    bare = replace(bare, side=Side("ORG-0101", "NL", "government"))
    one = first(bare, period=None, languages=(), level=None, side=Side("ORG-0001", "BF", "government"), topic="other")
    assert 0 <= one.total <= 1
    assert all(mark.said.message.endswith(".") for mark in one.marks)


def test_work_counts_too() -> None:
    """Who has not the job that is asked, but work that is like it, comes before one whose work is not."""
    like = candidate("PER-0002", work="My team looks after compost and bins.")
    assert order(candidate("PER-0001", work=CLERK), like)[0] == "PER-0002"
    assert marked(first(candidate("PER-0003", work=WORK)), "job") == (
        1.0,
        Said("They have the job that is asked: {words}.", {"words": ["head of waste"]}),
    )
