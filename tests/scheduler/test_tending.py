"""What a broker does with a letter that has not left, each an entry of its case."""

from typing import Any

import pytest

from tests.scheduler.office import Office
from workflow import tending
from workflow.attempt import Outcome
from workflow.errors import Refused, UnknownCase, UnknownTrigger
from workflow.tending import DROP, FROM, HOLD, RELEASE, RETRY, SEND_NOW

LEFT = ("sending", "sent", "taken_back")
STATUSES = ("created", "held", "failed_for_now", "failed_for_good", "dropped", *LEFT)


def tend(office: Office, done: str, who: str = "broker", letter: int | None = None, **more: Any) -> Outcome:
    """Something done with the first letter there is."""
    row = office.letters()[0]
    programme = office.programme
    by = {"actor": programme.people.get(who, who), "now": programme.now, "via": "test", **more}
    with office.program.database.begin() as connection:
        return tending.tend(programme.engine, connection, row.ref, letter or row.id, done, **by)


def test_held(office: Office) -> None:
    """A letter that is held back does not leave until it is let go; each is told in the history, which still replays."""
    ref = office.programme.request()
    version = office.programme.case(ref).version
    tend(office, HOLD)
    assert (office.tick().done, office.statuses()) == (0, ["held"])
    tend(office, RELEASE)
    assert (office.tick().done, office.statuses()) == (1, ["sent"])
    entries = office.programme.entries(ref)[-2:]
    assert [entry.changes for entry in entries] == [{"letter": {"id": 1, "done": one}} for one in (HOLD, RELEASE)]
    assert {entry.part for entry in entries} == {"broker"}
    assert (office.programme.case(ref).version, office.programme.differences()) == (version, [])


def test_sent_at_once(desk: Office) -> None:
    """A letter that is sent at once does not wait for the grace period."""
    desk.programme.request()
    tend(desk, SEND_NOW)
    assert (desk.tick(grace=False).done, desk.statuses()) == (1, ["sent"])


def test_dropped(desk: Office) -> None:
    """A letter that is dropped does not leave; the row names the act that ended it."""
    desk.programme.request()
    act = tend(desk, DROP).act
    assert (desk.tick().done, desk.statuses(), desk.letters()[0].ended_by) == (0, ["dropped"], act)


def test_tried_again(desk: Office) -> None:
    """A letter that failed is written anew, and who was refused is asked once more."""
    desk.programme.request()
    desk.change("north", email="no\tat@@nowhere")
    desk.tick()
    desk.set(subject="As it was")
    desk.change("north", email="north@connect.example")
    tend(desk, RETRY)
    desk.tick(grace=False)
    ((row,), (mail,)) = desk.letters(), desk.mails
    assert (row.status, row.attempts, row.last_error) == ("sent", 1, None)
    assert mail["Subject"] == row.subject != "As it was"


@pytest.mark.parametrize("done", FROM)
def test_moved_on(desk: Office, done: str) -> None:
    """What can no longer be done with a letter is refused, and nothing is written."""
    desk.programme.request()
    for status in STATUSES:
        desk.set(status=status)
        if status in FROM[done]:
            continue
        with desk.programme.unchanged(), pytest.raises(tending.LetterMovedOn):
            tend(desk, done)


def test_not_theirs(desk: Office) -> None:
    """Only brokers do it: who gets the letter may not, and who does not see the case learns nothing."""
    desk.programme.request()
    with desk.programme.unchanged():
        with pytest.raises(Refused) as refusal:
            tend(desk, HOLD, "north")
        with pytest.raises(UnknownCase):
            tend(desk, HOLD, "south")
        with pytest.raises(tending.NoSuchLetter):
            tend(desk, HOLD, letter=99)
        with pytest.raises(UnknownTrigger):
            tend(desk, "burn")
    assert refusal.value.status == 403


def test_key_again(desk: Office) -> None:
    """What is sent twice under one key is done once and answered twice."""
    ref = desk.programme.request()
    first = tend(desk, SEND_NOW, key="once")
    seq = desk.programme.case(ref).seq
    assert tend(desk, SEND_NOW, key="once") == first
    assert desk.programme.case(ref).seq == seq
