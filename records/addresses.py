"""Where a letter goes: a person, or everybody who holds an office now and may see the case."""

from dataclasses import dataclass

from sqlalchemy import Connection

from records import directory, people, visible
from records.directory import OFFICE

PERSON = "person:"


@dataclass(frozen=True)
class Addressee:
    """Somebody with an open account and an address."""

    id: str
    name: str | None
    email: str


def of(connection: Connection, recipient: str, ref: str) -> tuple[tuple[Addressee, ...], str]:
    """Who gets a letter to `person:ID` or `office:NAME` about a case, by id; and the zone of the office."""
    ids = [recipient.removeprefix(PERSON)]
    if recipient.startswith(OFFICE):
        ids = [one.id for one in people.with_roles(connection, [recipient.removeprefix(OFFICE)])]
    who = directory.read(connection, people=ids, organisations=())
    named = (who.people[one] for one in sorted(ids) if one in who.people)
    found = tuple(Addressee(one.id, one.name, one.email) for one in named if one.active and one.email)
    if recipient.startswith(OFFICE):
        # A member of the committee with an interest in the case does not read about it, by letter neither.
        found = tuple(one for one in found if visible.sees(connection, who, one.id, ref))
    return found, who.place("office:broker").zone
