"""Answers that somebody has begun and not sent."""

from datetime import UTC, datetime, timedelta

import pytest

from records import drafts
from records.drafts import MOST, DraftTooLong
from tests.support.database import Database
from tests.support.programme import Programme

NOW = datetime(2018, 6, 22, 9, tzinfo=UTC)


def test_kept_and_forgotten(database: Database) -> None:
    """A draft is kept in the place of the one before it, for one person and questionnaire, until it is forgotten."""
    programme = Programme(database.url)
    ref, (one, other) = programme.request(), (programme.people["north"], programme.people["city"])
    with programme.database.begin() as connection:
        drafts.keep(
            connection, ref, "evaluation", one, [("use", "soon"), ("prefilled", "a"), ("prefilled", "b")], now=NOW
        )
        drafts.keep(connection, ref, "evaluation", other, [("use", "not")], now=NOW)
        later = NOW + timedelta(days=1)
        drafts.keep(connection, ref, "evaluation", one, [("use", "é “now”"), ("x", "")], now=later)
        kept = drafts.find(connection, ref, "evaluation", one)
        assert kept == drafts.Kept([("use", "é “now”"), ("x", "")], later)
        assert drafts.find(connection, ref, "baseline", one) is None
        drafts.forget(connection, ref, "evaluation", one)
        assert drafts.find(connection, ref, "evaluation", one) is None
        assert drafts.find(connection, ref, "evaluation", other) is not None
    programme.close()


def test_too_long(sqlite_url: str) -> None:
    """A draft longer than any answer could be is not kept."""
    programme = Programme(sqlite_url)
    ref = programme.request()
    with programme.database.begin() as connection, pytest.raises(DraftTooLong):
        drafts.keep(connection, ref, "evaluation", programme.people["north"], [("use", "x" * MOST)], now=NOW)
    programme.close()
