"""A filing becomes a case: in one transaction the person, the governments, the case, and what the broker is to check."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from records import accounts, filings, newcomers, people
from records.errors import UnknownPerson
from records.filings import Kept
from records.newcomers import Government
from records.people import Account
from records.tables import Upload, core
from records.zones import zone_of
from web.filing.about import APPLICATION, REQUEST, TRIGGER, About
from web.filing.pages import Page
from web.filing.questions import YOUR_EMAIL, YOUR_NAME, places
from web.given import connect
from workflow.errors import WorkflowError
from workflow.reading import insert_if_missing
from workflow.streams import SYSTEM
from workflow.words import _

VIA = "link"  # how history calls the way by which it came: a link in a letter
ROLES = {REQUEST: "requester", APPLICATION: "expert"}

By = Mapping[str, Any]  # actor, now and via


class AccountIsClosed(WorkflowError):
    """Raised if the address that was confirmed is that of an account that was closed."""

    message = _("The account of this address was closed, so this was not filed. Please write to the secretariat.")
    status = 409


def count(connection: Connection, page: Page, answers: Mapping[str, Any], now: datetime) -> None:
    """Make the case of what was answered. Nothing happens if it is one already.

    Raises AccountIsClosed, RolesExclude, and what `Engine.fire` raises.
    """
    assert page.filed is not None
    filed = filings.get(connection, page.filed.handle, now=now, lock=True)
    if filed.ref is not None:
        return
    by = {"actor": SYSTEM, "now": now, "via": VIA}
    named = _governments(connection, page.about, answers, filed, by)
    person = _person(connection, filed, answers, next(iter(named.values()))[0].country, by)
    for document in filed.documents:
        connection.execute(insert_if_missing(connection, core(Upload)), {"document": document, "person": person.id})
    press = {"actor": person.id, "now": now, "via": VIA, "form": _form(page.about, answers, named, person.id)}
    outcome = connect().engine.fire(connection, filed.type, TRIGGER, key=f"filing-{filed.handle}", **press)
    of_all = {one.id: one for found in named.values() for one in found}
    newcomers.to_check(connection, outcome.ref, outcome.act, list(of_all.values()), person, now)
    filings.counts(connection, filed.handle, outcome.ref, person.id)


def _governments(
    connection: Connection, about: About, answers: Mapping[str, Any], filed: Kept, by: By
) -> dict[str, Sequence[Government]]:
    """Question → the governments that were named in answer to it."""
    return {
        name: [
            newcomers.government(connection, row["name"], row["country"], language=filed.language, **by)
            for row in answers[name]
        ]
        for name, _several in places(about.asked)
    }


def _person(connection: Connection, filed: Kept, answers: Mapping[str, Any], country: str, by: By) -> Account:
    """Whose address it is that was confirmed: somebody known, or a new account; with the role that it takes to file."""
    role = ROLES[filed.type]
    try:
        known = people.by_email(connection, answers[YOUR_EMAIL])
    except UnknownPerson:
        place: dict[str, Any] = {"country": country, "zone": zone_of(country), "language": filed.language}
        called: dict[str, Any] = {"email": answers[YOUR_EMAIL], "name": answers[YOUR_NAME]}
        return people.get(connection, accounts.create(connection, roles=[role], **called, **place, **by))
    if not known.active:
        raise AccountIsClosed
    accounts.grant(connection, known.id, role, **by)
    return people.get(connection, known.id)


def _form(
    about: About, answers: Mapping[str, Any], named: Mapping[str, Sequence[Government]], person: str
) -> dict[str, Any]:
    """The form of the case: what was answered, with ids in the place of names, and who files it as who takes part."""
    asked = about.asked._declared_fields
    said = {name: value for name, value in answers.items() if name in asked}
    for name, several in places(about.asked):
        found = list(dict.fromkeys(one.id for one in named[name]))
        said[name] = found if several else found[0]
    if about.call is not None:
        said["call"] = about.call.ref
    return {**said, "people": [person]}
