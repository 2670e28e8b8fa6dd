"""Checkpoints: a published note is made and read byte by byte, and whatever does not hold is refused in a sentence."""

from base64 import b64decode

import pytest

from workflow.checkpoint import Key, NotACheckpoint, NotAKey, Signer, opened, read_key, sign, stated
from workflow.tree import EMPTY

# The example of the Go module golang.org/x/mod/sumdb/note.
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

OURS = Signer("connect.example/history", bytes(range(32)))
NEXT = Signer("connect.example/history", bytes(range(1, 33)))
ROOT = bytes(range(32))


def test_published_key() -> None:
    """The key of the example is read, and written down as it was."""
    assert read_key(VERIFIER).text == VERIFIER == Signer("PeterNeumann", PRIVATE).key.text


def test_published_signature() -> None:
    """The line under the example's text is the one that Go makes."""
    assert Signer("PeterNeumann", PRIVATE).line(TEXT) == SIGNATURE


def test_opened() -> None:
    """A checkpoint is read as it was signed."""
    checkpoint = opened(sign("connect.example/history", 20_852, ROOT, [OURS]), [OURS.key])
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("connect.example/history", 20_852, ROOT)


def test_rotation() -> None:
    """Signed by a key and the one that follows it, a checkpoint is read by who knows either."""
    note = sign("connect.example/history", 3, ROOT, [OURS, NEXT])
    assert opened(note, [OURS.key]).keys == (OURS.key,)
    assert opened(note, [NEXT.key]).keys == (NEXT.key,)
    assert opened(note, [OURS.key, NEXT.key]).keys == (OURS.key, NEXT.key)


def test_nothing_yet() -> None:
    """A history without entries has a checkpoint too."""
    assert opened(sign("a", 0, EMPTY, [Signer("a", PRIVATE)]), [Signer("a", PRIVATE).key]).size == 0


NOTE = sign("connect.example/history", 7, ROOT, [OURS])


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (NOTE.replace("\n7\n", "\n8\n"), "does not fit"),
        (NOTE.replace("connect.example/history\n7", "connect.example\n7"), "does not fit"),
        (sign("connect.example/history", 7, ROOT, [NEXT]), "no known key"),
        (NOTE.rpartition("\n\n")[0], "no empty line"),
        (NOTE + "more", "no empty line"),
        (NOTE.replace("— ", "- "), "no signature"),
        (NOTE[:-10] + "!!!\n", "not base64"),
        (NOTE + "x" * 100_000, "longer than"),
        ("a\n07\nAA==\n\n" + OURS.line("a\n07\nAA==\n"), "size is '07'"),
        (NOTE.rpartition("\n\n")[0] + "\n\n— name AAA=\n", "too short"),
        ("a\n7\nAA==\n\n" + OURS.line("a\n7\nAA==\n"), "not 32 bytes"),
        ("a\n7\n\n" + OURS.line("a\n7\n"), "no origin"),
        ("a\n7\n!\n\n" + OURS.line("a\n7\n!\n"), "root is not base64"),
    ],
)
def test_refused(note: str, why: str) -> None:
    """What is changed, cut, signed by somebody else or no checkpoint at all is refused, and the sentence says why."""
    with pytest.raises(NotACheckpoint) as refused:
        opened(note, [OURS.key])
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("PeterNeumann", "a name, a hash and a key"),
        (VERIFIER.replace("c74f20a3", "c74f20a4"), "its hash is c74f20a3"),
        (VERIFIER.replace("+AR", "+!R"), "not base64"),
        (VERIFIER.replace("+AR", "+BR"), "not of Ed25519"),
        ("a+00000000+AQ==", "0 bytes"),
        (VERIFIER.replace("Peter", "Peter "), "space"),
    ],
)
def test_no_key(text: str, why: str) -> None:
    """What is no key is refused, and the sentence says why."""
    with pytest.raises(NotAKey) as refused:
        read_key(text)
    assert why in str(refused.value)


def test_no_signature_at_all() -> None:
    """A text says what it says, signed or not; only `opened` makes it a checkpoint."""
    assert stated("a\n7\n" + NOTE.split("\n")[2] + "\nanother line\n") == ("a", 7, ROOT)


def test_name_that_fits_no_note() -> None:
    """A key whose name would end a line early cannot be made."""
    with pytest.raises(NotAKey):
        Key("a b", ROOT)
