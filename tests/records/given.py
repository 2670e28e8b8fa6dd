"""Rows that tests begin with, written straight into the tables; each function answers the id."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from records import tables as records
from workflow import tables

NOW = datetime(2018, 5, 2, 9, tzinfo=UTC)
ACT = "ACT-" + "0" * 32


def add(connection: Connection, table: Any, **values: Any) -> None:
    """One row of a Core table or an ORM class."""
    connection.execute(insert(getattr(table, "__table__", table)).values(values))


def organisation(connection: Connection, ident: str, country: str = "UG", **values: Any) -> str:
    """A government in Uganda, unless told otherwise."""
    plain = {"name": f"Name of {ident}", "kind": "government", "languages": ["en"], "zone": "Africa/Kampala"}
    add(connection, records.Organisation, id=ident, country=country, is_demo=True, **{**plain, **values})
    return ident


def person(connection: Connection, ident: str, *roles: str, organisation: str | None = None, **values: Any) -> str:
    """Somebody with these roles."""
    plain = {"name": f"Name of {ident}", "email": f"{ident.lower()}@connect.example", "language": "en"}
    plain |= {"zone": "Europe/Amsterdam", "country": "NL", "active": True, "is_demo": True}
    add(connection, records.Person, id=ident, organisation=organisation, **{**plain, **values})
    for role in roles:
        add(connection, records.Role, person=ident, role=role)
    return ident


def case(connection: Connection, ref: str, *parts: str, **values: Any) -> str:
    """A case of the kind its reference names, waiting for these parts, else for somebody; for nobody once it has ended."""
    kind = {"REQ": "request", "CALL": "call", "APP": "application", "EXC": "exchange"}[ref.split("-")[0]]
    plain = {"kind": kind, "type": kind, "definition_version": 1, "state": "submitted", "milestone": "submitted"}
    plain |= {"ended": False, "version": 1, "seq": 1, "head": "0" * 64, "facts": {}, "signatures": {}, "hands": {}}
    plain |= {
        "entered_on": date(2018, 5, 1),
        "paused_days": 0,
        "waits_for": list(parts) or ["broker"],
        "title": f"Title of {ref}",
    }
    plain |= {"due_at": NOW, "due_date": date(2018, 5, 2), "due_zone": "Europe/Amsterdam", "created_at": NOW}
    if values.get("ended"):
        plain |= {"due_at": None, "due_date": None, "due_zone": None, "waits_for": []}
    row = {**plain, "country": "UG", "is_demo": True, **values}
    add(connection, tables.cases, ref=ref, **row)
    for part in parts:
        add(connection, tables.turns, ref=ref, part=part, due_at=row["due_at"])
    return ref


def entry(connection: Connection, ref: str, seq: int = 1, **values: Any) -> tuple[str, int]:
    """An entry of a stream; not a true one, its hash is its name."""
    plain = {"act": ACT, "kind": "moved", "at": NOW, "actor": "PER-0001", "body": "{}", "hash": f"{ref}/{seq}"}
    add(connection, tables.entries, ref=ref, seq=seq, **{**plain, **values})
    return ref, seq


def seat(connection: Connection, ref: str, part: str, **values: Any) -> None:
    """Who has a part in a case."""
    add(connection, tables.participants, ref=ref, part=part, since_act=ACT, **values)


def link(connection: Connection, one: str, other: str, **values: Any) -> None:
    """Two cases that belong together."""
    first, second = sorted((one, other))
    add(connection, tables.links, from_ref=first, to_ref=second, since_act=ACT, **values)


def text(connection: Connection, ident: str, ref: str, body: str | None = "Some words", **values: Any) -> str:
    """What somebody wrote."""
    add(connection, tables.texts, id=ident, ref=ref, body=body, salt="aa", **values)
    return ident
