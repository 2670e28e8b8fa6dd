"""Two who invite the same person at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from records import accounts
from records.database import connect
from records.errors import EmailTaken
from tests.records import given
from tests.support.database import Database

TOGETHER = 4


def test_at_once(database: Database) -> None:
    """One account is made; the others are told whose the address is."""
    engine = connect(database.url)
    barrier = Barrier(TOGETHER)

    def create(_: int) -> str:
        barrier.wait()
        try:
            with engine.begin() as connection:
                by: dict[str, Any] = {"actor": "SYS", "now": given.NOW, "via": "test"}
                return accounts.create(connection, email="same@connect.example", name="Same", **by)
        except EmailTaken as error:
            return f"taken by {error.facts['person']}"

    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = sorted(pool.map(create, range(TOGETHER)))
    engine.dispose()
    assert answers == ["PER-0001", *["taken by PER-0001"] * (TOGETHER - 1)]
