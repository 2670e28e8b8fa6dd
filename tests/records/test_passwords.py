"""Which passwords will do: none that thieves try first, none made of names that everybody knows."""

import pytest

from records import passwords
from records.errors import PasswordTooLong, PasswordTooShort

ABOUT = ("Amélie Dupré", "a.dupre@moroto.example", "Moroto District")


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("eleven char", PasswordTooShort),
        ("x" * 201, PasswordTooLong),
        ("password1234", passwords.PasswordKnown),
        ("PasswordPassword", passwords.PasswordKnown),
        ("123456789012", passwords.PasswordKnown),
        ("qwertyuiop123", passwords.PasswordKnown),
        ("iloveyou1234", passwords.PasswordKnown),
        ("connectconnect", passwords.PasswordOfNames),
        ("Password2024!", passwords.PasswordOfNames),
        ("Amelie Dupré 1977", passwords.PasswordOfNames),
        ("moroto-district-1", passwords.PasswordOfNames),
        ("aababcabcdabcd", passwords.PasswordOfNames),
    ],
)
def test_refused(password: str, error: type[Exception]) -> None:
    """What is short, long, common, or made of names is refused."""
    with pytest.raises(error):
        passwords.require(password, about=ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "three words and more",
        "correct horse battery",
        "583920174655",
        "¡ñandú cruza ríos!",
        "密码不应该这么简单的呀对不对",
        "moroto lies beyond the hill",
        "u" * 6 + "vwxyz" * 12,
    ],
)
def test_taken(password: str) -> None:
    """Any letters of any writing will do, and no kind of letter is demanded; sixty-four and more are welcome."""
    passwords.require(password, about=ABOUT)


def test_list_is_long() -> None:
    """The list has common passwords of the length that is asked for, as they are and in capitals."""
    known = ("1q2w3e4r5t6y", "abcdefghijkl", "password12345", "administrator", "unbelievable", "manchesterunited")
    for password in (*known, *(one.upper() for one in known)):
        with pytest.raises((passwords.PasswordKnown, passwords.PasswordOfNames)):
            passwords.require(password)


def test_as_typed() -> None:
    """A password is compared as it was typed: no letter is cut off or made small."""
    kept = passwords.hashed("Three Words And More")
    assert passwords.fits("Three Words And More", kept)
    assert not passwords.fits("three words and more", kept)
    assert not passwords.fits("Three Words And More ", kept)
