"""What may be planned for a case in the state it is in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.definition import STATE_GROUP, Kind
from workflow.registry import Registry
from workflow.snapshot import Case, Snapshot

DATES = ("run_up", "aftermath", "outcome")  # groups that hang on the dates of an exchange that are settled
BEFORE = ("preparation", "logistics")
STILL = ("vacant", "postponed")  # there is no day on which it begins
DATED = ("arranged", "under_way", "midterm_reviewed", "executed", "reported")


@dataclass(frozen=True)
class Row:
    """A follow-up that is planned."""

    ref: str
    group: str
    kind: str
    trigger: str | None
    rule: str
    rung: int
    recipient: str


def wrongly_planned(snapshot: Snapshot, registry: Registry, rows: Sequence[Row]) -> Iterator[str]:
    """What is planned although its reason is gone, for somebody who is, twice, or by a button that is not there."""
    for row in rows:
        case = snapshot.case(row.ref)
        law = registry.get(case.type, case.definition_version)
        where = f"{row.ref} is in {case.state}, and {row.rule} ({row.group}) is planned for {row.recipient}"
        if not _belongs(row.group, case):
            yield where
        if row.kind == Kind.FIRE.value and law.transition(row.trigger or "", case.state) is None:
            yield f"{where}: the clock cannot press it."
        if row.recipient.startswith("person:") and row.recipient[7:] not in _people(snapshot, case):
            yield f"{where}, who has no part in it."
    twice = Counter((row.ref, row.rule, row.rung, row.recipient) for row in rows)
    yield from (f"{row} is planned twice." for row, number in twice.items() if number > 1)


def _belongs(group: str, case: Case) -> bool:
    if case.ended:
        return case.state == "evaluated" and group == "outcome"
    if group in DATES:
        return case.state in DATED
    if group == "logistics":
        return (case.state not in STILL and case.milestone == "matched") or case.state == "arranged"
    return group in (STATE_GROUP, "preparation") or group.startswith("task:")


def _people(snapshot: Snapshot, case: Case) -> set[str]:
    people = {seat.person for seat in case.seats if seat.person}
    for seat in (one for one in case.seats if one.organisation and not one.person):
        people |= {*snapshot.directory.people_of(seat.organisation, seat.part)}
    return people
