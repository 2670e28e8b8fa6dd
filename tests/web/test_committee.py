"""The committee at a call: one's own opinion before the others' are read, and an interest shuts what it is in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from records import accounts, interests, migrate
from states.words import EXPERT_CRITERIA
from tests.web.site import Site
from tests.web.visitor import Page
from workflow.tables import outbox

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
        programme.now += timedelta(days=1)

    def act(self, does: Any, name: str, *said: Any) -> None:
        """Somebody's account changes, or they declare something."""
        person, now = self.programme.people[name], self.programme.now
        with self.site.program.database.begin() as connection:
            does(connection, person, *said, actor=person, now=now, via="test")

    def score(self, who: str, ref: str, points: int, recommend: str = "yes") -> None:
        """A member scores an application: so many points for each criterion."""
        criteria = [{"criterion": one, "points": points} for one in EXPERT_CRITERIA]
        self.press(who, ref, "score", criteria=criteria, recommend=recommend)

    def rank(self, who: str, *applications: str) -> None:
        """A member ranks applications, the best first."""
        ranking = [{"application": ref, "place": place} for place, ref in enumerate(applications, 1)]
        self.press(who, self.call, "recommend", ranking=ranking)

    def press(self, who: str, ref: str, trigger: str, **form: Any) -> None:
        """Somebody opens a case, fills in the form of a button and presses it."""
        assert self.site.press(who, ref, trigger, form).status_code == 303

    def written_to(self) -> list[str]:
        """To whom the newest act that wrote any letters wrote, once a letter."""
        newest = select(outbox.c.act).order_by(outbox.c.id.desc()).limit(1).scalar_subquery()
        with self.site.program.database.connect() as connection:
            return list(connection.scalars(select(outbox.c.recipient).where(outbox.c.act == newest)))

    def page(self, who: str, ref: str) -> Page:
        """The page of a case."""
        return self.site.page(who, ref)

    def told(self, who: str) -> str:
        """The page of the round, as text."""
        return self.site.visitor(who).get(f"/desk/cases/{self.call}/round").text


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


def test_order_after_own(round_: Round) -> None:
    """The order, and who ranked how, is told to a member who has ranked, and to the secretariat."""
    round_.rank("committee", round_.fair, round_.good, round_.shut)
    assert "committee ranked the applications: 1." in round_.told("broker")
    assert "committee ranked the applications." in round_.told(SECOND)
    round_.rank(SECOND, round_.good, round_.fair)
    assert f"committee ranked the applications: 1. {round_.fair}, 2. {round_.good}." in round_.told(SECOND)


def test_mean_and_spread(round_: Round) -> None:
    """Each application has the mean of its points and how far they lie apart; who has the same mean place is told apart
    by points."""
    text = round_.told("broker")
    order = text.partition("In order")[2].partition("Members")[0]
    assert "16, from 12 to 20" in order
    assert "1.5, from 1 to 2" in order
    assert order.index(round_.good) < order.index(round_.fair) < order.index(round_.shut)


def test_who_stays_out(round_: Round) -> None:
    """The minutes and the list of members name who declared an interest and in what; they read themselves only that."""
    told = f"other_broker declared an interest, and takes no part in: {round_.shut}."
    assert told in round_.told("broker")
    own = round_.told(SECOND)
    assert "takes no part in: cases that are shut to you." in own
    assert round_.shut not in own


def test_decided(round_: Round) -> None:
    """One press decides on all of it, after all its letters were looked at; the minutes say what became of each, and keep
    the interests that were declared by then."""
    site, programme, call = round_.site, round_.programme, round_.call
    (request,) = (ref for ref in programme.linked(call) if ref.startswith("REQ-"))
    programme.now += timedelta(days=1)
    for ref in (round_.good, round_.fair, round_.shut):
        round_.press("broker", ref, "shortlist")
    programme.now += timedelta(days=1)
    form = programme.decision({request: [round_.good]}, {round_.fair: "reserve", round_.shut: "not_selected"})
    seen = Page(site.press("broker", call, "decide", form, preview="yes").text).text
    for ref in (round_.good, round_.fair, round_.shut):
        assert ref in seen.partition("What will happen: Decide")[2]
    assert programme.case(call).state == "closed"
    round_.press("broker", call, "decide", **form)
    told = round_.written_to()
    assert len(told) == len(set(told)) == 5  # one each: the requester, three who applied, the association
    programme.now += timedelta(days=1)
    round_.act(interests.declare, "committee", programme.bodies["town"], "family")
    minutes = round_.told("broker").partition("Minutes")[2]
    said = [
        "Open the call",
        "Close",
        f"committee scored {round_.good}: 20 of 20 points. Recommended.",
        f"committee ranked the applications: 1. {round_.fair}",
        f"Shortlist: {round_.good}",
        "Decide",
        f"{request}: Matched ({round_.good})",
        f"{round_.fair}: Put on the reserve list",
        f"{round_.shut}: Not selected",
    ]
    assert sorted(said, key=minutes.index) == said
    assert "committee declared an interest" not in minutes


def test_only_a_call(round_: Round) -> None:
    """Only a call has a round."""
    round_.site.visitor("broker").get(f"/desk/cases/{round_.good}/round", 404)
