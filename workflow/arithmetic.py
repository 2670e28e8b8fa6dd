"""A proof worked out step by step, so that a person can do each step again with a program of their own. Pure.

`tree.check_inclusion` says whether a proof holds; this says what is hashed with what, and writes it down as commands for a
shell with GNU coreutils, and OpenSSL for the signature.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.checkpoint import DASH, HASH_BYTES, Key, NotACheckpoint, opened
from workflow.tree import node_hash, sides

ED25519_DER = "302A300506032B6570032100"  # what stands before the 32 bytes of a public key (RFC 8410)


@dataclass(frozen=True)
class Step:
    """Two hashes and that of both; `ours` says on which side the entry lies: left or right."""

    left: bytes
    right: bytes
    hash: bytes
    ours: str


def steps(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> Iterator[Step]:
    """From a leaf's hash up to the root of `size` leaves; a path that is too long ends."""
    digest = leaf
    for other, right in zip(path, sides(place, size), strict=False):
        both = (other, digest) if right else (digest, other)
        digest = node_hash(*both)
        yield Step(*both, digest, "right" if right else "left")


def commands(hash_: str, leaf: bytes, found: Sequence[Step]) -> Iterator[str]:
    """Lines for a shell that begin with `entry.json` and end with the root; each result stands below as a comment."""
    yield "sha256sum entry.json"
    yield f"# {hash_}"
    yield "{ printf '\\000'; cat entry.json; } | sha256sum"
    yield f"# {leaf.hex()}"
    yield 'node() { printf %s "01$1$2" | tr a-f A-F | basenc --base16 -d | sha256sum | cut -c1-64; }'
    for one in found:
        yield f"node {one.left.hex()} {one.right.hex()}"
        yield f"# {one.hash.hex()}"
    root = found[-1].hash if found else leaf
    yield f"printf %s {root.hex()} | tr a-f A-F | basenc --base16 -d | base64"
    yield f"# {b64encode(root).decode()}"


def signature_commands(note: str, key: Key) -> Iterator[str]:
    """Lines for a shell that begin with `checkpoint.txt` and check what one key signed."""
    public, signature = b64encode(key.public).decode(), b64encode(_signature(note, key)).decode()
    yield "sed '/^$/,$d' checkpoint.txt > signed.txt"
    yield f"{{ printf {ED25519_DER} | basenc --base16 -d; printf %s {public} | base64 -d; }} > key.der"
    yield f"printf %s {signature} | base64 -d > signature"
    yield "openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in signed.txt -sigfile signature"


def signed_by(note: str, keys: Sequence[Key]) -> tuple[Key, ...]:
    """Those of the keys that signed a note; none where it is no note of theirs."""
    try:
        return opened(note, keys).keys
    except NotACheckpoint:
        return ()


def _signature(note: str, key: Key) -> bytes:
    """The bytes with which a key signed a note that it did sign."""
    lines = (line.removeprefix(DASH).split(" ", 1) for line in note.split("\n") if line.startswith(DASH))
    raw = (b64decode(encoded) for name, encoded in lines if name == key.name)
    return next(one[HASH_BYTES:] for one in raw if one[:HASH_BYTES] == key.hash)
