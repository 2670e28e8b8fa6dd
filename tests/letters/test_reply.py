"""What is read of an e-mail that comes in, whatever the world sends."""

from email.message import EmailMessage
from random import Random

import pytest

from letters import reply

ANSWER = "We come on Monday."


def mail(text: str = ANSWER, **headers: str) -> EmailMessage:
    """An answer to a letter of a case."""
    made = EmailMessage()
    given = {"From": "North <North@Test.example>", "To": "case+REQ-2018-0001@connect.example", "Message-ID": "<1@test>"}
    for name, value in {**given, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_an_answer() -> None:
    """Who wrote it, to which case, and what it says."""
    read = reply.read(mail().as_bytes())
    assert (read.ident, read.sender, read.case, read.text) == ("1@test", "north@test.example", "REQ-2018-0001", ANSWER)
    assert not read.automatic


def test_where_the_server_took_it() -> None:
    """The address for which the mail server took it names the case where the header does not."""
    assert reply.read(mail(To="list@test.example").as_bytes(), "case+call-2018-0002@x").case == "CALL-2018-0002"
    assert reply.read(mail(To="list@test.example").as_bytes()).case is None


@pytest.mark.parametrize("introduced", ["On 5 March 2018 CONNECT wrote:", "Le 5 mars, CONNECT a écrit :"])
def test_our_own_words(introduced: str) -> None:
    """Our letter below the answer, and the line that introduces it, are left out; an answer that is all quoted is not."""
    assert reply.read(mail(f"{ANSWER}\n\n{introduced}\n> Dear north,\n>\n> Thank you.\n").as_bytes()).text == ANSWER
    assert reply.read(mail("> Yes.\n").as_bytes()).text == "> Yes."


def test_only_a_page() -> None:
    """An e-mail that is only a page is read without its marks, and without what nobody sees."""
    made = mail()
    made.set_content("<style>p {}</style><p>We come</p><p>on <b>Monday</b>.</p>", subtype="html")
    assert reply.read(made.as_bytes()).text == "We come\non Monday."


def test_files() -> None:
    """What is attached comes by its name."""
    made = mail()
    made.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="Curriculum é.pdf")
    assert reply.read(made.as_bytes()).files == (("Curriculum é.pdf", b"%PDF-1"),)


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}],
)
def test_a_program(headers: dict[str, str]) -> None:
    """What a program sends by itself is no answer."""
    assert reply.read(mail(**headers).as_bytes()).automatic
    assert not reply.read(mail(Auto_Submitted="no").as_bytes()).automatic


def test_ours() -> None:
    """What comes from our own addresses goes in a circle."""
    base = "https://connect.example"
    assert reply.is_ours("connect@connect.example", base)
    assert reply.is_ours("case+req-2018-0001@connect.example", base)
    assert not reply.is_ours("north@connect.example", base)


def test_anything() -> None:
    """Whatever comes, broken in any place, is read or is nothing; what is read can be stored."""
    whole, chance = mail(Subject="=?utf-9?b?w6k=?=").as_bytes(), Random(1)
    for _ in range(300):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        read = reply.read(bytes(raw))
        assert "\0" not in read.text + read.sender + read.ident
        read.text.encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\0",
        b"Content-Type: text/plain; charset=nothing\n\nAnswer",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\n--x--\n",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction\n--x--\n",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n\n--x--\n",
        b'Content-Disposition: attachment; filename="=?x?b?==?="\n\nAnswer',
    ],
)
def test_odd(raw: bytes) -> None:
    """E-mails that are none are read as little as they say."""
    assert reply.read(raw).bounces == ()
