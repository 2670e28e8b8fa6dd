"""Two who store the same content at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine

from records import documents
from records.database import connect
from tests.support.database import Database


def test_at_once(database: Database) -> None:
    """Both are given the same document, whoever was first."""
    engine = connect(database.url)
    barrier = Barrier(4)

    def store(_: int) -> str:
        barrier.wait()
        return stored(engine)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(store, range(4)))) == 1
    engine.dispose()


def stored(engine: Engine) -> str:
    """The id of one document, in a transaction of its own."""
    with engine.begin() as connection:
        return documents.store(connection, b"%PDF-1.7 the same", "cv.pdf", person=None)
