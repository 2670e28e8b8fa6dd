"""Files: stored once by the hash of their content, referred to by id, and of few types, told by their first bytes."""

import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, select

from records import errors
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


def store(connection: Connection, content: bytes, name: str, *, person: str | None) -> str:
    """The id of a document with this content, new or known; a known one keeps its name. `person` brought it.

    Raises EmptyDocument, DocumentTooLarge or DocumentOfNoUse.
    """
    name = cleaned(name)
    ending = type_of(content, name)
    digest, media_type = sha256(content).hexdigest(), TYPES[ending]
    values = {"name": name, "content": content, "size": len(content), "media_type": media_type}
    document = _known(connection, digest) or _new(connection, hash=digest, **values)
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


def type_of(content: bytes, name: str) -> str:
    """The ending of the type that the content is of; its name decides only between kinds of text.

    Raises EmptyDocument, DocumentTooLarge or DocumentOfNoUse.
    """
    if not content:
        raise errors.EmptyDocument(name=name)
    if len(content) > MAX_BYTES:
        raise errors.DocumentTooLarge(name=name, size=-(-len(content) // 2**20), most=MAX_BYTES // 2**20)
    for beginning, ending in BEGINNINGS.items():
        if content.startswith(beginning):
            return ending
    found = _office(content) if content.startswith(b"PK\x03\x04") else _text(content, name)
    if found is None:
        raise errors.DocumentOfNoUse(name=name, types=list(TYPES))
    return found


def cleaned(name: str) -> str:
    """The last part of a file's name, without what a page or a disk could take for something else."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return shown[-LONGEST_NAME:] or "document"


def _office(content: bytes) -> str | None:
    try:
        names = set(zipfile.ZipFile(BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
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
