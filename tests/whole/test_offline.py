"""The program for auditors, which shares no code with us, finds what is wrong with an export and accuses nothing true."""

import ast
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.damage import damaged
from tests.support.offline import PROGRAM, program
from tests.workflow.test_verify import exported, played, signed

CHANGED = 200
# RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture(scope="module")
def offline() -> ModuleType:
    """The program."""
    return program()


def test_alone() -> None:
    """It imports nothing but the standard library."""
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures(offline: ModuleType, public: str, message: str, signature: str) -> None:
    """It takes the published signatures, and none of another message."""
    key, text, signed_as = map(bytes.fromhex, (public, message, signature))
    assert offline.ed25519(key, text, signed_as)
    assert not offline.ed25519(key, text + b"!", signed_as)


def test_finds(offline: ModuleType, tmp_path: Path) -> None:
    """Of single changes each is found, of true histories none is accused, and a cut tail is told by what was kept."""
    desk = played(tmp_path)
    signed(desk)
    lines, shorter, passed = exported(desk), exported(desk), []
    for seed in range(CHANGED):
        name, changed = damaged(seed, lines)
        try:
            offline.verify(line + "\n" for line in changed)
        except offline.Untrue:
            continue
        passed.append((seed, name))
    assert passed == []
    desk.wish()
    kept = signed(desk)
    assert offline.verify((line + "\n" for line in exported(desk)), [kept])
    with pytest.raises(offline.Untrue, match=r"whether a known key|entries"):
        offline.verify((line + "\n" for line in shorter), [kept])
