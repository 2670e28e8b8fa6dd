"""Letters about no case, and to everybody who asked for news: each address once, in batches, with the way out."""

from datetime import timedelta

import pytest

from records import newsletter
from scheduler import post
from tests.scheduler.office import Office
from workflow import outbox


def subscribe(office: Office, email: str, language: str = "en") -> str:
    """An address that confirmed; its handle."""
    now, key = office.programme.now, office.program.settings.secret_key
    with office.program.database.begin() as connection:
        handle = newsletter.ask(connection, email, language, now)
        assert handle is not None
        token = newsletter.confirm_token(handle, language, key=key, now=now)
        newsletter.confirm(connection, token, key=key, now=now)
    return handle


def owe(office: Office, recipient: str, act: str = "ACT-1") -> None:
    """A letter about no case."""
    body = f"Dear colleague,\n\nNews.\n\nTo leave:\n{newsletter.plain('https://connect.example')}\n"
    said = {"subject": "News", "body": body, "language": "en", "zone": "UTC"}
    with office.program.database.begin() as connection:
        outbox.owe(connection, recipient, "newsletter", **said, act=act, not_before=office.programme.now)


def test_a_list(desk: Office) -> None:
    """Whoever confirmed gets news in their language, each with a link of their own, which the kept letter has not."""
    handle = subscribe(desk, "One@connect.example")
    subscribe(desk, "two@connect.example", "fr")
    with desk.program.database.begin() as connection:
        newsletter.ask(connection, "three@connect.example", "en", desk.programme.now)
    owe(desk, "list:en")
    desk.tick()
    (mail,) = desk.mails
    key = desk.program.settings.secret_key
    link = f"https://connect.example{newsletter.LEAVE}{newsletter.leave_token(handle, key=key)}"
    assert (mail["To"], mail["List-Unsubscribe"], mail["References"]) == ("one@connect.example", f"<{link}>", None)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert link in plain.get_content()
    (row,) = desk.letters()
    assert (row.status, handle in row.body) == ("sent", False)


def test_batches(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """More people than a batch has are written to batch by batch, each once, and other letters leave in between."""
    monkeypatch.setattr(post, "AT_ONCE", 2)
    for number in range(5):
        subscribe(desk, f"{number}@connect.example")
    owe(desk, "list:en")
    sent = []
    for _batch in range(3):
        desk.tick(grace=False)
        sent.append(len(desk.mails))
        desk.programme.now += timedelta(minutes=2)
    assert (sent, desk.statuses()) == ([2, 4, 5], ["sent"])
    assert len({mail["To"] for mail in desk.mails}) == 5


def test_a_list_of_nobody(desk: Office) -> None:
    """News that nobody wants any more is dropped, and makes no task."""
    owe(desk, "list:pt")
    owe(desk, "subscriber:gone", "ACT-2")
    desk.tick()
    assert (desk.statuses(), desk.mails, desk.tasks()) == (["dropped", "dropped"], [], [])


def test_news_of_a_call(desk: Office) -> None:
    """A call that is opened is told to everybody who asked for news, each list in its language, with its public page."""
    ref = desk.programme.call(desk.programme.request(state="validated"), state="draft")
    subscribe(desk, "fr@connect.example", "fr")
    desk.programme.fire(ref, "open", "broker")
    desk.tick()
    (mail,) = [one for one in desk.mails if one["To"] == "fr@connect.example"]
    plain = mail.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    assert (f"https://connect.example/opportunities/{ref}" in text, newsletter.LEAVE in text) == (True, True)
    assert text.startswith("Madame, Monsieur")
