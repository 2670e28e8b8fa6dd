"""What taking an act back means: each of its cases as it was, the letters that do not leave, and who is told. Pure.

An act is *undone* within the grace period, as if it had not been. Later a broker *corrects* it, openly: exactly those who
got one of its letters get another. `reasons.py` says when neither can be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflow.acts import UNSENT, Act, Around, Letter
from workflow.attempt import Gone, Outcome, Owed, Row
from workflow.blockers import Blocker
from workflow.conclude import TOLD, owed_facts
from workflow.definition import LINK, Seat
from workflow.earlier import as_it_was, standing
from workflow.history import Entry, EntryKind
from workflow.judge import BROKER, LEAD
from workflow.reasons import Wish
from workflow.snapshot import Case, Snapshot
from workflow.texts import Minted, plain

TEMPLATE = "correction"  # the letter of an act that is taken back after its own had left

# (kind of case, trigger) → what is owed to `records/` when such an entry is taken back: a pure function of the entry and of
# the others of its case that stand.
Returns = Mapping[tuple[str, str], Callable[[Entry, Sequence[Entry]], Iterable[Row | Gone]]]


@dataclass(frozen=True)
class Returned:
    """One case of the act: as it is, as it will be, and the entry that says so."""

    now: Case
    case: Case
    entry: Entry


@dataclass(frozen=True)
class Undoing:
    """Everything that taking an act back means: the reasons why not, or all that will be written by the act `id`."""

    wish: Wish
    id: str
    snapshot: Snapshot
    act: Act | None
    around: Around
    reason: Minted
    blockers: tuple[Blocker, ...] = ()
    returned: tuple[Returned, ...] = ()
    letters: tuple[Owed, ...] = ()
    rows: tuple[Row | Gone, ...] = ()

    @property
    def taken_back(self) -> tuple[Letter, ...]:
        """The letters that do not leave."""
        return tuple(one for one in self.around.letters if one.status in UNSENT)

    @property
    def due_again(self) -> tuple[Any, ...]:
        """The follow-ups that come back, but for those in whose place the act planned the same."""
        known = set(map(_due, self.around.cancelling))
        return tuple(row for row in self.around.returning if _due(row) not in known)

    @property
    def not_due(self) -> tuple[Any, ...]:
        """The follow-ups that are cancelled, but for those in whose place the same come back."""
        known = set(map(_due, self.around.returning))
        return tuple(row for row in self.around.cancelling if _due(row) not in known)

    @property
    def outcome(self) -> Outcome:
        """What is told to whoever did it."""
        case = next(one.case for one in self.returned if one.case.ref == self.wish.ref)
        return Outcome(case.ref, self.id, case.state, case.version, tuple(one.entry.id for one in self.returned))


def _due(row: Any) -> tuple[Any, ...]:
    return row.ref, row.rule, row.rung, row.recipient, row.due_at


def complete(undoing: Undoing, act: Act, returns: Returns) -> Undoing:
    """The same with all that is written, of an act against which there is no reason."""
    returned: list[Returned] = []
    for ref in act.refs:
        cause = returned[0].entry.id if returned else None
        returned.append(_returned(undoing, act, ref, cause))
    cases = {one.case.ref: one.case for one in returned}
    letters = tuple(_corrections(undoing, cases)) if undoing.wish.openly else ()
    return replace(
        undoing, returned=tuple(returned), letters=letters, rows=tuple(_rows(act, undoing.around, cases, returns))
    )


def _returned(undoing: Undoing, act: Act, ref: str, cause: str | None) -> Returned:
    now, wish, history = undoing.snapshot.case(ref), undoing.wish, undoing.around.histories[ref]
    own = [entry for entry in history if entry.act == act.id]
    case = as_it_was(now, [entry for entry in history if entry.seq < own[0].seq])
    part = _part(act, wish) if cause is None else LINK.name
    entry = Entry(
        ref=ref,
        seq=now.seq + 1,
        act=undoing.id,
        kind=EntryKind.CORRECTED if wish.openly else EntryKind.UNDONE,
        source=now.state,
        target=case.state,
        actor=wish.actor,
        part=part,
        via=wish.via,
        at=wish.now,
        type=own[0].type,
        definition_version=own[0].definition_version,
        fingerprint=own[0].fingerprint,
        grounds={"part": part, "verdicts": [], "waivers": [], "cause": cause},
        reason=undoing.reason.ref.plain(),
        changes=dict(_changes(act, own, now, case)),
        previous_hash=now.head,
    )
    return Returned(now, replace(case, version=now.version + 1, seq=entry.seq, head=entry.hash), entry)


def _part(act: Act, wish: Wish) -> str | None:
    """As what somebody takes an act back."""
    if wish.openly:
        return BROKER
    return act.pressed.part if wish.actor == act.pressed.actor else LEAD


def _changes(act: Act, own: Sequence[Entry], now: Case, case: Case) -> Iterator[tuple[str, Any]]:
    """What history tells, in the words of `history.py`; nothing that is empty."""
    yield "undoes", {"act": act.id, "entries": [entry.id for entry in own], "trigger": own[-1].trigger}
    facts = {name: value for name, value in case.facts.items() if value != now.facts.get(name)}
    columns = {name: plain(getattr(case, name)) for name in TOLD if getattr(case, name) != getattr(now, name)}
    hands = {
        trigger: list(case.hands.get(trigger, ()))
        for trigger in sorted({*now.hands, *case.hands})
        if case.hands.get(trigger, ()) != now.hands.get(trigger, ())
    }
    seats = {"add": _places(case, now), "remove": _places(now, case)}
    told = {
        "facts": facts,
        "unset": sorted(now.facts.keys() - case.facts.keys()),
        "case": columns,
        "hands": hands,
        "seats": {way: places for way, places in seats.items() if places},
        "links": _links(own),
    }
    yield from ((name, value) for name, value in told.items() if value)


def _places(of: Case, other: Case) -> list[list[str | None]]:
    return [_place(seat) for seat in of.seats if seat not in other.seats]


def _place(seat: Seat) -> list[str | None]:
    return [seat.part, seat.organisation, seat.person]


def _links(own: Sequence[Entry]) -> dict[str, list[str]]:
    """The links that a case's entries told of, the other way round: each is told once, by the same case."""
    told = [(entry.changes or {}).get("links", {}) for entry in own]
    added, removed = ([ref for one in told for ref in one.get(way, ())] for way in ("add", "remove"))
    back = {"add": sorted({*removed} - {*added}), "remove": sorted({*added} - {*removed})}
    return {way: refs for way, refs in back.items() if refs}


def _rows(act: Act, around: Around, cases: Mapping[str, Case], returns: Returns) -> Iterator[Row | Gone]:
    """What records are owed, the newest entry first; the others of a case are those before the act that stand."""
    for entry in reversed(act.entries):
        give_back = returns.get((cases[entry.ref].kind, entry.trigger or ""))
        if give_back and entry.kind not in (EntryKind.SIGNED, EntryKind.WAIVED):
            others = [one for one in standing(around.histories[entry.ref]) if one.act != act.id]
            yield from give_back(entry, others)


def _corrections(undoing: Undoing, cases: Mapping[str, Case]) -> Iterator[Owed]:
    """A letter to each who has one of the act's, and what that one said."""
    told: dict[tuple[str, str], None] = {}
    for letter in undoing.around.letters:
        for recipient in letter.had_by:
            if (recipient, letter.ref) in told:
                continue
            told[recipient, letter.ref] = None
            said = {"reason": undoing.reason.ref.plain()} | ({"subject": letter.subject} if letter.subject else {})
            case = cases.get(letter.ref) or undoing.snapshot.case(letter.ref)
            yield Owed(recipient, TEMPLATE, letter.ref, owed_facts(case, None, said))
