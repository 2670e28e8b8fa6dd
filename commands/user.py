"""`connect user`: people."""

from typing import Any

import click
from sqlalchemy import Connection

from commands.printing import json_option, print_json_list, print_table
from commands.session import VIA, Session
from records import accounts, checks, organisations, people, second_factor, vocabulary
from records.passwords import LINK_DAYS
from workflow.streams import SYSTEM


@click.group()
def command() -> None:
    """Add people, and list them."""


@command.command()
@click.argument("email")
@click.option("--role", "roles", metavar="ROLE", required=True, multiple=True, help=", ".join(vocabulary.ROLES))
@click.option("--name", help="What the person is called; what stands before the @ unless given.")
@click.option("--organisation", metavar="O", help="Id or name of where they work.")
@click.option("--country", metavar="CC", help="ISO 3166; the organisation's unless given.")
@click.option("--language", metavar="L", help="ISO 639; the organisation's unless given.")
@click.option("--zone", metavar="Z", help="Such as Africa/Kampala; the organisation's unless given.")
@click.pass_obj
def add(session: Session, email: str, roles: tuple[str, ...], **said: Any) -> None:
    """Add somebody, and print the link with which they set their password, once."""
    connect = session.connect
    said["name"] = said["name"] or email.partition("@")[0]
    with connect.database.begin() as connection:
        if said["organisation"]:
            said["organisation"] = organisations.by_name(connection, said["organisation"]).id
        now = connect.now()
        new = accounts.create(connection, email=email, roles=roles, **said, actor=SYSTEM, now=now, via=VIA)
        link = password_link(session, connection, new)
    click.echo(f"{new} is {email}, as {', '.join(roles)}. To set a password, once, within {LINK_DAYS} days:\n{link}")


@command.command()
@click.argument("email")
@click.option(
    "--reason", required=True, metavar="TEXT", help="How you know that it is they who ask; it stays in their history."
)
@click.pass_obj
def remove_factor(session: Session, email: str, reason: str) -> None:
    """Remove the second factor of somebody who has lost it, when no administrator can."""
    connect = session.connect
    with connect.database.begin() as connection:
        person = people.by_email(connection, email).id
        by: dict[str, Any] = {"actor": SYSTEM, "now": connect.now(), "via": VIA}
        second_factor.remove(connection, person, reason=reason, **by)
    click.echo(f"{person} signs in with the password alone, until they set up another second factor.")


def password_link(session: Session, connection: Connection, person: str) -> str:
    """The address at which somebody sets their password."""
    connect = session.connect
    by: dict[str, Any] = {"actor": SYSTEM, "now": connect.now(), "via": VIA}
    token = accounts.password_link(connection, person, key=connect.settings.secret_key, **by)
    return f"{connect.settings.base_url}/set-password/{token}"


@command.command("list")
@click.option("--role", metavar="ROLE", help="Only those who hold it.")
@json_option
@click.pass_obj
def list_(session: Session, role: str | None, as_json: bool) -> None:
    """List people, by id."""
    checks.roles([role] if role else [])
    found = _every(session, role)
    if as_json:
        print_json_list(_json(one) for one in found)
        return
    rows = [("ID", "EMAIL", "ROLES", "ORGANISATION", "COUNTRY", "LANGUAGE", "ZONE", "STATUS")]
    rows += [
        (
            a.id,
            a.email or "(erased)",
            ", ".join(a.roles),
            a.organisation_name or "–",
            a.country,
            a.language,
            a.zone,
            _status(a),
        )
        for a in found
    ]
    print_table(rows)


def _every(session: Session, role: str | None) -> Any:
    after = None
    with session.reading() as connection:
        while page := people.every(connection, role=role, after=after):
            yield from page
            after = page[-1].id


def _status(account: people.Account) -> str:
    if not account.active:
        return "closed"
    return "demonstration" if account.is_demo else "active" if account.password_hash else "no password yet"


def _json(account: people.Account) -> dict[str, Any]:
    """Everything but the password's hash."""
    names = ("id", "name", "email", "organisation", "country", "language", "zone", "substitute", "is_demo", "active")
    return {**{name: getattr(account, name) for name in names}, "roles": list(account.roles)}
