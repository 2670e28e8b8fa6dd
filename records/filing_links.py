"""The links of somebody who files without an account: to go on with a draft, and to confirm what was sent.

A letter is kept with a plain address; only on its way does it become the signed one that opens something (`personal`), so
that nobody who reads letters in the office holds somebody's link.
"""

import re
from datetime import datetime
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from workflow.errors import WorkflowError
from workflow.words import _

DAYS = 90  # so long a draft is kept after it was changed last
DRAFT, CONFIRM = "draft", "confirm"
FILING = "filing:"  # and a handle: who gets a letter about what they file


class NoFiling(WorkflowError):
    """Raised if an address is not one that we signed, or what it opened was left for so long that it was forgotten."""

    message = _(
        "Nothing is kept under this link. Either the link is not complete, then copy all of it from the letter; or what "
        "was kept under it has been deleted, because nobody has gone on with it for {days} days."
    )
    status = 404


def draft(base_url: str, handle: str) -> str:
    """Where a draft is gone on with, as a letter is kept."""
    return f"{base_url}/file/{DRAFT}/{handle}"


def confirm(base_url: str, handle: str, sent_at: datetime) -> str:
    """Where what was sent then is confirmed, as a letter is kept."""
    return f"{base_url}/file/{CONFIRM}/{handle}-{stamp(sent_at)}"


def answering(base_url: str, call: str) -> str:
    """Where an application to a call is begun; in a letter to who has begun one, theirs."""
    return f"{base_url}/file/application/{call}"


def stamp(moment: datetime) -> int:
    """A moment in microseconds: what was sent again has another."""
    return int(moment.timestamp() * 1_000_000)


def token(purpose: str, said: str, *, key: str) -> str:
    """What makes an address open something: `said` is a handle, or a handle and a stamp."""
    return str(_signer(purpose, key).dumps(said))


def read(purpose: str, given: str, *, key: str) -> tuple[str, int]:
    """The handle that a token names, and its stamp, 0 without one. Raises NoFiling."""
    try:
        handle, _dash, stamped = str(_signer(purpose, key).loads(given)).partition("-")
        return handle, int(stamped or 0)
    except (BadData, ValueError) as error:
        raise NoFiling(days=DAYS) from error


def personal(text: str, recipient: str, *, base_url: str, key: str, now: datetime) -> str:
    """A letter as it leaves for `filing:HANDLE`: every address of what they file is the one that opens it."""

    def own(found: re.Match[str]) -> str:
        purpose, said = found["purpose"] or DRAFT, found["said"] or recipient.removeprefix(FILING)
        return f"{base_url}/file/{purpose}/{token(purpose, said, key=key)}"

    plain = rf"(?P<purpose>{DRAFT}|{CONFIRM})/(?P<said>[0-9a-f]+(?:-\d+)?)\b|application/CALL-\d{{4}}-\d+"
    return re.sub(rf"{re.escape(base_url)}/file/(?:{plain})", own, text)


def _signer(purpose: str, key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"connect.filing.{purpose}", signer_kwargs={"digest_method": sha256})
