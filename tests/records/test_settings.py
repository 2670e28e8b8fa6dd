"""Settings and vocabulary: what the office decides, and what codes are called."""

from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from records import errors, settings, vocabulary
from records.tables import Setting
from records.topics import BUILT_IN
from tests.records import given
from workflow import streams

BY: dict[str, Any] = {"actor": "PER-0001", "now": given.NOW, "via": "web"}


def test_change(connection: Connection) -> None:
    """A decision is a row and an entry; the default again is no row, and an entry too."""
    for zone in ("Europe/Paris", "Europe/Rome", "Europe/Rome", "Europe/Amsterdam"):
        settings.change(connection, "office_zone", zone, **BY)
        assert settings.every(connection)["office_zone"] == zone
    assert connection.scalar(select(func.count()).select_from(Setting)) == 0
    told = [entry.changes for entry in streams.entries_of(connection, "SYS")]
    assert told == [{"facts": {"office_zone": f"Europe/{city}"}} for city in ("Paris", "Rome", "Amsterdam")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("office_zone", "Amsterdam"),
        ("office_country", "EU"),
        ("office_language", "nederlands"),
        ("grace_minutes", -1),
        ("grace_minutes", 61),
        ("grace_minutes", True),
        ("committee_quorum", 0),
        ("committee_quorum", True),
        ("committee_quorum", "3"),
        ("partner_countries_added", "GB"),
        ("partner_countries_added", ["England"]),
    ],
)
def test_refuses(connection: Connection, name: str, value: Any) -> None:
    """A value that does not fit is told with what the setting means."""
    with pytest.raises(errors.BadSetting, match=name):
        settings.change(connection, name, value, **BY)
    assert settings.every(connection) == settings.DEFAULTS


def test_unknown(connection: Connection) -> None:
    """A setting that there is not is told with those that there are."""
    with pytest.raises(errors.UnknownSetting, match="committee_quorum"):
        settings.change(connection, "colour", "blue", **BY)


def test_every_default_fits() -> None:
    """Each setting takes its own default, and says what it means."""
    for setting in settings.ALL.values():
        assert setting.fits(setting.default)
        assert setting.meaning.endswith(".")


def test_countries() -> None:
    """Countries have names in the reader's language, in its alphabet; unions and pseudo-codes are none."""
    assert vocabulary.countries("fr")["CI"] == "Côte d’Ivoire"
    assert "??" not in vocabulary.countries("en")
    assert list(vocabulary.countries("en").values())[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert not any(map(vocabulary.is_country, ("EU", "UN", "ZZ", "150", "england")))


def test_codes() -> None:
    """Codes are what columns hold: short, lower-case ASCII."""
    kinds = (vocabulary.ORGANISATION_KINDS, vocabulary.ROLES, vocabulary.INTEREST_KINDS, BUILT_IN)
    for codes in (*kinds, vocabulary.LANGUAGES):
        assert all(code == code.lower() and code.isascii() and len(code) <= 40 for code in codes)
