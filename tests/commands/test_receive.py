"""`connect receive`: what a mail server hands over reaches the case, once."""

import email
from datetime import timedelta
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

import app
from commands import receive as module
from commands.main import connect
from letters import reply
from records.tables import Upload
from scheduler import post
from scheduler.delivery import Folder
from tests.commands.conftest import Cli
from tests.commands.given import NOW, Cast, refused
from tests.commands.test_outbox import submitted
from workflow import tables
from workflow.history import Entry, read_entry
from workflow.outbox import FAILED_RULE

ANSWER = "We come on Monday."


@pytest.fixture
def sent(program: app.Connect, cast: Cast, tmp_path: Path) -> Message:
    """The letter that a requester got."""
    submitted(program, cast)
    post.tick(program.database, program, now=NOW + timedelta(hours=1), deliver=Folder(tmp_path / "mail"))
    (file,) = (tmp_path / "mail").glob("*.eml")
    return email.message_from_bytes(file.read_bytes())


def answer(sent: Message, text: str = ANSWER, **headers: str) -> EmailMessage:
    """What the requester's mail program makes of "reply"."""
    made = EmailMessage()
    told = {"From": str(sent["To"]), "To": str(sent["Reply-To"]), "Message-ID": "<answer-1@test.example>"}
    for name, value in {**told, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def receive(mail: Any, *arguments: str) -> Result:
    """A mail server hands it over."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return CliRunner().invoke(connect, ["receive", *arguments], input=raw, prog_name="connect")


def entries(program: app.Connect) -> list[Entry]:
    """The history of the case."""
    with program.database.begin() as connection:
        rows = connection.execute(select(tables.entries.c.body).where(tables.entries.c.ref.like("REQ-%")))
        return [read_entry(body) for (body,) in rows.all()]


def tasks(program: app.Connect, rule: str) -> list[dict[str, Any]]:
    """What brokers are asked to look at."""
    with program.database.begin() as connection:
        query = select(tables.follow_ups.c.facts).where(tables.follow_ups.c.rule == rule)
        return [facts["facts"] for (facts,) in connection.execute(query).all()]


def body(program: app.Connect, entry: Entry) -> tuple[str, str]:
    """The text of an entry, and whose it is."""
    with program.database.begin() as connection:
        ident = (entry.changes or {})["note"]["text"]["text"]
        row = connection.execute(select(tables.texts).where(tables.texts.c.id == ident)).one()
        return row.body, row.person


def test_an_answer(sent: Message, program: app.Connect, cast: Cast, cli: Cli) -> None:
    """An answer becomes a note of whoever wrote it, whose text is theirs, and a task of the brokers; the case is as it was."""
    told = receive(answer(sent))
    assert (told.exit_code, told.output) == (0, "REQ-2018-0001: the e-mail is entry REQ-2018-0001/2 of its history.\n")
    entry = entries(program)[-1]
    assert (entry.actor, entry.part, entry.via, entry.kind.value) == (
        cast.ids["requester"],
        "requester",
        "mail",
        "commented",
    )
    assert body(program, entry) == (ANSWER, cast.ids["requester"])
    assert tasks(program, "reply_received") == [{"person": cast.ids["requester"]}]
    assert "as the requesting government by mail: wrote an e-mail" in cli("history", "REQ-2018-0001").output


def test_once(sent: Message, program: app.Connect) -> None:
    """An e-mail that a mail server hands over twice is kept once."""
    receive(answer(sent))
    assert "taken in before" in receive(answer(sent)).output
    assert (len(entries(program)), len(tasks(program, "reply_received"))) == (2, 1)


def test_files(sent: Message, program: app.Connect, cast: Cast) -> None:
    """What is attached becomes a document of the writer's, within the limits of uploads; the rest is named to the brokers."""
    mail = answer(sent)
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="plan.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="game.exe")
    receive(mail)
    (document,) = (entries(program)[-1].changes or {})["note"]["documents"]
    with program.database.begin() as connection:
        brought = connection.execute(select(Upload.document, Upload.person)).all()
    assert [tuple(row) for row in brought] == [(document, cast.ids["requester"])]
    assert tasks(program, "reply_received")[0]["files"] == ["game.exe"]


@pytest.mark.parametrize("address", ["stranger@test.example", "association@test.example"])
def test_a_stranger(sent: Message, program: app.Connect, address: str) -> None:
    """What comes from an address that has no part in the case is kept as nobody's, with the address, for the brokers."""
    mail = answer(sent, From=address)
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="plan.pdf")
    assert receive(mail).exit_code == 0
    entry = entries(program)[-1]
    assert (entry.actor, entry.part) == ("SYS", None)
    assert body(program, entry)[0] == f"{address}:\n\n{ANSWER}"
    assert "documents" not in (entry.changes or {})["note"]
    assert tasks(program, "reply_received") == [{}]


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"From": "connect@127.0.0.1"}, {"Precedence": "list"}]
)
def test_no_answer(sent: Message, program: app.Connect, headers: dict[str, str]) -> None:
    """What a program sends, or we ourselves, is not kept: it would go round for ever."""
    headers = {name: value.replace("127.0.0.1", "[127.0.0.1]") for name, value in headers.items()}
    told = receive(answer(sent, **headers))
    assert (told.exit_code, len(entries(program))) == (0, 1)


def test_no_case(sent: Message, program: app.Connect) -> None:
    """An address that names no case, or none that there is, is told to whoever wrote: nothing was kept."""
    refused(receive(answer(sent, To="secretariat@test.example")), "names no case")
    refused(receive(answer(sent, To="case+REQ-2018-0099@test.example")), "REQ-2018-0099")
    assert receive(answer(sent), "--to", "case+REQ-2018-0001@test.example").exit_code == 0


def test_too_long(sent: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than is taken in is refused, before it is read."""
    monkeypatch.setattr(reply, "MOST_BYTES", 1000)
    refused(receive(b"x" * 1001), "too long")


def test_a_long_text(sent: Message, program: app.Connect) -> None:
    """A text that is longer than a note may be is kept as far as it goes."""
    receive(answer(sent, "long " * 3000))
    text, _person = body(program, entries(program)[-1])
    assert (len(text), text[-1]) == (10_000, "…")


def test_later(sent: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be kept now, the mail server is told to try again: nothing is lost."""
    monkeypatch.setenv("CONNECT_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")
    told = receive(answer(sent))
    assert (told.exit_code, told.stdout) == (module.LATER, "")
    assert "Traceback" not in told.output


def notification(sent: Message, action: str = "failed") -> MIMEMultipart:
    """What a mail server says of a letter (RFC 3464)."""
    made = MIMEMultipart("report", report_type="delivery-status")
    made["From"], made["To"], made["Message-ID"] = "MAILER-DAEMON@test.example", str(sent["From"]), f"<{action}@test>"
    made["Auto-Submitted"] = "auto-replied"
    status = MIMEBase("message", "delivery-status")
    whole, one = Message(), Message()
    whole["Reporting-MTA"] = "dns; mail.test.example"
    one["Final-Recipient"], one["Action"], one["Status"] = "rfc822; requester@test.example", action, "5.1.1"
    one["Diagnostic-Code"] = "smtp; 550 5.1.1 No such user"
    status.set_payload([whole, one])
    made.attach(status)
    made.attach(MIMEMessage(sent))
    return made


def test_a_letter_that_came_back(sent: Message, program: app.Connect, cast: Cast) -> None:
    """A letter that did not arrive has failed, and the brokers are told why, once."""
    assert "1 letter did not arrive" in receive(notification(sent)).output
    again = notification(sent)
    again.replace_header("Message-ID", "<other@test>")
    assert "Nothing was done" in receive(again).output
    with program.database.begin() as connection:
        (row,) = connection.execute(select(tables.outbox)).all()
    assert (row.status, row.last_error) == ("failed_for_good", "550 5.1.1 No such user")
    assert tasks(program, FAILED_RULE) == [{"person": cast.ids["requester"], "why": "550 5.1.1 No such user"}]


def test_a_letter_that_is_late(sent: Message, program: app.Connect) -> None:
    """A letter that is only late has not failed; one that we never sent changes nothing."""
    assert receive(notification(sent, "delayed")).exit_code == 0
    foreign = email.message_from_bytes(sent.as_bytes())
    foreign.replace_header("Message-ID", "<forged@connect.example>")
    assert "Nothing was done" in receive(notification(foreign)).output
    assert tasks(program, FAILED_RULE) == []
