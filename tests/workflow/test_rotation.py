"""A key follows another: both sign one checkpoint, an entry names both, and nobody else's key slips in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from records.database import connect, reading
from tests.support.club import NOW
from tests.support.damage import canonical
from tests.support.offline import program
from tests.workflow.test_sequencing import written
from tests.workflow.test_verify import ORIGIN, OTHER, OURS, Lines, exported, played, signed
from workflow import archive, rotation, sequencing, streams
from workflow.checkpoint import Signer, opened
from workflow.errors import WorkflowError
from workflow.verify import verify

THIRD = Signer(ORIGIN, bytes(range(2, 34)))


def followed(connection: Connection, old: Signer = OURS, new: Signer = OTHER) -> str:
    """A key follows another."""
    return rotation.rotate(connection, ORIGIN, old, new, now=NOW, via="test")


@pytest.fixture
def database(sqlite_url: str) -> Engine:
    """A history that nobody signed yet."""
    made = connect(sqlite_url)
    with made.begin() as connection:
        written(connection, 3)
    return made


def test_both_sign(database: Engine) -> None:
    """What was there is signed by the old key, the entry that names both keys by both, and what follows by the new one."""
    with database.begin() as connection:
        note = followed(connection)
        written(connection, 1)
    sequencing.settle(database, ORIGIN, [OTHER], NOW)
    with reading(database) as connection:
        keys, notes = sequencing.keys(connection), list(sequencing.notes_since(connection, 0))
        last = streams.last_of(connection, streams.SYSTEM)
    assert keys == [OURS.key, OTHER.key]
    assert [(one.size, one.keys) for one in (opened(each, keys) for each in notes)] == [
        (3, (OURS.key,)),
        (4, (OURS.key, OTHER.key)),
        (5, (OTHER.key,)),
    ]
    assert notes[1] == note
    assert last
    assert (last.trigger, last.changes) == ("change_key", {"facts": {"from": OURS.key.text, "to": OTHER.key.text}})


def test_nothing_signed(sqlite_url: str) -> None:
    """Where there is no entry, no key need be followed."""
    with connect(sqlite_url).begin() as connection, pytest.raises(rotation.NothingSigned):
        followed(connection)


@pytest.mark.parametrize("signers", [[OTHER], [OTHER, THIRD]])
def test_another_key(database: Engine, signers: list[Signer]) -> None:
    """A key that does not follow the one that signed is refused, the sentence says what to do, and nothing is signed."""
    sequencing.settle(database, ORIGIN, [OURS], NOW)
    with database.begin() as connection:
        written(connection, 1)
    with pytest.raises(sequencing.AnotherKey, match="rotate-key"):
        sequencing.settle(database, ORIGIN, signers, NOW)
    with reading(database) as connection:
        assert sequencing.newest_size(connection) == 3


def test_another_address(database: Engine) -> None:
    """A service that moves to another address keeps the name of its history, and its key."""
    sequencing.settle(database, ORIGIN, [OURS], NOW)
    with database.begin() as connection:
        written(connection, 1)
    moved = Signer("elsewhere.example/history", OURS.private)
    note = sequencing.settle(database, moved.name, [moved], NOW)
    with reading(database) as connection:
        assert sequencing.origin(connection, moved.name) == ORIGIN
    assert opened(note or "", [OURS.key]).origin == ORIGIN


@pytest.fixture(scope="module")
def rotated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lines, str]:
    """The export of a history whose key was followed twice, and a head that was kept before that."""
    desk = played(tmp_path_factory.mktemp("rotated"))
    kept = signed(desk)
    for old, new in ((OURS, OTHER), (OTHER, THIRD)):
        desk.wish()
        with desk.database.begin() as connection:
            followed(connection, old, new)
    desk.wish()
    signed(desk, THIRD)
    return exported(desk, THIRD), kept


Verify = Callable[[Lines, list[str]], object]


@pytest.fixture(params=["ours", "offline"])
def verifies(request: pytest.FixtureRequest) -> Verify:
    """Our verification, and that of the program for auditors."""
    if request.param == "ours":
        return verify
    return lambda lines, heads: program().verify([f"{line}\n" for line in lines], heads)


def refused(verifies: Verify, lines: Lines) -> str:
    """What either says of a file that does not hold."""
    with pytest.raises(Exception, match=r"\w") as error:
        verifies(lines, [])
    assert isinstance(error.value, WorkflowError) or type(error.value).__name__ == "Untrue"
    return str(error.value)


def resigned(lines: Lines, number: int, signers: list[Signer]) -> Lines:
    """A checkpoint is signed anew by others, and the file sealed anew by its key."""
    at = [place for place, line in enumerate(lines) if line.startswith('{"checkpoint"')][number]
    name, size, root = json.loads(lines[at])["checkpoint"].split("\n")[:3]
    text = f"{name}\n{size}\n{root}\n"
    changed = [*lines[:-1]]
    changed[at] = canonical({"checkpoint": text + "\n" + "".join(signer.line(text) for signer in signers)})
    return list(archive.sealed(changed, ORIGIN, THIRD))


def test_verified(verifies: Verify, rotated: tuple[Lines, str]) -> None:
    """A history whose key was followed twice holds, also against a head that the first key signed."""
    lines, kept = rotated
    assert verifies(lines, [kept])


# The checkpoints: by the first key; by it before, and with the second at, the first change; likewise for the third; after.
@pytest.mark.parametrize(
    ("number", "signers"), [(2, [OTHER]), (4, [THIRD]), (1, [THIRD]), (3, [OURS]), (5, [OTHER]), (2, [OURS])]
)
def test_wrong_keys(verifies: Verify, rotated: tuple[Lines, str], number: int, signers: list[Signer]) -> None:
    """A checkpoint that lacks the key of its time, or the one that was followed, is found."""
    assert "sign" in refused(verifies, resigned(rotated[0], number, signers))


def test_sealed_by_an_old_key(verifies: Verify, rotated: tuple[Lines, str]) -> None:
    """A key that was followed seals no file any more."""
    assert "key signed" in refused(verifies, list(archive.sealed(rotated[0][:-1], ORIGIN, OURS)))


def test_not_named(verifies: Verify, tmp_path: Path) -> None:
    """A second key that no entry names is found, even if the first one signed with it."""
    desk = played(tmp_path)
    signed(desk)
    desk.wish()
    sequencing.settle(desk.database, ORIGIN, [OURS, OTHER], NOW)
    assert "name" in refused(verifies, exported(desk, OTHER))
