"""A checkpoint: a signed statement of how many entries the whole history had, and of their tree's root. Pure.

The text is a C2SP tlog-checkpoint, signed as a C2SP signed note with Ed25519, so that programs that are not ours read it:

    origin              the name of the history, which is the name of its keys
    size                how many entries it has, in decimal
    root                the root of their tree (`tree.py`), in base64
                        an empty line
    — NAME SIGNATURE    a line a signature: the key's name, and in base64 the key's hash (4 bytes) and the signature

A key is written down as NAME+HASH+KEY: its hash in hexadecimal; in base64 the byte 1 (Ed25519) and the public key.
Only `opened` makes a Checkpoint, of a note whose signature holds; whatever else is read is bare text.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workflow.errors import WorkflowError
from workflow.words import _

ED25519 = b"\x01"
DASH = "— "
ROOT_BYTES, HASH_BYTES = 32, 4
NOTE = re.compile(rf"^\S(?s:.*?)\n(?:{DASH}.*\n)+", re.MULTILINE)
QUOTED = re.compile("^> ?", re.MULTILINE)
LONGEST_NOTE = 100_000  # characters; a checkpoint has some hundred


class NotACheckpoint(WorkflowError):
    """Raised if a text is no checkpoint that one of the known keys signed."""

    message = _("This is not a signed checkpoint: {why}.")
    status = 422


class NotAKey(WorkflowError):
    """Raised if a text is no key, or its name could not stand in a note."""

    message = _("This is not a key for checkpoints: {why}.")
    status = 422


@dataclass(frozen=True)
class Key:
    """A public key with the name under which it signs. Raises NotAKey."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(letter.isspace() for letter in self.name):
            raise NotAKey(why="its name is empty, or has a space or a plus in it")
        if len(self.public) != ROOT_BYTES:
            raise NotAKey(why=f"it has {len(self.public)} bytes, not {ROOT_BYTES}")

    @property
    def hash(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:HASH_BYTES]

    @property
    def text(self) -> str:
        """How it is written down, for whoever checks."""
        return f"{self.name}+{self.hash.hex()}+{_base64(ED25519 + self.public)}"

    def signed(self, signature: bytes, text: str) -> bool:
        """Whether that is the signature of this key under a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key, 32 bytes, with its name."""

    name: str
    private: bytes

    @property
    def key(self) -> Key:
        """What others check with."""
        return Key(self.name, self._private.public_key().public_bytes_raw())

    def line(self, text: str) -> str:
        """The line of this signer under a text."""
        return f"{DASH}{self.name} {_base64(self.key.hash + self._private.sign(text.encode()))}\n"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)


@dataclass(frozen=True)
class Checkpoint:
    """What a history was at a moment; `keys` signed it."""

    origin: str
    size: int
    root: bytes
    keys: tuple[Key, ...]


def read_key(text: str) -> Key:
    """A key as it is written down. Raises NotAKey."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise NotAKey(why="it is not a name, a hash and a key with a plus between them")
    name, digest, encoded = parts
    try:
        raw = b64decode(encoded, validate=True)
    except NotBase64 as error:
        raise NotAKey(why="it is not base64") from error
    if raw[:1] != ED25519:
        raise NotAKey(why="it is not of Ed25519")
    key = Key(name, raw[1:])
    if key.hash.hex() != digest:
        raise NotAKey(why=f"its hash is {key.hash.hex()}, not {digest}")
    return key


def sign(origin: str, size: int, root: bytes, signers: Iterable[Signer]) -> str:
    """The note that says it; of several signers where a key is followed by another."""
    text = f"{origin}\n{size}\n{_base64(root)}\n"
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def opened(note: str, keys: Iterable[Key]) -> Checkpoint:
    """The checkpoint that one or more of the keys signed. Raises NotACheckpoint.

    As signed notes are read: signatures of keys that nobody knows do not matter, one of a known key that does not hold
    spoils the note.
    """
    text, signatures = _parted(note)
    known: Mapping[tuple[str, bytes], Key] = {(key.name, key.hash): key for key in keys}
    by: list[Key] = []
    for name, raw in signatures:
        key = known.get((name, raw[:HASH_BYTES]))
        if key is None or key in by:
            continue
        if not key.signed(raw[HASH_BYTES:], text):
            raise NotACheckpoint(why=f"the signature of {name} does not fit the text")
        by.append(key)
    if not by:
        raise NotACheckpoint(why="no known key signed it")
    origin, size, root = stated(text)
    return Checkpoint(origin, size, root, tuple(by))


def stated(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root that a text states, signed or not; further lines are left alone. Raises NotACheckpoint."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0]:
        raise NotACheckpoint(why="it has no origin, size and root")
    origin, size, encoded = lines[:3]
    if not (size.isascii() and size.isdecimal()) or size != str(int(size)):
        raise NotACheckpoint(why=f"its size is {size!r}")
    try:
        root = b64decode(encoded, validate=True)
    except NotBase64 as error:
        raise NotACheckpoint(why="its root is not base64") from error
    if len(root) != ROOT_BYTES or _base64(root) != encoded:
        raise NotACheckpoint(why=f"its root is not {ROOT_BYTES} bytes in base64")
    return origin, int(size), root


def notes_in(text: str) -> list[str]:
    """The notes of a file that holds one or several, one behind the other; what is no note is given too, to be refused.

    Lines may begin with the mark of a quotation, as in a letter.
    """
    text = QUOTED.sub("", text if text.endswith("\n") else f"{text}\n")
    notes = NOTE.findall(text)
    rest = NOTE.sub("", text).strip()
    return [*notes, rest] if rest or not notes else notes


def _parted(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text that is signed, and name and bytes of each signature."""
    if len(note) > LONGEST_NOTE:
        raise NotACheckpoint(why=f"it is longer than {LONGEST_NOTE} characters")
    text, blank, below = note.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise NotACheckpoint(why="there is no empty line between text and signatures")
    signatures = []
    for line in below[:-1].split("\n"):
        name, space, encoded = line.removeprefix(DASH).partition(" ")
        if not line.startswith(DASH) or not name or not space:
            raise NotACheckpoint(why="a line below the text is no signature")
        try:
            raw = b64decode(encoded, validate=True)
        except ValueError as error:
            raise NotACheckpoint(why="a signature is not base64") from error
        if len(raw) <= HASH_BYTES:
            raise NotACheckpoint(why="a signature is too short")
        signatures.append((name, raw))
    return text + "\n", signatures


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
