"""What a follow-up that is due tells, and whom; or why it need not be told any more. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workflow.attempt import Owed, Planned
from workflow.conclude import owed_facts
from workflow.definition import OWING, STATE_GROUP, Fact, FollowUp, Kind, Workflow
from workflow.follow_ups import due_at, waited_for
from workflow.recipients import PERSON, addressed, recipients
from workflow.snapshot import Facts, Snapshot
from workflow.texts import plain

TASK = "task"  # the letter of a task that no follow-up declares
BEFORE = "They had it before."
NOBODY = "Nobody is there to be told."
UNKNOWN = "The rules of the case know no such follow-up."


@dataclass(frozen=True)
class Told:
    """How a follow-up ends, the letters it owes, and what it leaves for the mornings of those who live further west."""

    status: str
    letters: tuple[Owed, ...] = ()
    why: str | None = None
    later: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Expected:
    """A row that is due, the law of its case, and the world as it is now."""

    row: Any  # of follow_ups, or one like it
    definition: Workflow
    snapshot: Snapshot

    @cached_property
    def facts(self) -> Facts:
        """What the rules read of the case."""
        facts: Facts = self.definition.facts(self.snapshot, self.row.ref)
        return facts

    @cached_property
    def declared(self) -> FollowUp | None:
        """What the rules say of it: a rung of the state's ladder, or one of those of its name; None if nothing."""
        row = self.row
        if row.group == STATE_GROUP:
            late = self.definition.state(self.facts.state).late
            return next((one for rung, one in enumerate(late) if (rung, one.name) == (row.rung, row.rule)), None)
        named = [one for one in self.definition.follow_ups if one.name == row.rule]
        return named[row.rung] if row.rung < len(named) else None

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Who is to be told (`PER-…` or `office:NAME`) and is there to read it."""
        directory = self.snapshot.directory
        return tuple(
            ident
            for ident in self._addressed()
            # In no part in particular: whether the account is open.
            if not ident.startswith("PER-") or (directory.knows(ident) and directory.acts_as(ident, ""))
        )

    def _addressed(self) -> Iterator[str]:
        named = self.row.recipient.removeprefix(PERSON)
        if not self._of_owing:
            yield named
            return
        for ident in recipients(waited_for(self.definition, self.facts.case), self.facts, {}):
            if named in (OWING.name, ident):
                yield ident

    @cached_property
    def _of_owing(self) -> bool:
        """Whether it is for whoever owes the next step, by whatever name the row calls them."""
        return self.row.recipient == OWING.name or (self.declared is not None and self.declared.to == (OWING,))

    @cached_property
    def due(self) -> tuple[str, ...]:
        """For whom of these the reason is still there."""
        unless = self.declared.unless if self.declared else None
        if unless is None:
            return self.open
        return tuple(one for one in self.open if not is_met(unless, self.facts, one))

    def morning(self, ident: str) -> Planned | None:
        """The same follow-up for one of several who are waited for, if its moment has not come where they live."""
        row = self.row
        if row.recipient != OWING.name or self.declared is None:
            return None
        place = self.snapshot.directory.place(ident)
        due = due_at(self.declared.at, self.facts, place)
        if due is None or due[1] <= self.snapshot.now:
            return None
        to, kind = addressed(ident), self.declared.kind
        return Planned(row.ref, row.rule, row.rung, to, row.group, kind, row.trigger, row.anchor, *due, place.zone)

    def reaches(self, ident: str) -> bool:
        """Whether somebody was told it already, or is going to be."""
        if self.row.status == "done":
            return ident in self.open
        return self.declared is not None and ident in self.due


def tell(it: Expected, newer: Iterable[Expected], had: bool) -> Told:
    """What becomes of a row that is no clock move.

    `newer` are the reminders of the same case that came due after it, whoever they are for; `had` says that the recipient
    had this follow-up before.
    """
    declared, row = it.declared, it.row
    if declared is None and row.kind != Kind.TASK.value:
        return Told("skipped", why=UNKNOWN)
    if declared is not None and declared.once and had:
        return Told("skipped", why=BEFORE)
    if not it.open:
        return Told("skipped", why=NOBODY)
    if not it.due:
        return Told("not_needed")
    later = tuple(newer)
    told = [one for one in it.due if not any(other.reaches(one) for other in later)]
    if not told:
        return Told("superseded")
    asleep = {one: morning for one in told if (morning := it.morning(one))}
    template = TASK if declared is None else declared.letter or declared.name
    said = {**owed_facts(it.facts.case, None, {}), **({"task": dict(row.facts)} if row.facts else {})}
    awake = (one for one in told if one not in asleep)
    letters = (Owed(one, template, row.ref, {**said, **said_by(declared, it.facts, one)}) for one in awake)
    return Told("done", tuple(letters), later=tuple(asleep.values()))


def is_met(unless: Fact, facts: Facts, recipient: str) -> bool:
    """Whether a follow-up need not be told to somebody any more."""
    return bool(unless(facts, recipient) if unless.__code__.co_argcount > 1 else unless(facts))


def said_by(follow_up: FollowUp | None, facts: Facts, recipient: str) -> dict[str, Any]:
    """What a letter says because of the follow-up that it comes of: which one that is, and what it tells besides."""
    if follow_up is None:
        return {}
    tells = follow_up.tells
    return {"rule": follow_up.name, **({"tells": plain(tells(facts, recipient))} if tells else {})}


def named_in(rows: Collection[Any]) -> set[str]:
    """The people whom rows address by name."""
    return {row.recipient.removeprefix(PERSON) for row in rows if row.recipient.startswith(PERSON)}
