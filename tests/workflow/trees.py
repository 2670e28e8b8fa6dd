"""The root of a tree without anything kept: what tests compare with."""

from collections.abc import Sequence

from workflow.tree import leaf_hash, node_hash


def plain(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 9162 defines it, word by word."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(plain(leaves[:half]), plain(leaves[half:]))
