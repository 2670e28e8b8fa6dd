"""What a check of a whole history remembers without growing with it: roots of leaves in a file, sums of links, texts."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import IO, Any

from workflow import tree
from workflow.replay import Pair

HASH_BYTES = 32
NOTHING = bytes(HASH_BYTES)
AT_ONCE = 1_000  # leaves in memory
SHARED = 1 << 256


class Leaves:
    """The hashes of leaves by place, in a file; a place that has none yet is empty."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._number, self._size, self.many = file.fileno(), size, 0
        file.truncate(size * HASH_BYTES)

    def put(self, place: int, leaf: bytes) -> bool:
        """Whether that place was there and free."""
        if not 0 <= place < self._size:
            return False
        at = place * HASH_BYTES
        if os.pread(self._number, HASH_BYTES, at) != NOTHING:
            return False
        os.pwrite(self._number, leaf, at)
        self.many += 1
        return True

    def read(self, first: int, end: int) -> Iterator[bytes]:
        """The hashes from one place up to another."""
        for begin in range(first, end, AT_ONCE):
            some = os.pread(self._number, min(AT_ONCE, end - begin) * HASH_BYTES, begin * HASH_BYTES)
            yield from (some[at : at + HASH_BYTES] for at in range(0, len(some), HASH_BYTES))


class Roots:
    """The roots of the first so many leaves, asked for by rising numbers: one pass for all of them."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves, self._size = leaves, 0
        self._full: list[tuple[int, bytes]] = []  # height and hash of full subtrees, the higher ones first

    def at(self, size: int) -> bytes:
        """The root of the first `size`."""
        for leaf in self._leaves.read(self._size, size):
            height, digest = 0, leaf
            while self._full and self._full[-1][0] == height:
                height, digest = height + 1, tree.node_hash(self._full.pop()[1], digest)
            self._full.append((height, digest))
        self._size = max(self._size, size)
        hashes = [digest for _, digest in self._full]
        root = hashes.pop() if hashes else tree.EMPTY
        while hashes:
            root = tree.node_hash(hashes.pop(), root)
        return root


class Links:
    """Live links as a sum of hashes, so that those of the entries and those of the table are compared whole."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, pair: Pair, times: int) -> None:
        """One more (1) or one less (-1) of a link."""
        self._sum = (self._sum + times * int.from_bytes(sha256(" ".join(pair).encode()).digest())) % SHARED

    @property
    def even(self) -> bool:
        """Whether as many were taken as were added, of each."""
        return self._sum == 0


class Commitments:
    """What entries say of texts, in a temporary database on disk."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE said (id TEXT PRIMARY KEY, commitment TEXT NOT NULL) WITHOUT ROWID")

    def tell(self, value: Any) -> str | None:
        """Remember every text that a value names; the id of one that had another commitment before."""
        match value:
            case {"text": str(ident), "commitment": str(digest)}:
                self._database.execute("INSERT OR IGNORE INTO said VALUES (?, ?)", (ident, digest))
                return None if self.of(ident) == digest else ident
            case Mapping():
                return next(filter(None, map(self.tell, value.values())), None)
            case list() | tuple():
                return next(filter(None, map(self.tell, value)), None)
        return None

    def of(self, ident: str) -> str | None:
        """The commitment of a text; None if no entry names it."""
        row = self._database.execute("SELECT commitment FROM said WHERE id = ?", (ident,)).fetchone()
        return row[0] if row else None
