"""One entry is proved to be in what was signed, and what was signed to begin with what was signed before."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy import Engine

from records.database import connect
from tests.records.given import NOW
from tests.workflow.test_sequencing import OURS, written
from workflow import sequencing, tree
from workflow.checkpoint import opened
from workflow.proof import grown_from, proof_of

REF = "REQ-2017-0001"


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """A history of 300 entries that was signed, and again at 700."""
    made = connect(sqlite_url)
    for more in (300, 400):
        with made.begin() as connection:
            written(connection, more)
        sequencing.settle(made, OURS.name, [OURS], NOW)
    yield made
    made.dispose()


@pytest.mark.parametrize("seq", [1, 256, 257, 300, 512, 699, 700])
def test_proved(engine: Engine, seq: int) -> None:
    """The path leads from the entry's own text to the root that the note signs."""
    with engine.connect() as connection:
        proof = proof_of(connection, REF, seq)
    assert proof
    signed = opened(proof.note, proof.keys)
    assert (proof.place, proof.size, proof.root) == (seq - 1, signed.size, signed.root)
    assert proof.hash == sha256(proof.body.encode()).hexdigest()
    leaf = tree.leaf_hash(proof.body.encode())
    assert tree.check_inclusion(leaf, proof.place, proof.size, proof.path, signed.root) is None


def test_nothing_to_prove(engine: Engine) -> None:
    """Neither what does not exist nor what is not signed yet is proved."""
    with engine.begin() as connection:
        written(connection, 1)
        sequencing.place(connection)
        assert [proof_of(connection, REF, seq) for seq in (0, 701, 702)] == [None, None, None]


def test_grown(engine: Engine) -> None:
    """The newest checkpoint is shown to begin with the one before; what is larger than it is not."""
    with engine.connect() as connection:
        before = tree.root(300, sequencing.Kept(connection))
        head = opened(sequencing.newest(connection) or "", [OURS.key])
        assert tree.check_consistency(300, 700, grown_from(connection, 300), before, head.root) is None
        with pytest.raises(ValueError, match="hold no 701"):
            grown_from(connection, 701)
