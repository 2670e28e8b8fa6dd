"""Letters leave: each once, as it was rendered, to whoever it is for."""

from itertools import pairwise
from pathlib import Path
from random import Random

from records import interests
from scheduler import post
from tests.scheduler.office import Office
from workflow import doing, outbox
from workflow.engine import GRACE


def test_a_letter_leaves(office: Office) -> None:
    """A letter that is due is rendered, handed over, kept as it was, and not sent again."""
    ref = office.programme.request()
    tally = office.tick()
    ((row,), (mail,)) = office.letters(), office.mails
    assert (tally.done, tally.left, row.status) == (1, 0, "sent")
    assert mail["Subject"] == row.subject == f"{ref}: we have received your request"
    assert mail["To"] == "north <north@connect.example>"
    assert row.body.startswith("Dear north,")
    assert office.tick().done == 0
    assert len(office.mails) == 1


def test_the_grace_period(office: Office) -> None:
    """No letter leaves while the act that owes it can still be taken back."""
    office.programme.request()
    assert (office.tick(grace=False).done, office.statuses()) == (0, ["created"])


def test_sent_as_rendered(desk: Office) -> None:
    """What was kept is what is sent, whatever became of the template meanwhile."""
    desk.programme.request()
    desk.set(subject="As it was", body="Dear all,\n")
    desk.tick()
    (mail,) = desk.mails
    assert (mail["Subject"], desk.letters()[0].body) == ("As it was", "Dear all,\n")


def test_a_closed_account(desk: Office) -> None:
    """A letter to somebody whose account was closed is dropped, with a word why; nobody is asked to mend it."""
    desk.programme.request()
    desk.change("north", active=False)
    desk.tick()
    (row,) = desk.letters()
    assert (row.status, row.last_error, desk.mails, desk.tasks()) == ("dropped", post.NOBODY, [], [])


def test_an_office_that_nobody_holds(desk: Office) -> None:
    """A letter to an office that nobody holds fails for good, and the brokers are told."""
    desk.programme.request()
    desk.owe("office:lead_broker")
    desk.change("lead", active=False)
    desk.tick()
    assert desk.statuses() == ["sent", "failed_for_good"]
    assert desk.tasks() == [{"person": "office:lead_broker", "why": post.NOBODY}]


def test_a_member_with_an_interest(desk: Office) -> None:
    """Who may not see the case gets no letter about it that goes to the whole committee."""
    ref = desk.programme.request()
    person, now = desk.programme.people["committee"], desk.programme.now
    with desk.program.database.begin() as connection:
        interests.declare(connection, person, ref, "family", actor=person, now=now, via="test")
    desk.owe("office:committee")
    desk.tick()
    assert [mail["To"] for mail in desk.mails] == ["north <north@connect.example>"]


def test_a_letter_that_cannot_be_written(desk: Office) -> None:
    """A letter whose template is gone fails for good, with the reason, and keeps no other."""
    desk.programme.request()
    items = [{**item, "template": "no_such_letter"} for item in desk.letters()[0].items]
    desk.set(items=items)
    desk.programme.request("south")
    desk.tick()
    first, second = desk.letters()
    assert (first.status, second.status, len(desk.tasks())) == ("failed_for_good", "sent", 1)
    assert "no_such_letter" in first.last_error


def test_an_address_that_cannot_be_written(desk: Office) -> None:
    """An address that no e-mail can carry is refused for good before any server is asked."""
    desk.programme.request()
    desk.change("north", email="no\tat@@nowhere")
    desk.tick()
    assert (desk.statuses(), desk.mails, len(desk.tasks())) == (["failed_for_good"], [], 1)


def test_too_many_for_one(desk: Office) -> None:
    """Who had so many letters within an hour gets the next when the hour is over; others are not held up."""
    desk.programme.request()
    desk.owe(f"person:{desk.programme.people['north']}")
    desk.owe(f"person:{desk.programme.people['city']}")
    desk.tick(most=1)
    assert desk.statuses() == ["sent", "created", "sent"]
    desk.programme.now += post.WITHIN
    desk.tick(most=1)
    assert desk.statuses() == ["sent"] * 3


def test_staging(sqlite_url: str, tmp_path: Path) -> None:
    """A staging service sends every letter to one address, and says for whom it was."""
    office = Office(sqlite_url, tmp_path, CONNECT_MAIL_TO="staging@connect.example")
    office.programme.request()
    office.tick()
    (mail,) = office.mails
    assert mail["To"] == "staging@connect.example"
    assert mail["Subject"].strip().startswith("[for north@connect.example] ")
    office.close()


def test_told_to_stop(desk: Office) -> None:
    """Told to stop, the post finishes the letter in hand and says how many are left."""
    desk.programme.request()
    desk.programme.request("south")
    asked = iter([False, True])
    tally = desk.tick(stop=lambda: next(asked))
    assert (tally.done, tally.left, desk.statuses()) == (1, 1, ["sent", "created"])


def test_a_claim_that_nobody_ended(office: Office) -> None:
    """A letter that somebody claimed and left is nobody else's until the lease is over, then anybody's."""
    office.programme.request()
    with office.program.database.begin() as connection:
        outbox.claim(connection, office.programme.now + GRACE)
    assert (office.tick().done, office.statuses()) == (0, ["sending"])
    office.programme.now += outbox.LEASE
    assert (office.tick().done, office.statuses()) == (1, ["sent"])


def test_who_comes_late_ends_nothing(office: Office) -> None:
    """Whoever lost the claim by taking too long can no longer say how the letter ended."""
    office.programme.request()
    now = office.programme.now + GRACE
    with office.program.database.begin() as connection:
        late = outbox.claim(connection, now)
        outbox.claim(connection, now + outbox.LEASE)
        assert late is not None
        assert not outbox.give_up(connection, late, now, "ACT-late", "too late", "UTC")
    assert (office.statuses(), office.tasks()) == (["sending"], [])


def test_the_wait_grows() -> None:
    """Each attempt is waited for about twice as long as the one before, up to some hours, and never twice alike."""
    waits = [outbox.wait(attempts, Random(attempts)) for attempts in range(1, 12)]
    assert waits[0] < outbox.FIRST_WAIT * 1.25
    assert all(shorter < longer for shorter, longer in pairwise(waits[:8]))
    assert max(waits) <= outbox.LONGEST_WAIT * 1.25
    assert outbox.wait(3, Random(1)) != outbox.wait(3, Random(2))


def test_the_brokers_read_which_letters_failed(desk: Office) -> None:
    """The brokers are told by letter whom letters did not reach, people and offices by name, and why."""
    desk.programme.request()
    desk.owe("office:lead_broker")
    desk.change("north", email="no\tat@@nowhere")
    desk.change("lead", active=False)
    desk.tick()
    desk.programme.now += GRACE
    doing.tick(desk.program.database, desk.program.engine, now=desk.programme.now)
    desk.tick()
    bodies = " ".join(" ".join(row.body.split()) for row in desk.letters(recipient="office:broker"))
    assert "The letter to north could not be delivered (the address no" in bodies
    assert f"The letter to the lead broker could not be delivered ({post.NOBODY})" in bodies
