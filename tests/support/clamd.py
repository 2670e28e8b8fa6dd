"""Stands in for clamd: speaks its INSTREAM protocol on a port of this machine, and finds what it is told to find."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

VIRUS = b"X5O!P%@AP"  # how the test file of EICAR begins; the rest would alarm the scanner of who keeps these tests
NAME = "Eicar-Test-Signature"


class Clamd:
    """Where it listens; `seen` are the contents that it was sent, `says` what it answers instead of a verdict."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        self.seen: list[bytes] = []
        self.says: str | None = None
        self._listener = listener

    def serve(self) -> None:
        """Answer one connection after the other, until the listener is closed."""
        while True:
            try:
                line, _from = self._listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                line.sendall(self._answer(heard).encode() + b"\0")

    def _answer(self, heard: object) -> str:
        read = getattr(heard, "read")  # noqa: B009 - a file of bytes
        if read(6) == b"zPING\0":
            return self.says or "PONG"
        read(4)  # the rest of zINSTREAM
        content = b""
        while size := int.from_bytes(read(4), "big"):
            content += read(size)
        self.seen.append(content)
        return self.says or (f"stream: {NAME} FOUND" if VIRUS in content else "stream: OK")


@contextmanager
def clamd() -> Iterator[Clamd]:
    """One that listens as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        there = Clamd(listener)
        thread = threading.Thread(target=there.serve, daemon=True)
        thread.start()
        yield there
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
