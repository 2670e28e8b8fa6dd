"""A history is verified: nothing that was changed, cut, added or swapped passes, and nothing true is accused."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from records.database import reading
from tests.support.club import CLUB, LOAN, NOW, WISH, Desk, Town
from tests.support.damage import DAMAGES, Lines, damaged
from tests.support.database import Database, sqlite_template
from workflow import archive, sequencing, streams, tables
from workflow.checkpoint import Signer
from workflow.errors import WorkflowError
from workflow.fingerprint import fingerprint, rules
from workflow.history import EntryKind
from workflow.verify import verify

ORIGIN = "connect.example/history"
OURS, OTHER = Signer(ORIGIN, bytes(range(32))), Signer(ORIGIN, bytes(range(1, 33)))
CHANGED = 200  # single changes, each found


def played(folder: Path, readers: int = 1) -> Desk:
    """A library of its own in a folder."""
    return played_on(f"sqlite:///{sqlite_template(folder / 'connect.sqlite')}", readers)


def played_on(url: str, readers: int = 1) -> Desk:
    """A library in which people have accounts, and books are lent."""
    desk = Desk(url)
    with desk.database.begin() as connection:
        for number, (person, roles) in enumerate(Town().roles.items()):
            told = {"facts": {"active": True, "organisation": None, "roles": sorted(roles)}}
            by: dict[str, Any] = {"act": f"ACT-{number:032}", "actor": streams.SYSTEM, "via": "test", "at": NOW}
            streams.append(connection, person, EntryKind.ACCOUNT, trigger="create_account", changes=told, **by)
        laws = [
            {"fingerprint": fingerprint(one), "type": one.name, "version": 1, "rules": rules(one), "stored_at": NOW}
            for one in (WISH, LOAN, CLUB)
        ]
        connection.execute(insert(tables.definitions), laws)
    for _ in range(readers):
        desk.out()
    return desk


def signed(desk: Desk, signer: Signer = OURS) -> str:
    """What is there now, signed: the note."""
    note = sequencing.settle(desk.database, ORIGIN, [signer], NOW)
    assert note
    return note


def exported(desk: Desk, signer: Signer = OURS) -> Lines:
    """The lines of the file, sealed."""
    with reading(desk.database) as connection:
        return list(archive.sealed(archive.lines(connection, ORIGIN, with_texts=True), ORIGIN, signer))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A library that was signed twice."""
    desk = played(tmp_path_factory.mktemp("verified"))
    signed(desk)
    desk.wish()
    signed(desk)
    return desk


@pytest.fixture(scope="module")
def lines(desk: Desk) -> Lines:
    """What it exports."""
    return exported(desk)


def found(lines: Lines, *heads: str) -> str:
    """What verification finds."""
    with pytest.raises(WorkflowError) as error:
        verify(lines, heads)
    return str(error.value)


@pytest.mark.parametrize("many", [20, pytest.param(200, marks=pytest.mark.soak)])
def test_untouched(tmp_path: Path, many: int) -> None:
    """No true history is accused, each a little longer than the one before."""
    desk = played(tmp_path)
    for _ in range(many):
        desk.wish()
        note = signed(desk)
        assert verify(exported(desk), [note]).checkpoints
    print(f"none of {many} untouched histories accused")


@pytest.mark.parametrize("many", [CHANGED, pytest.param(10 * CHANGED, marks=pytest.mark.soak)])
def test_every_change_is_found(lines: Lines, many: int) -> None:
    """Whatever single value is changed, wherever, is found, whether or not hashes were made to fit."""
    kinds, passed = set(), []
    for seed in range(many):
        name, changed = damaged(seed, lines)
        kinds.add(name)
        try:
            verify(changed)
        except WorkflowError:
            continue
        passed.append((seed, name))
    print(f"{many - len(passed)} of {many} changes found")
    assert passed == []
    assert kinds == {one.__name__ for one in DAMAGES}


def test_names_the_entry(lines: Lines) -> None:
    """Of an entry that was changed the line is named, with what was expected and what is found."""
    at = next(number for number, line in enumerate(lines) if '\\"seq\\":2' in line)
    changed = [*lines]
    changed[at] = changed[at].replace('"hash":"', '"hash":"0', 1)
    assert "/2: hash should be" in found(changed)


@pytest.mark.parametrize("other", ["\\x", "\\u12", "\t", "\\u0041", "\\/"])
def test_names_the_line(lines: Lines, other: str) -> None:
    """A line whose text is no JSON, or not in its one form, is named."""
    at = next(number for number, line in enumerate(lines) if '"place":' in line)
    changed = [*lines]
    changed[at] = changed[at].replace('{"body":"', '{"body":"' + other, 1)
    assert f"Line {at + 1}: the line should be a JSON object in canonical form" in found(changed)


def test_cut_and_signed_anew(tmp_path: Path, lines: Lines, desk: Desk) -> None:
    """Who has the key and cuts the tail is contradicted by a head that was kept elsewhere, and by nothing else."""
    with reading(desk.database) as connection:
        kept = sequencing.newest(connection)
    shorter = played(tmp_path)
    signed(shorter)
    assert kept
    assert verify(exported(shorter)).checkpoints == 1
    assert "as was signed before" in found(exported(shorter), kept)


def test_rewritten(tmp_path: Path, desk: Desk) -> None:
    """Who has the key and rewrites all of it is contradicted too."""
    with reading(desk.database) as connection:
        kept = sequencing.newest(connection)
    other = played(tmp_path, readers=2)
    signed(other)
    assert kept
    assert "kept elsewhere" in found(exported(other), kept)


def test_swapped_key(tmp_path: Path, desk: Desk) -> None:
    """A key that never signed what was kept is noticed."""
    with reading(desk.database) as connection:
        kept = sequencing.newest(connection)
    other = played(tmp_path)
    signed(other, OTHER)
    assert kept
    assert "no known key signed it" in found(exported(other, OTHER), kept)


def test_goes_on_meanwhile(database: Database) -> None:
    """A case that went on since the checkpoint has no row in the file, and nobody is accused."""
    desk = played_on(database.url)
    signed(desk)
    desk.loan()
    assert verify(exported(desk)).entries


@pytest.mark.parametrize("column", ["state", "title", "due_at", "version"])
def test_row_past_its_history(tmp_path: Path, column: str) -> None:
    """A case that was changed in the table alone is named, with the column."""
    desk = played(tmp_path)
    signed(desk)
    other = {"state": "declined", "title": "Another", "due_at": NOW + timedelta(hours=3), "version": 99}[column]
    with desk.database.begin() as connection:
        connection.execute(update(tables.cases).where(~tables.cases.c.ended).values({column: other}))
    said = found(exported(desk))
    assert (column if column != "due_at" else "the day that is over") in said
