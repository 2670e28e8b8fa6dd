"""Files: stored once by the hash of their content, referred to by id, and of few types, told by their first bytes."""

import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, select, update

from records import errors, scanning
from records.file_errors import Misnamed, Protected, Shut, Unpacks
from records.numbers import draw
from records.tables import Document, Upload, core
from workflow.reading import insert_if_missing

MAX_BYTES = 10 * 1024 * 1024  # of one document
LONGEST_NAME = 200  # characters

# ending → media type
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
}

# What a file of the type begins with.
BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}

ALSO = {"jpeg": "jpg"}  # what the ending of a name can be, beside that of its type
ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office makes of a document that it encrypts
MOST_PARTS, MOST_UNPACKED = 5_000, 200 * 2**20  # of a packed file; bytes: a small one can hold very much

# The part that makes a ZIP file a text or a table of Office's.
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}

_documents = core(Document)


@dataclass(frozen=True)
class Stored:
    """A document as it is kept; `size` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    content: bytes
    scan: str | None


def store(connection: Connection, content: bytes, name: str, *, person: str | None, scan: str | None = None) -> str:
    """The id of a document with this content, new or known; a known one keeps its name. `person` brought it, and `scan` is
    what the search for viruses said.

    Raises as `type_of` does, or Shut.
    """
    name = cleaned(name)
    ending = type_of(content, name)
    name = name if "." in name else f"{name}.{ending}"
    digest, media_type = sha256(content).hexdigest(), TYPES[ending]
    values = {"name": name, "content": content, "size": len(content), "media_type": media_type, "scan": scan}
    document = _known(connection, digest) or _new(connection, hash=digest, **values)
    # What was erased comes back with whoever brings it again.
    erased = (_documents.c.id == document, _documents.c.content.is_(None))
    connection.execute(update(_documents).where(*erased).values(name=name, content=content))
    if scan:
        scanned(connection, document, scan)
    if scans(connection, [document])[document] == scanning.FOUND:
        raise Shut(name=name)
    if person:
        connection.execute(insert_if_missing(connection, core(Upload)), {"document": document, "person": person})
    return document


def _known(connection: Connection, digest: str) -> str | None:
    return connection.scalar(select(_documents.c.id).where(_documents.c.hash == digest))


def _new(connection: Connection, **values: Any) -> str:
    row = {"id": draw(connection, "DOC"), **values}
    # Somebody else may be storing the same content: then theirs is the document.
    if connection.execute(insert_if_missing(connection, _documents), row).rowcount == 1:
        return str(row["id"])
    return str(_known(connection, values["hash"]))


def read(connection: Connection, document: str) -> Stored:
    """A document with its content. Raises UnknownDocument, also when it was erased."""
    columns = [_documents.c[name] for name in Stored.__dataclass_fields__]
    row = connection.execute(select(*columns).where(_documents.c.id == document)).one_or_none()
    if row is None or row.content is None:
        raise errors.UnknownDocument(document=document)
    return Stored(**row._mapping)


def opened(connection: Connection, document: str) -> Stored:
    """The same, to be handed to somebody. Raises Shut too."""
    found = read(connection, document)
    if found.scan == scanning.FOUND:
        raise Shut(name=found.name)
    return found


def scanned(connection: Connection, document: str, scan: str) -> bool:
    """Keeps what the search for viruses said; whether nobody had looked before."""
    this = (_documents.c.id == document, _documents.c.scan.is_(None))
    return bool(connection.execute(update(_documents).where(*this).values(scan=scan)).rowcount)


def unscanned(connection: Connection, most: int) -> list[str]:
    """The ids of documents that nobody has looked into, the oldest first."""
    this = (_documents.c.scan.is_(None), _documents.c.content.is_not(None))
    return list(connection.scalars(select(_documents.c.id).where(*this).order_by(_documents.c.id).limit(most)))


def scans(connection: Connection, idents: Collection[str]) -> Mapping[str, str | None]:
    """What the search for viruses said of documents, by id; None where nobody has looked."""
    wanted = sorted(one for one in idents if one.startswith("DOC-"))
    query = select(_documents.c.id, _documents.c.scan).where(_documents.c.id.in_(wanted))
    return {row.id: row.scan for row in connection.execute(query)} if wanted else {}


def type_of(content: bytes, name: str) -> str:
    """The ending of the type that the content is of; its name decides only between kinds of text, and may not say another.

    Raises EmptyDocument, DocumentTooLarge, DocumentOfNoUse, Misnamed, Protected or Unpacks.
    """
    if not content:
        raise errors.EmptyDocument(name=name)
    if len(content) > MAX_BYTES:
        raise errors.DocumentTooLarge(name=name, size=-(-len(content) // 2**20), most=MAX_BYTES // 2**20)
    found = _told_by_content(content, name)
    if found is None:
        raise errors.DocumentOfNoUse(name=name, types=list(TYPES))
    _stem, dot, said = name.lower().rpartition(".")
    if dot and ALSO.get(said, said) != found:
        raise Misnamed(name=name, type=found)
    return found


def cleaned(name: str) -> str:
    """The last part of a file's name, without what a page or a disk could take for something else."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return shown[-LONGEST_NAME:] or "document"


def _told_by_content(content: bytes, name: str) -> str | None:
    if content.startswith(ENCRYPTED_OFFICE) and name.lower().endswith((".docx", ".xlsx")):
        raise Protected(name=name)
    for beginning, ending in BEGINNINGS.items():
        if content.startswith(beginning):
            if ending == "pdf" and ENCRYPTED_PDF.search(content):
                raise Protected(name=name)
            return ending
    return _office(content, name) if content.startswith(b"PK\x03\x04") else _text(content, name)


def _office(content: bytes, name: str) -> str | None:
    try:
        parts = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unpacks(name=name)
    names = {part.filename for part in parts}
    # A file with macros says so by a part of its own; it is not taken.
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((ending for part, ending in OFFICE.items() if part in names), None)


def _text(content: bytes, name: str) -> str | None:
    ending = name.lower().rpartition(".")[2]
    if ending not in ("csv", "txt") or b"\x00" in content:
        return None
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return ending
