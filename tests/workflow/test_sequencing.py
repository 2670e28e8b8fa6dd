"""Entries get their places after they were committed, each once, and what has a place is signed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

from records.database import connect
from tests.records.given import NOW
from tests.support.database import Database
from tests.workflow.chains import entry
from tests.workflow.trees import plain
from workflow import sequencing, tree
from workflow.checkpoint import Signer, opened
from workflow.history import Entry
from workflow.proof_tables import places, unplaced
from workflow.tables import entries
from workflow.writing import entry_row

OURS = Signer("connect.example/history", bytes(range(32)))
NEXT = Signer("connect.example/history", bytes(range(1, 33)))


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """An empty database, once of each kind."""
    made = connect(database.url)
    yield made
    made.dispose()


def written(connection: Connection, count: int, ref: str = "REQ-2017-0001") -> list[Entry]:
    """So many more entries of a stream."""
    first = connection.execute(select(func.count()).where(entries.c.ref == ref)).scalar_one() + 1
    made = [replace(entry(ref=ref), seq=seq) for seq in range(first, first + count)]
    connection.execute(insert(entries), [entry_row(one) for one in made])
    return made


def test_in_order(engine: Engine) -> None:
    """Entries get the next places in the order in which they were written, and wait no more."""
    with engine.begin() as connection:
        written(connection, 2)
        written(connection, 1, "REQ-2017-0002")
        written(connection, 1)
    with engine.begin() as connection:
        assert sequencing.place(connection) == 4
        rows = connection.execute(select(places).order_by(places.c.place)).all()
        assert connection.execute(select(func.count()).select_from(unplaced)).scalar_one() == 0
    assert [(row.place, row.ref, row.seq) for row in rows] == [
        (0, "REQ-2017-0001", 1),
        (1, "REQ-2017-0001", 2),
        (2, "REQ-2017-0002", 1),
        (3, "REQ-2017-0001", 3),
    ]


def test_a_few_at_once(engine: Engine) -> None:
    """What does not fit into one transaction is left for the next."""
    with engine.begin() as connection:
        written(connection, 5)
    counts = []
    for _ in range(4):
        with engine.begin() as connection:
            counts.append(sequencing.place(connection, most=2))
    assert counts == [2, 2, 1, 0]


def test_rolled_back(engine: Engine) -> None:
    """An act that was taken back by the database waits for no place."""
    with engine.connect() as connection:
        written(connection, 1)
        connection.rollback()
    with engine.begin() as connection:
        assert sequencing.place(connection) == 0


def test_signed(engine: Engine) -> None:
    """A checkpoint says how many entries have a place, and the root that their bytes give; nothing new, no checkpoint."""
    with engine.begin() as connection:
        made = written(connection, 300)
        sequencing.place(connection)
        note = sequencing.checkpoint(connection, OURS.name, [OURS], NOW)
        again = sequencing.checkpoint(connection, OURS.name, [OURS], NOW)
    head = plain([one.body.encode() for one in made])
    checkpoint = opened(note or "", [OURS.key])
    assert (checkpoint.size, checkpoint.root, again) == (300, head, None)


def test_grows(engine: Engine) -> None:
    """Each checkpoint is shown to be the beginning of the next, and each entry to be in it, from what the tables keep."""
    roots = {}
    for _ in range(3):
        with engine.begin() as connection:
            written(connection, 150)
            sequencing.place(connection)
            note = sequencing.checkpoint(connection, OURS.name, [OURS], NOW) or ""
            checkpoint = opened(note, sequencing.keys(connection))
            roots[checkpoint.size] = checkpoint.root
    with engine.connect() as connection:
        kept = sequencing.Kept(connection)
        for old, size in ((150, 300), (300, 450)):
            path = tree.prove_consistency(old, size, kept)
            assert tree.check_consistency(old, size, path, roots[old], roots[size]) is None
        path = tree.prove_inclusion(260, 450, kept)
        assert tree.check_inclusion(kept(0, 260, 1)[0], 260, 450, path, roots[450]) is None


def test_another_key(engine: Engine) -> None:
    """The checkpoint at which a key follows another is signed by both, and both are known from then on."""
    with engine.begin() as connection:
        for signers in ([OURS], [OURS, NEXT], [NEXT]):
            written(connection, 1)
            sequencing.place(connection)
            note = sequencing.checkpoint(connection, OURS.name, signers, NOW) or ""
        assert [key.text for key in sequencing.keys(connection)] == [OURS.key.text, NEXT.key.text]
        assert opened(note, [NEXT.key]).size == 3


def test_two_at_once(postgres_url: str) -> None:
    """Two who give places at once give each entry one, without a gap."""
    engine = connect(postgres_url)
    with engine.begin() as connection:
        written(connection, 200)

    def all_of_it(_number: int) -> int:
        done = 0
        while True:
            with engine.begin() as connection:
                count = sequencing.place(connection, most=7)
            if not count:
                return done
            done += count

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(all_of_it, range(2))) == 200
    with engine.connect() as connection:
        given = connection.execute(select(places.c.place).order_by(places.c.place)).scalars().all()
    assert list(given) == list(range(200))
    engine.dispose()
