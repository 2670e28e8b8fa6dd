"""A Merkle tree over all entries, as in RFC 9162 (Certificate Transparency 2.0), section 2.1. Pure.

A leaf is the canonical JSON of one entry (`history.py`), in the place that the sequencer gave it; the first place is 0.

    hash of a leaf   SHA-256(0x00, the leaf's bytes)
    hash of a node   SHA-256(0x01, hash of the left half, hash of the right half)

The left half of n leaves holds the largest power of two smaller than n. So a full subtree never changes once its leaves
are there, and only full subtrees of LEVEL, 2 × LEVEL … need be kept beside the leaves: a proof in a tree of a million
leaves reads a few hundred hashes. `prove` and `check` come in pairs and share nothing but the two hashes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

LEVEL = 8  # full subtrees of 2⁸, 2¹⁶, 2²⁴ … leaves are kept
EMPTY = sha256(b"").digest()

# Hashes that are kept: (level, first, count) → so many full subtrees of 2^level leaves from `first`; level 0 are leaves.
Kept = Callable[[int, int, int], Sequence[bytes]]


@dataclass(frozen=True)
class Wrong:
    """Why a proof proves nothing."""

    why: str


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two halves."""
    return sha256(b"\x01" + left + right).digest()


# --- prove --------------------------------------------------------------------------------------------------------------


def root(size: int, kept: Kept) -> bytes:
    """The root of the first `size` leaves."""
    return _span(0, size, kept) if size else EMPTY


def prove_inclusion(place: int, size: int, kept: Kept) -> list[bytes]:
    """The hashes that lead from the leaf at `place` to the root of the first `size`, from the leaf up.

    ValueError if there is no such leaf.
    """
    if not 0 <= place < size:
        raise ValueError(f"There is no leaf {place} among {size}.")
    first, last, path = 0, size, []
    while last - first > 1:
        middle = first + _left(last - first)
        if place < middle:
            path.append(_span(middle, last, kept))
            last = middle
        else:
            path.append(_span(first, middle, kept))
            first = middle
    return path[::-1]


def prove_consistency(old: int, size: int, kept: Kept) -> list[bytes]:
    """The hashes that show that the first `old` of `size` leaves are what they were; ValueError if `old` is larger."""
    if not 0 <= old <= size:
        raise ValueError(f"{size} leaves hold no {old}.")
    return [] if old in (0, size) else list(_old_in(0, old, size, kept, whole=True))[::-1]


def _old_in(first: int, old: int, last: int, kept: Kept, *, whole: bool) -> Iterator[bytes]:
    """From the root down; `whole` while the old tree's own root is what was reached."""
    while old != last:
        middle = first + _left(last - first)
        if old <= middle:
            yield _span(middle, last, kept)
            last = middle
        else:
            yield _span(first, middle, kept)
            first, whole = middle, False
    if not whole:
        yield _span(first, old, kept)


def grown(size: int, new: Sequence[bytes], kept: Kept) -> list[tuple[int, int, bytes]]:
    """What is to be kept when leaves are added to `size`: (level, number, hash) of each subtree that became full.

    `kept` knows the new leaves already; subtrees found here are used for those above them.
    """
    made: dict[tuple[int, int], bytes] = {}

    def known(level: int, first: int, count: int) -> list[bytes]:
        return [made.get((level, number)) or kept(level, number, 1)[0] for number in range(first, first + count)]

    level = LEVEL
    while (size + len(new)) >> level:
        for number in range(size >> level, (size + len(new)) >> level):
            read = kept if level == LEVEL else known
            made[level, number] = _pyramid(read(level - LEVEL, number << LEVEL, 1 << LEVEL))
        level += LEVEL
    return [(level, number, digest) for (level, number), digest in made.items()]


def _left(size: int) -> int:
    """The largest power of two smaller than `size`, which is at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def _span(first: int, last: int, kept: Kept) -> bytes:
    """The hash of the leaves from `first` up to `last`, which begin where a subtree does."""
    parts = []
    while first < last:
        height = (last - first).bit_length() - 1
        parts.append(_full(height, first >> height, kept))
        first += 1 << height
    digest = parts.pop()
    while parts:
        digest = node_hash(parts.pop(), digest)
    return digest


def _full(height: int, number: int, kept: Kept) -> bytes:
    """The hash of a full subtree of 2^height leaves, of those kept just below it."""
    below = height - height % LEVEL
    return _pyramid(kept(below, number << (height - below), 1 << (height - below)))


def _pyramid(row: Sequence[bytes]) -> bytes:
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


# --- check --------------------------------------------------------------------------------------------------------------


def check_inclusion(leaf: bytes, place: int, size: int, path: Sequence[bytes], head: bytes) -> Wrong | None:
    """Whether a leaf's hash is at `place` of the `size` leaves whose root is `head` (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return Wrong(f"there is no leaf {place} among {size}")
    right = [*sides(place, size)]
    if len(path) != len(right):
        return Wrong(f"the proof is too {'long' if len(path) > len(right) else 'short'}")
    digest = leaf
    for other, is_right in zip(path, right, strict=True):
        digest = node_hash(other, digest) if is_right else node_hash(digest, other)
    return None if digest == head else Wrong("it leads to another root")


def sides(place: int, size: int) -> Iterator[bool]:
    """For each hash of a proof of inclusion, from the leaf up, whether what is proved lies right of it (RFC 9162, 2.1.3.2)."""
    at, last = place, size - 1
    while last:
        right = bool(at & 1) or at == last
        yield right
        while right and not at & 1 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1


def check_consistency(old: int, size: int, path: Sequence[bytes], was: bytes, head: bytes) -> Wrong | None:
    """Whether the `old` leaves with the root `was` are the first of the `size` with the root `head` (2.1.4.2)."""
    if not 0 <= old <= size:
        return Wrong(f"{size} leaves hold no {old}")
    if old in (0, size):
        same = not path and (was == EMPTY if old == 0 else was == head)
        return None if same else Wrong("the roots differ")
    hashes = [was, *path] if not old & (old - 1) else list(path)
    if not hashes:
        return Wrong("the proof is too short")
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return Wrong("the proof is too long")
        if at & 1 or at == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, other)
        at, last = at >> 1, last >> 1
    if last:
        return Wrong("the proof is too short")
    if before != was:
        return Wrong("it leads to another old root")
    return None if after == head else Wrong("it leads to another new root")
