"""What is filed without an account, until it counts: a draft, then sent, then confirmed. Working data, not history.

A filing that counts keeps nothing but which case it became; what was written is the case's from then on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from records.filing_links import DAYS, FILING, NoFiling
from records.languages import ENGLISH
from records.tables import Filing, core
from workflow.errors import WorkflowError
from workflow.outbox import DRAFTS
from workflow.words import _

MOST = 200_000  # characters of one filing
MOST_DOCUMENTS = 20  # brought along with one filing, replaced ones too
MOST_LETTERS, WITHIN = 6, timedelta(days=1)  # to one address

Pairs = Sequence[tuple[str, str]]  # name and value of each field, as a form sends them

_filings = core(Filing)
_c = _filings.c


class FilingTooLong(WorkflowError):
    """Raised if a filing is longer than any could be."""

    message = _("This is too long to be kept: at most {most} characters in all. Nothing was kept; shorten it first.")
    status = 422


class TooManyDocuments(WorkflowError):
    """Raised if more files were brought along than one filing needs."""

    message = _("At most {most} files can be sent along here, also if one takes the place of another. Begin anew.")
    status = 422


class TooManyLetters(WorkflowError):
    """Raised if an address was written to so often that a further letter would be a nuisance."""

    message = _(
        "{email} was written to several times today already. Look there, also among unwanted e-mail, or wait a day."
    )
    status = 429


@dataclass(frozen=True)
class Reached:
    """Somebody who files without an account, as far as letters need to know them."""

    handle: str
    email: str
    name: str | None


@dataclass(frozen=True)
class Kept:
    """A filing as it is kept; `ref` is the case that it became, and `person` whose."""

    handle: str
    type: str
    call: str | None
    pairs: Pairs
    documents: tuple[str, ...]
    email: str | None
    name: str | None
    language: str
    saved_at: datetime
    sent_at: datetime | None
    ref: str | None
    person: str | None

    @property
    def forgotten_at(self) -> datetime:
        """When it is forgotten if nobody goes on with it."""
        return self.saved_at + timedelta(days=DAYS)


def begin(connection: Connection, type_: str, call: str | None, *, now: datetime) -> str:
    """The handle of a new draft of a case of a type, and of the call that it answers; those that were left are forgotten."""
    connection.execute(delete(_filings).where(_c.saved_at < now - timedelta(days=DAYS)))
    handle, empty = token_hex(10), {"body": [], "documents": [], "letters": 0, "language": ENGLISH}
    values = {"type": type_, "call": call, "saved_at": now}
    connection.execute(insert(_filings).values(handle=handle, **empty, **values))
    return handle


def get(connection: Connection, handle: str, *, now: datetime, lock: bool = False) -> Kept:
    """The filing of a handle; `lock` keeps others from changing it meanwhile. Raises NoFiling."""
    query = select(*(_c[name] for name in _COLUMNS)).where(_c.handle == handle)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NoFiling(days=DAYS)
    known = row._asdict()
    pairs, documents = [(name, value) for name, value in known.pop("body")], tuple(known.pop("documents"))
    kept = Kept(pairs=pairs, documents=documents, **known)
    if kept.ref is None and kept.forgotten_at < now:
        raise NoFiling(days=DAYS)
    return kept


def keep(
    connection: Connection,
    handle: str,
    pairs: Pairs,
    documents: Collection[str],
    *,
    email: str | None,
    name: str | None,
    language: str,
    now: datetime,
) -> None:
    """Keep what was written in the place of what was there; it is a draft again. Raises FilingTooLong.

    One that counts already is left alone.
    """
    if sum(len(name) + len(value) for name, value in pairs) > MOST:
        raise FilingTooLong(most=MOST)
    said = {"body": [list(pair) for pair in pairs], "documents": sorted(documents), "email": email, "name": name}
    values = {**said, "language": language, "saved_at": now, "sent_at": None}
    connection.execute(update(_filings).where(_c.handle == handle, _c.ref.is_(None)).values(values))


def send(connection: Connection, handle: str, now: datetime) -> None:
    """It waits to be confirmed."""
    connection.execute(update(_filings).where(_c.handle == handle).values(sent_at=now))


def count_letter(connection: Connection, handle: str, email: str, now: datetime) -> None:
    """One more letter goes to the address of a filing. Raises TooManyLetters."""
    lately = select(func.coalesce(func.sum(_c.letters), 0)).where(_c.email == email, _c.saved_at > now - WITHIN)
    if connection.execute(lately).scalar_one() >= MOST_LETTERS:
        raise TooManyLetters(email=email)
    connection.execute(update(_filings).where(_c.handle == handle).values(letters=_c.letters + 1))


def counts(connection: Connection, handle: str, ref: str, person: str) -> None:
    """It is a case now, and what it said is the case's."""
    emptied: dict[str, Any] = {"body": [], "documents": [], "email": None, "name": None}
    connection.execute(update(_filings).where(_c.handle == handle).values(ref=ref, person=person, **emptied))


def reached(connection: Connection, recipient: str, call: str | None) -> list[Reached]:
    """Who is meant by `filing:HANDLE`, or by `drafts:LANGUAGE` of a call: nobody whose filing is a case, or forgotten."""
    query = select(_c.handle, _c.email, _c.name).where(_c.ref.is_(None), _c.email.is_not(None)).order_by(_c.handle)
    if recipient.startswith(DRAFTS):
        query = query.where(_c.call == call, _c.language == recipient.removeprefix(DRAFTS))
    else:
        query = query.where(_c.handle == recipient.removeprefix(FILING))
    return [Reached(*row) for row in connection.execute(query)]


_COLUMNS = [{"pairs": "body"}.get(name, name) for name in Kept.__dataclass_fields__]
