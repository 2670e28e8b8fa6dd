"""Passwords as Argon2id hashes, and the link with which somebody sets one, once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadData, URLSafeSerializer

from records import errors

LEAST, MOST = 12, 200  # characters; a longer one would only keep the server busy
LINK_DAYS = 7  # so long a link to set a password can be used

HASHER = PasswordHasher()  # Argon2id with the parameters its library recommends
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNvbWVzYWx0$6pxDwfSKG8xlkfHRrsQDwbwaMoYyXZZPLZxKnlIKxCE"


def hashed(password: str) -> str:
    """The hash to store. Raises PasswordTooShort or PasswordTooLong."""
    if len(password) < LEAST:
        raise errors.PasswordTooShort(least=LEAST)
    if len(password) > MOST:
        raise errors.PasswordTooLong(most=MOST)
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
