"""The committee at a call: one's own opinion before the others' are read, and an interest shuts what it is in."""

from collections.abc import Iterator
from typing import Any

import pytest

from records import accounts, interests, migrate
from states.words import EXPERT_CRITERIA
from tests.web.site import Site
from tests.web.visitor import Page

SECOND = "other_broker"  # judges here, and is no broker any more


class Round:
    """A call that waits for a committee of two; the second has an interest in the government of `shut`."""

    def __init__(self, site: Site) -> None:
        self.site, programme = site, site.programme
        self.programme = programme
        self.act(accounts.revoke, SECOND, "broker")
        self.act(accounts.grant, SECOND, "committee")
        request = programme.request(state="validated")
        self.call = programme.call(request)
        self.good, self.fair, self.shut = (
            programme.application(self.call, by, state="validated") for by in ("city", "town", "port")
        )
        self.act(interests.declare, SECOND, programme.bodies["port"], "employment")
        programme.close_call(self.call)

    def act(self, does: Any, name: str, *said: Any) -> None:
        """Somebody's account changes, or they declare something."""
        person, now = self.programme.people[name], self.programme.now
        with self.site.program.database.begin() as connection:
            does(connection, person, *said, actor=person, now=now, via="test")

    def score(self, who: str, ref: str, points: int, recommend: str = "yes") -> None:
        """A member scores an application: so many points for each criterion."""
        criteria = [{"criterion": one, "points": points} for one in EXPERT_CRITERIA]
        self.programme.fire(ref, "score", who, criteria=criteria, recommend=recommend)

    def rank(self, who: str, *applications: str) -> None:
        """A member ranks applications, the best first."""
        ranking = [{"application": ref, "place": place} for place, ref in enumerate(applications, 1)]
        self.programme.fire(self.call, "recommend", who, ranking=ranking)

    def page(self, who: str, ref: str) -> Page:
        """The page of a case."""
        return self.site.page(who, ref)


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """One for all tests, which go on from one another as a round does."""
    home = tmp_path_factory.mktemp("committee")
    url = f"sqlite:///{home}/connect.sqlite"
    migrate.upgrade(url)
    site = Site(url, home)
    yield Round(site)
    site.close()


def scores(page: Page, name: str) -> bool:
    """Whether what somebody thinks is told anywhere on a page."""
    return f"{name} Criteria" in page.text


def test_own_opinion_first(round_: Round) -> None:
    """A member reads what another thinks of an application only when they have said what they think themselves."""
    round_.score("committee", round_.good, 5)
    first, second = "committee", SECOND
    assert not scores(round_.page(second, round_.good), first)
    round_.score(second, round_.good, 3)
    assert scores(round_.page(second, round_.good), first)
    assert scores(round_.page(first, round_.good), second)


def test_interest_shuts(round_: Round) -> None:
    """Whoever declared an interest in who applies finds no such case, and nothing of it to rank."""
    for who in ("committee", SECOND):
        round_.score(who, round_.fair, 2)
    round_.score("committee", round_.shut, 4)
    round_.site.visitor(SECOND).get(f"/desk/cases/{round_.shut}", 404)
    assert round_.shut not in round_.page(SECOND, round_.call).html
    assert round_.shut in round_.page("committee", round_.call).trigger("recommend").values()
