"""A backup is whole, of one moment, proves itself, and is restored where nothing was; nothing that is less passes."""

import json
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

import app
from records import backup, backup_errors, copying, migrate
from records.database import connect
from records.errors import SchemaNewer
from tests.support import postgres
from tests.support.database import Database
from tests.support.missing import missing
from tests.support.programme import Programme
from workflow import sequencing
from workflow.checkpoint import Signer

ORIGIN = "connect.example/history"
NOW = datetime(2018, 3, 5, 9, tzinfo=UTC)

Other = Callable[[], str]


@pytest.fixture
def database(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database of each kind, and the programs that copy one."""
    if database.name == "postgres":
        monkeypatch.setenv("PATH", str(postgres.binaries()), prepend=":")
        if not shutil.which("pg_dump"):
            missing("pg_dump", postgres.REMEDY)
    return database


@pytest.fixture
def programme(database: Database, tmp_path: Path) -> Iterator[Programme]:
    """A case on each, whose history is signed, and another one that came after."""
    app.Connect(app.Settings.read({"CONNECT_DATABASE_URL": database.url}, tmp_path)).ready().database.dispose()
    programme = Programme(database.url)
    programme.call()
    sequencing.settle(programme.database, ORIGIN, [Signer(ORIGIN, bytes(32))], NOW)
    programme.request("south")
    yield programme
    programme.close()


@pytest.fixture
def other(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the same kind."""
    if database.name == "sqlite":
        yield f"sqlite:///{tmp_path}/other/connect.sqlite"
        return
    with request.getfixturevalue("run").database() as url:
        yield url


def everything(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    engine = connect(url)
    with engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        rows = {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    engine.dispose()
    return rows


def tables(url: str) -> list[str]:
    """The tables of a database that may not be there."""
    file = make_url(url).database
    if copying.kind(url) == "sqlite" and not Path(str(file)).exists():
        return []
    engine = create_engine(url)
    with closing(engine.connect()) as connection:
        found = inspect(connection).get_table_names()
    engine.dispose()
    return found


def changed(file: Path, proof: Mapping[str, Any], part: Callable[[Path], None] = lambda part: None) -> Path:
    """The same backup with another proof, and a copy that was worked on and proved anew."""
    folder = file.with_name(uuid4().hex)
    with tarfile.open(file) as packed:
        packed.extractall(folder, filter="data")
    said = json.loads((folder / backup.PROOF).read_text())
    copy = folder / copying.PARTS[said["kind"]]
    part(copy)
    said |= {"size": copy.stat().st_size, "sha256": backup._digest(copy), **proof}
    with tarfile.open(made := folder / "backup", "w") as packed:
        head = tarfile.TarInfo(backup.PROOF)
        head.size = len(body := json.dumps(said).encode())
        packed.addfile(head, BytesIO(body))
        packed.add(copy, copy.name)
    return made


def test_there_and_back(programme: Programme, database: Database, other: str, tmp_path: Path) -> None:
    """A restored database has every row of the one that was copied, its guards, and a history that holds."""
    file = tmp_path / "backup"
    written = backup.write(database.url, file, origin=ORIGIN, now=NOW)
    told: list[int] = []
    proof = backup.restore(file, other, told=lambda more, of: told.append(of))
    assert proof == written
    assert everything(other) == everything(database.url)
    assert (proof.entries, sum(map(len, everything(other).values()))) == (
        len(programme.rows("entries")),
        sum(proof.rows.values()),
    )
    assert len(told) == sequencing_size(programme) < proof.entries  # what was signed; the rest was counted
    with pytest.raises(Exception, match="History is append-only"), connect(other).begin() as connection:
        connection.execute(text("UPDATE entries SET seq = 9"))


def sequencing_size(programme: Programme) -> int:
    """How many entries are signed."""
    with programme.database.connect() as connection:
        return sequencing.newest_size(connection)


def test_of_one_moment(
    programme: Programme, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while a copy is made is not in it, and not in its proof."""
    before, require = len(programme.rows("entries")), migrate.require

    def meanwhile(connection: Any) -> None:
        programme.request("west")
        require(connection)

    monkeypatch.setattr(migrate, "require", meanwhile)
    assert backup.write(database.url, tmp_path / "backup", origin=ORIGIN, now=NOW).entries == before
    assert len(programme.rows("entries")) > before


def test_nothing_is_written_over(programme: Programme, database: Database, tmp_path: Path) -> None:
    """Neither a file that is there is written over, nor a database that has a table; both say so."""
    file = tmp_path / "backup"
    backup.write(database.url, file, origin=ORIGIN, now=NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(backup_errors.FileThere):
        backup.write(database.url, file, origin=ORIGIN, now=NOW)
    before = everything(database.url)
    with pytest.raises(backup_errors.DatabaseThere):
        backup.restore(file, database.url)
    assert everything(database.url) == before


def test_less_than_it_says(programme: Programme, database: Database, other: str, tmp_path: Path) -> None:
    """A copy that lacks a row of its proof, or the history that was signed, is named, and taken away again."""
    file = tmp_path / "backup"
    rows = dict(backup.write(database.url, file, origin=ORIGIN, now=NOW).rows)
    with pytest.raises(backup_errors.SomethingMissing, match=f"outbox should have {rows['outbox'] + 1} rows"):
        backup.restore(changed(file, {"rows": rows | {"outbox": rows["outbox"] + 1}}), other)
    with pytest.raises(Exception, match=r"another\.example"):
        backup.restore(changed(file, {"origin": "another.example/history"}), other)
    assert tables(other) == []


@pytest.fixture
def copy(sqlite_url: str, tmp_path: Path) -> Path:
    """A backup of SQLite's."""
    backup.write(sqlite_url, tmp_path / "backup", origin=ORIGIN, now=NOW)
    return tmp_path / "backup"


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.9])
def test_damaged(copy: Path, tmp_path: Path, at: float) -> None:
    """A file of which one byte is another, wherever it is, is told to be damaged."""
    content = bytearray(copy.read_bytes())
    with tarfile.open(copy) as packed:
        _proof, body = packed.getmembers()
    number = int(body.offset_data + at * body.size) if at else 200
    content[number] ^= 1
    copy.write_bytes(content)
    with pytest.raises(backup_errors.BackupBroken):
        backup.restore(copy, f"sqlite:///{tmp_path}/other.sqlite")
    assert not (tmp_path / "other.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"no backup", b"x" * 20_000])
def test_no_backup(tmp_path: Path, content: bytes) -> None:
    """A file that is something else is told to be no backup."""
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(backup_errors.BackupBroken):
        backup.restore(tmp_path / "file", f"sqlite:///{tmp_path}/other.sqlite")


def test_cut_off(copy: Path, tmp_path: Path) -> None:
    """A file that ends too early is told to be damaged."""
    copy.write_bytes(copy.read_bytes()[:30_000])
    with pytest.raises(backup_errors.BackupBroken):
        backup.restore(copy, f"sqlite:///{tmp_path}/other.sqlite")


def test_of_another_kind_or_step(copy: Path, tmp_path: Path) -> None:
    """A copy of one kind does not go into the other, and one of a newer Connect not into an older one."""
    with pytest.raises(backup_errors.OtherKind, match="backup of sqlite"):
        backup.restore(copy, "postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(SchemaNewer):
        backup.restore(changed(copy, {"step": "9999"}), f"sqlite:///{tmp_path}/other.sqlite")


def test_without_the_programs(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PostgreSQL's own programs are missing, or refuse, that is said, and no half of a file is left."""
    monkeypatch.setattr(copying.shutil, "which", lambda name: None)
    monkeypatch.setattr(copying.Path, "glob", lambda *_given: iter(()))
    with pytest.raises(backup_errors.NoProgram, match="pg_dump is needed"):
        backup.write(postgres_url, tmp_path / "backup", origin=ORIGIN, now=NOW)
    monkeypatch.setattr(copying.shutil, "which", lambda name: "/bin/false")
    with pytest.raises(backup_errors.ProgramFailed, match="pg_dump has failed"):
        backup.write(postgres_url, tmp_path / "backup", origin=ORIGIN, now=NOW)
    assert list(tmp_path.iterdir()) == []
