"""A mail server in this process that takes letters, or does what mail servers do to them."""

import asyncio
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Conversation
from aiosmtpd.smtp import Envelope, Session

HANGS, DROPS = "hangs", "drops"  # instead of an answer: silence; the letter is taken and the line goes dead


class MailServer:
    """`taken` are the letters it took, with to whom each was addressed; `answers` what it says instead, by address.

    Each answer is said once, the last of them for ever.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, list[str]] = {}
        self.tried: list[str] = []
        self.url = ""
        self.to_us = "250 OK"  # what it says to us, before it hears whom a letter is for

    def answer(self, address: str, *answers: str) -> None:
        """What is said to a letter for an address, one answer a try."""
        self.answers[address] = list(answers)

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what it took."""
        return [str(message["Message-ID"]) for _, message in self.taken]

    def _said(self, address: str) -> str | None:
        answers = self.answers.get(address, [])
        return (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else None

    async def handle_MAIL(
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Who sends it."""
        envelope.mail_from = address
        return self.to_us

    async def handle_RCPT(
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Who it is for."""
        self.tried.append(address)
        envelope.rcpt_tos.append(address)
        envelope.said = self._said(address)  # type: ignore[attr-defined]
        if envelope.said == HANGS:  # type: ignore[attr-defined]
            await asyncio.sleep(3600)
        said: str = envelope.said or "250 OK"  # type: ignore[attr-defined]
        return "250 OK" if said == DROPS else said

    async def handle_DATA(self, server: Conversation, session: Session, envelope: Envelope) -> str:
        """What it says."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken += [(to, message_from_bytes(content, policy=SMTP)) for to in envelope.rcpt_tos]  # type: ignore[misc]
        if envelope.said == DROPS and server.transport:  # type: ignore[attr-defined]
            server.transport.abort()
        return "250 OK"


@contextmanager
def serving(server: MailServer, port: int = 0) -> Iterator[int]:
    """The server answers while the block runs; its port."""
    port = port or free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        server.url = f"smtp://127.0.0.1:{port}"
        yield port
    finally:
        controller.stop()


def free_port() -> int:
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def distinct(values: Iterable[str]) -> int:
    """How many different ones there are."""
    return len(set(values))
