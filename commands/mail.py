"""Whether a mail server answers."""

from commands.errors import NoMailServer
from scheduler.delivery import Server, Unreachable


def answer(url: str) -> str:
    """What the server of an `smtp://` or `smtps://` address says of itself. Raises NoMailServer."""
    server = Server(url)
    try:
        with server.connect():
            return f"{server.host}, port {server.port}, answers{' and takes the password' if server.user else ''}"
    except Unreachable as error:
        raise NoMailServer(host=server.host, port=server.port, why=str(error)) from error
