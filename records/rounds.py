"""A round of the committee at a call, read from the entries: who said what, and who declared an interest, when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, or_, select

from records import people
from records.tables import Role
from records.worklist import Reader
from workflow import texts
from workflow.earlier import standing
from workflow.history import Entry, EntryKind, read_entry
from workflow.reading import idents
from workflow.snapshot import Case
from workflow.tables import cases, entries

MEMBER = "committee"
TOLD = ("open", "extend_deadline", "close", "reopen", "score", "shortlist", "recommend", "decide", "cancel")
INTEREST = ("declare_interest", "withdraw_interest")


@dataclass(frozen=True)
class Round:
    """`members` hold the role, or held it when they spoke. `told` are the entries that stand, the oldest first; `declared`
    those of the members' interests, until the round was over. `seen` are the cases that the reader may open."""

    members: tuple[str, ...]
    told: tuple[Entry, ...]
    declared: tuple[Entry, ...]
    seen: frozenset[str]
    names: Mapping[str, str | None]
    texts: Mapping[str, str | None]

    @property
    def interests(self) -> Mapping[str, frozenset[str]]:
        """What each member has an interest in at the end: person → subjects."""
        kept: dict[str, dict[str, str | None]] = {}
        for entry in self.declared:
            interest = interest_of(entry)
            kept.setdefault(entry.ref, {})[interest["subject"] or ""] = interest["kind"]
        return {who: frozenset(one for one, kind in said.items() if kind) for who, said in kept.items()}


def read(connection: Connection, reader: Reader, call: str, judged: Collection[str]) -> Round:
    """The round at a call about the cases `judged`, in six statements."""
    refs = (call, *judged)
    told = tuple(standing(_entries(connection, refs, TOLD, also=EntryKind.UNDONE)))
    told = tuple(sorted(told, key=lambda one: (one.at, one.ref, one.seq)))
    over = next((one.at for one in told if one.ref == call and one.trigger in ("decide", "cancel")), None)
    spoke = {one.actor for one in told if one.part == MEMBER}
    holding = connection.scalars(select(Role.person).where(Role.role == MEMBER))
    members = tuple(sorted(spoke | set(holding)))
    found = _entries(connection, members, INTEREST)
    declared = tuple(sorted(_until(found, over), key=lambda one: (one.at, one.ref, one.seq)))
    seen = connection.scalars(select(cases.c.ref).where(cases.c.ref.in_(refs), reader.sees))
    said = [entry.reason for entry in told if entry.reason]
    return Round(
        members,
        told,
        declared,
        frozenset(seen),
        people.names(connection, idents([members, [entry.actor for entry in told]])),
        texts.resolve(connection, texts.mentioned(said)),
    )


def _entries(
    connection: Connection, refs: Collection[str], triggers: Collection[str], also: EntryKind | None = None
) -> Sequence[Entry]:
    wanted: ColumnElement[bool] = entries.c.trigger.in_(triggers)
    if also is not None:
        wanted = or_(wanted, entries.c.kind == also.value)
    query = select(entries.c.body).where(entries.c.ref.in_(refs), wanted)
    return [read_entry(body) for body in connection.scalars(query)]


def _until(found: Sequence[Entry], over: datetime | None) -> Iterator[Entry]:
    return (entry for entry in found if over is None or entry.at <= over)


def interest_of(entry: Entry) -> Mapping[str, str | None]:
    """What an entry of `declared` says: the subject, and of which kind the interest in it is now, None for none."""
    interest: Mapping[str, str | None] = (entry.changes or {})["facts"]["interest"]
    return interest


# --- what comes of it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """What several members gave: on average, at least and at most."""

    mean: Fraction
    least: int
    most: int
    count: int


@dataclass(frozen=True)
class Standing:
    """Where an application stands: `place` counts from 1, None where nobody ranked or scored it; `ties` share it."""

    ref: str
    place: int | None
    ties: tuple[str, ...]
    places: Spread | None
    points: Spread | None
    votes: Mapping[str, int]  # recommendation → how many members


def spread(given: Sequence[int]) -> Spread | None:
    """None where nobody gave anything."""
    return Spread(Fraction(sum(given), len(given)), min(given), max(given), len(given)) if given else None


def ranking(call: Case, applications: Sequence[Case]) -> tuple[Standing, ...]:
    """The applications in the order of the reserve list: by the mean place they were given, then by the mean points.

    Those that nobody ranked come after the others, those that nobody scored either have no place.
    """
    given = [(case.ref, _places(call, case.ref), _points(case), _votes(case)) for case in applications]
    keys = {ref: (_least(places), -_most(points)) for ref, places, points, _votes in given if places or points}
    found = []
    for ref, places, points, votes in given:
        key = keys.get(ref)
        place = 1 + sum(other < key for other in keys.values()) if key else None
        ties = tuple(sorted(other for other, value in keys.items() if value == key and other != ref))
        found.append(Standing(ref, place, ties, places, points, votes))
    return tuple(sorted(found, key=lambda one: (one.place is None, one.place or 0, one.ref)))


def _least(places: Spread | None) -> tuple[bool, Fraction]:
    return (places is None, places.mean if places else Fraction(0))


def _most(points: Spread | None) -> Fraction:
    return points.mean if points else Fraction(0)


def _places(call: Case, ref: str) -> Spread | None:
    rankings = (call.facts.get("rankings") or {}).values()
    return spread([row["place"] for one in rankings for row in one["ranking"] if row["application"] == ref])


def _points(case: Case) -> Spread | None:
    return spread([sum(row["points"] for row in one["criteria"]) for one in (case.facts.get("scores") or {}).values()])


def _votes(case: Case) -> Mapping[str, int]:
    said = [one["recommend"] for one in (case.facts.get("scores") or {}).values()]
    return {one: said.count(one) for one in dict.fromkeys(said)}
