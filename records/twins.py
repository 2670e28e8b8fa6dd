"""Cases that look like the same: they share a government and one fact more, such as the topic or the first day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from workflow.tables import cases, participants

PLACES = "governments"  # the answer that names the governments that ask
IMPORTING = 4_271_903  # PostgreSQL's advisory lock of whoever imports


@dataclass(frozen=True)
class Alike:
    """Which cases look like the same: of this kind, with the same value of `fact`, and (`live`) still going on."""

    kind: str
    fact: str
    live: bool


@dataclass(frozen=True)
class Twin:
    """A row that looks like a case that is there (`ref`), or like an earlier row of the file."""

    row: int
    ref: str | None
    other_row: int | None = None


def one_import_at_a_time(connection: Connection) -> None:
    """Waits until nobody else imports; whoever writes to SQLite has the lock already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORTING})


def twins(connection: Connection, alike: Alike, forms: Mapping[int, Mapping[str, Any]]) -> Iterator[Twin]:
    """Rows that look like a case that is there, or like an earlier row; `forms` is row → what it answers."""
    about = {number: (form.get(alike.fact), form.get(PLACES, ())) for number, form in forms.items()}
    places = sorted({place for _said, found in about.values() for place in found})
    query = (
        select(participants.c.organisation, cases.c.facts[alike.fact].as_string(), cases.c.ref)
        .join(cases, cases.c.ref == participants.c.ref)
        .where(participants.c.organisation.in_(places), participants.c.until_act.is_(None))
        .where(
            participants.c.part == "requester", cases.c.kind == alike.kind, *([~cases.c.ended] if alike.live else [])
        )
        .order_by(cases.c.ref)
    )
    there: dict[tuple[str, str], list[str]] = {}
    for place, said, ref in connection.execute(query):
        there.setdefault((place, said), []).append(ref)
    rows: dict[tuple[str, Any], int] = {}
    for number, (said, found) in about.items():
        for ref in dict.fromkeys(ref for place in found for ref in there.get((place, str(said)), ())):
            yield Twin(number, ref)
        for other in dict.fromkeys(rows[place, said] for place in found if (place, said) in rows):
            yield Twin(number, None, other)
        rows |= {(place, said): number for place in found if said}
