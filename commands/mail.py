"""Whether a mail server answers."""

from smtplib import SMTP, SMTP_SSL, SMTPException
from ssl import create_default_context
from urllib.parse import parse_qs, unquote, urlsplit

from commands.errors import NoMailServer

SECONDS = 10  # that a server has to answer
PORTS = {"smtp": 25, "smtps": 465}


def answer(url: str) -> str:
    """What the server of an `smtp://` or `smtps://` address says of itself. Raises NoMailServer."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    starttls = parse_qs(parts.query).get("starttls") == ["1"]
    try:
        server = SMTP_SSL(host, port, timeout=SECONDS) if parts.scheme == "smtps" else SMTP(host, port, timeout=SECONDS)
        with server:
            if starttls:
                server.starttls(context=create_default_context())
            server.ehlo_or_helo_if_needed()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
    except (SMTPException, OSError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise NoMailServer(host=host, port=port, why=why) from error
    return f"{host}, port {port}, answers{' and takes the password' if parts.username else ''}"
