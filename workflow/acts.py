"""An act as it was written, and what came after it: all that must be known to take it back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, or_, select

from workflow.among import among
from workflow.earlier import COUNTED, undone_act
from workflow.history import Entry, EntryKind, read_entry
from workflow.snapshot import pair
from workflow.tables import deliveries, entries, follow_ups, links, outbox

Pair = tuple[str, str]

UNSENT = ("created", "held", "failed_for_now", "failed_for_good")  # letters that need not leave
LEAVING = "sending"
KINDS = [kind.value for kind in COUNTED]


@dataclass(frozen=True)
class Act:
    """The entries of cases that one act wrote, in their order; `number` is that of the last, over all streams.

    `left` are links of its cases that ended later: the act that ended each.
    """

    id: str
    entries: tuple[Entry, ...]
    number: int
    left: Mapping[Pair, str] = field(default_factory=dict)

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """Its cases, the one that was pressed first."""
        return tuple(dict.fromkeys(entry.ref for entry in (self.pressed, *self.entries)))

    @cached_property
    def pressed(self) -> Entry:
        """The entry of the press itself; the others follow from it."""
        own = [one for one in self.entries if one.kind is not EntryKind.WAIVED and not (one.grounds or {}).get("cause")]
        return own[0] if own else self.entries[0]

    @cached_property
    def made(self) -> frozenset[Pair]:
        """The links that it made."""
        return self._told("add") - self._told("remove")

    @cached_property
    def ended(self) -> frozenset[Pair]:
        """The links that it ended."""
        return self._told("remove") - self._told("add")

    def _told(self, way: str) -> frozenset[Pair]:
        told = ((entry.ref, (entry.changes or {}).get("links", {}).get(way, ())) for entry in self.entries)
        return frozenset(pair(ref, other) for ref, others in told for other in others)

    @property
    def around(self) -> frozenset[str]:
        """Its cases, and the others that it or later acts unlinked from them."""
        return frozenset((*self.refs, *(ref for one in (*self.ended, *self.left) for ref in one)))


@dataclass(frozen=True)
class Letter:
    """A letter that the act owed, itself or by a follow-up it planned; `handed` are the people who got it."""

    id: int
    ref: str
    recipient: str
    status: str
    subject: str | None
    not_before: datetime
    handed: tuple[str, ...]

    @property
    def had_by(self) -> tuple[str, ...]:
        """Who has got it, as letters name them: `PER-…`, or `office:NAME`."""
        return self.handed or ((self.recipient.removeprefix("person:"),) if self.status == "sent" else ())


@dataclass(frozen=True)
class Around:
    """What has become of an act: the histories of its cases, what came after it and stands, letters, follow-ups."""

    histories: Mapping[str, Sequence[Entry]]
    later: tuple[Entry, ...]
    letters: tuple[Letter, ...]
    returning: tuple[Row[Any], ...]  # follow-ups that the act cancelled
    cancelling: tuple[Row[Any], ...]  # follow-ups that it planned, and that are still to come


_newest = (
    select(entries.c.act)
    .where(entries.c.ref == bindparam("of_ref"), entries.c.kind.in_(KINDS))
    .order_by(entries.c.seq.desc())
    .limit(1)
)
_of_act = (
    select(entries.c.number, entries.c.body).where(entries.c.act == bindparam("of_act")).order_by(entries.c.number)
)
_left: Select[Any] = select(links.c.from_ref, links.c.to_ref, links.c.until_act).where(
    or_(among(links.c.from_ref, "refs"), among(links.c.to_ref, "refs")),
    exists().where(entries.c.act == links.c.until_act, entries.c.number > bindparam("after")),
)
_after = and_(entries.c.number > bindparam("after"), entries.c.act != bindparam("of_act"), entries.c.kind.in_(KINDS))
_later = (
    select(entries.c.body)
    .where(_after, or_(among(entries.c.ref, "refs"), among(entries.c.act, "acts")))
    .order_by(entries.c.number)
)
_histories = select(entries.c.body).where(among(entries.c.ref, "refs")).order_by(entries.c.ref, entries.c.seq)
_f = follow_ups.c
_planned = and_(among(_f.ref, "refs"), _f.planned_by == bindparam("of_act"))
_returning = (
    select(follow_ups)
    .where(among(_f.ref, "refs"), _f.ended_by == bindparam("of_act"), _f.status == "cancelled")
    .order_by(_f.due_at, _f.id)
)
_cancelling = select(follow_ups).where(_planned, _f.status == "planned").order_by(_f.due_at, _f.id)
_o = outbox.c
# Locked, or the post could claim one meanwhile.
_letters = (
    select(_o.id, _o.ref, _o.recipient, _o.status, _o.subject, _o.not_before)
    .where(or_(_o.act == bindparam("of_act"), _o.follow_up.in_(select(_f.id).where(_planned))))
    .order_by(_o.id)
)
_handed = select(deliveries.c.letter, deliveries.c.person).where(
    deliveries.c.letter.in_(bindparam("letters", expanding=True)), deliveries.c.refused.is_(None)
)


def find(connection: Connection, ref: str, act: str | None = None) -> Act | None:
    """An act that wrote to a case, the newest that changed it unless named; None if there is none."""
    act = act or connection.execute(_newest, {"of_ref": ref}).scalar()
    rows = connection.execute(_of_act, {"of_act": act}).all() if act else []
    # An act may also have written to the histories of people.
    written = tuple(entry for row in rows if (entry := read_entry(row.body)).type is not None)
    if act is None or ref not in {entry.ref for entry in written}:
        return None
    return linked(connection, Act(act, written, rows[-1].number))


def linked(connection: Connection, act: Act) -> Act:
    """The same with the links of its cases that have ended by now."""
    asked = {"refs": sorted(act.refs), "after": act.number}
    left = {(row.from_ref, row.to_ref): row.until_act for row in connection.execute(_left, asked)}
    return replace(act, left={pair: until for pair, until in left.items() if until != act.id})


def around(connection: Connection, act: Act, refs: Collection[str], *, lock: bool) -> Around:
    """What has become of an act; `refs` are the cases that belong together with its own."""
    mine = {"refs": sorted(act.refs), "of_act": act.id}
    asked = {**mine, "refs": sorted(refs), "after": act.number, "acts": sorted({*act.left.values()})}
    histories: dict[str, list[Entry]] = {ref: [] for ref in act.refs}
    for body in connection.scalars(_histories, mine):
        entry = read_entry(body)
        histories[entry.ref].append(entry)
    later = [read_entry(body) for body in connection.scalars(_later, asked)]
    return Around(
        histories=histories,
        later=tuple(_standing(later)),
        letters=_letters_of(connection, mine, lock=lock),
        returning=tuple(connection.execute(_returning, mine)),
        cancelling=tuple(connection.execute(_cancelling, mine)),
    )


def _standing(later: Sequence[Entry]) -> Iterator[Entry]:
    """Without what was taken back again: but of an act before these it is the taking back that counts."""
    known, gone = {entry.act for entry in later}, {undone_act(entry) for entry in later}
    return (entry for entry in later if entry.act not in gone and undone_act(entry) not in known)


def _letters_of(connection: Connection, mine: Mapping[str, Any], *, lock: bool) -> tuple[Letter, ...]:
    rows = connection.execute(_letters.with_for_update() if lock else _letters, mine).all()
    handed: dict[int, list[str]] = {row.id: [] for row in rows}
    if rows:
        for letter, person in connection.execute(_handed, {"letters": [*handed]}):
            handed[letter].append(person)
    return tuple(Letter(*row, handed=tuple(sorted(handed[row.id]))) for row in rows)
