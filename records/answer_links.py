"""The link with which somebody answers a questionnaire without an account: signed, for one person, for some weeks.

A letter is kept with the plain address of the page, which asks to sign in. Only on its way to a person does the address
become theirs (`personal`), so that nobody who reads a letter in the office holds somebody's link.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from workflow.errors import WorkflowError
from workflow.words import _

DAYS = 60  # so long a link can be used: longer than the last reminder of what it asks


class NoLink(WorkflowError):
    """Raised if the address of an answer is not one that we signed, or for somebody who has no account any more."""

    message = _(
        "This link is not complete, or not one of ours. Open it again from the letter; if your mail program broke it, copy "
        "all of it into the address line."
    )
    status = 404


@dataclass(frozen=True)
class Claim:
    """What a link says: which questionnaire (a code) of which case, whose answer, and until when."""

    ref: str
    questionnaire: str
    person: str
    until: datetime

    def open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return now < self.until


def address(base_url: str, ref: str, questionnaire: str) -> str:
    """Where a questionnaire is answered by somebody who signs in."""
    return f"{base_url}/portal/cases/{ref}?questionnaire={questionnaire}#do-answer_questionnaire"


def token(ref: str, questionnaire: str, person: str, *, key: str, now: datetime) -> str:
    """What makes the address of one person's own page."""
    until = now + timedelta(days=DAYS)
    return str(_signer(key).dumps([ref, questionnaire, person, int(until.timestamp())]))


def read(given: str, *, key: str) -> Claim:
    """What a token says, also of one that is too old. Raises NoLink."""
    try:
        ref, questionnaire, person, until = _signer(key).loads(given)
    except (BadData, ValueError, TypeError) as error:
        raise NoLink from error
    return Claim(ref, questionnaire, person, datetime.fromtimestamp(until, UTC))


def personal(text: str, person: str, *, base_url: str, key: str, now: datetime) -> str:
    """A letter as it leaves for a person: every address of an answer is that of their own page."""

    def own(found: re.Match[str]) -> str:
        return f"{base_url}/answer/{token(found['ref'], found['questionnaire'], person, key=key, now=now)}"

    plain = re.escape(address(base_url, "REF", "WHICH"))
    asked = plain.replace("REF", r"(?P<ref>EXC-\d{4}-\d+)").replace("WHICH", r"(?P<questionnaire>\w+)")
    return re.sub(asked, own, text)


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="connect.answer", signer_kwargs={"digest_method": sha256})
