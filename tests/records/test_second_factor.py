"""The second factor: codes of a telephone, each taken once, and recovery codes for when it is lost."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import Connection, select, text, update

from records import accounts, second_factor, sessions, settings
from records.tables import RecoveryCode, SecondFactor, core
from tests.records import given
from workflow import streams

KEY = "a secret key of a test"
NOW = given.NOW
BY: dict[str, Any] = {"now": NOW, "via": "web"}
FACTORS, CODES = core(SecondFactor), core(RecoveryCode)


@pytest.fixture
def connection(lite: Connection) -> Connection:
    """An open transaction; what the database makes of it is asked where somebody signs in."""
    return lite


@pytest.fixture
def person(connection: Connection) -> str:
    """A broker."""
    who = {"email": "broker@connect.example", "name": "A broker", "roles": ["broker"]}
    return accounts.create(connection, **who, actor="SYS", **BY)


def begun(connection: Connection, person: str) -> tuple[str, list[str]]:
    """A second factor that is set up: its secret, and the recovery codes."""
    offered = second_factor.offer(person, key=KEY)
    secret = second_factor.shown(offered, person, key=KEY)
    return secret, second_factor.begin(connection, person, offered, code(secret), key=KEY, actor=person, **BY)


def code(secret: str, seconds: int = 0) -> str:
    """What the telephone shows so many seconds from now."""
    return str(pyotp.TOTP(secret).at(NOW + timedelta(seconds=seconds)))


def accepts(connection: Connection, person: str, typed: str, seconds: int = 0) -> bool:
    """Whether a code is taken so many seconds from now."""
    return second_factor.accepts(connection, person, typed, key=KEY, now=NOW + timedelta(seconds=seconds), via="web")


def test_vectors(connection: Connection, person: str) -> None:
    """The codes are those of RFC 6238, appendix B, of which six digits are asked."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    sealed = second_factor._seal(secret, person, KEY)
    connection.execute(FACTORS.insert().values(person=person, secret=sealed, since=NOW, step=0))
    for at, eight in (
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
    ):
        now = datetime.fromtimestamp(at, UTC)
        assert second_factor.accepts(connection, person, eight[-6:], key=KEY, now=now, via="web"), at


def test_begin(connection: Connection, person: str) -> None:
    """It is set up by a code of it; ten recovery codes come with it, and whoever was signed in is signed out but for one."""
    kept, other = (sessions.begin(connection, person, browser=name, now=NOW) for name in ("kept", "other"))
    here = sessions.find(connection, kept, now=NOW)
    offered = second_factor.offer(person, key=KEY)
    typed = code(second_factor.shown(offered, person, key=KEY))
    codes = second_factor.begin(connection, person, offered, typed, key=KEY, but=[here.id], actor=person, **BY)
    assert len({*codes}) == second_factor.CODES
    assert second_factor.of(connection, person) == second_factor.Factor(NOW, second_factor.CODES)
    assert sessions.find(connection, kept, now=NOW)
    assert not sessions.find(connection, other, now=NOW)
    assert [one.trigger for one in streams.entries_of(connection, person)][-1] == "add_second_factor"


def test_begin_with_another_code(connection: Connection, person: str) -> None:
    """Without a code of it, nothing is set up."""
    offered = second_factor.offer(person, key=KEY)
    for typed in ("000000", "", "abc", "１２３４５６", "0" * 500):
        with pytest.raises(second_factor.WrongCode):
            second_factor.begin(connection, person, offered, typed, key=KEY, actor=person, **BY)
    assert second_factor.of(connection, person) is None


def test_offer_of_another(connection: Connection, person: str) -> None:
    """A secret that was offered to somebody else, or made up, is not set up."""
    for offered in (second_factor.offer("PER-9999", key=KEY), "made up", "", "é"):
        with pytest.raises(second_factor.WrongCode):
            second_factor.begin(connection, person, offered, "123456", key=KEY, actor=person, **BY)


def test_second_one(connection: Connection, person: str) -> None:
    """Nobody's second factor is replaced without a code of it."""
    begun(connection, person)
    with pytest.raises(second_factor.FactorThere):
        begun(connection, person)


def test_each_code_once(connection: Connection, person: str) -> None:
    """A code that was taken is not taken again, nor is one from before it; the next one is."""
    secret, _codes = begun(connection, person)
    assert not accepts(connection, person, code(secret))  # it set the factor up
    assert accepts(connection, person, code(secret, 30), 30)
    assert not accepts(connection, person, code(secret, 30), 30)
    assert not accepts(connection, person, code(secret), 30)
    assert accepts(connection, person, code(secret, 60), 60)


def test_clocks_differ(connection: Connection, person: str) -> None:
    """A telephone may be half a minute ahead or behind, and no more."""
    secret, _codes = begun(connection, person)
    for number, (off, taken) in enumerate([(-60, False), (-30, True), (0, True), (30, True), (60, False)], start=1):
        assert accepts(connection, person, code(secret, 600 * number + off), 600 * number) is taken, off


def test_recovery(connection: Connection, person: str) -> None:
    """A recovery code opens once, however it is typed; that it was used is an entry."""
    _secret, codes = begun(connection, person)
    assert accepts(connection, person, codes[3].lower().replace("-", " "))
    assert not accepts(connection, person, codes[3])
    assert second_factor.of(connection, person).codes_left == second_factor.CODES - 1
    assert [one.trigger for one in streams.entries_of(connection, person)].count("use_recovery_code") == 1


def test_recovery_of_another(connection: Connection, person: str) -> None:
    """The recovery codes of somebody else open nothing."""
    other = accounts.create(connection, email="o@connect.example", name="Other", actor="SYS", **BY)
    begun(connection, person)
    _secret, theirs = begun(connection, other)
    assert not accepts(connection, person, theirs[0])
    assert accepts(connection, other, theirs[0])


def test_new_codes(connection: Connection, person: str) -> None:
    """New recovery codes end the old ones."""
    _secret, old = begun(connection, person)
    new = second_factor.renew_codes(connection, person, actor=person, **BY)
    assert not accepts(connection, person, old[0])
    assert accepts(connection, person, new[0])


def test_removed(connection: Connection, person: str) -> None:
    """Once removed, no code opens anything, all sessions end, and the reason is kept with who removed it."""
    secret, codes = begun(connection, person)
    token = sessions.begin(connection, person, browser="b", now=NOW)
    second_factor.remove(connection, person, reason="They came to the office.", actor="PER-0009", **BY)
    assert not accepts(connection, person, codes[0])
    assert not accepts(connection, person, code(secret, 30), 30)
    assert not sessions.find(connection, token, now=NOW)
    entry = [*streams.entries_of(connection, person)][-1]
    assert (entry.trigger, entry.actor, entry.reason is not None) == ("remove_second_factor", "PER-0009", True)
    with pytest.raises(second_factor.NoFactor):
        second_factor.remove(connection, person, actor="PER-0009", **BY)


def test_kept_sealed(connection: Connection, person: str) -> None:
    """Neither the secret nor a recovery code is kept as it is, in any table or entry."""
    secret, codes = begun(connection, person)
    kept = str(connection.execute(select(FACTORS)).all()) + str(connection.execute(select(CODES)).all())
    kept += str(connection.execute(text("SELECT body FROM entries")).all())
    assert secret not in kept
    assert not [one for one in codes if one in kept or one.replace("-", "") in kept]


def test_sealed_for_one(connection: Connection, person: str) -> None:
    """A sealed secret moved to another person's row, or under another key, opens nothing."""
    secret, codes = begun(connection, person)
    other = accounts.create(connection, email="o@connect.example", name="Other", actor="SYS", **BY)
    connection.execute(update(FACTORS).values(person=other))
    assert not accepts(connection, other, code(secret, 30), 30)
    connection.execute(update(FACTORS).values(person=person))
    given_key = {"key": "another key", "now": NOW + timedelta(seconds=30), "via": "web"}
    assert not second_factor.accepts(connection, person, code(secret, 30), **given_key)
    assert second_factor.accepts(connection, person, codes[0], **given_key)  # what is kept of these needs no key


def test_owed(connection: Connection, person: str) -> None:
    """Who has a role that needs one owes it until there is one; a demonstration account never does."""
    by = {"actor": "SYS", **BY}
    demo = accounts.create(connection, email="d@connect.example", name="D", roles=["broker"], is_demo=True, **by)
    expert = accounts.create(connection, email="e@connect.example", name="E", roles=["expert"], **by)
    assert [second_factor.owed(connection, one) for one in (person, demo, expert)] == [True, False, False]
    begun(connection, person)
    settings.change(connection, "second_factor_roles", ["expert", "broker"], **by)
    assert [second_factor.owed(connection, one) for one in (person, demo, expert)] == [False, False, True]
