"""What a broker does with a letter that has not left, each an entry of its case."""

from typing import Any

import pytest

from tests.scheduler.office import Office
from workflow import outbox, tending
from workflow.attempt import Outcome
from workflow.errors import BadForm, Refused, UnknownCase, UnknownTrigger
from workflow.tending import DROP, EDIT, FROM, HOLD, RELEASE, RENEW, RETRY, SEND_NOW, Said

LEFT = ("sending", "sent", "taken_back")
STATUSES = ("created", "held", "failed_for_now", "failed_for_good", "dropped", *LEFT)


def tend(office: Office, done: str, who: str = "broker", letter: int | None = None, **more: Any) -> Outcome:
    """Something done with the first letter there is."""
    row = office.letters()[0]
    programme = office.programme
    by = {"actor": programme.people.get(who, who), "now": programme.now, "via": "test", **more}
    with office.program.database.begin() as connection:
        return tending.tend(programme.engine, connection, row.ref, letter or row.id, done, **by)


def edit(office: Office, said: Said, who: str = "broker", *, seen: Said | None = None, **more: Any) -> Outcome:
    """The first letter there is says something else."""
    row, programme = office.letters()[0], office.programme
    by = {"actor": programme.people[who], "now": programme.now, "via": "test", **more}
    with office.program.database.begin() as connection:
        now = office.program.letter(connection, row)
        was = Said(row.subject, row.body) if row.subject else Said(now.subject, now.text)
        mark = tending.mark(seen or was)
        return tending.edit(programme.engine, connection, row.ref, row.id, said, was=was, seen=mark, **by)


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


@pytest.mark.parametrize("done", [one for one in FROM if one != EDIT])
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


SAID = Said("About your  request", "Dear north,\r\n\r\nWe call you on Monday.\r\n")


def test_edited(office: Office) -> None:
    """A letter leaves as it was edited; the row keeps what was rendered, the history what it says since, as texts."""
    ref = office.programme.request()
    edit(office, SAID)
    office.tick()
    ((row,), (mail,)) = office.letters(), office.mails
    assert (row.subject, row.body) == ("About your request", "Dear north,\n\nWe call you on Monday.\n")
    assert row.rendered_body.startswith("Dear north,\n\nThank you")
    assert mail["Subject"] == "About your request"
    told = office.programme.entries(ref)[-1].changes["letter"]
    assert (told["done"], told["subject"].keys()) == (EDIT, {"text", "commitment"})
    assert office.programme.differences() == []


def test_edited_twice(desk: Office) -> None:
    """What was rendered first is kept, however often a letter is edited."""
    desk.programme.request()
    edit(desk, SAID)
    edit(desk, Said("Once more", "Dear north,"))
    (row,) = desk.letters()
    assert (row.subject, row.rendered_subject) == ("Once more", f"{row.ref}: we have received your request")


def test_not_edited(desk: Office) -> None:
    """A letter that says nothing, that changed meanwhile, that is leaving, or that some have read, is not edited."""
    desk.programme.request()
    with desk.programme.unchanged():
        with pytest.raises(BadForm) as wrong:
            edit(desk, Said(" ", ""))
        with pytest.raises(tending.LetterMovedOn):
            edit(desk, SAID, seen=Said("Something", "else"))
        with pytest.raises(Refused):
            edit(desk, SAID, "north")
        desk.set(status="sending")
        with pytest.raises(tending.LetterMovedOn):
            edit(desk, SAID)
        desk.set(status="created")
        with desk.program.database.begin() as connection:
            outbox.hand(connection, desk.letters()[0], desk.programme.people["lead"], desk.programme.now)
        with pytest.raises(tending.LetterMovedOn):
            edit(desk, SAID)
    assert wrong.value.errors.keys() == {"subject", "text"}


def test_written_anew(desk: Office) -> None:
    """A letter that was edited is written anew from its template only if that is confirmed; then nothing is left of it."""
    desk.programme.request()
    edit(desk, SAID)
    with desk.programme.unchanged(), pytest.raises(tending.Edited):
        tend(desk, RENEW)
    tend(desk, RENEW, confirmed=True)
    (row,) = desk.letters()
    assert (row.status, row.subject, row.rendered_body) == ("created", None, None)
    desk.tick()
    assert "we have received" in desk.mails[0]["Subject"]


def test_an_edit_is_tried_again(desk: Office) -> None:
    """An edited letter that failed is tried again as it was edited."""
    desk.programme.request()
    edit(desk, SAID)
    desk.set(status="failed_for_good")
    tend(desk, RETRY)
    desk.tick(grace=False)
    assert desk.mails[0]["Subject"] == "About your request"


def test_nobody_is_written_to(office: Office) -> None:
    """A broker moves a case without a letter: those owed are dropped by the act, and the history keeps the reason."""
    ref = office.programme.request()
    before = len(office.letters())
    press = {"silent": "It was agreed in 2017.", "waivers": {"no_twin": "It is another place."}}
    act = office.programme.press(ref, "validate", "broker", **press).act
    office.tick()
    silent = office.letters()[before:]
    assert silent
    assert {(row.status, row.ended_by) for row in silent} == {("dropped", act)}
    waived = [entry for entry in office.programme.entries(ref) if "letters" in (entry.grounds or {}).get("waivers", ())]
    assert [entry.kind.value for entry in waived] == ["waived", "moved"]
    assert waived[0].reason
    assert office.programme.differences() == []


def test_who_may_be_silent(desk: Office) -> None:
    """A party cannot move a case without a letter, and a broker says why; either learns it before anything is done."""
    ref = desk.programme.request()
    with desk.programme.unchanged():
        with pytest.raises(Refused) as refusal:
            desk.programme.press(ref, "withdraw", "north", form={"reason": "No need."}, silent="I would rather not.")
        with pytest.raises(BadForm) as wrong:
            desk.programme.press(ref, "reject", "broker", form={"reason": "No."}, silent=" ")
    assert refusal.value.status == 403
    assert wrong.value.errors.keys() == {"silent"}
