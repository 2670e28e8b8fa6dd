"""What is filed without an account, on both databases: found by handle, and governments by name."""

from typing import Any

import pytest
from sqlalchemy import Connection

from records import filings, newcomers
from records.filing_links import NoFiling
from tests.records import given

BY: dict[str, Any] = {"language": "fr", "actor": "SYS", "now": given.NOW, "via": "test"}


def draft(connection: Connection, email: str | None = "awa@town.example") -> str:
    """A draft of a request."""
    handle = filings.begin(connection, "request", None, now=given.NOW)
    who = {"email": email, "name": "Awa", "language": "fr"}
    filings.keep(connection, handle, [("challenge", "Déchets")], ["DOC-0001"], **who, now=given.NOW)  # type: ignore[arg-type]
    return handle


def test_kept(connection: Connection) -> None:
    """A draft is kept as it was written, and forgotten when nobody goes on with it."""
    handle = draft(connection)
    kept = filings.get(connection, handle, now=given.NOW, lock=True)
    assert (kept.pairs, kept.documents, kept.email) == ([("challenge", "Déchets")], ("DOC-0001",), "awa@town.example")
    with pytest.raises(NoFiling):
        filings.get(connection, handle, now=kept.forgotten_at.replace(year=kept.forgotten_at.year + 1))
    filings.begin(connection, "request", None, now=kept.forgotten_at.replace(year=kept.forgotten_at.year + 1))
    with pytest.raises(NoFiling):
        filings.get(connection, handle, now=given.NOW)


def test_who_is_reached(connection: Connection) -> None:
    """A letter to a filing reaches the address that was given; one without an address reaches nobody."""
    (one,) = filings.reached(connection, f"filing:{draft(connection)}", None)
    assert (one.email, one.name) == ("awa@town.example", "Awa")
    assert filings.reached(connection, f"filing:{draft(connection, None)}", None) == []


def test_a_government_by_name(connection: Connection) -> None:
    """A government is found whatever its capitals and accents; the one it was merged into stands for it."""
    new = newcomers.government(connection, "Ville  Éxemple", "BF", **BY)
    assert new.new
    assert newcomers.government(connection, "VILLE EXEMPLE", "BF", **BY).id == new.id
    assert newcomers.government(connection, "Ville Exemple", "SN", **BY).id != new.id
