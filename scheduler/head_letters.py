"""The newest checkpoint by letter, to each auditor once a day: whoever has it can tell that what it covers was changed.

A letter that does not come is a sign too, so it comes on days on which nothing happened as well.
"""

from collections.abc import Iterator
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy import Connection, select
from sqlalchemy import Engine as Database

from letters import notice
from records import people
from records.database import reading
from records.languages import written
from records.people import Account
from workflow import outbox, sequencing
from workflow.calendar import instant
from workflow.checkpoint import stated
from workflow.moments import Hour
from workflow.recipients import addressed
from workflow.sentences import locale
from workflow.snapshot import Place
from workflow.tables import outbox as letters

TEMPLATE = "history_head"
AUDITOR = "auditor"


def owe(database: Database, now: datetime) -> int:
    """Owe the letter to whoever has not had it today, from nine o'clock on where they are; how many that are."""
    with reading(database) as connection:
        if not any(_without(connection, now)):
            return 0
    with database.begin() as connection:
        sequencing.alone(connection)  # or two who tell at once would tell twice
        note, told = sequencing.newest(connection), 0
        for account, day in list(_without(connection, now)) if note else ():
            _owe(connection, account, day, note or "", now)
            told += 1
        return told


def _without(connection: Connection, now: datetime) -> Iterator[tuple[Account, date]]:
    """The auditors who wait for today's letter, and which day it is for them."""
    for account in people.with_roles(connection, [AUDITOR]):
        day = Place(account.zone, account.country, account.language).today(now)
        if account.email and now >= instant(day, Hour.MORNING, account.zone):
            had = select(letters.c.id).where(letters.c.act == _act(day), letters.c.recipient == _recipient(account))
            if connection.execute(had).one_or_none() is None:
                yield account, day


def _owe(connection: Connection, account: Account, day: date, note: str, now: datetime) -> None:
    origin, size, _root = stated(note)
    language = written(account.language)
    facts = {
        "reader": {"name": account.name, "part": AUDITOR},
        "now": format_date(day, format="long", locale=locale(language)),
        "origin": origin,
        "size": size,
        "note": note,
    }
    letter = notice(TEMPLATE, facts, language)
    outbox.owe(
        connection,
        _recipient(account),
        TEMPLATE,
        subject=letter.subject,
        body=letter.text,
        language=language,
        zone=account.zone,
        act=_act(day),
        not_before=now,
    )


def _recipient(account: Account) -> str:
    return addressed(account.id)


def _act(day: date) -> str:
    return f"ACT-HEAD-{day}"
