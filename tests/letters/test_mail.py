"""A letter and an address become an e-mail, as plain text and as HTML."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from letters.hypertext import html
from letters.mail import Mail, message

NOW = datetime(2018, 5, 2, 9, tzinfo=UTC)
TEXT = "Dear Requester,\n\nYou find the case here:\nhttps://connect.example/portal/cases/REQ-2018-0001\n"
MAIL = Mail(
    "REQ-2018-0001", "ACT-1 person:PER-0001 PER-0001", "Your request", TEXT, "en", "Requester", "jo@test.example"
)


def sent(mail: Mail = MAIL, base_url: str = "https://connect.example", now: datetime = NOW) -> EmailMessage:
    """The e-mail as it arrives."""
    return message_from_bytes(message(mail, base_url, now).as_bytes(), policy=SMTP)  # type: ignore[return-value]


def test_headers() -> None:
    """Who, to whom, when, about which case, and that a machine wrote it."""
    mail = sent()
    assert mail["From"] == "CONNECT <connect@connect.example>"
    assert mail["To"] == "Requester <jo@test.example>"
    assert mail["Reply-To"] == "CONNECT <case+REQ-2018-0001@connect.example>"
    assert mail["Date"] == "Wed, 02 May 2018 09:00:00 +0000"
    assert mail["References"] == "<REQ-2018-0001@connect.example>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_message_id() -> None:
    """The Message-ID is the same whenever the letter is sent, and another for another letter or reader."""
    later = sent(now=datetime(2018, 5, 3, 9, tzinfo=UTC))
    other = sent(replace(MAIL, ident="ACT-1 person:PER-0001 PER-0002"))
    assert sent()["Message-ID"] == later["Message-ID"] != other["Message-ID"]


def test_both_texts() -> None:
    """The text is there as it was written, and as HTML with its links."""
    plain, hypertext = sent().get_body(("plain",)), sent().get_body(("html",))
    assert plain is not None
    assert hypertext is not None
    assert plain.get_content().replace("\r\n", "\n") == TEXT
    assert '<a href="https://connect.example/portal/cases/REQ-2018-0001">' in hypertext.get_content()


def test_any_letters() -> None:
    """Names, subjects and texts in any alphabet arrive as they were written."""
    mail = sent(
        replace(MAIL, name="Zoë Ångström", subject="Ziniaré: 日程", text="Été à Ouagadougou – « déchets »\n" * 40)
    )
    body = mail.get_body(("plain",))
    assert body is not None
    assert (mail["Subject"], mail["To"]) == ("Ziniaré: 日程", "Zoë Ångström <jo@test.example>")
    assert body.get_content().startswith("Été à Ouagadougou – « déchets »")


def test_no_header_inside_a_name() -> None:
    """A line end in a name or a subject cannot begin another header."""
    with pytest.raises(ValueError):
        sent(replace(MAIL, subject="Hello\nBcc: all@test.example"))
    with pytest.raises(ValueError):
        sent(replace(MAIL, name="Jo\r\nBcc: all@test.example"))


@pytest.mark.parametrize("address", ["", "nobody", "a b@test.example", "jo@test.example, all@test.example", "@"])
def test_no_address(address: str) -> None:
    """What is no address of one person is refused."""
    with pytest.raises(ValueError):
        sent(replace(MAIL, email=address))


def test_staging() -> None:
    """On a staging service one address gets it, and the subject says for whom it was."""
    mail = sent(replace(MAIL, instead="staging@test.example"))
    assert mail["To"] == "staging@test.example"
    assert mail["Subject"] == "[for jo@test.example] Your request"


def test_a_number_as_host() -> None:
    """Where pages have only a number for an address, it stands in brackets, as e-mail wants it."""
    assert sent(base_url="http://127.0.0.1:8000")["From"] == "CONNECT <connect@[127.0.0.1]>"


def test_html() -> None:
    """Paragraphs, items that go on in the next line, quotations and links become HTML; what people wrote is escaped."""
    text = "You & I:\n\n- one <b>\n  goes on\n- two\n\n> said\n> twice\n\nSee https://test.example/a?b=1&c=2.\n"
    page = html(text, "A <title>", "en")
    assert "<p>You &amp; I:</p>" in page
    assert "<ul><li>one &lt;b&gt; goes on</li><li>two</li></ul>" in page
    assert "<blockquote>said<br>twice</blockquote>" in page
    assert 'See <a href="https://test.example/a?b=1&amp;c=2">https://test.example/a?b=1&amp;c=2</a>.' in page
    assert "<title>A &lt;title&gt;</title>" in page
