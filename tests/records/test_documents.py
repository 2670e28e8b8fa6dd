"""Documents: stored once by content, of few types, told by their first bytes."""

import zipfile
from io import BytesIO

import pytest
from sqlalchemy import Connection, func, select

from records import documents, errors, file_errors, scanning
from records.tables import Document, Person, Upload
from tests.records import given

PDF = b"%PDF-1.7 something"


def office(*parts: str) -> bytes:
    """A ZIP file with these parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in parts:
            archive.writestr(part, "<xml/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (PDF, "cv.pdf", "pdf"),
        (PDF, "cv", "pdf"),
        (b"\x89PNG\r\n\x1a\n rest", "a.png", "png"),
        (b"\xff\xd8\xff\xe0 rest", "a.jpeg", "jpg"),
        (office("[Content_Types].xml", "word/document.xml"), "cv.docx", "docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "xlsx"),
        ("naïve;1\n".encode(), "a.CSV", "csv"),
        (b"\xef\xbb\xbfhello", "a.txt", "txt"),
    ],
)
def test_type(content: bytes, name: str, ending: str) -> None:
    """The content says what a file is; the name only which kind of text."""
    assert documents.type_of(content, name) == ending


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "cv.pdf", errors.EmptyDocument),
        (PDF + b"x" * documents.MAX_BYTES, "cv.pdf", errors.DocumentTooLarge),
        (b"MZ\x00\x00", "cv.pdf", errors.DocumentOfNoUse),
        (b"<html>", "cv.html", errors.DocumentOfNoUse),
        (b"plain text", "cv.pdf", errors.DocumentOfNoUse),
        (b"not\x00text", "a.txt", errors.DocumentOfNoUse),
        (b"caf\xe9", "a.txt", errors.DocumentOfNoUse),
        (office("readme.txt"), "a.zip", errors.DocumentOfNoUse),
        (b"PK\x03\x04 broken", "a.docx", errors.DocumentOfNoUse),
        (office("word/document.xml", "word/vbaProject.bin"), "a.docx", errors.DocumentOfNoUse),
        (PDF, "cv.exe", file_errors.Misnamed),
        (PDF, "cv.docx", file_errors.Misnamed),
        (b"\xff\xd8\xff\xe0 rest", "a.pdf", file_errors.Misnamed),
        (PDF + b" trailer << /Root 1 0 R /Encrypt 7 0 R >>", "a.pdf", file_errors.Protected),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage", "a.docx", file_errors.Protected),
        (office("word/document.xml", *map(str, range(documents.MOST_PARTS))), "a.docx", file_errors.Unpacks),
    ],
)
def test_refuses(connection: Connection, content: bytes, name: str, error: type[Exception]) -> None:
    """A file that is empty, too large or of no use is refused by name, and nothing is stored."""
    with pytest.raises(error, match=name):
        documents.store(connection, content, name, person=None)
    assert connection.scalar(select(func.count()).select_from(Document)) == 0


def test_once(connection: Connection) -> None:
    """The same content is one document, whatever it is called, and keeps its first name."""
    given.person(connection, "PER-0001")
    first = documents.store(connection, PDF, "cv.pdf", person="PER-0001")
    assert documents.store(connection, PDF, "other.pdf", person=None) == first == "DOC-0001"
    assert documents.store(connection, PDF + b".", "cv.pdf", person=None) == "DOC-0002"
    stored = documents.read(connection, first)
    assert (stored.name, stored.content, stored.size, stored.media_type) == ("cv.pdf", PDF, len(PDF), "application/pdf")


def test_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed file is told by what it would unpack to, before anything of it is unpacked."""
    monkeypatch.setattr(documents, "MOST_UNPACKED", 10)
    with pytest.raises(file_errors.Unpacks):
        documents.type_of(office("word/document.xml", "word/styles.xml"), "a.docx")


def test_without_an_ending(connection: Connection) -> None:
    """A name that says no type gets the ending of its own."""
    assert documents.read(connection, documents.store(connection, PDF, "a letter", person=None)).name == "a letter.pdf"


def test_scanned(connection: Connection) -> None:
    """Nobody has looked into a document until somebody says so, and what was found first stays."""
    clean, waits = (documents.store(connection, PDF + end, "a.pdf", person=None) for end in (b"1", b"2"))
    assert documents.unscanned(connection, 10) == [clean, waits]
    assert documents.store(connection, PDF + b"1", "a.pdf", person=None, scan=scanning.CLEAN) == clean
    assert documents.scans(connection, [clean, waits, "PER-0001"]) == {clean: "clean", waits: None}
    assert not documents.scanned(connection, clean, scanning.FOUND)


def test_infected(connection: Connection) -> None:
    """A document in which a virus was found is kept for the history, opened for nobody, and not taken again."""
    document = documents.store(connection, PDF, "a.pdf", person=None)
    assert documents.scanned(connection, document, scanning.FOUND)
    with pytest.raises(file_errors.Shut):
        documents.opened(connection, document)
    with pytest.raises(file_errors.Shut):
        documents.store(connection, PDF, "a.pdf", person=None, scan=scanning.CLEAN)


def test_largest(connection: Connection) -> None:
    """A document may have exactly as much as the limit says."""
    content = PDF.ljust(documents.MAX_BYTES, b"x")
    assert documents.read(connection, documents.store(connection, content, "a.pdf", person=None)).size == 10 * 2**20


def test_unknown(connection: Connection) -> None:
    """An id that names nothing, or what was erased, is told."""
    document = documents.store(connection, PDF, "cv.pdf", person=None)
    connection.execute(Document.__table__.update().values(content=None, name=None))
    for ident in (document, "DOC-0099"):
        with pytest.raises(errors.UnknownDocument, match=ident):
            documents.read(connection, ident)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("cv.pdf", "cv.pdf"),
        (r"C:\Users\me\cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("..", "document"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_name(name: str, cleaned: str) -> None:
    """A name is its last part, on one line, of a length that can be stored."""
    assert documents.cleaned(name) == cleaned


def test_who_brought_it(connection: Connection) -> None:
    """Whoever brings a file has brought it, also if somebody else did so before; once each."""
    for person in ("PER-0001", "PER-0002", "PER-0001"):
        if not connection.scalar(select(func.count()).where(Person.id == person)):
            given.person(connection, person)
        document = documents.store(connection, PDF, "cv.pdf", person=person)
    rows = connection.execute(select(Upload.document, Upload.person).order_by(Upload.person)).all()
    assert rows == [(document, "PER-0001"), (document, "PER-0002")]
