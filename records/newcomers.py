"""Governments that somebody without an account names: found among those there are, or entered; and what is to be checked.

Whoever names a government does not act for it by that: until an administrator enters at their account whom they work for,
they see the case they filed and no other.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from records import directory, organisations
from records.folding import fold
from records.people import Account
from records.tables import Organisation, core
from records.vocabulary import GOVERNMENT
from records.zones import zone_of
from workflow.attempt import Planned
from workflow.definition import Kind
from workflow.follow_ups import task_group
from workflow.tables import cases, follow_ups
from workflow.words import _
from workflow.writing import follow_up_row

NEW = _(
    "{organisation} was entered because somebody filed for it. Check that it is a government, and not there under another "
    "name; an administrator can put two into one."
)
UNPROVEN = _(
    "{person} filed this for {organisation} and has no account there yet. Check that they work there; an administrator "
    "then enters it at their account."
)
BROKERS = "office:broker"

_organisations = core(Organisation)


@dataclass(frozen=True)
class Government:
    """A government that somebody named; `new` if it was entered for that."""

    id: str
    country: str
    new: bool


def government(
    connection: Connection, name: str, country: str, *, language: str, actor: str, now: datetime, via: str
) -> Government:
    """The government of that name and country, however it is spelt in capitals and accents; entered if there is none.

    Raises BadName.
    """
    columns = (_organisations.c.id, _organisations.c.merged_into)
    same = (_organisations.c.kind == GOVERNMENT, _organisations.c.country == country)
    called = func.folded(_organisations.c.name) == fold(" ".join(name.split()))
    found = connection.execute(select(*columns).where(*same, called).order_by(_organisations.c.id).limit(1)).first()
    if found is not None:
        return Government(_standing(connection, found.id, found.merged_into), country, new=False)
    entered: dict[str, Any] = {
        "name": name,
        "kind": GOVERNMENT,
        "country": country,
        "zone": zone_of(country),
        "languages": [language],
    }
    return Government(organisations.create(connection, **entered, actor=actor, now=now, via=via), country, new=True)


def _standing(connection: Connection, ident: str, merged_into: str | None) -> str:
    """Which organisation stands for one that was merged, perhaps more than once."""
    while merged_into is not None:
        ident = merged_into
        merged_into = connection.scalar(select(_organisations.c.merged_into).where(_organisations.c.id == ident))
    return ident


def to_check(
    connection: Connection, ref: str, act: str, named: Collection[Government], person: Account, now: datetime
) -> None:
    """Tasks of the brokers: the governments that were entered, and for whom somebody spoke without working there."""
    place = directory.read(connection, people=(), organisations=()).place(BROKERS)
    generation = connection.execute(select(cases.c.seq).where(cases.c.ref == ref)).scalar_one()
    for rung, (rule, message, facts) in enumerate(_open(named, person)):
        said = {"message": message, "facts": facts, "mend": None}
        planned = Planned(
            ref,
            rule,
            rung,
            BROKERS,
            task_group(rule),
            Kind.TASK,
            None,
            "today",
            place.today(now),
            now,
            place.zone,
            said,
        )
        row = follow_up_row(planned, generation=generation, act=act)
        connection.execute(insert(follow_ups), row)


def _open(named: Collection[Government], person: Account) -> Iterator[tuple[str, str, dict[str, str]]]:
    for one in named:
        if one.new:
            yield "new_government", NEW, {"organisation": one.id}
    first = next(iter(named))
    if person.organisation not in {one.id for one in named}:
        yield "unproven_filer", UNPROVEN, {"person": person.id, "organisation": first.id}
