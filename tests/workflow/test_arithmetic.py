"""A proof that is worked out step by step, and again by programs that are not ours."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.workflow.chains import created
from tests.workflow.test_sequencing import OURS
from workflow import arithmetic, tree
from workflow.checkpoint import read_key, sign

SIZES = [(1, 0), (2, 1), (3, 2), (5, 4), (6, 4), (7, 3), (8, 7), (300, 256), (300, 299)]


def leaves(size: int) -> tuple[list[bytes], tree.Kept]:
    """Hashes of so many leaves, and how the tree asks for them and for what is above them."""
    made = [tree.leaf_hash(str(number).encode()) for number in range(size)]

    def kept(level: int, first: int, count: int) -> list[bytes]:
        if level == 0:
            return made[first : first + count]
        below = kept(level - 1, 2 * first, 2 * count)
        return [tree.node_hash(*below[number : number + 2]) for number in range(0, len(below), 2)]

    return made, kept


@pytest.mark.parametrize(("size", "place"), SIZES)
def test_steps(size: int, place: int) -> None:
    """The steps lead from a leaf to the root, each from the hash of the one before."""
    made, kept = leaves(size)
    found = list(arithmetic.steps(made[place], place, size, tree.prove_inclusion(place, size, kept)))
    before = made[place]
    for one in found:
        assert before == getattr(one, one.ours)
        assert one.hash == tree.node_hash(one.left, one.right)
        before = one.hash
    assert before == tree.root(size, kept)


def test_too_long() -> None:
    """A path that goes on beyond the root is followed no further."""
    made, _kept = leaves(1)
    assert list(arithmetic.steps(made[0], 0, 1, made)) == []


def told(folder: Path, commands: list[str]) -> list[str]:
    """What a shell prints in a folder."""
    done = subprocess.run(
        ["sh", "-e"], input="\n".join(commands), cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_by_hand(tmp_path: Path) -> None:
    """A shell that runs the commands prints what stands below each, down to the root."""
    body = created().body
    made, kept = leaves(11)
    made[6] = tree.leaf_hash(body.encode())
    found = list(arithmetic.steps(made[6], 6, 11, tree.prove_inclusion(6, 11, kept)))
    (tmp_path / "entry.json").write_text(body, "utf-8")
    commands = list(arithmetic.commands(created().hash, made[6], found))
    said = [line.removeprefix("# ") for line in commands if line.startswith("# ")]
    assert [line.split()[0] for line in told(tmp_path, commands)] == said
    assert said[-2] == tree.root(11, kept).hex()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed.")
def test_signature(tmp_path: Path) -> None:
    """OpenSSL accepts the signature of the key that signed, and not that of a checkpoint that was changed."""
    note = sign(OURS.name, 11, bytes(32), [OURS])
    (tmp_path / "checkpoint.txt").write_text(note, "utf-8")
    commands = list(arithmetic.signature_commands(note, OURS.key))
    assert told(tmp_path, commands) == ["Signature Verified Successfully"]
    (tmp_path / "checkpoint.txt").write_text(note.replace("\n11\n", "\n12\n"), "utf-8")
    assert "Signature Verification Failure" in told(tmp_path, [*commands[:-1], f"{commands[-1]} || true"])[0]


def test_signed_by() -> None:
    """Only a key that signed is named; a note that was changed is nobody's."""
    note = sign(OURS.name, 11, bytes(32), [OURS])
    other = read_key(OURS.key.text)
    assert arithmetic.signed_by(note, [other]) == (OURS.key,)
    assert arithmetic.signed_by(note.replace("\n11\n", "\n12\n"), [OURS.key]) == ()
