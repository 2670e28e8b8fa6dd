"""Who may read a document: who brought it, and whoever may see a case that names it."""

from sqlalchemy import Connection, String, cast, or_, select

from records.tables import Upload
from records.worklist import Reader
from workflow.tables import cases, entries


def may_read(connection: Connection, reader: Reader, document: str, *, case: str | None = None) -> bool:
    """Whether the reader brought the document, or sees a case that names it, or (if `case` says which) named it once.

    Without `case` every case the reader may see is searched; pages that know the case say so.
    """
    mine = select(Upload.document).where(Upload.document == document, Upload.person == reader.person)
    if connection.execute(mine).first() is not None:
        return True
    quoted = f'"{document}"'
    named = cast(cases.c.facts, String).contains(quoted, autoescape=True)
    query = select(cases.c.ref).where(reader.sees)
    if case is None:
        return connection.execute(query.where(named).limit(1)).first() is not None
    told = select(entries.c.ref).where(entries.c.ref == case, entries.c.body.contains(quoted, autoescape=True))
    query = query.where(cases.c.ref == case, or_(named, told.exists()))
    return connection.execute(query).first() is not None
