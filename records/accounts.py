"""Accounts: who somebody is, what roles they hold, how they sign in. Every change is an entry on the person's stream.

What an account may be called is text, so that it can be erased; everything else is codes and ids. `actor` is a person's
id, or `SYS` where a command did it before there was anybody.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from records import checks, errors, organisations, passwords, people, sessions, settings, vocabulary
from records.languages import written
from records.numbers import draw
from records.stream import Act, act, record
from records.tables import Person, Role, core
from workflow import texts
from workflow.reading import insert_if_missing

ADMIN = "admin"

_people, _roles = core(Person), core(Role)


def create(
    connection: Connection,
    *,
    email: str,
    name: str,
    roles: Collection[str] = (),
    organisation: str | None = None,
    country: str | None = None,
    language: str | None = None,
    zone: str | None = None,
    substitute: str | None = None,
    absent_from: date | None = None,
    absent_until: date | None = None,
    digest: str | None = None,
    password_hash: str | None = None,
    is_demo: bool = False,
    actor: str,
    now: datetime,
    via: str,
) -> str:
    """A new account's id. What is not said of place and language is the organisation's, else the office's.

    Raises BadEmail, BadName, EmailTaken, RolesExclude, or what is unknown: UnknownRole, UnknownCountry and so on.
    """
    email = _free(connection, email)
    checks.roles(set(roles))
    place = _place(connection, organisation, country=country, language=language, zone=zone)
    if substitute is not None:
        people.get(connection, substitute)
    checks.absence(absent_from, absent_until)
    away = {"substitute": substitute, "absent_from": absent_from, "absent_until": absent_until}
    values = {"organisation": organisation, **away, "is_demo": is_demo, "active": True, **place}
    person, by = draw(connection, "PER"), act(actor, now, via)
    called = {"name": checks.name(name), "email": email}
    wishes = {"digest": checks.kind(digest, vocabulary.DIGESTS)} if digest else {}
    row = {"id": person, "password_hash": password_hash, **called, **values, **wishes}
    if connection.execute(insert_if_missing(connection, _people), row).rowcount == 0:
        _free(connection, email)  # somebody took it while we waited for them: they are named
    for role in sorted(roles):
        connection.execute(insert(_roles).values(person=person, role=role))
    facts = {**values, **wishes, "roles": sorted(roles), **_texts(connection, person, called)}
    record(connection, person, "create_account", by, facts)
    return person


def change(
    connection: Connection,
    person: str,
    *,
    actor: str,
    now: datetime,
    via: str,
    reason: str | None = None,
    **values: Any,
) -> None:
    """Give an account another name, email, organisation, country, language, zone, substitute, absence or digest.

    Only what differs is written. Raises as `create` does.
    """
    before = _kept(connection, person)
    new = {key: value for key, value in values.items() if value != getattr(before, key)}
    if "email" in new:
        new["email"] = _free(connection, new["email"])
    if "name" in new:
        new["name"] = checks.name(new["name"])
    if new.get("substitute"):
        _other(connection, new["substitute"], person)
    if new.get("organisation"):
        organisations.get(connection, new["organisation"])
    checks.place(**{key: new[key] for key in ("country", "language", "zone") if key in new})
    checks.absence(*(new.get(end, getattr(before, end)) for end in ("absent_from", "absent_until")))
    checks.kind(new.get("digest", before.digest), vocabulary.DIGESTS)
    if not new:
        return
    connection.execute(update(_people).where(_people.c.id == person).values(new))
    called: dict[str, str] = {key: new.pop(key) for key in ("name", "email") if key in new}
    facts = {**new, **_texts(connection, person, called)}
    record(connection, person, "change_account", act(actor, now, via), facts, reason)


def grant(
    connection: Connection, person: str, role: str, *, actor: str, now: datetime, via: str, reason: str | None = None
) -> None:
    """Give a person a role; nothing happens if they hold it. Raises UnknownRole, RolesExclude or UnknownPerson."""
    held = set(_kept(connection, person).roles)
    if role in held:
        return
    checks.roles(held | {role})
    connection.execute(insert(_roles).values(person=person, role=role))
    _roles_now(connection, person, "grant_role", held | {role}, act(actor, now, via), reason)


def revoke(
    connection: Connection, person: str, role: str, *, actor: str, now: datetime, via: str, reason: str | None = None
) -> None:
    """Take a role from a person; nothing happens if they do not hold it. Raises UnknownPerson or LastAdmin."""
    held = set(people.get(connection, person, lock=True).roles)
    if role not in held:
        return
    if role == ADMIN:
        another_admin(connection, person)
    connection.execute(delete(_roles).where(_roles.c.person == person, _roles.c.role == role))
    _roles_now(connection, person, "revoke_role", held - {role}, act(actor, now, via), reason)


def close(
    connection: Connection, person: str, *, actor: str, now: datetime, via: str, reason: str | None = None
) -> None:
    """The person can no longer sign in, and is written to no more. Raises UnknownPerson or LastAdmin."""
    if ADMIN in people.get(connection, person).roles:
        another_admin(connection, person)
    _active(connection, person, False, "close_account", act(actor, now, via), reason)


def reopen(
    connection: Connection, person: str, *, actor: str, now: datetime, via: str, reason: str | None = None
) -> None:
    """The person can sign in again. Raises UnknownPerson and Erased."""
    _kept(connection, person)
    _active(connection, person, True, "reopen_account", act(actor, now, via), reason)


def set_password(connection: Connection, person: str, password: str, *, actor: str, now: datetime, via: str) -> None:
    """Every link and session of the old password ends. Raises UnknownPerson, or as `passwords.require` does."""
    account = people.get(connection, person)
    passwords.require(password, about=(account.name, account.email, account.organisation_name))
    values = {"password_hash": passwords.hashed(password)}
    connection.execute(update(_people).where(_people.c.id == person).values(values))
    sessions.end_all(connection, person)
    record(connection, person, "set_password", act(actor, now, via), {})


def verify(connection: Connection, email: str, password: str) -> str | None:
    """Whose email and password these are; None if they are nobody's, or the account is closed."""
    found = connection.execute(
        select(_people.c.id, _people.c.password_hash).where(_people.c.email == email.strip().lower(), _people.c.active)
    ).one_or_none()
    return found.id if passwords.fits(password, found.password_hash if found else None) and found else None


def password_link(connection: Connection, person: str, *, key: str, actor: str, now: datetime, via: str) -> str:
    """A token with which the person can set a password, once. Who made it is an entry: it opens the account.

    Raises UnknownPerson.
    """
    token = passwords.link(person, _password_hash(connection, person), key=key, now=now)
    record(connection, person, "make_link", act(actor, now, via), {})
    return token


def sign_out(connection: Connection, person: str, *, actor: str, now: datetime, via: str) -> None:
    """End all sessions of a person. Raises UnknownPerson."""
    people.get(connection, person)
    sessions.end_all(connection, person)
    record(connection, person, "sign_out", act(actor, now, via), {})


def claim_of(connection: Connection, token: str, *, key: str, now: datetime) -> str:
    """The person a token is for. Raises LinkBroken, LinkExpired, LinkUsed or UnknownPerson."""
    claim = passwords.read_link(token, key=key, now=now)
    if claim.mark != passwords.mark(_password_hash(connection, claim.person)):
        raise errors.LinkUsed
    return claim.person


def another_admin(connection: Connection, person: str) -> None:
    """Whether somebody else could give roles if this person could not. Raises LastAdmin."""
    if not any(one.id != person for one in people.with_roles(connection, [ADMIN])):
        raise errors.LastAdmin


def _kept(connection: Connection, person: str) -> people.Account:
    """The account, locked, as long as it was not erased. Raises UnknownPerson and Erased."""
    account = people.get(connection, person, lock=True)
    if account.name is None:
        raise errors.Erased(person=person)
    return account


def _password_hash(connection: Connection, person: str) -> str | None:
    found = connection.execute(
        select(_people.c.password_hash).where(_people.c.id == person, _people.c.active)
    ).one_or_none()
    if found is None:
        raise errors.UnknownPerson(person=person)
    return found.password_hash


def _active(connection: Connection, person: str, active: bool, trigger: str, by: Act, reason: str | None) -> None:
    if people.get(connection, person).active is active:
        return
    connection.execute(update(_people).where(_people.c.id == person).values(active=active))
    sessions.end_all(connection, person)
    record(connection, person, trigger, by, {"active": active}, reason)


def _roles_now(connection: Connection, person: str, trigger: str, roles: set[str], by: Act, reason: str | None) -> None:
    sessions.end_all(connection, person)  # what is open in a browser shows what the old roles might see
    record(connection, person, trigger, by, {"roles": sorted(roles)}, reason)


def _texts(connection: Connection, person: str, called: dict[str, str]) -> dict[str, Any]:
    """What somebody is called, as history holds it: erasing the person empties it."""
    minted = {key: texts.mint(value) for key, value in called.items()}
    texts.store(connection, minted.values(), person=person, ref=person)
    return {key: one.ref for key, one in minted.items()}


def _other(connection: Connection, substitute: str, person: str) -> None:
    people.get(connection, substitute)
    if substitute == person:
        raise errors.OwnSubstitute


def _free(connection: Connection, email: str) -> str:
    email = checks.email(email)
    taken = connection.scalar(select(_people.c.id).where(_people.c.email == email))
    if taken is not None:
        raise errors.EmailTaken(email=email, person=taken)
    return email


def _place(connection: Connection, organisation: str | None, **given: str | None) -> dict[str, str]:
    """Country, language and zone: as given, else the organisation's, else the office's."""
    decided = settings.every(connection)
    place = {key: decided[f"office_{key}"] for key in ("country", "language", "zone")}
    if organisation is not None:
        body = organisations.get(connection, organisation)
        spoken = written(*body.languages, place["language"])
        place |= {"country": body.country, "language": spoken, "zone": body.zone}
    place |= {key: value for key, value in given.items() if value}
    checks.place(**place)
    return place
