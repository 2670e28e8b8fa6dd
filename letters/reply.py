"""An e-mail that comes in becomes what matters of it: whose answer it is, to which case, and what it says. Pure.

Read with the policy of old, whose headers are plain text: the newer one raises at some of what the world sends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser
from itertools import islice

from letters.lines import CONTROL
from letters.mail import LOCAL, host_of

MOST_BYTES = 25 * 2**20  # of one e-mail
MOST_PARTS = 200  # that are looked at
MOST_FILES = 10  # that are kept
CASE = re.compile(r"case\+([A-Z]+-\d{4}-\d{4,})@", re.IGNORECASE)
IDENT = re.compile(r"<([^<>\s]+)>")
REF = re.compile(r"([A-Z]+-\d{4}-\d{4,})@")
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global")  # how a notification carries our letter
MACHINES = frozenset({"bulk", "junk", "list", "auto_reply"})  # what `Precedence` says of what nobody wrote
UNSEEN = ("script", "style", "head", "title")


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of a letter of ours that it could not deliver: which one (its Message-ID), and why."""

    ident: str
    case: str | None
    why: str


@dataclass(frozen=True)
class Incoming:
    """An e-mail. `ident` is its Message-ID, or what stands for it; `case` is None if it names none of ours."""

    ident: str
    sender: str
    case: str | None
    text: str
    files: tuple[tuple[str, bytes], ...] = ()
    automatic: bool = False
    bounces: tuple[Bounce, ...] = field(default=())


def read(raw: bytes, to: str = "") -> Incoming:
    """What an e-mail says; `to` is the address for which a mail server took it, where it tells. Raises nothing."""
    message = message_from_bytes(raw)
    parts = [part for part in islice(message.walk(), MOST_PARTS) if not part.is_multipart()]
    attached = [part for part in parts if _name(part)]
    text = next((_text(part) for part in parts if _is(part, "text/plain") and part not in attached), None)
    if text is None:
        html = next((_text(part) for part in parts if _is(part, "text/html") and part not in attached), "")
        text = _plain(html)
    addressed = " ".join([to, *_headers(message, "To", "Cc", "Delivered-To", "X-Original-To")])
    return Incoming(
        ident=_ident(message, raw),
        sender=next(iter(_addresses(message, "From")), ""),
        case=_case(addressed),
        text=_own_words(text),
        files=tuple((_name(part), _bytes(part)) for part in attached),
        automatic=_is_automatic(message),
        bounces=tuple(_bounces(message)),
    )


def is_ours(sender: str, base_url: str) -> bool:
    """Whether an e-mail comes from an address of our own: a loop."""
    local, _at, host = sender.rpartition("@")
    return host == host_of(base_url).lower() and (local == LOCAL or local.startswith("case+"))


def _headers(message: Message, *names: str) -> list[str]:
    return [str(value) for name in names for value in message.get_all(name, [])]


def _addresses(message: Message, name: str) -> list[str]:
    found = (address for _name, address in getaddresses(_headers(message, name)))
    return [_plainly(address).strip().lower() for address in found if "@" in address]


def _case(text: str) -> str | None:
    found = CASE.search(text)
    return found[1].upper() if found else None


def _ident(message: Message, raw: bytes) -> str:
    found = IDENT.search(str(message.get("Message-ID", "")))
    return _plainly(found[1]) if found else sha256(raw).hexdigest()


def _plainly(text: str) -> str:
    """Without what no database keeps: half a character has no encoding, and some characters are commands."""
    return CONTROL.sub("", text).encode("utf-8", "replace").decode()


def _is(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind


def _name(part: Message) -> str:
    """What a file is called; empty for what is no file."""
    if not (part.get_filename() or part.get_content_disposition() == "attachment"):
        return ""
    name = part.get_filename() or "attachment"
    try:
        return _plainly(str(make_header(decode_header(name))))
    except (ValueError, LookupError):
        return _plainly(name)


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    content, charset = _bytes(part), part.get_content_charset() or "utf-8"
    try:
        said = content.decode(charset, "replace")
    except (LookupError, ValueError):
        said = content.decode("latin-1")
    return _plainly(said.replace("\r\n", "\n"))


def _own_words(text: str) -> str:
    """Without our own letter, quoted below the answer, and the line that introduces it."""
    lines = text.rstrip().split("\n")
    while lines and (lines[-1].startswith(">") or not lines[-1].strip()):
        lines.pop()
    if len(lines) < len(text.rstrip().split("\n")) and lines and lines[-1].rstrip().endswith(":"):
        lines.pop()
    return "\n".join(lines).strip() or text.strip()


def _is_automatic(message: Message) -> bool:
    """Whether a program sent it (RFC 3834): an answer to it would go round for ever."""
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return submitted != "no" or precedence in MACHINES or str(message.get("Return-Path", "")).strip() == "<>"


def _bounces(message: Message) -> Iterator[Bounce]:
    """What a delivery status notification says (RFC 3464): of each recipient whom nothing will reach any more."""
    if not _is(message, "multipart/report") or not message.is_multipart():
        return
    status = next((part for part in message.walk() if _is(part, "message/delivery-status")), None)
    returned = next((part for part in message.walk() if part.get_content_type() in RETURNED), None)
    if status is None or returned is None:
        return
    headers = _returned(returned)
    ident = IDENT.search(str(headers.get("Message-ID", "")))
    if ident is None:
        return
    for fields in _status(status):
        if str(fields.get("Action", "")).strip().lower() == "failed":
            case = _case(" ".join(_headers(headers, "Reply-To"))) or _thread(headers)
            yield Bounce(ident[1], case, _why(fields))


def _thread(headers: Message) -> str | None:
    """The case whose letters are shown together, which each letter names."""
    found = (REF.match(one) for one in IDENT.findall(" ".join(_headers(headers, "References"))))
    return next((one[1] for one in found if one), None)


def _returned(part: Message) -> Message:
    """Our letter, or its headers, as the notification carries them."""
    inside = part.get_payload()
    if isinstance(inside, list):
        return inside[0] if inside and isinstance(inside[0], Message) else Message()
    return message_from_bytes(_bytes(part))


def _status(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _why(fields: Message) -> str:
    said = str(fields.get("Diagnostic-Code", "")).partition(";")[2] or str(fields.get("Status", ""))
    return CONTROL.sub(" ", " ".join(said.split()))[:300]


class _Seen(HTMLParser):
    """What a page says, without its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        self.said += ["\n"] if tag in ("p", "div", "br", "li", "tr") else []

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        self.said += [] if self._unseen else [data]


def _plain(html: str) -> str:
    seen = _Seen()
    seen.feed(html)
    return re.sub(r"\n{3,}", "\n\n", "".join(seen.said))
