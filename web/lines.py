"""The lines of a list in words: what it is, whom it waits for by name, since when, and until when, with the zone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from records.awaited import Awaited, awaited
from records.lines import Item
from records.vocabulary import BROKERS
from web.database import reading
from web.given import connect
from web.reader import signed_in
from web.rooms import Room
from web.scene import words_of
from web.when import left
from web.words import Words
from workflow.words import _


@dataclass(frozen=True)
class Row:
    """One case in a list. `left` is how far the deadline is over or ahead, `still` since when the clock stands still."""

    ref: str
    title: str
    kind: str
    type: str
    state: str
    milestone: str
    waits: tuple[str, ...]
    since: str
    until: str
    left: str
    still: str
    overdue: bool
    ended: bool
    follows: str
    owner: str
    country: str
    is_demo: bool
    item: Item


@dataclass
class Teller:
    """Tells the lines of one page; the words of each type are put together once."""

    room: Room
    words: Words
    names: bool  # whether the reader may read who people are
    now: datetime
    laws: dict[tuple[str, int], tuple[Any, Words]]

    def rows(self, items: Sequence[Item]) -> list[Row]:
        """The lines, with the names of who is awaited."""
        who = awaited(reading(), items)
        return [self._row(item, who.get(item.ref, ())) for item in items]

    def _row(self, item: Item, who: Sequence[Awaited]) -> Row:
        law, own = self._law(item)
        return Row(
            ref=item.ref,
            title=item.title,
            kind=item.kind,
            type=gettext(law.label),
            state=own.state(law, item.state),
            milestone=self._milestone(law, item.milestone),
            waits=tuple(self._waits(own, item, who)) if not item.ended else (),
            since=own.day(item.entered_on),
            until=own.until(item.due_date, item.due_zone) if not item.ended else "",
            left=self._left(item) if not item.ended else "",
            still=own.day(item.paused_on) if item.paused_on and not item.ended else "",
            overdue=item.overdue,
            ended=item.ended,
            follows=item.follows or "" if not item.ended else "",
            owner=item.owner_name or "" if self.names else "",
            country=own.country(item.country),
            is_demo=item.is_demo,
            item=item,
        )

    def _law(self, item: Item) -> tuple[Any, Words]:
        key = (item.type, item.definition_version)
        if key not in self.laws:
            law = self.words.registry.get(*key)
            self.laws[key] = law, self.words.about(law)
        return self.laws[key]

    @staticmethod
    def _milestone(law: Any, name: str) -> str:
        labels = {one.milestone.name: one.milestone.label for one in law.states if one.milestone}
        return gettext(labels[name]) if name in labels else name

    def _waits(self, words: Words, item: Item, who: Sequence[Awaited]) -> Iterator[str]:
        """Each part with the names of who has it; what stands still waits for those who were asked, in another case."""
        elsewhere = [one for one in who if one.ref]
        for part in dict.fromkeys(one.part for one in elsewhere) if elsewhere else item.waits_for:
            seats = [one for one in who if one.part == part]
            names = list(dict.fromkeys(filter(None, map(self._name, seats))))
            if part in BROKERS and item.owner_name and self.names:
                names = [item.owner_name]
            said = f"{words.label('part', part)}: {', '.join(names)}" if names else words.label("part", part)
            yield said + "".join(dict.fromkeys(self._where(one) for one in seats if one.ref))

    def _name(self, seat: Awaited) -> str:
        if not self.names or not seat.person:
            return seat.organisation or ""
        return f"{seat.person} ({seat.organisation})" if seat.organisation else seat.person

    def _where(self, seat: Awaited) -> str:
        """In which case the answer is awaited, and until when."""
        until = self.words.until(seat.due_date, seat.due_zone)
        if not until:
            return gettext(_(", in {ref}")).format(ref=seat.ref)
        return gettext(_(", in {ref} until {day}")).format(ref=seat.ref, day=until)

    def _left(self, item: Item) -> str:
        return left(item.due_date, self.now.astimezone(ZoneInfo(item.due_zone or "UTC")).date())


def teller(room: Room) -> Teller:
    """For the reader, in a room: only those who see every case are told who people are."""
    return Teller(room, words_of(room), signed_in().sees_all, connect().now(), {})


def by_ref(rows: Sequence[Row]) -> Mapping[str, Row]:
    """The rows by reference."""
    return {row.ref: row for row in rows}
