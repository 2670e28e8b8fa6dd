"""The second factor: six digits of a program on somebody's telephone (TOTP, RFC 6238), and codes for when it is lost.

The secret is kept encrypted, for this one person, by a key that comes of CONNECT_SECRET_KEY; of recovery codes only the
hash. Each code is taken once: the step of the last one is kept, and a recovery code goes when it is used.
"""

from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes
from typing import Any

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, delete, func, insert, select, update

from records import people, sessions, settings
from records.stream import act, record
from records.tables import RecoveryCode, SecondFactor, core
from workflow.errors import WorkflowError
from workflow.words import _

SETTING = "second_factor_roles"  # who must have one
ISSUER = "CONNECT"
STEP = 30  # seconds for which a code is shown
LATE = 1  # steps by which a telephone may be ahead or behind: RFC 6238, 5.2
CODES = 10  # recovery codes that somebody has at a time
CODE_BYTES, GROUP = 15, 4  # 120 bits a code: a plain hash keeps it; letters that are written together
NONCE_BYTES = 12  # of AES-GCM

_factors, _codes = core(SecondFactor), core(RecoveryCode)


class WrongCode(WorkflowError):
    """Raised if a code is not the one of this moment, was used before, or is no recovery code that is left."""

    message = _(
        "This is not the code that counts now. Wait for the next one, and check that your telephone has the right time."
    )
    status = 422


class FactorThere(WorkflowError):
    """Raised if somebody sets up a second factor who has one: it would take the place of the other without its code."""

    message = _("You have a second factor already. Remove it first, with a code of it.")
    status = 409


class NoFactor(WorkflowError):
    """Raised if a second factor is to be removed, or given new codes, where there is none."""

    message = _("There is no second factor. Nothing was changed.")
    status = 409


@dataclass(frozen=True)
class Factor:
    """Since when somebody has one, and how many of their recovery codes are left."""

    since: datetime
    codes_left: int


def of(connection: Connection, person: str) -> Factor | None:
    """What somebody has; None if they sign in with a password alone."""
    left = select(func.count()).where(_codes.c.person == person).scalar_subquery()
    found = connection.execute(select(_factors.c.since, left).where(_factors.c.person == person)).one_or_none()
    return Factor(*found) if found else None


def owed(connection: Connection, person: str) -> bool:
    """Whether somebody must have one, and has none. Demonstration accounts need none: they open on this machine only."""
    account = people.get(connection, person)
    demanded = {*settings.every(connection)[SETTING]} & {*account.roles}
    return bool(demanded) and not account.is_demo and of(connection, person) is None


# --- set up, with a secret that travels sealed until the first code of it came back -------------------------------------


def offer(person: str, *, key: str) -> str:
    """A new secret, sealed for this person: nothing is kept of it yet."""
    return _seal(pyotp.random_base32(), person, key)


def shown(offered: str, person: str, *, key: str) -> str:
    """The secret of an offer in letters, to be typed where no picture can be taken. Raises WrongCode for a forged one."""
    return _open(offered, person, key)


def address(secret: str, name: str) -> str:
    """What the picture says to the program on the telephone."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def begin(
    connection: Connection,
    person: str,
    offered: str,
    code: str,
    *,
    key: str,
    but: Sequence[str] = (),
    actor: str,
    now: datetime,
    via: str,
) -> list[str]:
    """From now on the offered secret is asked for; the recovery codes, which nobody sees again.

    Whoever is signed in with the password alone is signed out, but for the sessions in `but`.
    Raises WrongCode, or FactorThere.
    """
    people.get(connection, person, lock=True)
    if of(connection, person) is not None:
        raise FactorThere
    step = _step_of(_open(offered, person, key), code, now)
    if step is None:
        raise WrongCode
    connection.execute(insert(_factors).values(person=person, secret=offered, since=now, step=step))
    codes = _anew(connection, person)
    sessions.end_all(connection, person, but=but)
    record(connection, person, "add_second_factor", act(actor, now, via), {})
    return codes


# --- used ---------------------------------------------------------------------------------------------------------------


def accepts(connection: Connection, person: str, code: str, *, key: str, now: datetime, via: str) -> bool:
    """Whether a code is the person's now; it never is again. That a recovery code was used is an entry."""
    found = connection.execute(select(_factors.c.secret).where(_factors.c.person == person)).scalar()
    if found is None:
        return False
    if is_recovery(code):
        used = connection.execute(delete(_codes).where(_codes.c.person == person, _codes.c.id == _hash(code)))
        if used.rowcount:
            record(connection, person, "use_recovery_code", act(person, now, via), {})
        return bool(used.rowcount)
    try:
        step = _step_of(_open(found, person, key), code, now)
    except WrongCode:
        return False  # CONNECT_SECRET_KEY is another: only a recovery code opens, or an administrator
    # By the row, so that of two presses with one code at one moment only one is let in.
    mine = (_factors.c.person == person, _factors.c.step < (step or 0))
    return step is not None and bool(connection.execute(update(_factors).where(*mine).values(step=step)).rowcount)


def renew_codes(connection: Connection, person: str, **by: Any) -> list[str]:
    """Ten new recovery codes; those before open nothing. `by` are actor, now and via. Raises NoFactor."""
    if of(connection, person) is None:
        raise NoFactor
    codes = _anew(connection, person)
    record(connection, person, "new_recovery_codes", act(**by), {})
    return codes


def remove(
    connection: Connection, person: str, *, reason: str | None = None, but: Sequence[str] = (), **by: Any
) -> None:
    """Nobody is asked for it any more, and whoever is signed in with it is signed out, but for the sessions in `but`.

    Raises NoFactor.
    """
    people.get(connection, person, lock=True)
    if not connection.execute(delete(_factors).where(_factors.c.person == person)).rowcount:
        raise NoFactor
    connection.execute(delete(_codes).where(_codes.c.person == person))
    sessions.end_all(connection, person, but=but)
    record(connection, person, "remove_second_factor", act(**by), {}, reason)


def _anew(connection: Connection, person: str) -> list[str]:
    connection.execute(delete(_codes).where(_codes.c.person == person))
    codes = [_grouped(b32encode(token_bytes(CODE_BYTES)).decode()) for _one in range(CODES)]
    connection.execute(insert(_codes), [{"id": _hash(code), "person": person} for code in codes])
    return codes


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def is_recovery(code: str) -> bool:
    """Whether what was typed is a recovery code rather than six digits."""
    return any(letter.isalpha() for letter in code)


def _hash(code: str) -> str:
    """Of the letters alone, however they are typed."""
    return sha256("".join(letter for letter in code.upper() if letter.isalnum()).encode()).hexdigest()


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code it is, of those that count now."""
    typed, here = "".join(code.split()).encode(), int(now.timestamp()) // STEP
    made = pyotp.TOTP(secret, interval=STEP)
    return next((step for step in range(here - LATE, here + LATE + 1) if _is(made, step, typed)), None)


def _is(made: pyotp.TOTP, step: int, typed: bytes) -> bool:
    return compare_digest(made.generate_otp(step).encode(), typed)


def _cipher(key: str) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"connect.second_factor").derive(key.encode())
    return AESGCM(derived)


def _seal(secret: str, person: str, key: str) -> str:
    nonce = token_bytes(NONCE_BYTES)
    return urlsafe_b64encode(nonce + _cipher(key).encrypt(nonce, secret.encode(), person.encode())).decode()


def _open(sealed: str, person: str, key: str) -> str:
    """The secret; the seal names the person, so that nobody's row works for anybody else."""
    try:
        raw = urlsafe_b64decode(sealed.encode())
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], person.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise WrongCode from error
