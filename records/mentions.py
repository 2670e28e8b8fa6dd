"""Where a person is to be found beside their own rows: documents, letters to others, and words of others."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, and_, or_, select, union

from records.people import Account
from records.tables import Document, Upload, core
from workflow.history import read_entry
from workflow.reading import idents
from workflow.tables import cases, entries, outbox, participants, texts

AT_ONCE = 500  # cases in one statement
SHORTEST = 4  # characters: a shorter name or text stands in every second letter by chance
SHOWN = 20  # cases that are named

_documents, _uploads = core(Document), core(Upload)
_WORDS = ("subject", "body", "rendered_subject", "rendered_body")


def refs_of(connection: Connection, person: str) -> list[str]:
    """Every case in which somebody ever had a part, wrote something, or was in charge."""
    query = union(
        select(participants.c.ref).where(participants.c.person == person),
        select(texts.c.ref).join(cases, cases.c.ref == texts.c.ref).where(texts.c.person == person),
        select(cases.c.ref).where(cases.c.owner == person),
    )
    return sorted(connection.scalars(query))


def documents_of(connection: Connection, person: str) -> set[str]:
    """What only they brought, and what others attached for them: documents that still have a content."""
    others = _uploads.alias()
    shared = select(others.c.document).where(others.c.document == _uploads.c.document, others.c.person != person)
    mine = select(_uploads.c.document).where(_uploads.c.person == person, ~shared.exists())
    found = {*connection.scalars(mine), *_attached_for(connection, person)}
    there = select(_documents.c.id).where(_documents.c.content.is_not(None))
    return {one for some in _some(sorted(found)) for one in connection.scalars(there.where(_documents.c.id.in_(some)))}


def letters_that_name(connection: Connection, account: Account) -> set[int]:
    """Letters to others, kept as they were written, in which their name, their address or words of theirs stand."""
    sought = [_plain(one) for one in (account.name, account.email, *_written(connection, account.id)) if one]
    sought = [one for one in dict.fromkeys(sought) if len(one) >= SHORTEST]
    columns = [outbox.c[name] for name in _WORDS]
    query = select(outbox.c.id, *columns).where(
        or_(*(one.is_not(None) for one in columns)), outbox.c.recipient != f"person:{account.id}"
    )
    found = set()
    for some in _some(refs_of(connection, account.id)):
        for ident, *said in connection.execute(query.where(outbox.c.ref.in_(some))):
            whole = _plain("\n".join(filter(None, said)))
            if any(one in whole for one in sought):
                found.add(ident)
    return found


def words_that_name(connection: Connection, account: Account) -> tuple[str, ...]:
    """The cases, as many as are named, in which others wrote their name or address: these words are others' and stay."""
    sought = [one for one in (account.name, account.email) if one and len(one) >= SHORTEST]
    if not sought:
        return ()
    named = or_(*(texts.c.body.icontains(one, autoescape=True) for one in sought))
    theirs = and_(or_(texts.c.person.is_(None), texts.c.person != account.id), named)
    found: list[str] = []
    for some in _some(refs_of(connection, account.id)):
        found += connection.scalars(select(texts.c.ref).where(texts.c.ref.in_(some), theirs).distinct())
        if len(found) >= SHOWN:
            break
    return tuple(sorted(found)[:SHOWN])


def _attached_for(connection: Connection, person: str) -> Iterator[str]:
    """What was attached by a press on their behalf, whoever brought it."""
    behalf, document = f'"on_behalf_of":"{person}"', '"DOC-'
    query = select(entries.c.body).where(entries.c.body.contains(behalf), entries.c.body.contains(document))
    for some in _some(refs_of(connection, person)):
        for body in connection.scalars(query.where(entries.c.ref.in_(some))):
            changes = read_entry(body).changes
            yield from (one for one in idents([changes]) if one.startswith("DOC-"))


def _written(connection: Connection, person: str) -> Iterable[str]:
    return connection.scalars(select(texts.c.body).where(texts.c.person == person, texts.c.body.is_not(None)))


def _plain(text: str) -> str:
    """One line: a letter breaks its lines elsewhere than whoever wrote the text."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def _some(of: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(of), AT_ONCE):
        yield of[first : first + AT_ONCE]
