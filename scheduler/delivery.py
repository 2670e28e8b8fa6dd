"""Takes e-mails to where CONNECT_SMTP_URL says: a mail server, or a folder. What can go wrong is one of three."""

import os
import re
from email.message import EmailMessage
from pathlib import Path
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from ssl import create_default_context
from typing import NoReturn, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 10  # that a server has to answer each word of ours
PORTS = {"smtp": 25, "smtps": 465}
# Replies that are about us, not about the letter: sign in first, sign in otherwise, encrypt first (RFC 4954, 6).
OURS = (530, 534, 535, 538)
TOO_LONG = 552  # RFC 1870
LONGEST_NAME = 80  # characters of a file's name that say what is in it


class Undelivered(Exception):
    """A letter was not taken; the text says why, in the server's words."""


class NotNow(Undelivered):
    """Raised if a letter may be taken later, or was taken and nobody said so."""


class Refused(Undelivered):
    """Raised if a letter was refused for good: asking again would be of no use."""


class Unreachable(Undelivered):
    """Raised if no letter can be delivered now, whoever it is for."""


class Deliverer(Protocol):
    """Takes one e-mail after the other. Raises NotNow, Refused and Unreachable."""

    def __call__(self, message: EmailMessage) -> None: ...

    def rest(self) -> None:
        """Nothing follows for now."""


class Settings(Protocol):
    """The settings that say where letters go."""

    @property
    def smtp_url(self) -> str:
        """`file:FOLDER`, `smtp://…` or `smtps://…`."""

    @property
    def mail_folder(self) -> Path | None:
        """The folder; None where a server takes letters."""


def chosen(settings: Settings) -> Deliverer:
    """What the settings say."""
    return Server(settings.smtp_url) if settings.mail_folder is None else Folder(settings.mail_folder)


class Folder:
    """A folder in which each e-mail is a file: sent again, it is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, message: EmailMessage) -> None:
        """Write a file that is whole or not there."""
        said = re.sub(r"\W+", "-", str(message["Subject"]))[:LONGEST_NAME].strip("-")
        name = f"{said}-{str(message['Message-ID'])[1:].partition('@')[0]}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (part := self._folder / f".{name}.part").write_bytes(message.as_bytes())
            os.replace(part, self._folder / name)
        except OSError as error:
            raise Unreachable(f"{self._folder} takes no letters: {error.strerror}") from error

    def rest(self) -> None:
        """A folder needs no rest."""


class Server:
    """A mail server, to which one connection is kept while letters follow each other."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
        self.user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._encrypted = parts.scheme == "smtps"
        self._starttls = parse_qs(parts.query).get("starttls") == ["1"]
        self._open: SMTP | None = None

    def __call__(self, message: EmailMessage) -> None:
        """Hand it over; the connection is made if there is none."""
        server = self._open or self.connect()
        self._open = server
        try:
            server.send_message(message)
        except (SMTPException, OSError, ValueError) as error:
            self._forget(error)
            _tell(error)

    def connect(self) -> SMTP:
        """A conversation that may begin, encrypted and signed in as the address says. Raises Unreachable."""
        server: SMTP | None = None
        try:
            server = self._greeted()
            if self._starttls:
                server.starttls(context=create_default_context())
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self._password)
        except (SMTPException, OSError) as error:
            if server is not None:
                server.close()
            raise Unreachable(_words(error)) from error
        return server

    def _greeted(self) -> SMTP:
        if self._encrypted:
            return SMTP_SSL(self.host, self.port, timeout=SECONDS, context=create_default_context())
        return SMTP(self.host, self.port, timeout=SECONDS)

    def rest(self) -> None:
        """End the conversation politely."""
        if self._open is not None:
            try:
                self._open.quit()
            except (SMTPException, OSError):
                self._open.close()
        self._open = None

    def _forget(self, error: Exception) -> None:
        """After a refusal the conversation goes on; after silence nobody knows where it stands."""
        goes_on = isinstance(error, SMTPRecipientsRefused | SMTPResponseException | SMTPNotSupportedError | ValueError)
        if not goes_on and self._open is not None:
            self._open.close()
        if self._open is not None and self._open.sock is None:
            self._open = None


def _tell(error: Exception) -> NoReturn:
    code, said = _reply(error)
    # Who is not let in as a sender is so with every letter, unless it is this one that is too long.
    ours = isinstance(error, SMTPSenderRefused) and code != TOO_LONG
    if ours or code in OURS:
        raise Unreachable(said) from error
    permanent = code is not None and code >= 500
    if permanent or isinstance(error, SMTPNotSupportedError | ValueError):
        raise Refused(said) from error
    raise NotNow(said) from error


def _reply(error: Exception) -> tuple[int | None, str]:
    """The number and the words of a server's reply; no number where it gave none."""
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return code, f"{code} {_text(said)}"
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, f"{error.smtp_code} {_text(error.smtp_error)}"
    return None, _words(error)


def _text(said: str | bytes) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
