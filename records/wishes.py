"""How often somebody wants the letters that can wait, and the link with which their mail program says so for them."""

from datetime import datetime
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Connection

from records import accounts, errors

PATH = "/letters/less/"  # and a token: the address in `List-Unsubscribe` (RFC 8058)
OFF = "off"


def token(person: str, *, key: str) -> str:
    """What the address of somebody's own page ends with; it does not expire, for letters are kept."""
    return str(_signer(key).dumps(person))


def person_of(token: str, *, key: str) -> str:
    """Whose it is. Raises LinkBroken."""
    try:
        return str(_signer(key).loads(token))
    except BadData as error:
        raise errors.LinkBroken from error


def choose(connection: Connection, person: str, digest: str, *, now: datetime, via: str) -> None:
    """Somebody says how often, one of `vocabulary.DIGESTS`. Raises UnknownKind and UnknownPerson."""
    accounts.change(connection, person, digest=digest, actor=person, now=now, via=via)


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="connect.letters", signer_kwargs={"digest_method": sha256})
