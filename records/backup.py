"""A copy of the whole database in one file, with its proof; and back, with proof that nothing is missing.

The file is a tar archive of two: `proof.json`, and the copy itself. The proof says of which kind and step the copy is, how
many rows each table has, which checkpoint was signed last, and the copy's SHA-256. It tells damage, and whatever is
missing; who wants to forge a backup can forge its proof, but not the checkpoint that was kept elsewhere.
"""

import json
import os
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, func, inspect, make_url, select, table

from records import copying, migrate
from records.backup_errors import BackupBroken, DatabaseThere, FileThere, OtherKind, SomethingMissing
from records.database import connect, reading
from records.errors import SchemaNewer
from workflow import archive, sequencing
from workflow.shapes import instant
from workflow.verify import verify

FORMAT = 1
PROOF = "proof.json"
MOST_PROOF = 2**20  # bytes

Told = Callable[[int, int], object]  # hears how many more entries hold, and how many there are


@dataclass(frozen=True)
class Proof:
    """What a backup says of itself; `rows` by table, `checkpoint` is the newest signed note."""

    connect: int
    kind: str
    step: str
    made_at: str
    origin: str
    rows: Mapping[str, int]
    checkpoint: str | None
    size: int
    sha256: str

    @property
    def entries(self) -> int:
        """How many entries of history it has."""
        return self.rows["entries"]


def write(url: str, file: Path, *, origin: str, now: datetime) -> Proof:
    """Write a backup, which only its owner may read and which is there only once all of it is.

    `origin` is the name of a history that has not been signed yet.

    Raises FileThere, SchemaOlder, SchemaNewer, NoProgram and ProgramFailed.
    """
    if file.exists():
        raise FileThere(file=file)
    with TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        part = Path(folder, copying.PARTS[copying.kind(url)])
        with copying.copied(url, part) as connection:
            migrate.require(connection)
            counted, note = _rows(connection), sequencing.newest(connection)
            name = sequencing.origin(connection, origin)
        facts: dict[str, Any] = {"rows": counted, "checkpoint": note, "origin": name, "made_at": instant(now)}
        facts |= {"step": migrate.steps()[0], "size": part.stat().st_size, "sha256": _digest(part)}
        proof = Proof(connect=FORMAT, kind=copying.kind(url), **facts)
        _pack(whole := Path(folder, "whole"), proof, part)
        os.replace(whole, file)
    return proof


def _pack(whole: Path, proof: Proof, part: Path) -> None:
    said = json.dumps(asdict(proof), indent=2, sort_keys=True).encode()
    with open(os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as opened:
        with tarfile.open(fileobj=opened, mode="w") as packed:
            head = tarfile.TarInfo(PROOF)
            head.size, head.mode = len(said), 0o600
            packed.addfile(head, BytesIO(said))
            packed.add(part, part.name)
        opened.flush()
        os.fsync(opened.fileno())


def restore(file: Path, url: str, owner_url: str | None = None, *, told: Told = lambda more, of: None) -> Proof:
    """Fill an empty database from a backup, bring it to this version, and prove it: afterwards all of it is there.

    What does not prove itself is taken away again. Raises BackupBroken, OtherKind, DatabaseThere, SchemaNewer,
    SomethingMissing, what `verify` raises, NoProgram and ProgramFailed.
    """
    target = make_url(url).database if copying.kind(url) == copying.SQLITE else None
    beside = Path(target).parent if target else None
    if beside:
        beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=beside, prefix=".restore-") as folder:
        proof, part = _unpack(file, Path(folder))
        if proof.kind != copying.kind(url):
            raise OtherKind(kind=proof.kind, here=copying.kind(url))
        if proof.step not in migrate.steps():
            raise SchemaNewer(found=proof.step, wanted=migrate.steps()[0])
        if target:
            _require_empty(url, exists=Path(target).exists())
            _prove(f"sqlite:///{part}", None, proof, told)
            _settle(part, Path(target))
        else:
            _into_server(part, url, owner_url, proof, told)
    return proof


def _into_server(part: Path, url: str, owner_url: str | None, proof: Proof, told: Told) -> None:
    _require_empty(owner_url or url, exists=True)
    copying.fill(owner_url or url, part)
    try:
        _prove(url, owner_url, proof, told)
    except BaseException:
        migrate.remove(url, owner_url)
        raise


def _settle(part: Path, target: Path) -> None:
    """A file that is there whole, or not at all."""
    with open(part, "rb") as opened:
        os.fsync(opened.fileno())
    os.replace(part, target)


def _unpack(file: Path, folder: Path) -> tuple[Proof, Path]:
    try:
        with tarfile.open(file, mode="r:") as packed:
            head = packed.next()
            said = packed.extractfile(head) if head and head.name == PROOF and head.size < MOST_PROOF else None
            proof = Proof(**json.loads(said.read())) if said else None
            body = packed.next()
            if proof is None or body is None or body.name != copying.PARTS.get(proof.kind) or not body.isfile():
                raise BackupBroken(file=file)
            packed.extract(body, folder, filter="data")
    except (tarfile.TarError, ValueError, TypeError, EOFError) as error:
        raise BackupBroken(file=file) from error
    part = folder / body.name
    if (part.stat().st_size, _digest(part)) != (proof.size, proof.sha256):
        raise BackupBroken(file=file)
    return proof, part


def _digest(part: Path) -> str:
    with open(part, "rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _require_empty(url: str, *, exists: bool) -> None:
    """Raises DatabaseThere if there is a table already: nothing is ever restored over anything."""
    if not exists:
        return
    engine = connect(url)
    try:
        if inspect(engine).get_table_names():
            raise DatabaseThere
    finally:
        engine.dispose()


def _prove(url: str, owner_url: str | None, proof: Proof, told: Told) -> None:
    """Every table has its rows, before anything is changed by an upgrade; then history holds, to what was signed last."""
    engine = connect(url if owner_url is None else owner_url, longest=0)
    try:
        with reading(engine) as connection:
            _same_rows(proof.rows, _rows(connection))
        migrate.upgrade(url, owner_url)
        heads = [proof.checkpoint] if proof.checkpoint else []
        with reading(engine) as connection:
            plain = archive.lines(connection, proof.origin, with_texts=True)
            verify(plain, heads, sealed=False, told=told)
    finally:
        engine.dispose()


def _rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has that is there."""
    names = sorted(inspect(connection).get_table_names())
    return {name: int(connection.execute(select(func.count()).select_from(table(name))).scalar_one()) for name in names}


def _same_rows(expected: Mapping[str, int], found: Mapping[str, int]) -> None:
    for name in sorted({*expected, *found}):
        if expected.get(name) != found.get(name):
            raise SomethingMissing(table=name, expected=expected.get(name, 0), found=found.get(name, 0))
