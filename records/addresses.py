"""Where a letter goes: a person, everybody who holds an office now and may see the case, or who asked for news."""

from dataclasses import dataclass

from sqlalchemy import Connection

from records import directory, filings, newsletter, people, visible
from records.directory import OFFICE
from records.filing_links import FILING
from workflow.outbox import DRAFTS, LIST
from workflow.recipients import PERSON


@dataclass(frozen=True)
class Addressee:
    """Somebody with an open account and an address."""

    id: str
    name: str | None
    email: str


def of(connection: Connection, recipient: str, ref: str | None) -> tuple[tuple[Addressee, ...], str]:
    """Who gets a letter about a case, or about none, by id; and the zone of the office.

    The recipient is `person:ID`, `office:NAME`, `list:LANGUAGE` (all who asked for news in it), `subscriber:HANDLE`,
    `filing:HANDLE` (who files without an account), or `drafts:LANGUAGE` (all who have begun to answer the call in it).
    """
    if recipient.startswith((FILING, DRAFTS)):
        zone = directory.read(connection, people=(), organisations=()).place("office:broker").zone
        asked = filings.reached(connection, recipient, ref)
        return tuple(Addressee(f"{FILING}{one.handle}", one.name, one.email) for one in asked), zone
    if recipient.startswith((LIST, newsletter.SUBSCRIBER)):
        zone = directory.read(connection, people=(), organisations=()).place("office:broker").zone
        reached = newsletter.reached(connection, recipient)
        return tuple(Addressee(f"{newsletter.SUBSCRIBER}{one.handle}", None, one.email) for one in reached), zone
    ids = [recipient.removeprefix(PERSON)]
    if recipient.startswith(OFFICE):
        ids = [one.id for one in people.with_roles(connection, [recipient.removeprefix(OFFICE)])]
    who = directory.read(connection, people=ids, organisations=())
    named = (who.people[one] for one in sorted(ids) if one in who.people)
    found = tuple(Addressee(one.id, one.name, one.email) for one in named if one.active and one.email)
    if recipient.startswith(OFFICE) and ref is not None:
        # A member of the committee with an interest in the case does not read about it, by letter neither.
        found = tuple(one for one in found if visible.sees(connection, who, one.id, ref))
    return found, who.place("office:broker").zone
