"""What mail servers do to letters: take them, refuse them, hang, hang up, and be away for a day."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from scheduler import delivery
from scheduler.delivery import Server
from tests.scheduler.office import Office
from tests.support.mailserver import DROPS, HANGS, MailServer, distinct, free_port, serving
from workflow import outbox

NORTH, BROKER, OTHER = "north@connect.example", "broker@connect.example", "other.broker@connect.example"


@pytest.fixture
def server(desk: Office) -> Iterator[MailServer]:
    """A mail server, to which the letters of a request go."""
    server = MailServer()
    with serving(server):
        desk.programme.request()
        desk.deliver = Server(server.url)
        yield server


def test_taken(desk: Office, server: MailServer) -> None:
    """A letter that the server takes was sent, to the address of its reader."""
    assert desk.tick().done == 1
    ((to, message),) = server.taken
    assert (to, desk.statuses()) == (NORTH, ["sent"])
    assert message["Message-ID"].endswith("@connect.example>")


def test_refused_for_good(desk: Office, server: MailServer) -> None:
    """An address that is refused is not asked again, and becomes a task of the brokers, once."""
    server.answer(NORTH, "550 No such user")
    desk.tick()
    ((row,), (task,)) = desk.letters(), desk.tasks()
    assert (row.status, row.last_error) == ("failed_for_good", "550 No such user")
    assert task == {"person": desk.programme.people["north"], "why": "550 No such user"}
    desk.programme.now += timedelta(days=30)
    assert (desk.tick().done, len(server.tried)) == (0, 1)


def test_later_then_never(desk: Office, server: MailServer) -> None:
    """A letter that is refused for now is tried again, not at once; refused for good then, it is given up."""
    server.answer(NORTH, "451 Try again later", "550 No such user")
    desk.tick()
    assert (desk.tick(grace=False).done, desk.statuses()) == (0, ["failed_for_now"])
    desk.wait()
    desk.tick(grace=False)
    assert (desk.statuses(), len(server.tried), len(desk.tasks())) == (["failed_for_good"], 2, 1)


def test_too_often(desk: Office, server: MailServer) -> None:
    """A letter that is refused for now again and again is given up after some days."""
    server.answer(NORTH, "451 Try again later")
    began = desk.programme.now
    for _ in range(outbox.MOST_ATTEMPTS):
        desk.tick()
        if desk.statuses() == ["failed_for_now"]:
            desk.wait()
    assert (desk.statuses(), len(server.tried)) == (["failed_for_good"], outbox.MOST_ATTEMPTS)
    assert timedelta(days=2) < desk.programme.now - began < timedelta(days=5)


@pytest.mark.parametrize("said", ["550 No such user", "451 Try again later", HANGS, DROPS])
def test_holds_up_nobody(desk: Office, server: MailServer, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """Whatever a server does to one letter, the others leave in the same round, and it is not asked again at once."""
    monkeypatch.setattr(delivery, "SECONDS", 0.3)
    server.answer(NORTH, said)
    desk.owe(f"person:{desk.programme.people['city']}")
    desk.tick()
    desk.tick(grace=False)
    first, second = desk.statuses()
    assert first in ("failed_for_now", "failed_for_good")
    assert (second, server.tried.count(NORTH)) == ("sent", 1)


def test_drops_after_data(desk: Office, server: MailServer) -> None:
    """A letter that was taken without a word is sent again under the same Message-ID, never another."""
    server.answer(NORTH, DROPS, "250 OK")
    desk.tick()
    assert desk.statuses() == ["failed_for_now"]
    desk.wait()
    desk.tick(grace=False)
    assert (desk.statuses(), len(server.ids), distinct(server.ids)) == (["sent"], 2, 1)


def test_down_for_a_day(desk: Office) -> None:
    """While the server is away one letter a round is tried; a day later all leave, none having failed."""
    desk.programme.request()
    desk.programme.request("south")
    port = free_port()
    desk.deliver = Server(f"smtp://127.0.0.1:{port}")
    assert [(tally.done, tally.left) for tally in (desk.tick(), desk.tick())] == [(0, 1), (0, 1)]
    assert {row.attempts for row in desk.letters()} == {0}
    desk.programme.now += timedelta(days=1)
    server = MailServer()
    with serving(server, port):
        assert desk.tick().done == 2
    assert (desk.statuses(), distinct(server.ids), desk.tasks()) == (["sent", "sent"], 2, [])


@pytest.mark.parametrize("said", ["530 Authentication required", "550 You may not send as connect", "451 Slow down"])
def test_closed_door(desk: Office, server: MailServer, said: str) -> None:
    """A server that does not let us in takes no letter, and it is no letter's fault: all wait, and all leave later."""
    server.to_us = said
    assert desk.tick().done == 0
    assert (desk.statuses(), desk.tasks(), desk.letters()[0].last_error) == (["failed_for_now"], [], said)
    server.to_us = "250 OK"
    desk.wait()
    desk.tick(grace=False)
    assert desk.statuses() == ["sent"]


def test_too_long(desk: Office, server: MailServer) -> None:
    """A letter that is too long for the server is refused for good: that is its own fault, not ours."""
    server.to_us = "552 Too long"
    desk.tick()
    assert desk.statuses() == ["failed_for_good"]


def test_an_office(desk: Office, server: MailServer) -> None:
    """A letter to an office goes to each who holds it, in an e-mail of their own."""
    desk.owe("office:broker")
    desk.tick()
    assert sorted(to for to, _ in server.taken) == sorted([NORTH, BROKER, OTHER])
    assert (distinct(server.ids), desk.statuses()) == (3, ["sent", "sent"])


def test_an_office_with_a_bad_address(desk: Office, server: MailServer) -> None:
    """Of an office nobody gets a letter twice because another's address failed; who is refused is told of."""
    server.answer(OTHER, "451 Try again later", "550 No such user")
    desk.owe("office:broker")
    desk.tick()
    assert desk.statuses() == ["sent", "failed_for_now"]
    desk.wait()
    desk.tick(grace=False)
    row = desk.letters()[-1]
    assert (row.status, row.last_error) == ("sent", "550 No such user")
    assert [server.tried.count(one) for one in (BROKER, OTHER)] == [1, 2]


def test_no_letter_about_letters(desk: Office, server: MailServer) -> None:
    """A letter to the brokers that fails makes no task, which would reach them by letter."""
    server.answer(BROKER, "550 No such user")
    server.answer(OTHER, "550 No such user")
    desk.owe("office:broker")
    desk.tick()
    assert (desk.statuses(), desk.tasks()) == (["sent", "failed_for_good"], [])
