"""Other eyes while the lead broker is away: the substitute confirms, on the days of the absence and on no others."""

from datetime import UTC, date, datetime

import pytest

from records import accounts
from tests.support.programme import Programme
from workflow.errors import Refused, UnknownCase

FIRST, LAST = date(2018, 5, 14), date(2018, 5, 16)


def ready(programme: Programme, substitute: str) -> str:
    """An exchange that a broker prepared and that waits for other eyes; the lead broker is away."""
    ref = programme.exchange("terms_agreed")
    city = programme.people["city"]
    settled = [{"who": city, "status": "settled"}]
    programme.fire(ref, "accept_invitation_association", "ghana", liaison=programme.people["ghana"])
    programme.fire(ref, "record_arrangements", "broker", travel=settled, insurance=settled)
    programme.now = datetime(2018, 5, 14, 9, tzinfo=UTC)
    programme.fire(ref, "record_briefing", "broker", held_on="2018-05-14", who=[city])
    away = {"substitute": programme.people[substitute], "absent_from": FIRST, "absent_until": LAST}
    with programme.database.begin() as connection:
        by = {"actor": programme.people["admin"], "now": programme.now, "via": "test"}
        accounts.change(connection, programme.people["lead"], **away, **by)
    return ref


@pytest.fixture
def programme(sqlite_url: str) -> Programme:
    """The programme."""
    return Programme(sqlite_url)


def test_confirms(programme: Programme) -> None:
    """The substitute of who is away confirms as a broker would, and sees the case for as long as it waits for that."""
    ref = ready(programme, "committee")
    assert programme.actions(ref, "committee")["arrange"].allowed
    outcome = programme.fire(ref, "arrange", "committee", **programme.arrangement())
    entry = programme.entries(ref)[-1]
    assert (outcome.state, entry.actor, entry.part) == ("arranged", programme.people["committee"], "broker")
    assert entry.grounds["in_stead_of"] == [programme.people["lead"]]
    with pytest.raises(UnknownCase):
        programme.actions(ref, "committee")


@pytest.mark.parametrize("now", [datetime(2018, 5, 13, 21, 59, tzinfo=UTC), datetime(2018, 5, 16, 22, 0, tzinfo=UTC)])
def test_other_days(programme: Programme, now: datetime) -> None:
    """Before the first day and after the last, by the clock of the office, nothing is different for the substitute."""
    ref = ready(programme, "committee")
    programme.now = now
    with pytest.raises(UnknownCase):
        programme.fire(ref, "arrange", "committee", **programme.arrangement())


def test_confirms_nothing_else(programme: Programme) -> None:
    """A substitute does nothing else of what a broker does."""
    ref = ready(programme, "committee")
    with pytest.raises(Refused) as refusal:
        programme.fire(ref, "cancel", "committee", caused_by="outside", reason="A storm.")
    assert refusal.value.blockers[0].code == "not_your_part"


def test_in_ones_own_right(programme: Programme) -> None:
    """A broker who confirms while somebody is away who named them does so in their own right."""
    ref = ready(programme, "other_broker")
    programme.fire(ref, "arrange", "other_broker", **programme.arrangement())
    assert "in_stead_of" not in programme.entries(ref)[-1].grounds


def test_who_prepared(programme: Programme) -> None:
    """A substitute who took part in preparing does not confirm either."""
    ref = ready(programme, "broker")
    assert programme.refused(ref, "arrange", "broker", form=programme.arrangement()) == ["other_eyes"]
