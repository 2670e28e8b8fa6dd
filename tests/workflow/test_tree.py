"""The tree over all entries: published roots, proofs that hold, and every proof that was touched found out."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.trees import plain
from workflow import tree
from workflow.tree import check_consistency, check_inclusion, leaf_hash, prove_consistency, prove_inclusion

# Of the reference implementation of Certificate Transparency: the leaves of its tree of eight, and each smaller tree.
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tree.json").read_text(encoding="utf-8"))
MANY = 70_000  # more than 2¹⁶, so that subtrees of both kept heights are there


class Shelf:
    """Leaves, and what is kept of the tree over them, added in portions."""

    def __init__(self, leaves: Sequence[bytes], portion: int = 1_000) -> None:
        self.kept = {(0, number): leaf_hash(leaf) for number, leaf in enumerate(leaves)}
        for first in range(0, len(leaves), portion):
            new = [self.kept[0, number] for number in range(first, min(first + portion, len(leaves)))]
            self.kept.update({(level, number): one for level, number, one in tree.grown(first, new, self.read)})

    def read(self, level: int, first: int, count: int) -> list[bytes]:
        """As the database reads them."""
        return [self.kept[level, number] for number in range(first, first + count)]


@pytest.fixture(scope="module")
def many() -> Shelf:
    """A tree with subtrees of both kept heights."""
    return Shelf([str(number).encode() for number in range(MANY)])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["description"])
def test_published_roots(vector: dict[str, Any]) -> None:
    """The root is that of the reference implementation."""
    leaves = [bytes.fromhex(one) for one in vector["leaves"]]
    assert tree.root(len(leaves), Shelf(leaves).read).hex() == vector["root"]


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=40), st.data())
def test_inclusion(leaves: list[bytes], data: st.DataObject) -> None:
    """A leaf's proof leads to the root of every tree that holds it, and of no other leaf's hash, place or size."""
    size = data.draw(st.integers(1, len(leaves)))
    place = data.draw(st.integers(0, size - 1))
    kept = Shelf(leaves).read
    head, path = plain(leaves[:size]), prove_inclusion(place, size, kept)
    assert check_inclusion(leaf_hash(leaves[place]), place, size, path, head) is None
    assert check_inclusion(leaf_hash(b"another"), place, size, path, head)
    assert check_inclusion(leaf_hash(leaves[place]), place, size, [*path, head], head)
    assert check_inclusion(leaf_hash(leaves[place]), size, size, path, head)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=40), st.data())
def test_consistency(leaves: list[bytes], data: st.DataObject) -> None:
    """An older tree is shown to be the beginning of a newer one, and another root of either is not."""
    size = data.draw(st.integers(1, len(leaves)))
    old = data.draw(st.integers(0, size))
    kept = Shelf(leaves).read
    was, head, path = tree.root(old, kept), plain(leaves[:size]), prove_consistency(old, size, kept)
    assert check_consistency(old, size, path, was, head) is None
    assert check_consistency(old, size, path, leaf_hash(b"another"), head)
    assert check_consistency(old, size, [*path, head], was, head)
    if old:
        assert check_consistency(old, size, path, was, leaf_hash(b"another"))


@pytest.mark.parametrize("size", [255, 256, 257, 1_000, 65_535, 65_536, 65_537, MANY])
def test_kept_subtrees(many: Shelf, size: int) -> None:
    """What is kept of full subtrees gives the root that all leaves give."""
    assert tree.root(size, many.read) == plain([str(number).encode() for number in range(size)])


@pytest.mark.parametrize("place", [0, 255, 256, 65_535, 65_536, MANY - 1])
def test_inclusion_among_many(many: Shelf, place: int) -> None:
    """The proof of a leaf among many is as long as the tree is high, and reads some hundred hashes."""
    asked = []

    def read(level: int, first: int, count: int) -> list[bytes]:
        asked.append(count)
        return many.read(level, first, count)

    path = prove_inclusion(place, MANY, read)
    assert check_inclusion(many.kept[0, place], place, MANY, path, tree.root(MANY, many.read)) is None
    assert len(path) <= 17
    assert sum(asked) < 1_500


@pytest.mark.parametrize("old", [1, 256, 300, 65_536, 65_537])
def test_consistency_among_many(many: Shelf, old: int) -> None:
    """So is an older tree of another height shown to be the beginning."""
    path = prove_consistency(old, MANY, many.read)
    assert check_consistency(old, MANY, path, tree.root(old, many.read), tree.root(MANY, many.read)) is None


@pytest.mark.parametrize("portion", [1, 7, 256, 300])
def test_portions(portion: int) -> None:
    """However the leaves came, the same is kept."""
    leaves = [str(number).encode() for number in range(600)]
    assert Shelf(leaves, portion).kept == Shelf(leaves).kept


def test_no_such_leaf(many: Shelf) -> None:
    """What is not there cannot be proved."""
    with pytest.raises(ValueError, match="no leaf 3 among 3"):
        prove_inclusion(3, 3, many.read)
    with pytest.raises(ValueError, match="3 leaves hold no 4"):
        prove_consistency(4, 3, many.read)
