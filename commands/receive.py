"""`connect receive`: takes in one e-mail, as a mail server hands it over."""

import sys
from collections.abc import Iterator

import click
from sqlalchemy import Connection, Row, select

from commands import faults
from commands.errors import MailTooLong, NoCaseNamed
from commands.session import Session
from letters import reply
from letters.mail import local_id, named
from letters.reply import Bounce, Incoming
from records import documents, people, scanning
from records.errors import UnknownPerson
from workflow import outbox, receiving, remarks
from workflow.errors import UnknownCase, WorkflowError
from workflow.keys import first
from workflow.tables import cases, deliveries
from workflow.tables import outbox as letters

LATER = 75  # EX_TEMPFAIL of sysexits.h: a mail server keeps the e-mail and tries again
KEY = "mail:"


class NotNow(faults.Said):
    """Raised if an e-mail cannot be taken in now, and can later."""

    exit_code = LATER


@click.command()
@click.option("--to", metavar="ADDRESS", default="", help="The address for which the mail server took it.")
@click.pass_obj
def command(session: Session, to: str) -> None:
    """Take in one e-mail from standard input: an answer to a letter of a case, or word that a letter did not arrive.

    The case is the one that the address names (case+REQ-2018-0001@…), the writer whoever has the address it comes from.
    Ends with status 75 where it is worth trying again, so that a mail server keeps the e-mail.
    """
    raw = sys.stdin.buffer.read(reply.MOST_BYTES + 1)
    if len(raw) > reply.MOST_BYTES:
        raise MailTooLong(most=reply.MOST_BYTES // 2**20)
    incoming = reply.read(raw, to)
    try:
        said = _taken(session, incoming)
    except (NoCaseNamed, UnknownCase):
        raise
    except Exception as error:
        raise NotNow(faults.said(error, session).message) from error
    click.echo(said)


def _taken(session: Session, incoming: Incoming) -> str:
    connect = session.connect
    now = connect.now()
    with connect.database.begin() as connection:
        if not first(connection, f"{KEY}{incoming.ident}", now):
            return "This e-mail was taken in before. Nothing was done."
        if incoming.bounces:
            return _returned(session, connection, incoming.bounces)
        if incoming.automatic or reply.is_ours(incoming.sender, connect.settings.base_url):
            return "A program sent this e-mail. Nothing was kept of it."
        return _kept(session, connection, incoming)


def _kept(session: Session, connection: Connection, incoming: Incoming) -> str:
    connect, ref = session.connect, incoming.case
    now = connect.now()
    if ref is None:
        raise NoCaseNamed
    if connection.scalar(select(cases.c.ref).where(cases.c.ref == ref)) is None:
        raise UnknownCase(ref=ref)
    person = _account(connection, incoming.sender)
    part = person and receiving.takes_part(connect.engine, connection, ref, person, now)
    said = _words(incoming if part else Incoming(incoming.ident, "", ref, f"{incoming.sender}:\n\n{incoming.text}"))
    kept = receiving.Reply(said)
    if part and person:
        kept = receiving.Reply(said, *_files(connection, incoming, person, connect.settings.clamd))
    who = person if part else None
    done = receiving.keep(connect.engine, connection, ref, kept, person=who, part=part, now=now)
    return f"{ref}: the e-mail is entry {', '.join(done.entries)} of its history."


def _account(connection: Connection, address: str) -> str | None:
    try:
        found = people.by_email(connection, address)
    except UnknownPerson:
        return None
    return found.id if found.active else None


def _words(incoming: Incoming) -> str:
    text = incoming.text.strip() or "…"
    return text if len(text) <= remarks.LONGEST_TEXT else f"{text[: remarks.LONGEST_TEXT - 1]}…"


def _files(
    connection: Connection, incoming: Incoming, person: str, clamd: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the files that were kept, and the names of those that could not be."""
    kept, left = [], []
    for number, (name, content) in enumerate(incoming.files):
        try:
            if number >= reply.MOST_FILES:
                raise WorkflowError
            scan = scanning.verdict(content, name, clamd)
            kept.append(documents.store(connection, content, name, person=person, scan=scan))
        except WorkflowError:
            left.append(documents.cleaned(name))
    return tuple(dict.fromkeys(kept)), tuple(left)


def _returned(session: Session, connection: Connection, bounces: tuple[Bounce, ...]) -> str:
    connect = session.connect
    told = 0
    for bounce in bounces:
        for letter, person in _sent(connection, bounce.case):
            if bounce.ident.startswith(f"{local_id(named(letter.act, letter.recipient, person))}@"):
                told += outbox.returned(connection, letter, person, connect.now(), bounce.why)
    if told:
        return f"{told} letter{'s' if told > 1 else ''} did not arrive; the brokers are told."
    return "This says of no letter of ours that it did not arrive. Nothing was done."


def _sent(connection: Connection, ref: str | None) -> Iterator[tuple[Row[object], str]]:
    """The letters of a case, each with whom it was handed to."""
    query = select(letters, deliveries.c.person).join(deliveries, deliveries.c.letter == letters.c.id)
    return ((row, row.person) for row in connection.execute(query.where(letters.c.ref == ref)))
