"""Looks for viruses in files: asks clamd, by its INSTREAM command, where CONNECT_CLAMD says that there is one.

A file that could not be looked at, because there is no clamd or it does not answer, is kept and shown as not scanned.
"""

import logging
import re
import socket
from pathlib import Path

from records.file_errors import Infected

CLEAN, FOUND = "clean", "infected"  # what is kept of a document; nothing where it was not scanned
LOCAL = "unix:"
TIMEOUT = 20  # seconds for one file
CHUNK = 2**16  # bytes that are sent at a time

log = logging.getLogger(__name__)


class Unanswered(Exception):
    """Raised if clamd is not there, or says something else than what it found."""


def verdict(content: bytes, name: str, clamd: str | None) -> str | None:
    """CLEAN, or None where nobody could look. Raises Infected."""
    if clamd is None:
        return None
    try:
        virus = found(content, clamd)
    except Unanswered as error:
        log.warning("a file was not scanned: %s", error)
        return None
    if virus is not None:
        raise Infected(name=name, virus=virus)
    return CLEAN


def found(content: bytes, clamd: str) -> str | None:
    """What clamd calls the virus that it found; None if the file is clean. Raises Unanswered."""
    answer = _asked(clamd, b"zINSTREAM\0", content)
    said = re.fullmatch(r"stream: (?:(OK)|(.+) FOUND)", answer)
    if said is None:
        raise Unanswered(answer)
    return said[2]


def answers(clamd: str) -> bool:
    """Whether clamd is there. Raises Unanswered."""
    return _asked(clamd, b"zPING\0") == "PONG"


def is_address(clamd: str) -> bool:
    """Whether an address is written as clamd's can be: `unix:/path`, or `host:port`."""
    if clamd.startswith(LOCAL):
        return Path(clamd.removeprefix(LOCAL)).is_absolute()
    host, _colon, port = clamd.rpartition(":")
    return bool(host) and port.isdecimal() and 0 < int(port) < 2**16


def _asked(clamd: str, command: bytes, content: bytes | None = None) -> str:
    answer = b""
    try:
        with _connected(clamd) as line:
            line.sendall(command)
            if content is not None:
                for start in range(0, len(content), CHUNK):
                    chunk = content[start : start + CHUNK]
                    line.sendall(len(chunk).to_bytes(4, "big") + chunk)
                line.sendall(bytes(4))
            while not answer.endswith(b"\0") and (more := line.recv(CHUNK)):
                answer += more
    except OSError as error:
        raise Unanswered(str(error)) from error
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _connected(clamd: str) -> socket.socket:
    if not clamd.startswith(LOCAL):
        host, _colon, port = clamd.rpartition(":")
        return socket.create_connection((host, int(port)), TIMEOUT)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(TIMEOUT)
    try:
        line.connect(clamd.removeprefix(LOCAL))
    except OSError:
        line.close()
        raise
    return line
