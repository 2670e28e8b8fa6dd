"""One organisation in the place of another in a case: an entry of kind `corrected`, which changes facts and seats.

The state and its limit stay; open pages go stale, for what they show is no longer so. Who may do it is for the caller to
say. Pure but for `put_right` and `write`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow import statements
from workflow.attempt import Outcome
from workflow.definition import Seat, Workflow
from workflow.fingerprint import fingerprint
from workflow.history import Entry, EntryKind
from workflow.reading import ReadDirectory, read_snapshot
from workflow.registry import Registry
from workflow.remarks import lock
from workflow.snapshot import Case, Snapshot
from workflow.texts import Minted, mint
from workflow.writing import case_changed, entry_row, text_row

TITLES = ("title", "country")  # the columns that follow from facts and seats alone


@dataclass(frozen=True)
class By:
    """Whose act it is: `id` is shared by all cases it puts right, `part` is as what they act, `reason` is their text."""

    id: str
    actor: str
    part: str
    now: datetime
    via: str
    reason: str


@dataclass(frozen=True)
class Correction:
    """All that is written of one case: as it was, as it is, the entry, and the text of its reason."""

    before: Case
    case: Case
    entry: Entry
    reason: Minted

    @property
    def outcome(self) -> Outcome:
        """What is told to whoever did it."""
        return Outcome(self.case.ref, self.entry.act, self.case.state, self.case.version, (self.entry.id,))


def put_right(
    connection: Connection,
    registry: Registry,
    read_directory: ReadDirectory,
    refs: Iterable[str],
    old: str,
    new: str,
    by: By,
) -> list[Outcome]:
    """Lock each of some cases, in the order in which everybody does, and write what is wrong in it anew. Raises Lost."""
    done = []
    for ref in sorted(refs):
        lock(connection, ref)
        snapshot = read_snapshot(connection, read_directory, [ref], actor=by.actor, now=by.now, also=[old, new])
        case = snapshot.case(ref)
        if not case.ended and names(case, old):
            law = registry.get(case.type, case.definition_version)
            made = corrected(law, snapshot, ref, old, new, by)
            write(connection, made)
            done.append(made.outcome)
    return done


def names(case: Case, organisation: str) -> bool:
    """Whether an organisation has a seat in a case, or its facts name it."""
    return any(seat.organisation == organisation for seat in case.seats) or instead(
        case.facts, organisation, ""
    ) != dict(case.facts)


def corrected(definition: Workflow, snapshot: Snapshot, ref: str, old: str, new: str, by: By) -> Correction:
    """A case with `new` wherever it had `old`, and the entry that says so; `snapshot` knows both."""
    before = snapshot.case(ref)
    seats = tuple(dict.fromkeys(_seat(seat, old, new) for seat in before.seats))
    case = replace(before, facts=instead(before.facts, old, new), seats=seats, version=before.version + 1)
    facts = definition.facts(snapshot.with_case(case), ref)
    case = replace(case, title=definition.title(facts), country=definition.country(facts))
    reason = mint(by.reason)
    entry = Entry(
        ref=ref,
        seq=before.seq + 1,
        act=by.id,
        kind=EntryKind.CORRECTED,
        actor=by.actor,
        part=by.part,
        via=by.via,
        at=by.now,
        source=before.state,
        target=before.state,
        type=definition.name,
        definition_version=definition.version,
        fingerprint=fingerprint(definition),
        reason=reason.ref.plain(),
        changes=dict(_changes(before, case)),
        previous_hash=before.head,
    )
    return Correction(before, replace(case, seq=entry.seq, head=entry.hash), entry, reason)


def instead(value: Any, old: str, new: str) -> Any:
    """A JSON value with one id in the place of another; a list that names both then names the one once."""
    match value:
        case str():
            return new if value == old else value
        case Mapping():
            # What is kept by organisation: what the one that stays has said counts.
            kept = {key: item for key, item in value.items() if not (key == old and new in value)}
            return {(new if key == old else key): instead(item, old, new) for key, item in kept.items()}
        case list() | tuple():
            put = [instead(item, old, new) for item in value]
            return list(dict.fromkeys(put)) if old in value else put
    return value


def _seat(seat: Seat, old: str, new: str) -> Seat:
    return replace(seat, organisation=new) if seat.organisation == old else seat


def _changes(before: Case, case: Case) -> Iterator[tuple[str, Any]]:
    """What history tells, in the words of `history.py`; nothing that is empty."""
    facts = {name: value for name, value in case.facts.items() if value != before.facts.get(name)}
    seats = {"add": list(_places(case, before)), "remove": list(_places(before, case))}
    columns = {name: getattr(case, name) for name in TITLES if getattr(case, name) != getattr(before, name)}
    for name, told in (("facts", facts), ("seats", {key: one for key, one in seats.items() if one}), ("case", columns)):
        if told:
            yield name, told


def _places(of: Case, other: Case) -> Iterator[list[str | None]]:
    return ([seat.part, seat.organisation, seat.person] for seat in of.seats if seat not in other.seats)


def write(connection: Connection, made: Correction) -> None:
    """Write all of it, as `writing.write` does of a plan. Raises Lost if a race is lost."""
    ref, act = made.case.ref, made.entry.act
    gone = ("of_part", "of_organisation", "of_person")
    came = ("part", "organisation", "person")
    rows: dict[str, Any] = dict.fromkeys(statements.ORDER, ())
    rows |= {
        "entries": [entry_row(made.entry)],
        "moved": [case_changed(made.case, made.before)],
        "texts": [text_row(made.reason, person=made.entry.actor, ref=ref)],
        "unseated": [
            {"of_ref": ref, **dict(zip(gone, one, strict=True)), "act": act} for one in _places(made.before, made.case)
        ],
        "participants": [
            {"ref": ref, **dict(zip(came, one, strict=True)), "since_act": act}
            for one in _places(made.case, made.before)
        ],
    }
    statements.send(connection, rows, ref)
